"""Nothing that was typed is lost, and nothing is shown to the next person unasked."""

import io
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.cases.models import Case, Draft
from app.extensions import db
from app.files.models import StoredFile
from tests.applications.conftest import FEN01, IMR01, PDF, Citizen, Filled, number_on


@pytest.fixture
def fen(app: Flask) -> Citizen:
    return Citizen(app.test_client(), FEN01)


def test_no_cookie_is_set_before_the_form_starts(fen: Citizen) -> None:
    fen.get(fen.at)
    assert "masa-form" not in " ".join(fen.page.headers.getlist("Set-Cookie"))
    fen.start()
    assert fen.client.get_cookie("masa-form") is not None


@pytest.mark.parametrize("go", ["next", "back", "save", "review", "refresh"])
def test_every_button_keeps_what_was_typed(fen: Citizen, go: str) -> None:
    path = fen.start()
    fen.get(path)
    fen.post(path, {"tur": "cukur", "aciklama": "Okulun önünde ğüşıöç"}, go=go)
    assert "Okulun önünde ğüşıöç" in fen.get(path).text


def test_a_refused_step_keeps_what_was_typed_and_says_what_to_do(fen: Citizen) -> None:
    path = fen.start()
    fen.get(path)
    reply = fen.post(path, {"aciklama": "Yalnız bu"})
    assert reply.status_code == 422
    assert "Yalnız bu" in reply.text
    assert 'class="errors"' in reply.text


def test_two_tabs_lose_nothing_of_each_other(fen: Citizen) -> None:
    path = fen.start()
    fen.get(path)
    fen.post(path, {"tur": "cukur"})
    fen.post(fen.at + "/konum", {"konum_mahalle": "durak", "konum_yol": "İstasyon"}, go="save")
    fen.post(path, {"tur": "parke"}, go="save")
    assert "İstasyon" in fen.get(fen.at + "/konum").text
    assert 'value="parke" checked' in fen.get(path).text


def test_a_priority_answer_shows_112_at_once(fen: Citizen) -> None:
    path = fen.start()
    assert "tel:112" not in fen.get(path).text
    reply = fen.post(path, {"tur": "cukur", "tehlike": "1"})
    assert "tel:112" in fen.get(reply.headers["Location"]).text


def test_questions_that_just_appeared_are_not_blamed(app: Flask) -> None:
    citizen = Citizen(app.test_client(), IMR01)
    citizen.start()
    citizen.get(citizen.at + "/kisi")
    reply = citizen.post(citizen.at + "/kisi", {"id_type": "tckn", "ad": "Ayşe"})
    assert reply.status_code == 422
    assert "further questions" in reply.text
    assert 'class="error"' not in reply.text


def test_a_missing_token_gives_the_answers_back(fen: Citizen) -> None:
    path = fen.start()
    reply = fen.client.post(path, data={"go": "next", "tur": "cukur", "aciklama": "geri gelen metin"})
    assert reply.status_code == 422
    assert "geri gelen metin" in reply.text
    assert "Your session had ended" in reply.text


def test_without_the_cookie_only_the_posted_step_comes_back(fen: Citizen, app: Flask) -> None:
    path = fen.start()
    fen.get(path)
    fen.post(path, {"tur": "cukur", "aciklama": "gizli kalan"}, go="save")
    stranger = app.test_client()
    reply = stranger.post(fen.at + "/konum", data={"go": "next", "konum_yol": "Yeni Sokak"})
    assert reply.status_code == 422
    assert "Yeni Sokak" in reply.text
    page = stranger.get(path)
    assert "gizli kalan" not in page.text


def test_a_draft_left_lying_is_offered_and_not_shown(fen: Citizen, now) -> None:
    path = fen.start()
    fen.get(path)
    fen.post(path, {"tur": "cukur", "aciklama": "eski yanıt"}, go="save")
    clock.set_clock(lambda: now + timedelta(minutes=61))
    assert fen.get(path).status_code == 303
    page = fen.get(fen.at)
    assert "You have an application that is not finished" in page.text
    assert "eski yanıt" not in page.text
    reply = fen.client.post(fen.at, data={"csrf_token": fen.token(), "go": "continue"})
    assert reply.status_code == 303
    assert "eski yanıt" in fen.get(path).text


def test_a_post_to_a_locked_draft_reopens_it_and_keeps_the_post(fen: Citizen, now) -> None:
    path = fen.start()
    fen.get(path)
    clock.set_clock(lambda: now + timedelta(minutes=90))
    reply = fen.post(path, {"tur": "cukur", "aciklama": "uzun süre yazdım"})
    assert reply.status_code == 303
    assert "uzun süre yazdım" in fen.get(path).text


def test_a_draft_is_erased_when_the_citizen_says_so(fen: Citizen) -> None:
    path = fen.start()
    fen.get(path)
    fen.post(path, {"tur": "cukur"}, go="save")
    fen.get(fen.at)
    fen.client.post(fen.at, data={"csrf_token": fen.token(), "go": "delete"})
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 0


