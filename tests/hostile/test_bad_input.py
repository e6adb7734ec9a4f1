"""Thousands of bad inputs, over every rule and every field: a clear answer each time, and never our own error."""

import base64
import contextvars
import io
import random
import secrets
from collections.abc import Iterator
from urllib.parse import quote, urlencode, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.web.csrf import _xor
from tests.hostile import attacks
from tests.hostile.forms import SeenForm, forms_on

HELD = b"s" * 24
METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "X" * 300)
# Buttons that would end the walk: they sign out, erase the draft or close what is open.
ENDS = ("/cikis", "/bitir", "/baska", "/geri-cek", "/deactivate", "/kontrol")
FEN01 = "/basvuru/yol-kaldirim-bozuklugu-bildirimi"
IMR01 = "/basvuru/imar-durumu-belgesi"

tried = {"inputs": 0}


@pytest.fixture
def settings() -> dict[str, str]:
    """No throttle answers in place of the page that is tried."""
    names = ("LOOKUP_PER_MINUTE", "FACT_PER_HOUR", "FACT_PER_30_DAYS", "SIGNIN_PER_MINUTE", "APPLICATIONS_PER_HOUR")
    return {f"MASA_LIMIT_{name}": "100000" for name in (*names, "UPLOADS_PER_HOUR")}


class Attacker:
    """A browser that never gives up and looks at every answer."""

    def __init__(self, app: Flask, client: FlaskClient) -> None:
        self.app, self.client = app, client
        app.testing = False  # what nobody expected must become our page, as it does in a town
        self.faults: list[str] = []
        with client.session_transaction() as session:
            session["csrf_token"] = base64.b64encode(HELD).decode()

    def send(self, what: str, path: str, method: str = "GET", **more: object) -> TestResponse | None:
        """One request; what is wrong with its answer is kept."""
        tried["inputs"] += 1
        more.setdefault("headers", {"Origin": "http://localhost"})
        try:
            reply = contextvars.Context().run(self.client.open, path, method=method, **more)
        except UnicodeError:
            return None  # the test's own client cannot even send it
        self.look(what, method, path, reply)
        return reply

    def look(self, what: str, method: str, path: str, reply: TestResponse) -> None:
        """Never our own error, never a stack trace, never the attack as markup."""
        text = (
            ""
            if reply.mimetype.startswith(("application/pdf", "image/"))
            else reply.get_data().decode("utf-8", "replace")
        )
        bad = [sign for sign in attacks.RAW_SIGNS if sign in text]
        bad += [word for word in ("Traceback (most recent", "sqlalchemy.", "werkzeug.", "sqlite3.") if word in text]
        if reply.status_code >= 500 and not path.startswith("/readyz"):
            bad.append(str(reply.status_code))
        if "evil.example" in reply.headers.get("Location", "") or "X-Evil" in reply.headers:
            bad.append("header")
        if bad:
            self.faults.append(f"{method} {path[:120]} {what[:80]!r}: {bad}")

    def token(self) -> str:
        mask = secrets.token_bytes(24)
        return base64.urlsafe_b64encode(mask + _xor(mask, HELD)).decode()

    def post(self, what: str, path: str, body: bytes) -> None:
        """A form as bytes, so that what no text can hold can be sent too."""
        body += b"&csrf_token=" + self.token().encode()
        self.send(what, path, "POST", data=body, content_type="application/x-www-form-urlencoded")


def bodies(form: SeenForm, name: str, share: float) -> Iterator[tuple[str, bytes]]:
    """The form with one input gone bad; the rest stands as it stood. `share`: how many of the texts, picked by seed."""
    texts = random.Random(f"{form.action} {name}").sample(attacks.TEXTS, round(len(attacks.TEXTS) * share))
    rest = {key: value for key, value in form.inputs.items() if key not in (name, "csrf_token")}
    before = urlencode(rest).encode() + b"&" + quote(name).encode()
    for text in texts:
        yield f"{name}={text[:40]}", before + b"=" + quote(text.encode("utf-8", "surrogatepass")).encode()
    for raw in attacks.BYTES[:: round(1 / share)]:
        yield f"{name}={raw[:40]!r}", before + b"=" + raw
    yield f"{name} many times", before + (b"=1&" + quote(name).encode()) * 60 + b"=2"
    yield f"{name} missing", urlencode(rest).encode()
    yield f"{name} and strangers", before + b"=1&is_admin=1&case_id=1&roles=admin&__class__=x&%FF=%FF"


