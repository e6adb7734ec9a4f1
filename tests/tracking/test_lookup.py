"""Following a case by its number: what it shows, what it never shows, and what guessing costs."""

import pytest
from sqlalchemy import event

from app.cases.actions import ask_applicant, close_case, message_applicant, take_case
from app.cases.actor import Actor
from app.cases.lifecycle import Outcome
from app.cases.models import Case, PauseKind
from app.cases.tracking_number import MistypedNumber, new_number, read_number
from app.extensions import db
from app.throttle import Throttle, ThrottleUnavailable
from tests.tracking.conftest import CONTACT, number_of, pin_of

SECRETS = ("Ayse.Isik", "town.example", "4567", "532")


def mistyped(number: str) -> str:
    """The number with two neighbours changed places."""
    for place in range(len(number) - 1):
        if number[place] != number[place + 1]:
            return number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    raise AssertionError("all alike")


def repairable() -> tuple[str, str]:
    """A number and a slip of it for which there is exactly one repair."""
    while True:
        right = new_number()
        for wrong, other in (("8", "B"), ("5", "S"), ("N", "M")):
            if other not in right:
                continue
            slip = right.replace(other, wrong, 1)
            try:
                read_number(slip)
            except MistypedNumber as found:
                if found.suggestion == right:
                    return right, slip


def follow(client, number):
    assert client.post("/takip", data={"number": number}).location == "/takip"
    return client.get("/takip")


def test_the_form_asks_for_a_number_and_starts_no_session(client):
    reply = client.get("/takip")
    assert reply.status_code == 200
    assert "Set-Cookie" not in reply.headers
    assert reply.headers["Cache-Control"] == "no-store"


def test_a_number_shows_service_state_dates_and_department(client, open_case):
    text = follow(client, number_of(open_case)).text
    for words in ("Road or pavement defect", "Received", "27/03/2026", "Public Works", "Legal last date"):
        assert words in text, words


def test_the_number_is_in_no_address_and_no_header_but_the_signed_cookie(client, open_case):
    number = number_of(open_case)
    reply = client.post("/takip", data={"number": number})
    assert (reply.status_code, reply.location) == (303, "/takip")
    headers = [value for name, value in reply.headers if name != "Set-Cookie"]
    assert not any(number in value for value in headers)
    page = client.get("/takip")
    assert page.request.path == "/takip"
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("form", [str.lower, lambda n: f" {n[:4]}-{n[4:8]} {n[8:]} ", lambda n: ".".join(n)])
def test_a_number_is_read_however_it_is_written(client, open_case, form):
    assert "Road or pavement defect" in follow(client, form(number_of(open_case))).text


def test_a_mistyped_number_is_named_as_mistyped_without_a_look_up_or_a_count(client, app, open_case):
    statements = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    for _ in range(40):
        reply = client.post("/takip", data={"number": mistyped(number_of(open_case))})
        assert reply.status_code == 422
        assert "mistyped" in reply.text
    assert [sql for sql in statements if "tracking_number =" in sql and "event" not in sql][1:] == []


def test_one_possible_repair_is_offered_as_a_button(client):
    right, slip = repairable()
    text = client.post("/takip", data={"number": slip}).text
    assert f'<button name="number" value="{right}">' in text


@pytest.mark.parametrize("typed", ["", "  ", "ABC", "0" * 12, "çöp", "A" * 5000, "<b>", "\x00", "🐈"])
def test_whatever_is_typed_gets_a_sentence(client, typed):
    reply = client.post("/takip", data={"number": typed})
    assert reply.status_code == 422
    assert 'aria-invalid="true"' in reply.text
    assert "<b>" not in reply.text.split('name="number"')[1][:80]


def test_an_unknown_number_is_not_found(client):
    reply = client.post("/takip", data={"number": new_number()})
    assert reply.status_code == 404
    assert "No application with this number was found" in reply.text


def test_guessing_numbers_ends_after_thirty_and_goes_on_a_minute_later(client, app, open_case):
    replies = [client.post("/takip", data={"number": new_number()}).status_code for _ in range(31)]
    assert replies == [404] * 30 + [429]
    assert client.post("/takip", data={"number": number_of(open_case)}).status_code == 429
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.post("/takip", data={"number": number_of(open_case)}, environ_base=elsewhere).status_code == 303


def test_numbers_that_exist_are_never_counted(client, open_case):
    number = number_of(open_case)
    assert {client.post("/takip", data={"number": number}).status_code for _ in range(40)} == {303}


