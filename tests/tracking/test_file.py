"""The open file of a case: what it shows to whom, for how long, and what may be done in it."""

import io
import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app import clock
from app.cases.actions import ask_applicant, close_case, message_applicant
from app.cases.actor import Actor
from app.cases.lifecycle import Outcome
from app.cases.models import Case, CaseEvent, OpenFile, PauseKind
from app.extensions import db
from app.files.models import Purpose, StoredFile
from tests.files.pictures import png
from tests.tracking.conftest import CONTACT, number_of, pin_of

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def open_it(client, case_id):
    return client.post("/takip", data={"number": number_of(case_id), "fact": pin_of(case_id)})


def count_of(case_id, kind):
    db.session.rollback()
    query = select(func.count()).where(CaseEvent.case_id == case_id, CaseEvent.kind == kind)
    return db.session.scalar(query)


def upload(client, content, name="belge.pdf"):
    return client.post("/takip/dosya/belge", data={"document": (io.BytesIO(content), name)})


def later(**time):
    moment = clock.utc_now() + timedelta(**time)
    clock.set_clock(lambda: moment)


def as_town(clerk):
    return Actor("clerk", clerk, "fen")


class TestOpening:
    def test_the_key_is_for_the_server_alone_and_ends_with_the_browser(self, client, open_case):
        reply = open_it(client, open_case)
        key = next(value for name, value in reply.headers if name == "Set-Cookie" and value.startswith("masa-file="))
        assert "HttpOnly" in key
        assert "SameSite=Lax" in key
        assert "Expires" not in key
        assert "Max-Age" not in key
        token = key.split("=")[1].split(";")[0]
        assert db.session.get(OpenFile, token) is None  # only its hash is kept

    def test_the_page_shows_answers_and_both_dates(self, client, make_case):
        case_id = make_case("FEN-01", aciklama="Okulun önünde derin çukur", **CONTACT)
        open_it(client, case_id)
        reply = client.get("/takip/dosya")
        for words in ("Okulun önünde derin çukur", "27/03/2026", "Your answers", "Your file is open until"):
            assert words in reply.text, words
        assert reply.headers["Cache-Control"] == "no-store"

    def test_no_second_fact_can_be_read_from_the_page(self, client, make_case):
        case_id = make_case("FEN-01", **CONTACT)
        open_it(client, case_id)
        text = client.get("/takip/dosya").text
        for secret in ("4567", "45 67", "Ayse.Isik@town.example", pin_of(case_id)):
            assert secret not in text, secret

    def test_a_sensitive_case_is_named_once_it_is_open(self, client, make_case):
        open_it(client, make_case("SOS-01"))
        assert "Social aid" in client.get("/takip/dosya").text

    @pytest.mark.parametrize("cookie", ["", "x", "a" * 43, "a" * 2000, "ş"])
    def test_a_made_up_key_opens_nothing(self, client, open_case, cookie):
        client.set_cookie("masa-file", cookie)
        reply = client.get("/takip/dosya")
        assert (reply.status_code, reply.location) == (303, "/takip")

    @pytest.mark.parametrize("path", ["/takip/dosya", "/takip/dosya/geri-cek", "/takip/dosya/ek/1"])
    def test_without_a_key_every_page_asks_for_the_second_fact(self, client, path):
        assert client.get(path).location == "/takip"

    def test_an_open_file_never_opens_another_case(self, opened, make_case):
        other = make_case("FEN-01", seed=7, aciklama="Yabancının sözleri")
        opened.post("/takip", data={"number": number_of(other)})
        assert "Yabancının sözleri" not in opened.get("/takip/dosya").text
        assert "Open your application" in opened.get("/takip").text
        assert "Yabancının sözleri" not in opened.get("/takip").text


