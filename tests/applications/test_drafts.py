"""A draft belongs to one browser, outlives what the town changes meanwhile, and is thrown away only when told to."""

import errno
import io
import re
from pathlib import Path

import pytest
from flask import Flask, current_app
from sqlalchemy import select

from app.cases.models import Case, CaseAnswers, Draft
from app.catalogue.actions import export_catalogue, import_catalogue
from app.catalogue.models import Service
from app.clock import utc_now
from app.extensions import db
from app.files.models import StoredFile
from tests.applications.conftest import FEN01, IMR01, PDF, Citizen, Filled, number_on
from tests.applications.test_sending import second_tab, side_by_side
from tests.files.pictures import jpeg


@pytest.fixture
def fen(app: Flask) -> Citizen:
    return Citizen(app.test_client(), FEN01)


def test_starting_in_a_second_tab_throws_nothing_away(fen: Citizen) -> None:
    fen.get(fen.at)
    early_token = fen.token()
    path = fen.start()
    fen.get(path)
    fen.post(path, {"tur": "cukur", "aciklama": "çoktan yazılmış"}, go="save")
    reply = fen.client.post(fen.at, data={"csrf_token": early_token, "go": "start"})
    assert reply.status_code == 303
    assert "You have an application that is not finished" in fen.get(reply.headers["Location"]).text
    assert "çoktan yazılmış" in fen.get(path).text


def test_a_draft_without_any_answer_is_no_reason_to_ask(fen: Citizen) -> None:
    fen.start()
    page = fen.get(fen.at).text
    assert "not finished" not in page
    assert "Start the application" in page


@pytest.mark.parametrize("token", ["A" * 43, "", "x" * 3000, "ı" * 40, "../../etc/passwd-and-more"])
def test_a_made_up_cookie_opens_nothing_and_names_no_draft(app: Flask, fen: Citizen, token: str) -> None:
    """Session fixation: the browser's token is always one of ours."""
    fen.client.set_cookie("masa-form", token)
    path = fen.start()
    fen.get(path)
    fen.post(path, {"tur": "cukur", "aciklama": "yalnız benim"}, go="save")
    thief = app.test_client()
    thief.set_cookie("masa-form", token)
    assert "yalnız benim" not in thief.get(path, follow_redirects=True).text


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
@pytest.mark.parametrize("where", ["", "/konum", "/kontrol", "/../bitir"])
def test_another_site_s_post_is_refused_and_leaves_every_cookie_alone(
    app: Flask, fen: Citizen, headers: dict[str, str], where: str
) -> None:
    """The browser sends it without our cookies; a new one in the answer would replace the citizen's own."""
    url = (fen.at + where).replace(f"{FEN01}/../", "")
    reply = app.test_client().post(url, data={"go": "next", "konum_yol": "saldırı"}, headers=headers)
    assert reply.status_code == 400
    assert not reply.headers.getlist("Set-Cookie")
    assert "saldırı" not in reply.text
    assert db.session.scalars(select(Draft)).all() == []


def test_whoever_used_the_computer_before_opens_no_draft_begun_after_them(app: Flask, fen: Citizen) -> None:
    path = fen.start()
    kept = fen.client.get_cookie("masa-form").value
    fen.get(fen.at)
    fen.start()
    fen.get(path)
    fen.post(path, {"tur": "cukur", "aciklama": "benden sonra gelen"}, go="save")
    thief = app.test_client()
    thief.set_cookie("masa-form", kept)
    assert "benden sonra" not in thief.get(path, follow_redirects=True).text
    assert "benden sonra" in fen.get(path).text


def test_drafts_of_two_services_live_side_by_side(app: Flask, fen: Citizen) -> None:
    path = fen.start()
    fen.get(path)
    fen.post(path, {"tur": "cukur", "aciklama": "birinci form"}, go="save")
    other = Citizen(fen.client, "imar-durumu-belgesi")
    other.start()
    assert "birinci form" in fen.get(path).text