def test_a_qr_code_cannot_be_used_to_guess_faster(client):
    replies = []
    for _ in range(31):
        client.get(f"/t/{new_number()}")
        replies.append(client.get("/takip").status_code)
    assert replies == [404] * 30 + [429]


def test_without_its_store_the_throttle_lets_people_look_up(client, open_case, monkeypatch):
    def gone(*_args, **_more):
        raise ThrottleUnavailable

    monkeypatch.setattr(Throttle, "is_blocked", gone)
    monkeypatch.setattr(Throttle, "count_within", gone)
    assert client.post("/takip", data={"number": number_of(open_case)}).status_code == 303
    assert client.post("/takip", data={"number": new_number()}).status_code == 404


def test_a_qr_code_leads_to_the_case_and_leaves_the_address_at_once(client, open_case):
    reply = client.get(f"/t/{number_of(open_case)}")
    assert (reply.status_code, reply.location) == (303, "/takip")
    assert "Road or pavement defect" in client.get("/takip").text


def test_a_damaged_qr_code_says_so_once(client, open_case):
    assert client.get(f"/t/{mistyped(number_of(open_case))}").location == "/takip"
    assert "mistyped" in client.get("/takip").text
    assert client.get("/takip").status_code == 200


def test_a_post_from_another_site_is_refused(client, guarded_client, app, open_case):
    app.config["WTF_CSRF_ENABLED"] = True
    reply = guarded_client.post(
        "/takip", data={"number": number_of(open_case)}, headers={"Origin": "https://evil.test"}
    )
    assert reply.status_code == 400
    assert guarded_client.post("/takip", data={"number": number_of(open_case)}).status_code == 303


def test_the_next_person_can_look_up_another(client, open_case):
    follow(client, number_of(open_case))
    assert client.post("/takip/baska").location == "/takip"
    assert "Road or pavement defect" not in client.get("/takip").text


def test_nothing_personal_and_no_written_word_is_shown(client, reachable_case, clerk):
    by = Actor("clerk", clerk, "fen")
    take_case(reachable_case, None, by, db.session.get_one(Case, reachable_case).received_at)
    message_applicant(reachable_case, None, "Gizli cümle", by, db.session.get_one(Case, reachable_case).received_at)
    text = follow(client, number_of(reachable_case)).text
    assert "The municipality wrote to you" in text
    for secret in (*SECRETS, "Gizli cümle", "Ayşe Demir"):
        assert secret not in text, secret


def test_what_is_expected_of_the_applicant_is_said(client, open_case, clerk, now):
    ask_applicant(open_case, None, PauseKind.QUESTION, "Hangi kapı?", None, Actor("clerk", clerk, "fen"), now)
    text = follow(client, number_of(open_case)).text
    assert "Waiting for you" in text
    assert "We asked you a question." in text
    assert "The time stands still: a question to you is open." in text
    assert "Hangi kapı?" not in text


def test_missing_documents_are_named(client, make_case):
    text = follow(client, number_of(make_case("IMR-01"))).text
    assert "Send the documents that are missing" in text
    assert "The time stands still: a document is missing" in text


def test_the_outcome_is_shown_and_asked_about_once_closed(client, open_case, clerk, now):
    close_case(open_case, None, Outcome.DONE, "Onarıldı.", Actor("clerk", clerk, "fen"), now)
    text = follow(client, number_of(open_case)).text
    assert "Done" in text
    assert "How was the service?" in text
    assert "Onarıldı." not in text


SENSITIVE = ("Social aid", "Social Support", "Sosyal", "document", "identity", "Granted")


def test_a_sensitive_case_shows_state_and_dates_alone(client, make_case, clerk, now):
    case_id = make_case("SOS-01")
    text = follow(client, number_of(case_id)).text
    shown = text.split("<main")[1].split("<section")[0]
    assert "Municipal application" in text
    for words in SENSITIVE:
        assert words not in shown, words
    assert "Application received" not in text
    case = db.session.get_one(Case, case_id)
    close_case(case_id, None, Outcome.REFUSED, "Hayır.", Actor("clerk", clerk, "sosyal"), now, remedy="Valilik")
    db.session.refresh(case)
    text = follow(client, number_of(case_id)).text
    assert "Closed" in text
    assert "Refused" not in text
    assert "How was the service?" not in text


def test_a_look_up_writes_nothing(client, open_case):
    writes = []
    event.listen(
        db.engine,
        "before_cursor_execute",
        lambda *args: (
            writes.append(args[2]) if args[2].lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")) else None
        ),
    )
    follow(client, number_of(open_case))
    client.get(f"/t/{number_of(open_case)}")
    client.get("/takip")
    assert writes == []


