"""What stands around every page: headers, tokens, language, compression, error pages, health."""

import base64
import errno
import gc
import gzip
import io
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from app import create_app
from app.web.csrf import csrf_is_valid, csrf_token, same_origin_only
from app.web.headers import personal_page, public_page
from app.web.locale import safe_path

OURS = {"Origin": "http://localhost"}


@pytest.fixture
def frame(tmp_path: Path) -> Flask:
    """An app with a few pages of its own, over an empty database."""
    app = create_app(
        {"MASA_INSTANCE": str(tmp_path), "MASA_PUBLIC_URL": "http://localhost", "MASA_DEFAULT_LOCALE": "en"}
    )
    app.testing = True
    app.add_url_rule("/form", view_func=_form, methods=["GET", "POST"])
    app.add_url_rule("/look", view_func=_look, methods=["POST"])
    app.add_url_rule("/kept", view_func=_kept)
    app.add_url_rule("/public", view_func=_public)
    app.add_url_rule("/personal", view_func=_personal)
    app.add_url_rule("/rows/<int:row_id>", view_func=_row)
    app.add_url_rule("/break/<kind>", view_func=_break, methods=["GET", "POST"])
    app.extensions["csrf"].exempt(_keep_typed)
    app.add_url_rule("/keep-typed", view_func=_keep_typed, methods=["POST"])
    return app


@pytest.fixture
def visitor(frame: Flask) -> FlaskClient:
    return frame.test_client()


def _form() -> str:
    return csrf_token() if request.method == "GET" else repr(sorted(request.form.items()))


@same_origin_only
def _look() -> str:
    return "looked"


def _kept() -> str:
    return request.args.get("q", "")


def _public() -> str:
    public_page()
    return "<p>" + "the same for everybody " * 50


def _personal() -> str:
    personal_page()
    return "<p>" + "somebody's own " * 50


def _row(row_id: int) -> str:
    return str(row_id)


def _keep_typed() -> tuple[str, int]:
    return request.form["text"], 200 if csrf_is_valid() else 422


def _break(kind: str) -> str:
    import sqlite3

    from sqlalchemy.exc import IntegrityError, OperationalError

    if kind == "disk":
        raise OSError(errno.ENOSPC, "No space left on device", "/secret/Ayşe.pdf")
    cause: Any = sqlite3.OperationalError("database or disk is full" if kind == "full" else "database is locked")
    cause.sqlite_errorname = "SQLITE_FULL" if kind == "full" else "SQLITE_BUSY"
    if kind == "statement":
        raise IntegrityError("INSERT Ayşe", {}, sqlite3.IntegrityError("UNIQUE failed"))
    raise OperationalError("INSERT Ayşe", {}, cause)