def test_a_service_that_gets_another_address_meanwhile_takes_the_form_that_is_open(fen: Citizen) -> None:
    path = fen.start()
    fen.get(path)
    data = export_catalogue()
    next(one for one in data["services"] if one["slug"] == FEN01)["slug"] = "yol-bakim"
    import_catalogue(data, utc_now())
    db.session.rollback()
    typed = {"csrf_token": fen.token(), "go": "save", "aciklama": "eski adres"}
    reply = fen.client.post(path, data=typed)
    assert reply.status_code == 308  # the browser sends the same form again
    assert fen.client.post(reply.headers["Location"], data=typed).status_code == 303
    assert "eski adres" in fen.get(path.replace(FEN01, "yol-bakim")).text


def test_a_form_replaced_meanwhile_is_filled_in_and_kept_as_it_began(fen: Citizen, filled_form: Filled) -> None:
    typed = filled_form("FEN-01")
    fen.go_through(typed)
    before = db.session.scalars(select(Draft.form_version_id)).one()
    data = export_catalogue()
    service = next(one for one in data["services"] if one["slug"] == FEN01)
    step = next(step for step in service["steps"] if step.get("fields"))
    step["fields"].append(
        {"key": "yeni_soru", "type": "text", "label": {"tr": "Yeni soru", "en": "New question"}, "required": True}
    )
    import_catalogue(data, utc_now())
    db.session.rollback()
    assert fen.send().status_code == 303
    assert number_on(fen.receipt())
    case = db.session.scalars(select(Case)).one()
    assert case.form_version_id == before
    service_row = db.session.scalars(select(Service).where(Service.slug == FEN01)).one()
    assert service_row.current_form_id != before


def test_answers_to_questions_that_are_not_asked_are_not_stored(app: Flask, fen: Citizen, filled_form: Filled) -> None:
    typed = filled_form("FEN-01")
    fen.go_through(typed)
    path = fen.at + "/" + "konum"
    names = set(re.findall(r'name="([^"]+)"', fen.get(path).text))
    mine = {key: values for key, values in typed.items() if key in names}
    smuggled = {"kimlik_no": "10000000146", "status": "closed", "is_urgent": "1", "owner_department_id": "park"}
    fen.post(path, {**mine, **smuggled}, go="review")
    fen.send()
    row = db.session.scalars(select(CaseAnswers)).one()
    kept = str(row.open_answers)
    assert not set(smuggled) & row.open_answers.keys()
    assert "10000000146" not in kept
    case = db.session.scalars(select(Case)).one()
    assert (case.status, case.owner_department_id) == ("received", "fen")
    assert all(answer["value"] is None for answer in row.open_answers.values() if answer["state"] == "not_asked")


@pytest.mark.parametrize("go", ["", "send", "kontrol", "../", "x" * 5000, "next\r\nSet-Cookie: a=b"])
def test_a_button_nobody_made_is_taken_as_next(fen: Citizen, go: str) -> None:
    path = fen.start()
    fen.get(path)
    reply = fen.post(path, {"tur": "cukur", "aciklama": "Yolda derin bir çukur var"}, go=go)
    assert reply.status_code in (303, 422)
    assert "Yolda derin" in fen.get(path).text


def test_five_hundred_values_under_one_name_and_a_text_without_end_are_refused_in_words(fen: Citizen) -> None:
    path = fen.start()
    fen.get(path)
    many = fen.client.post(path, data={"csrf_token": fen.token(), "go": "save", "aciklama": ["çok"] * 500})
    assert many.status_code == 303
    long = fen.client.post(path, data={"csrf_token": fen.token(), "go": "next", "aciklama": "a" * 400_000})
    assert long.status_code == 422
    assert "Shorten this text" in long.text
    endless = fen.client.post(path, data={"csrf_token": fen.token(), "go": "next", "aciklama": "a" * 1_000_000})
    assert endless.status_code == 413
    assert "too large" in endless.text


