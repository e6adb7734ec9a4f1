"""One case on the desk: what it shows, to whom, and that somebody looked."""

import io
from datetime import timedelta

import pytest

from app.cases.models import CaseOpening
from app.clock import set_clock
from app.extensions import db
from app.files.models import StoredFile
from tests.conftest import HTMX


def openings():
    found = [(row.user_id, row.case_id, row.saw_answers) for row in db.session.query(CaseOpening)]
    db.session.rollback()
    return found


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_the_case_is_there_as_a_page_and_as_a_fragment(as_clerk, make_case, headers, look):
    case_id = make_case("FEN-01", aciklama="Kaldırımda <b>çukur</b> var & geçilemiyor")
    reply = as_clerk.get(f"/desk/cases/{case_id}", headers=headers)
    assert reply.status_code == 200
    assert ("<main" in reply.text) is (headers == {})
    number = look(case_id).tracking_number
    assert f"{number[:4]} {number[4:8]} {number[8:]}" in reply.text
    assert "Kaldırımda &lt;b&gt;çukur&lt;/b&gt; var &amp; geçilemiyor" in reply.text
    assert reply.headers["Cache-Control"] == "no-store"


def test_not_yours_and_unknown_read_the_same(as_clerk_elsewhere, as_admin, client, open_case):
    not_mine = as_clerk_elsewhere.get(f"/desk/cases/{open_case}")
    unknown = as_clerk_elsewhere.get("/desk/cases/999999")
    assert (not_mine.status_code, unknown.status_code) == (404, 404)
    assert as_clerk_elsewhere.get("/desk/cases/99999999999999999999").status_code == 404
    assert as_admin.get(f"/desk/cases/{open_case}").status_code == 404
    assert client.get(f"/desk/cases/{open_case}").location.startswith("/giris")


def test_both_dates_stand_on_the_page_with_the_days_left(as_clerk, make_case, look, now):
    case_id = make_case("FEN-01", at=now)  # received 12.03.2026: the law's 30 days end on Saturday 11.04, so on 13.04
    promise = look(case_id).promise_due_at
    page = as_clerk.get(f"/desk/cases/{case_id}").text
    assert f"{promise:%d/%m/%Y}" in page
    assert "13/04/2026" in page
    assert "Law: 32 days left" in page


def test_a_sensitive_case_shows_the_desk_no_answer_and_says_why(as_desk_clerk, as_clerk, make_case, look, app):
    from tests.conftest import make_staff, signed_in

    case_id = make_case("SOS-01")
    case = look(case_id)
    assert case.is_sensitive
    own = signed_in(app, make_staff(app, "own@town.example", "Nur Ak", case.owner_department_id, ["clerk"]))
    from app.cases.models import Applicant
    from app.cases.people import phone_of
    from app.catalogue.phones import show_phone

    applicant = db.session.query(Applicant).filter_by(case_id=case_id, role="applicant").one()
    phone = show_phone(phone_of(applicant))
    db.session.rollback()
    assert phone
    assert phone in own.get(f"/desk/cases/{case_id}").text
    hidden = as_desk_clerk.get(f"/desk/cases/{case_id}")
    assert hidden.status_code == 200
    assert phone not in hidden.text
    assert "This is a sensitive service" in hidden.text
    assert "mailto:" not in hidden.text
    assert as_clerk.get(f"/desk/cases/{case_id}").status_code == 404
    assert [saw for _user, _case, saw in openings()] == [True, False]


def test_words_written_in_a_sensitive_case_stay_with_its_department(as_desk_clerk, make_case, do, look, app):
    from tests.conftest import make_staff, signed_in

    case_id = make_case("SOS-01")
    own = signed_in(app, make_staff(app, "own@town.example", "Nur Ak", look(case_id).owner_department_id, ["clerk"]))
    assert do(own, case_id, "note", text="Rapor istendi").status_code == 303
    assert "Rapor istendi" in own.get(f"/desk/cases/{case_id}").text
    assert "Rapor istendi" not in as_desk_clerk.get(f"/desk/cases/{case_id}").text


def test_identity_numbers_show_their_beginning_unless_a_card_must_be_compared(as_clerk, make_case, app):
    from app.cases.models import Applicant, Case
    from app.cases.people import id_no_of
    from tests.conftest import make_staff, signed_in

    case_id = make_case("IMR-01")
    own = signed_in(app, make_staff(app, "own@town.example", "Nur Ak", "imar", ["clerk"]))
    number = id_no_of(db.session.query(Applicant).filter_by(case_id=case_id, role="applicant").one())
    case = db.session.get_one(Case, case_id)
    assert number
    for needed in (False, True):
        case.needs_identity = needed
        db.session.commit()
        page = own.get(f"/desk/cases/{case_id}").text
        assert (number in page) is needed
        assert number[:3] in page