def test_every_answer_tells_the_browser_to_run_and_keep_nothing(visitor: FlaskClient) -> None:
    headers = visitor.get("/kept").headers
    assert headers["Cache-Control"] == "no-store"
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_a_public_page_may_be_kept_and_is_asked_for_again(visitor: FlaskClient) -> None:
    first = visitor.get("/public")
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert visitor.get("/public", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_a_visitor_with_a_session_keeps_nothing(visitor: FlaskClient) -> None:
    visitor.get("/form")
    assert visitor.get("/public").headers["Cache-Control"] == "no-store"


def test_no_cookie_is_set_before_a_form_needs_one(visitor: FlaskClient) -> None:
    assert "Set-Cookie" not in visitor.get("/public").headers
    cookie = visitor.get("/form").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_over_https_cookies_are_bound_to_the_host(tmp_path: Path) -> None:
    app = create_app({"MASA_INSTANCE": str(tmp_path), "MASA_PUBLIC_URL": "https://masa.example"})
    assert app.config["SESSION_COOKIE_NAME"] == "__Host-masa"
    assert app.config["SESSION_COOKIE_SECURE"]


def test_a_post_with_the_pages_token_passes_and_each_page_masks_it_anew(visitor: FlaskClient) -> None:
    first, second = visitor.get("/form").text, visitor.get("/form").text
    assert first != second
    for token in (first, second):
        assert visitor.post("/form", data={"csrf_token": token}).status_code == 200
        assert visitor.post("/form", headers={"X-CSRFToken": token}).status_code == 200


@pytest.mark.parametrize("token", ["", "x", "ğ", base64.b64encode(b"0" * 48).decode(), "A" * 64, "=" * 70000])
def test_a_post_without_a_true_token_is_refused(visitor: FlaskClient, token: str) -> None:
    visitor.get("/form")
    assert visitor.post("/form", data={"csrf_token": token}).status_code == 400


def test_a_true_token_from_another_site_is_refused(visitor: FlaskClient) -> None:
    token = visitor.get("/form").text
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert visitor.post("/form", data={"csrf_token": token}, headers=headers).status_code == 400


def test_someone_elses_token_is_refused(frame: Flask, visitor: FlaskClient) -> None:
    visitor.get("/form")
    token = frame.test_client().get("/form").text
    assert visitor.post("/form", data={"csrf_token": token}).status_code == 400


def test_a_view_that_keeps_what_was_typed_learns_that_the_token_was_stale(visitor: FlaskClient) -> None:
    reply = visitor.post("/keep-typed", data={"text": "long and dear", "csrf_token": "stale"})
    assert (reply.status_code, reply.text) == (422, "long and dear")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (OURS, 200),
        ({"Referer": "http://localhost/takip"}, 200),
        ({}, 400),
        ({"Origin": "null"}, 400),
        ({"Origin": "http://localhost.evil.example"}, 400),
        ({"Origin": "http://localhost:81"}, 400),
        ({"Referer": "http://evil.example/localhost"}, 400),
    ],
)
def test_a_look_up_needs_no_token_but_must_come_from_our_page(
    visitor: FlaskClient, headers: dict[str, str], status: int
) -> None:
    assert visitor.post("/look", headers=headers).status_code == status


def test_only_our_own_host_is_answered(visitor: FlaskClient) -> None:
    assert visitor.get("/kept", headers={"Host": "evil.example"}).status_code == 400


def test_the_language_switch_goes_back_to_its_page(visitor: FlaskClient) -> None:
    reply = visitor.post("/dil", data={"lang": "tr", "next": "/kept?q=1"}, headers=OURS)
    assert (reply.status_code, reply.headers["Location"]) == (303, "/kept?q=1")
    assert "masa_lang=tr" in reply.headers["Set-Cookie"]


@pytest.mark.parametrize(
    ("shown_at", "page"),
    [("/takip/dosya/yaz", "/takip/dosya"), ("/desk/cases/7/take", "/desk/cases/7"), ("/yok/boyle/sayfa", "/yok")],
)
def test_the_language_switch_on_a_refused_form_leads_to_the_page_the_form_stands_on(
    visitor: FlaskClient, shown_at: str, page: str
) -> None:
    assert visitor.post("/dil", data={"lang": "en", "next": shown_at}, headers=OURS).headers["Location"] == page


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:x", "", "/a\nb", "/\tb", "\\x", "x"],
)
def test_no_link_of_ours_leads_elsewhere(path: str) -> None:
    assert safe_path(path) == "/"


def test_pages_travel_compressed(visitor: FlaskClient) -> None:
    reply = visitor.get("/public", headers={"Accept-Encoding": "gzip"})
    assert reply.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in reply.headers["Vary"]
    assert b"the same for everybody" in gzip.decompress(reply.data)


def test_the_size_of_a_personal_page_varies(visitor: FlaskClient) -> None:
    sizes = {len(visitor.get("/personal", headers={"Accept-Encoding": "gzip"}).data) for _ in range(30)}
    assert len(sizes) > 8


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [("locked", 503, "Nothing was sent"), ("full", 507, "no room left"), ("disk", 507, "no room left")],
)
def test_a_locked_or_full_store_says_that_nothing_was_sent(
    visitor: FlaskClient, kind: str, status: int, words: str, capsys: Any
) -> None:
    reply = visitor.get(f"/break/{kind}")
    assert reply.status_code == status
    assert words in reply.text
    assert "Ayşe" not in reply.text + capsys.readouterr().err


def test_an_unexpected_fault_shows_a_page_and_logs_no_value(frame: Flask, capsys: Any) -> None:
    frame.testing = False
    frame.config["PROPAGATE_EXCEPTIONS"] = False
    reply = frame.test_client().get("/break/statement?q=Ayşe")
    assert reply.status_code == 500
    assert "Something went wrong on our side" in reply.text
    logged = capsys.readouterr().err
    assert "IntegrityError" in logged
    assert "Ayşe" not in logged