def test_a_look_up_takes_few_queries(client, open_case):
    follow(client, number_of(open_case))
    statements = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    client.get("/takip")
    assert len(statements) <= 4, statements


class TestSecondFact:
    @pytest.mark.parametrize(
        "fact", ["4567", "+90 532 123 45 67"[-5:], "ayse.ısik@TOWN.example", " Ayse.Isik@town.example "]
    )
    def test_telephone_and_e_mail_open_the_file(self, client, reachable_case, fact):
        reply = client.post("/takip", data={"number": number_of(reachable_case), "fact": fact})
        assert (reply.status_code, reply.location) == (303, "/takip/dosya")
        assert client.get("/takip/dosya").status_code == 200

    def test_who_chose_the_pin_is_opened_by_nothing_else(self, client, make_case):
        case_id = make_case("FEN-01", pin=True, **CONTACT)
        for fact in ("4567", CONTACT["eposta"]):
            assert client.post("/takip", data={"number": number_of(case_id), "fact": fact}).status_code == 422
        assert client.post("/takip", data={"number": number_of(case_id), "fact": pin_of(case_id)}).status_code == 303

    def test_an_unknown_number_and_a_wrong_fact_read_and_cost_the_same(self, client, reachable_case):
        statements: list[str] = []
        event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
        seen = []
        for number in (number_of(reachable_case), new_number()):
            statements.clear()
            reply = client.post("/takip", data={"number": number, "fact": "000000"})
            body = reply.text.replace(number, "NUMBER").split("</html>")[0]
            seen.append(
                (
                    reply.status_code,
                    body,
                    [name for name, _ in reply.headers if name != "Content-Length"],
                    len(statements),
                )
            )
        assert seen[0] == seen[1]
        assert seen[0][0] == 422
        assert "do not belong together" in seen[0][1]
        assert "000000" not in seen[0][1]

    @pytest.mark.parametrize("exists", [True, False])
    def test_five_wrong_facts_close_a_number_for_an_hour_wherever_they_come_from(self, client, reachable_case, exists):
        number = number_of(reachable_case) if exists else new_number()
        replies = [
            client.post(
                "/takip", data={"number": number, "fact": "000000"}, environ_base={"REMOTE_ADDR": f"192.0.2.{n}"}
            )
            for n in range(6)
        ]
        assert [reply.status_code for reply in replies] == [422] * 5 + [429]
        assert "Try again in an hour" in replies[-1].text
        assert client.post("/takip", data={"number": number, "fact": "4567"}).status_code == 429

    def test_the_number_alone_stays_open_meanwhile(self, client, reachable_case):
        number = number_of(reachable_case)
        for _ in range(6):
            client.post("/takip", data={"number": number, "fact": "000000"})
        assert client.post("/takip", data={"number": number}).status_code == 303

    def test_twenty_in_a_month_leave_only_a_new_pin(self, client, reachable_case):
        from datetime import timedelta

        from app import clock
        from app.web.wrong_facts import forget_wrong_facts

        number, start = number_of(reachable_case), clock.utc_now()
        for n in range(20):
            clock.set_clock(lambda n=n: start + timedelta(hours=2 * n))
            assert client.post("/takip", data={"number": number, "fact": "000000"}).status_code == 422
        clock.set_clock(lambda: start + timedelta(hours=48))
        reply = client.post("/takip", data={"number": number, "fact": "4567"})
        assert reply.status_code == 429
        assert "only with a new PIN" in reply.text
        forget_wrong_facts(number)
        assert client.post("/takip", data={"number": number, "fact": "4567"}).status_code == 303

    def test_without_its_store_the_throttle_lets_no_guess_through(self, client, reachable_case, monkeypatch):
        def gone(*_args, **_more):
            raise ThrottleUnavailable

        monkeypatch.setattr(Throttle, "is_blocked", gone)
        reply = client.post("/takip", data={"number": number_of(reachable_case), "fact": "4567"})
        assert reply.status_code == 503

    def test_pairs_are_throttled_by_address_too(self, client):
        replies = [client.post("/takip", data={"number": new_number(), "fact": "1"}).status_code for _ in range(31)]
        assert replies == [422] * 30 + [429]

    def test_a_mistyped_number_with_a_fact_counts_nowhere(self, client, reachable_case):
        for _ in range(10):
            reply = client.post("/takip", data={"number": mistyped(number_of(reachable_case)), "fact": "000000"})
            assert reply.status_code == 422
        assert client.post("/takip", data={"number": number_of(reachable_case), "fact": "4567"}).status_code == 303