class TestTime:
    def test_after_half_an_hour_the_file_closes_by_itself(self, opened):
        later(minutes=29)
        assert opened.get("/takip/dosya").status_code == 200
        later(minutes=2)
        assert opened.get("/takip/dosya").location == "/takip"
        assert "Your file is closed" in opened.get("/takip").text

    def test_it_can_be_kept_open_longer(self, opened):
        later(minutes=29)
        assert opened.post("/takip/dosya/uzat").location == "/takip/dosya"
        later(minutes=20)
        assert opened.get("/takip/dosya").status_code == 200

    def test_what_was_being_written_comes_back_when_it_closed_meanwhile(self, opened, open_case):
        later(minutes=31)
        reply = opened.post("/takip/dosya/yaz", data={"text": "Uzun uzun yazdım <b>"})
        assert reply.status_code == 422
        assert "Uzun uzun yazdım &lt;b&gt;" in reply.text
        assert count_of(open_case, "citizen_wrote") == 0
        data = {"number": number_of(open_case), "fact": pin_of(open_case), "kept": "Uzun uzun yazdım <b>"}
        again = opened.post("/takip", data=data)
        assert again.status_code == 200
        assert "Uzun uzun yazdım &lt;b&gt;</textarea>" in again.text
        opened.post("/takip/dosya/yaz", data={"text": "Uzun uzun yazdım <b>"})
        assert count_of(open_case, "citizen_wrote") == 1

    def test_a_wrong_fact_gives_the_words_back_too(self, opened, open_case):
        data = {"number": number_of(open_case), "fact": "000000", "kept": "Sözlerim"}
        assert "Sözlerim" in opened.post("/takip", data=data).text

    def test_finishing_leaves_nothing_behind(self, opened, open_case):
        kept = opened.get_cookie("masa-file").value
        reply = opened.post("/takip/dosya/bitir")
        assert reply.location == "/bitti"
        assert reply.headers["Clear-Site-Data"] == '"cache", "storage"'
        assert opened.get_cookie("masa-file") is None
        assert "Road or pavement defect" not in opened.get("/takip").text
        opened.set_cookie("masa-file", kept)
        assert opened.get("/takip/dosya").location == "/takip"

    def test_a_new_pin_closes_what_the_old_one_opened(self, opened, open_case, clerk, now):
        from app.cases.actions import record_identity, renew_pin

        old = pin_of(open_case)
        record_identity(open_case, None, "card", as_town(clerk), now)
        renew_pin(open_case, None, as_town(clerk), now)
        assert opened.get("/takip/dosya").location == "/takip"
        assert opened.post("/takip", data={"number": number_of(open_case), "fact": old}).status_code == 422


class TestWriting:
    def test_messages_go_both_ways_and_name_no_clerk(self, opened, open_case, clerk, now):
        ask_applicant(open_case, None, PauseKind.QUESTION, "Hangi kapının önünde?", None, as_town(clerk), now)
        assert opened.post("/takip/dosya/yaz", data={"text": "12 numaranın önünde."}).location == "/takip/dosya"
        text = opened.get("/takip/dosya").text
        for words in ("Hangi kapının önünde?", "12 numaranın önünde.", "Your message was sent."):
            assert words in text, words
        assert "Ayşe Demir" not in text
        assert db.session.get_one(Case, open_case).status == "in_review"  # the answer ended the waiting

    def test_an_internal_note_stays_inside(self, opened, open_case, clerk, now):
        from app.cases.actions import note_case

        note_case(open_case, "Yalnız aramızda", as_town(clerk), now)
        assert "Yalnız aramızda" not in opened.get("/takip/dosya").text

    @pytest.mark.parametrize(
        ("words", "says"), [("", "Write something here."), ("  ", "Write something"), ("a" * 4001, "at most 4")]
    )
    def test_an_empty_or_endless_message_is_refused_and_kept(self, opened, open_case, words, says):
        reply = opened.post("/takip/dosya/yaz", data={"text": words})
        assert reply.status_code == 422
        assert says in reply.text
        assert words in reply.text
        assert count_of(open_case, "citizen_wrote") == 0

    def test_a_double_tap_writes_once(self, opened, open_case):
        for _ in range(2):
            assert opened.post("/takip/dosya/yaz", data={"text": "Bir kere"}).status_code == 303
        assert count_of(open_case, "citizen_wrote") == 1

    def test_nothing_can_be_added_to_an_ended_case_and_the_words_come_back(self, opened, open_case, clerk, now):
        close_case(open_case, None, Outcome.DONE, "Onarıldı.", as_town(clerk), now)
        reply = opened.post("/takip/dosya/yaz", data={"text": "Bir şey daha"})
        assert reply.status_code == 409
        assert "Bir şey daha" in reply.text
        assert "This application has ended" in reply.text
        assert upload(opened, PDF).status_code == 409
        page = opened.get("/takip/dosya").text
        assert "Onarıldı." in page
        assert "Take my application back" not in page

    def test_an_old_page_costs_none_of_the_words(self, guarded_client, open_case):
        open_it(guarded_client, open_case)
        reply = guarded_client.post("/takip/dosya/yaz", data={"text": "Sözlerim", "csrf_token": "eski"})
        assert reply.status_code == 422
        assert "Sözlerim</textarea>" in reply.text
        token = re.search(r'name="csrf_token" value="([^"]+)"', reply.text)[1]
        guarded_client.post("/takip/dosya/yaz", data={"text": "Sözlerim", "csrf_token": token})
        assert count_of(open_case, "citizen_wrote") == 1

    @pytest.mark.parametrize("path", ["uzat", "bitir", "geri-cek", "belge"])
    def test_no_button_works_from_another_page(self, guarded_client, open_case, path):
        open_it(guarded_client, open_case)
        assert guarded_client.post(f"/takip/dosya/{path}").status_code == 422
        assert guarded_client.get("/takip/dosya").status_code == 200
        assert count_of(open_case, "withdrawn") == 0