def test_an_error_for_htmx_leaves_the_typed_text_alone(visitor: FlaskClient) -> None:
    reply = visitor.get("/break/locked", headers={"HX-Request": "true"})
    assert reply.headers["HX-Retarget"] == "#alert"
    assert "<html" not in reply.text


def test_a_page_without_its_template_still_says_the_sentence(visitor: FlaskClient, frame: Flask) -> None:
    frame.jinja_loader.searchpath.clear()  # type: ignore[union-attr]
    frame.jinja_env.cache.clear()  # type: ignore[union-attr]
    reply = visitor.get("/nowhere")
    assert reply.status_code == 404
    assert "There is no such page" in reply.text


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_megabyte_in_a_field_is_too_large_and_a_large_file_is_not(visitor: FlaskClient) -> None:
    token = visitor.get("/form").text
    assert visitor.post("/form", data={"csrf_token": token, "text": "a" * 1_000_000}).status_code == 413
    file = (io.BytesIO(b"0" * 10 * 1024 * 1024), "ten.pdf")
    assert visitor.post("/form", data={"csrf_token": token, "file": file}).status_code == 200
    field = {"csrf_token": token, "text": "a" * 1_000_000, "file": (io.BytesIO(b"0"), "one.pdf")}
    assert visitor.post("/form", data=field).status_code == 413
    gc.collect()  # Werkzeug leaves the refused upload's temporary file to the collector


def test_nul_is_taken_out_before_a_view_sees_it(visitor: FlaskClient) -> None:
    token = visitor.get("/form").text
    assert "'a', 'xy'" in visitor.post("/form", data={"csrf_token": token, "a\0": "x\0y"}).text
    assert visitor.get("/kept?q=a%00b").text == "ab"


@pytest.mark.parametrize(
    "path", ["/%00", "/%ff", "/rows/99999999999999999999", "/rows/2147483648", "/rows/-1"]
)
def test_a_path_nobody_means_is_not_found(visitor: FlaskClient, path: str) -> None:
    assert visitor.get(path).status_code == 404


def test_the_largest_row_id_is_still_one(visitor: FlaskClient) -> None:
    assert visitor.get(f"/rows/{2**31 - 1}").text == str(2**31 - 1)


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH"])
def test_a_wrong_method_is_named(visitor: FlaskClient, method: str) -> None:
    reply = visitor.open("/healthz", method=method)
    assert reply.status_code == 405
    assert "GET" in reply.headers["Allow"]


def test_a_proxy_is_believed_only_when_we_said_so(tmp_path: Path) -> None:
    def address(hops: str) -> str | None:
        app = create_app({"MASA_INSTANCE": str(tmp_path), "MASA_TRUSTED_PROXIES": hops})
        app.add_url_rule("/me", view_func=lambda: request.remote_addr or "")
        reply = app.test_client().get("/me", headers={"X-Forwarded-For": "9.9.9.9, 8.8.8.8"})
        return reply.text

    assert address("0") == "127.0.0.1"
    assert address("1") == "8.8.8.8"


def test_static_files_carry_their_hash_and_may_be_kept_for_ever(frame: Flask, visitor: FlaskClient) -> None:
    url = frame.extensions["assets"].url("htmx.min.js")
    assert re.fullmatch(r"/static/htmx\.min\.[0-9a-f]{8}\.js", url)
    reply = visitor.get(url, headers={"Accept-Encoding": "br"})
    reply.close()
    assert reply.headers["Content-Encoding"] == "br"
    assert "immutable" in reply.headers["Cache-Control"]
    assert reply.headers["X-Content-Type-Options"] == "nosniff"


def test_health_says_nothing_but_that_it_lives(visitor: FlaskClient) -> None:
    assert visitor.get("/healthz").text == "ok\n"
    ready = visitor.get("/readyz")
    assert ready.status_code == 503
    assert ready.json == {"ready": False, "database": True, "schema": False, "disk": True, "worker": False}


def test_the_choice_to_read_ends_with_the_request(visitor: FlaskClient) -> None:
    from app.database import is_reading

    visitor.get("/kept")
    assert not is_reading()