def attack_forms(attacker: Attacker, pages: list[str], share: float = 1) -> None:
    """Every field of every form on these pages."""
    done = set()
    for page in pages:
        reply = attacker.send("page", page)
        assert reply is not None
        assert reply.status_code in (200, 422), f"{page}: {reply.status_code}"
        for form in forms_on(page, reply.text):
            path = urlsplit(form.action).path
            if path.endswith(ENDS):
                continue
            for name in [*form.inputs, *form.files]:
                if name == "csrf_token" or (path, name) in done:
                    continue
                done.add((path, name))
                for what, body in bodies(form, name, share):
                    if form.method == "post":
                        attacker.post(what, path, body)
                    else:
                        attacker.send(what, f"{path}?{body.decode('ascii')}")
            attack_token(attacker, path, form)
            attack_files(attacker, path, form)


def attack_token(attacker: Attacker, path: str, form: SeenForm) -> None:
    if form.method != "post":
        return
    for token in ("", "A" * 64, "%00", attacker.token()[:-2], "=" * 5000, "\udcff"):
        data = urlencode({**form.inputs, "csrf_token": token}, errors="surrogatepass")
        attacker.send(
            f"token {token[:10]!r}", path, "POST", data=data, content_type="application/x-www-form-urlencoded"
        )


def attack_files(attacker: Attacker, path: str, form: SeenForm) -> None:
    for name in form.files:
        tries = [(filename, attacks.CONTENTS[2]) for filename in attacks.FILENAMES]
        tries += [("a.pdf", content) for content in attacks.CONTENTS]
        for filename, content in tries:
            data = {
                **form.inputs,
                "csrf_token": attacker.token(),
                "upload": name,
                name: (io.BytesIO(content), filename),
            }
            attacker.send(f"{filename!r} {content[:12]!r}", path, "POST", data=data, content_type="multipart/form-data")


@pytest.fixture
def stranger(app: Flask) -> Attacker:
    return Attacker(app, app.test_client())


def test_no_rule_breaks_on_a_bad_address(app, stranger, as_clerk, as_admin):
    """Every rule with ids, slugs, tokens and numbers nobody has, as a citizen, a clerk and an admin."""
    people = [stranger, Attacker(app, as_clerk), Attacker(app, as_admin)]
    for rule in app.url_map.iter_rules():
        for raw in attacks.PATHS if rule.arguments else (b"",):
            path = rule.rule
            for _name in rule.arguments:
                start = path.index("<", 0)
                path = path[:start] + raw.decode("ascii") + path[path.index(">", start) + 1 :]
            for person in people:
                if rule.endpoint == "accounts.sign_out" and person is not stranger:
                    continue
                method = "GET" if "GET" in (rule.methods or ()) else "POST"
                data = {"csrf_token": person.token()} if method == "POST" else None
                person.send("address", path, method, data=data)
    assert [fault for person in people for fault in person.faults] == []


def test_no_rule_breaks_on_a_method_it_does_not_know(app, stranger):
    for rule in app.url_map.iter_rules():
        path = rule.rule.replace("<int:", "<")
        for name in rule.arguments:
            path = path.replace(f"<{name}>", "1")
        for method in METHODS:
            stranger.send("method", path, method)
    assert stranger.faults == []


def test_no_header_breaks_a_page(app, stranger):
    for path in ("/", "/hizmetler", "/takip", FEN01, "/giris", "/desk", "/yok", "/static/yok", "/healthz"):
        for headers in attacks.HEADERS:
            fresh = Attacker(app, app.test_client())
            fresh.send(str(headers)[:60], path, headers=headers)
            fresh.send(str(headers)[:60], path, "POST", headers=headers, data=b"a=1")
            stranger.faults += fresh.faults
        for host in attacks.HOSTS:
            reply = stranger.send(f"host {host[:30]}", path, headers={"Host": host})
            assert reply is None or "evil.example" not in reply.text
    assert stranger.faults == []