class TestDocuments:
    def test_an_added_document_is_listed_and_comes_back_as_a_download(self, opened, open_case):
        assert upload(opened, PDF, "ölçü tutanağı.pdf").location == "/takip/dosya"
        text = opened.get("/takip/dosya").text
        assert "ölçü tutanağı.pdf" in text
        reply = opened.get(re.search(r'href="(/takip/dosya/ek/\d+)"', text)[1])
        assert reply.data == PDF
        assert reply.headers["Content-Disposition"].startswith("attachment")
        assert reply.headers["Cache-Control"] == "no-store"
        reply.close()
        assert count_of(open_case, "document_added") == 1

    def test_waiting_for_a_document_ends_with_it(self, client, make_case):
        case_id = make_case("IMR-01")
        open_it(client, case_id)
        assert db.session.get_one(Case, case_id).status == "waiting_applicant"
        upload(client, PDF)
        assert db.session.get_one(Case, case_id).status == "in_review"

    def test_the_same_document_twice_is_one_document(self, opened, open_case):
        for _ in range(2):
            upload(opened, PDF)
        assert count_of(open_case, "document_added") == 1
        assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 1

    @pytest.mark.parametrize(
        ("content", "name", "says"),
        [
            (b"", "bos.pdf", "The file is empty."),
            (b"MZ\x90\x00" + b"x" * 100, "fatura.pdf", "This kind of file cannot be taken."),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "resim.svg", "This kind of file cannot be taken."),
            (b"<!doctype html><script>", "belge.pdf", "This kind of file cannot be taken."),
            (png()[:40], "resim.png", "damaged or incomplete"),
            (png(width=30_000, height=30_000), "resim.png", "megapixels"),
        ],
    )
    def test_a_bad_file_is_refused_with_what_to_do(self, opened, open_case, content, name, says):
        reply = upload(opened, content, name)
        assert reply.status_code == 422
        assert says in reply.text
        assert 'aria-invalid="true"' in reply.text
        assert count_of(open_case, "document_added") == 0

    def test_a_file_over_the_limit_is_refused(self, opened, app):
        app.config["MASA_UPLOAD_FILE_MIB"] = 0  # a real megabyte would only slow the tests down
        assert "The file is larger than" in upload(opened, PDF).text

    def test_too_many_files_and_too_much_together_are_refused(self, opened, app):
        app.config["MASA_UPLOAD_FILES"] = 1
        upload(opened, PDF)
        assert "No more than 1 files" in upload(opened, PDF + b"\n").text
        app.config["MASA_UPLOAD_FILES"], app.config["MASA_UPLOAD_CASE_MIB"] = 20, 0
        assert "All files together" in upload(opened, PDF + b"\n\n").text

    def test_too_many_uploads_from_one_address_are_refused(self, opened, app):
        app.config["MASA_LIMIT_UPLOADS_PER_HOUR"] = 1
        upload(opened, PDF)
        assert "Too many files came from your connection" in upload(opened, PDF + b"\n").text

    @pytest.mark.parametrize("kind", ["nothing", "a text", "another field"])
    def test_no_file_is_said_so(self, opened, kind):
        data = {"a text": {"document": "a text"}, "another field": {"other": (io.BytesIO(PDF), "a.pdf")}}.get(kind, {})
        reply = opened.post("/takip/dosya/belge", data=data)
        assert reply.status_code == 422
        assert "Choose a file first" in reply.text

    @pytest.mark.parametrize(
        "name", ["../../etc/passwd", "a\x00b.pdf", "ş" * 300 + ".pdf", "con.pdf", ".pdf", "<b>.pdf"]
    )
    def test_any_name_is_taken_as_a_name_and_nothing_else(self, opened, name):
        assert upload(opened, PDF, name).status_code == 303
        text = opened.get("/takip/dosya").text
        assert "<b>.pdf" not in text
        opened.get(re.search(r'href="(/takip/dosya/ek/\d+)"', text)[1]).close()

    def test_a_curious_neighbour_gets_no_file_of_another_case(self, opened, client, make_case, app):
        other = make_case("FEN-01", seed=9)
        neighbour = app.test_client()
        neighbour.post(
            "/takip", data={"number": number_of(other), "fact": pin_of(other)}, headers={"Origin": "http://localhost"}
        )
        neighbour.post("/takip/dosya/belge", data={"document": (io.BytesIO(PDF), "komsu.pdf")})
        db.session.rollback()
        theirs = db.session.scalars(select(StoredFile)).one()
        assert theirs.case_id == other
        assert opened.get(f"/takip/dosya/ek/{theirs.id}").status_code == 404
        assert opened.get("/takip/dosya/ek/999999").status_code == 404
        assert opened.get(f"/takip/dosya/ek/{2**70}").status_code == 404

    def test_what_a_clerk_put_beside_the_case_is_not_handed_out(self, opened, open_case, now):
        upload(opened, PDF)
        file = db.session.scalars(select(StoredFile)).one()
        file.purpose = Purpose.CLERK.value
        db.session.commit()
        assert opened.get(f"/takip/dosya/ek/{file.id}").status_code == 404
        assert "belge.pdf" not in opened.get("/takip/dosya").text


class TestWithdrawing:
    def test_it_is_asked_once_more_and_then_done_with_its_reason(self, opened, open_case):
        assert "Take the application back?" in opened.get("/takip/dosya/geri-cek").text
        assert count_of(open_case, "withdrawn") == 0
        assert opened.post("/takip/dosya/geri-cek", data={"reason": "Düzelmiş"}).location == "/takip/dosya"
        assert db.session.get_one(Case, open_case).status == "withdrawn"
        text = opened.get("/takip/dosya").text
        assert "You took the application back" in text
        assert "Düzelmiş" in text

    def test_twice_is_once(self, opened, open_case):
        for _ in range(2):
            assert opened.post("/takip/dosya/geri-cek").status_code == 303
        assert count_of(open_case, "withdrawn") == 1

    def test_a_closed_case_cannot_be_taken_back(self, opened, open_case, clerk, now):
        message_applicant(open_case, None, "Bakıyoruz", as_town(clerk), now)
        close_case(open_case, None, Outcome.DONE, "Onarıldı.", as_town(clerk), now)
        assert opened.get("/takip/dosya/geri-cek").location == "/takip/dosya"
        opened.post("/takip/dosya/geri-cek")
        assert db.session.get_one(Case, open_case).status == "closed"