def test_what_is_typed_lies_sealed(fen: Citizen) -> None:
    path = fen.start()
    fen.get(path)
    fen.post(path, {"tur": "cukur", "aciklama": "çok gizli bir açıklama"}, go="save")
    draft = db.session.scalars(select(Draft)).one()
    assert b"gizli" not in draft.sealed_typed


def test_sending_twice_makes_one_case_and_one_receipt(fen: Citizen, filled_form: Filled) -> None:
    fen.go_through(filled_form("FEN-01"))
    assert fen.send().status_code == 303
    first = number_on(fen.receipt())
    again = fen.client.post(fen.at + "/kontrol", data={"go": "send", "sending": "old"})
    assert again.status_code == 303
    assert number_on(fen.receipt()) == first
    assert db.session.scalar(select(func.count()).select_from(Case)) == 1


def test_an_incomplete_application_is_not_sent_and_says_what_is_missing(fen: Citizen) -> None:
    fen.start()
    reply = fen.send()
    assert reply.status_code == 422
    assert "Some answers need your attention" in reply.text
    assert db.session.scalar(select(func.count()).select_from(Case)) == 0


def test_a_stale_checking_page_sends_nothing(fen: Citizen, filled_form: Filled) -> None:
    fen.go_through(filled_form("FEN-01"))
    fen.get(fen.at + "/kontrol")
    reply = fen.client.post(fen.at + "/kontrol", data={"csrf_token": fen.token(), "go": "send", "sending": "another"})
    assert reply.status_code == 422
    assert "Nothing was sent" in reply.text
    assert db.session.scalar(select(func.count()).select_from(Case)) == 0


def test_a_missing_document_is_said_and_does_not_block(app: Flask, filled_form: Filled) -> None:
    citizen = Citizen(app.test_client(), IMR01)
    citizen.go_through(filled_form("IMR-01", who="kendi"))
    assert "These documents are missing" in citizen.get(citizen.at + "/kontrol").text
    citizen.send()
    assert "Documents missing" in citizen.receipt()
    case = db.session.scalars(select(Case)).one()
    assert case.status == "waiting_applicant"
    assert case.promise_due_at is None


def test_an_uploaded_document_becomes_the_case_s(app: Flask, filled_form: Filled) -> None:
    citizen = Citizen(app.test_client(), IMR01)
    citizen.go_through(filled_form("IMR-01", who="kendi"), {"belge_aplikasyon_krokisi": [PDF]})
    citizen.send()
    assert "Documents received" in citizen.receipt()
    file = db.session.scalars(select(StoredFile)).one()
    assert file.case_id is not None
    assert file.draft_id is None


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"", "bos.pdf", "The file is empty"),
        (b"MZ\x90\x00" + b"x" * 600, "resim.jpg", "This kind of file cannot be taken"),
        (b"<html><script>alert(1)</script>", "../../etc/passwd.pdf", "This kind of file cannot be taken"),
        (b"%PDF-1.4" + b"0" * (10 * 2**20), "buyuk.pdf", "larger than 10 MiB"),
    ],
    ids=["empty", "disguised", "html with a path", "too large"],
)
def test_a_bad_file_is_refused_in_a_sentence_and_loses_no_answer(
    fen: Citizen, content: bytes, name: str, told: str
) -> None:
    fen.start()
    fen.get(fen.at + "/konum")
    upload = {"foto": (io.BytesIO(content), name), "upload": "foto", "konum_yol": "Kalan cevap"}
    reply = fen.post(fen.at + "/konum", upload)
    assert reply.status_code == 422
    assert told in reply.text
    assert "Kalan cevap" in fen.get(fen.at + "/konum").text


def test_finish_erases_everything_of_the_form(fen: Citizen) -> None:
    path = fen.start()
    fen.get(path)
    reply = fen.client.post("/basvuru/bitir", data={"csrf_token": fen.token()})
    assert reply.status_code == 303
    assert fen.client.get_cookie("masa-form") is None
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 0


def test_personal_pages_are_never_stored(fen: Citizen) -> None:
    path = fen.start()
    assert fen.get(path).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/basvuru/yok", f"/basvuru/{FEN01}/yok", "/basvuru/%00", "/basvuru/" + "a" * 3000])
def test_unknown_addresses_are_not_found(app: Flask, path: str) -> None:
    client = app.test_client()
    Citizen(client, FEN01).start()
    assert client.get(path).status_code == 404


def test_a_retired_service_with_an_open_draft_gives_the_answers_back(fen: Citizen, now) -> None:
    from app.catalogue.models import Service

    path = fen.start()
    fen.get(path)
    fen.post(path, {"tur": "cukur", "aciklama": "yarım kalan"}, go="save")
    service = db.session.scalars(select(Service).where(Service.slug == FEN01)).one()
    service.retired_at = now
    db.session.commit()
    page = fen.get(path)
    assert page.status_code == 410
    assert "yarım kalan" in page.text
    assert fen.post(path, {"tur": "parke"}).status_code == 410