def test_no_body_breaks_a_form(app, stranger):
    for path in (
        FEN01,
        FEN01 + "/sorun",
        "/takip",
        "/takip/dosya/yaz",
        "/takip/dosya/belge",
        "/giris",
        "/dil",
        "/desk",
    ):
        for kind in attacks.CONTENT_TYPES:
            stranger.send(f"type {kind[:30]}", path, "POST", data=b'{"a": [1, {"b": null}', content_type=kind)
        for kind, body in attacks.multipart_bodies():
            stranger.send(f"multipart {body[:30]!r}", path, "POST", data=body, content_type=kind)
        for size in (499_000, 1_000_000, 3_000_000):
            body = b"a=" + b"x" * size
            stranger.send(f"{size} bytes", path, "POST", data=body, content_type="application/x-www-form-urlencoded")
        for raw in attacks.noise(7, 20):
            stranger.send(
                "noise", path, "POST", data=raw + b"=" + raw, content_type="application/x-www-form-urlencoded"
            )
    assert stranger.faults == []


def test_no_query_breaks_a_page(app, stranger):
    for path, names in (
        ("/hizmetler", ("q", "konu", "birim", "kim")),
        (FEN01 + "/sorun", ("hatalar", "kaydedildi")),
        (FEN01 + "/alindi", ("kagit",)),
        ("/giris", ("next",)),
    ):
        for name in names:
            for text in attacks.TEXTS:
                stranger.send(
                    f"{name}={text[:40]}", f"{path}?{name}={quote(text[:8000].encode('utf-8', 'surrogatepass'))}"
                )
            for raw in (*attacks.BYTES, *attacks.noise(3, 10)):
                stranger.send(f"{name}={raw[:30]!r}", f"{path}?{name}={raw.decode('ascii')}")
    assert stranger.faults == []


def test_no_answer_of_a_citizen_breaks_anything(app, stranger):
    for path in (FEN01, IMR01):
        stranger.send("start", path, "POST", data={"csrf_token": stranger.token(), "go": "start"})
    steps = [FEN01 + "/sorun", FEN01 + "/konum", FEN01 + "/iletisim", IMR01 + "/kim", IMR01 + "/kisi"]
    attack_forms(
        stranger, ["/", "/hizmetler", "/takip", "/giris", *steps, IMR01 + "/tasinmaz", IMR01 + "/belgeler"], 0.4
    )
    reply = stranger.send("check", FEN01 + "/kontrol")
    assert reply is not None
    assert reply.status_code == 200
    assert stranger.faults == []


def test_nothing_written_into_an_open_file_breaks_anything(app, stranger, make_case):
    from app.cases.models import Case
    from app.extensions import db
    from app.keys import keys

    case = db.session.get_one(Case, make_case("FEN-01", pin=True))
    number, pin = case.tracking_number, keys().pin(case.id, case.pin_generation)
    db.session.commit()
    reply = stranger.send("open", "/takip", "POST", data={"number": number, "fact": pin})
    assert reply is not None
    assert reply.status_code == 303, reply.text[:500]
    attack_forms(stranger, ["/takip/dosya", "/takip"])
    assert stranger.faults == []


def test_nothing_a_clerk_sends_breaks_anything(app, as_clerk, make_case):
    attacker = Attacker(app, as_clerk)
    case_id = make_case("FEN-01")
    attack_forms(attacker, ["/desk", f"/desk/cases/{case_id}", "/desk/password", "/desk/survey"], 0.15)
    assert attacker.faults == []


def test_nothing_an_admin_sends_breaks_anything(app, as_admin, clerk):
    attacker = Attacker(app, as_admin)
    attack_forms(attacker, ["/admin/staff/invite", f"/admin/staff/{clerk}", "/admin/audit", "/admin/staff"], 0.4)
    assert attacker.faults == []


def test_nothing_typed_in_from_paper_breaks_anything(app, as_desk_clerk):
    attacker = Attacker(app, as_desk_clerk)
    attack_forms(attacker, ["/desk/survey/type"], 0.25)
    assert attacker.faults == []


def test_no_one_time_link_breaks(app, stranger):
    for page in ("/kurulum/", "/davet/", "/sifre/", "/anket/", "/t/"):
        for raw in (*attacks.PATHS, *attacks.noise(11, 20)):
            stranger.send("token", page + raw.decode("ascii"))
            stranger.send(
                "token", page + raw.decode("ascii"), "POST", data={"csrf_token": stranger.token(), "password": "x"}
            )
    assert stranger.faults == []


def test_enough_was_tried():
    """The floor is 2,500; this counts what the tests of this file sent in this run."""
    if tried["inputs"] > 1000:  # else only some of them ran
        assert tried["inputs"] >= 2500