def test_looking_is_logged_once_an_hour_and_fragments_and_polls_are_no_openings(as_clerk, clerk, open_case, now):
    url = f"/desk/cases/{open_case}"
    for _ in range(3):
        as_clerk.get(url)
    as_clerk.get(url, headers=HTMX)
    as_clerk.get(f"{url}/changes?since=1", headers={"X-Poll": "1"})
    assert openings() == [(clerk, open_case, True)]
    for minutes in (25, 50, 61):  # never long enough to be signed out
        set_clock(lambda later=now + timedelta(minutes=minutes): later)
        as_clerk.get(url, headers=HTMX)
    assert len(openings()) == 1
    as_clerk.get(url)
    assert len(openings()) == 2


def test_nobody_reads_a_case_unlogged_by_asking_for_the_fragment_alone(as_clerk, clerk, open_case):
    as_clerk.get(f"/desk/cases/{open_case}", headers=HTMX)
    assert openings() == [(clerk, open_case, True)]


def test_a_poll_says_only_that_something_changed(as_clerk, as_clerk_elsewhere, open_case, do, look):
    url = f"/desk/cases/{open_case}/changes?since={look(open_case).version}"
    assert as_clerk.get(url).status_code == 204
    do(as_clerk, open_case, "note", text="gizli")
    reply = as_clerk.get(url)
    assert "changed meanwhile" in reply.text
    assert "gizli" not in reply.text
    assert len(reply.get_data()) <= 1000
    assert as_clerk_elsewhere.get(url).status_code == 404


@pytest.fixture
def attached(app, open_case, now):
    """A file of the case: its id."""
    from app.files.actions import Limits, attach, receive
    from app.files.models import Purpose
    from app.files.queries import Owner
    from app.files.store import file_store

    limits = Limits(file_bytes=10**6, owner_bytes=10**6, owner_files=5)
    stored = receive(file_store(), io.BytesIO(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"), limits)
    file = attach(
        stored, "çukur.pdf", Owner(case_id=open_case), limits, field_key=None, purpose=Purpose.REPLY,
        uploaded_by="citizen", now=now,
    )  # fmt: skip
    db.session.commit()
    return file.id


def test_an_attachment_is_a_download_for_who_sees_the_case(
    as_clerk, as_clerk_elsewhere, as_desk_clerk, open_case, make_case, attached
):
    url = f"/desk/cases/{open_case}/files/{attached}"
    assert "çukur.pdf" in as_clerk.get(f"/desk/cases/{open_case}").text
    for browser in (as_clerk, as_desk_clerk):
        with browser.get(url) as reply:
            assert reply.status_code == 200
            assert reply.headers["Content-Disposition"].startswith("attachment")
    assert as_clerk_elsewhere.get(url).status_code == 404
    other = make_case(seed=9)
    assert as_clerk.get(f"/desk/cases/{other}/files/{attached}").status_code == 404
    assert as_clerk.get(f"/desk/cases/{open_case}/files/99999").status_code == 404


def test_an_attachment_of_a_sensitive_case_stays_with_its_department(as_desk_clerk, make_case, attached):
    case_id = make_case("SOS-01")
    db.session.get_one(StoredFile, attached).case_id = case_id
    db.session.commit()
    assert as_desk_clerk.get(f"/desk/cases/{case_id}/files/{attached}").status_code == 404


def test_news_that_could_not_be_sent_is_shown(as_clerk, make_case):
    case_id = make_case("FEN-01", cep_telefonu="0532 123 45 67", bildirim_tercihi="telefon")
    assert "News not sent: no channel is set up" in as_clerk.get(f"/desk/cases/{case_id}").text


def test_all_forty_services_have_a_case_page(as_desk_clerk, make_case):
    from app.catalogue.queries import listed_services

    codes = [listed.code for listed in listed_services()]
    db.session.rollback()
    for seed, code in enumerate(codes):
        case_id = make_case(code, seed=seed)
        for headers in ({}, HTMX):
            assert as_desk_clerk.get(f"/desk/cases/{case_id}", headers=headers).status_code == 200, code


def test_ids_are_unique_and_every_input_has_its_label(as_clerk, open_case, do):
    import re

    do(as_clerk, open_case, "identity", how="card")
    for reply in (as_clerk.get(f"/desk/cases/{open_case}"), do(as_clerk, open_case, "close")):
        ids = re.findall(r'\sid="([^"]+)"', reply.text)
        assert sorted(ids) == sorted(set(ids))
        labelled = set(re.findall(r'<label[^>]* for="([^"]+)"', reply.text))
        inputs = re.findall(r"<(?:input|select|textarea)\b[^>]*>", reply.text)
        for tag in inputs:
            if 'type="hidden"' not in tag:
                assert re.search(r'\sid="([^"]+)"', tag)[1] in labelled, tag