@pytest.mark.parametrize("text", ["a\x00b", "a\u202eb", "\udc80\ud800", "\ufeff" * 30, "𐍈" * 50])
def test_signs_nobody_types_do_no_harm(fen: Citizen, text: str) -> None:
    path = fen.start()
    fen.get(path)
    body = {"csrf_token": fen.token(), "go": "next", "aciklama": text.encode("utf-8", "surrogatepass")}
    reply = fen.client.post(path, data=body)
    assert reply.status_code in (303, 422)
    assert fen.get(path).status_code == 200


def test_a_store_without_room_is_said_with_its_own_status_and_keeps_the_answers(
    fen: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    fen.start()
    fen.get(fen.at + "/konum")

    def full(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("app.files.store.os.fsync", full)
    upload = {"foto": (io.BytesIO(jpeg()), "kroki.jpg"), "upload": "foto", "konum_yol": "Kalan cevap"}
    reply = fen.post(fen.at + "/konum", upload)
    assert reply.status_code == 507
    assert "could not be saved just now" in reply.text
    monkeypatch.undo()
    assert "Kalan cevap" in fen.get(fen.at + "/konum").text
    assert db.session.scalars(select(StoredFile)).all() == []
    left = Path(current_app.instance_path, "files").rglob("*")
    assert not [path for path in left if path.is_file() and path.stat().st_size]


def test_files_sent_at_the_same_moment_do_not_pass_the_limit_together(app: Flask) -> None:
    app.config["MASA_UPLOAD_FILES"] = 2
    citizen = Citizen(app.test_client(), IMR01)
    citizen.start()
    page = citizen.get(citizen.at + "/belgeler")
    field = re.search(r'type="file"[^>]*name="([^"]+)"|name="([^"]+)"[^>]*type="file"', page.text)
    assert field, page.text[:3000]
    key = field.group(1) or field.group(2)
    token = citizen.token()
    tabs = [second_tab(app, citizen) for _ in range(5)]
    works = [
        lambda tab=tab, n=n: tab.client.post(
            tab.at + "/belgeler",
            data={"csrf_token": token, "upload": key, key: (io.BytesIO(PDF + b"%d" % n), f"{n}.pdf")},
        )
        for n, tab in enumerate(tabs)
    ]
    statuses = sorted(reply.status_code for reply in side_by_side(works))
    assert statuses[-1] == 422
    assert len(db.session.scalars(select(StoredFile)).all()) <= 2


def test_a_step_that_hangs_on_earlier_answers_comes_back_after_them(app: Flask) -> None:
    citizen = Citizen(app.test_client(), IMR01)
    reply = citizen.client.post(
        citizen.at + "/kisi", data={"go": "next", "id_type": "tckn", "ad": "Yazılmış Ad", "id_no": "10000000146"}
    )
    assert reply.status_code == 422
    assert "Your session had ended" in reply.text
    citizen.page = reply
    if "Yazılmış Ad" not in reply.text:
        assert "comes back further on" in reply.text
        moved = citizen.post(reply.request.path.replace("/kisi", "/basvuran"), {"basvuran": "kendi"})
        assert moved.status_code == 303
        assert "Yazılmış Ad" in citizen.get(citizen.at + "/kisi").text


def test_an_old_token_in_the_middle_of_a_form_gives_the_step_back(app: Flask, filled_form: Filled) -> None:
    citizen = Citizen(app.test_client(), IMR01)
    citizen.go_through(filled_form("IMR-01", who="kendi"))
    reply = citizen.client.post(citizen.at + "/kisi", data={"csrf_token": "old", "go": "next", "ad": "Geri Gelen"})
    assert reply.status_code == 422
    assert "Geri Gelen" in reply.text


def test_an_old_token_on_a_step_nobody_has_is_not_found(app: Flask) -> None:
    citizen = Citizen(app.test_client(), IMR01)
    assert citizen.client.post(citizen.at + "/yok", data={"go": "next"}).status_code == 404
    assert db.session.scalars(select(Draft)).all() == []
