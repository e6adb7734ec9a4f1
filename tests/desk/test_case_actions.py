"""What a clerk does from the case page: allowed, done, told; or refused with a reason and nothing lost."""

import re

import pytest

from app.accounts.models import User
from app.desk.forms import FORMS
from app.desk.offers import RIGHTS, offered
from app.extensions import db
from tests.conftest import HTMX

MESSAGE = "Ekip yarın gelecek.\nBilgilerinize sunarız."


def page(client, case_id):
    return client.get(f"/desk/cases/{case_id}").text


def offered_on(text):
    return set(re.findall(r'action="/desk/cases/\d+/([a-z-]+)"', text))


def test_every_verb_has_a_right_a_form_and_an_address(app):
    rules = {rule.endpoint: rule.rule for rule in app.url_map.iter_rules() if "POST" in rule.methods}
    assert set(RIGHTS) == set(FORMS)
    for verb in RIGHTS:
        assert rules[f"desk.{verb}"] == f"/desk/cases/<int:case_id>/{verb.replace('_', '-')}"


def test_a_clerk_takes_answers_and_closes_without_a_script(as_clerk, clerk, open_case, do, look, kinds):
    taken = do(as_clerk, open_case, "take")
    assert (taken.status_code, taken.location) == (303, f"/desk/cases/{open_case}")
    assert "The application is in your hands." in as_clerk.get(taken.location).text
    assert (look(open_case).owner_clerk_id, look(open_case).status) == (clerk, "in_review")
    assert do(as_clerk, open_case, "move", status="in_progress").status_code == 303
    assert do(as_clerk, open_case, "message", text=MESSAGE).status_code == 303
    assert do(as_clerk, open_case, "note", text="Malzeme bekleniyor").status_code == 303
    text = page(as_clerk, open_case)
    assert "Bilgilerinize sunarız." in text
    assert "Malzeme bekleniyor" in text
    assert "Ayşe Demir" in text
    assert do(as_clerk, open_case, "close", outcome="done", answer="Onarıldı.", remedy="Mahkeme").status_code == 303
    assert (look(open_case).status, look(open_case).outcome) == ("closed", "done")
    assert kinds(open_case)[-1] == "closed"
    closed = page(as_clerk, open_case)
    assert "Onarıldı." in closed
    assert "Mahkeme" not in closed  # nothing to object to


def test_with_htmx_the_redirect_leads_to_the_fragment(as_clerk, open_case, do):
    done = do(as_clerk, open_case, "take", headers=HTMX)
    assert done.status_code == 303
    fragment = as_clerk.get(done.location, headers=HTMX)
    assert "The application is in your hands." in fragment.text
    assert "<main" not in fragment.text


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
@pytest.mark.parametrize("verb", ["message", "note", "progress", "ask", "close", "forward", "hand-over"])
def test_an_empty_form_is_redrawn_with_its_error(as_clerk, open_case, do, look, headers, verb):
    before = look(open_case).version
    reply = do(as_clerk, open_case, verb, headers=headers)
    assert reply.status_code == 422
    assert ("<main" in reply.text) is (headers == {})
    assert 'aria-invalid="true"' in reply.text
    assert look(open_case).version == before


@pytest.mark.parametrize("verb", ["message", "note", "progress", "ask"])
def test_a_text_that_is_too_long_is_refused_and_kept(as_clerk, open_case, do, verb):
    words = "ç" * 4001
    reply = do(as_clerk, open_case, verb, text=words, kind="question")
    assert reply.status_code == 422
    assert "This is too long: at most 4000 characters." in reply.text
    assert words in reply.text


def test_half_a_megabyte_is_refused_without_breaking(as_clerk, open_case, do):
    assert do(as_clerk, open_case, "note", text="a" * 600_000).status_code == 413


def test_a_refusal_needs_its_remedy_which_the_catalogue_offers(as_clerk, open_case, do, look):
    assert "You can object" in page(as_clerk, open_case) or "İtiraz" in page(as_clerk, open_case)
    reply = do(as_clerk, open_case, "close", outcome="refused", answer="Yol bizim değil.", remedy="  ")
    assert reply.status_code == 422
    assert "Say where the applicant can object, and until when." in reply.text
    assert "Yol bizim değil." in reply.text
    assert (
        do(as_clerk, open_case, "close", outcome="refused", answer="Yol bizim değil.", remedy="30 gün").status_code
        == 303
    )
    assert "30 gün" in page(as_clerk, open_case)
    assert look(open_case).outcome == "refused"


def test_a_duplicate_names_a_case_that_the_clerk_may_see(as_clerk, make_case, do, look):
    first, second, elsewhere = make_case(), make_case(seed=2), make_case("PRK-01")
    for number, said in (
        ("", "Write the tracking number"),
        ("yok", "occurs in no tracking number"),
        (look(elsewhere).tracking_number, "among those you may see"),
        (look(second).tracking_number, "Name the case that this one repeats."),
    ):
        reply = do(as_clerk, second, "close", outcome="duplicate", answer="Aynısı var.", duplicate_of=number)
        assert reply.status_code == 422
        assert said in reply.text
    number = look(first).tracking_number.lower()
    assert (
        do(as_clerk, second, "close", outcome="duplicate", answer="Aynısı var.", duplicate_of=number).status_code == 303
    )


def test_asking_stops_the_promise_and_ending_the_waiting_starts_it(as_clerk, open_case, do, look):
    assert do(as_clerk, open_case, "ask", kind="question", text="Hangi kapı?", ends_by="2026-04-01").status_code == 303
    assert look(open_case).status == "waiting_applicant"
    assert look(open_case).promise_due_at is None
    text = page(as_clerk, open_case)
    assert "stands still while something is waited for" in text
    assert "01/04/2026" in text
    assert do(as_clerk, open_case, "move", status="in_progress").status_code == 422
    assert do(as_clerk, open_case, "resume", kinds="question").status_code == 303
    assert look(open_case).status == "in_review"
    assert look(open_case).promise_due_at is not None


@pytest.mark.parametrize(
    "day", ["2026-03-12", "2020-01-01", "0001-01-01", "9999-12-31", "2026-02-30", "yarın", "9" * 400]
)
def test_a_day_that_cannot_be_waited_for_is_refused(as_clerk, open_case, do, look, day):
    reply = do(as_clerk, open_case, "ask", kind="question", text="Hangi kapı?", ends_by=day)
    assert reply.status_code == 422
    assert "Hangi kapı?" in reply.text
    assert look(open_case).status == "received"


@pytest.mark.parametrize(
    ("verb", "fields"),
    [
        ("move", {"status": "closed"}),
        ("move", {"status": "yok"}),
        ("move", {}),
        ("assign", {"clerk_id": "9999"}),
        ("assign", {"clerk_id": "yok"}),
        ("resume", {"kinds": "yok"}),
        ("resume", {"kinds": "fee"}),
        ("hand-over", {"department_id": "yok", "reason": "x"}),
        ("hand-over", {"department_id": "fen", "reason": "x"}),
        ("close", {"outcome": "yok", "answer": "x"}),
        ("ask", {"kind": "applicants_wish", "text": "x"}),
        ("identity", {"how": "yok"}),
        ("extend", {"reason": "x"}),
        ("reopen", {"reason": "x"}),
        ("release", {}),
        ("accept", {}),
        ("pin", {}),
        ("contact", {"phone": "0532 123 45 67", "news_channel": "phone"}),
    ],
)
def test_what_makes_no_sense_is_refused_with_words_and_changes_nothing(as_clerk, open_case, do, look, verb, fields):
    before = look(open_case).version
    for headers in ({}, HTMX):
        reply = do(as_clerk, open_case, verb, headers=headers, **fields)
        assert reply.status_code == 422, reply.text
        assert "There is something to correct" in reply.text
    assert look(open_case).version == before


def test_a_move_that_the_lifecycle_forbids_is_a_conflict_that_says_so(as_clerk, open_case, do):
    reply = do(as_clerk, open_case, "move", status="in_progress")
    assert reply.status_code == 409
    assert "does not allow that now" in reply.text


def test_a_case_goes_to_a_colleague_and_back_to_the_list(as_clerk, supervisor, open_case, do, look):
    assert do(as_clerk, open_case, "assign", clerk_id=str(supervisor)).status_code == 303
    assert look(open_case).owner_clerk_id == supervisor
    assert "Assigned to Mehmet Öz" in page(as_clerk, open_case)
    assert do(as_clerk, open_case, "release").status_code == 303
    assert look(open_case).owner_clerk_id is None


def test_a_hand_over_is_answered_there_and_stays_readable_here(as_clerk, as_clerk_elsewhere, open_case, do, look):
    assert do(as_clerk, open_case, "hand-over", department_id="park", reason="Ağaç kökü").status_code == 303
    assert look(open_case).owner_department_id == "park"
    here = page(as_clerk, open_case)
    assert "The department that has it works on it." in here
    assert offered_on(here) == set()
    for verb, fields in (("note", {"text": "x"}), ("take", {}), ("accept", {})):
        assert do(as_clerk, open_case, verb, **fields).status_code == 403
    there = page(as_clerk_elsewhere, open_case)
    assert {"accept", "bounce", "take"} <= offered_on(there)
    assert "Ağaç kökü" in there
    assert do(as_clerk_elsewhere, open_case, "bounce", reason="Yol").status_code == 303
    assert look(open_case).owner_department_id == "fen"
    do(as_clerk, open_case, "hand-over", department_id="park", reason="Yine de kök")
    assert do(as_clerk_elsewhere, open_case, "accept").status_code == 303
    assert "Hand-over accepted" in page(as_clerk, open_case)


def test_the_desk_helps_at_the_counter_but_does_not_decide(as_desk_clerk, open_case, do):
    offers = offered_on(page(as_desk_clerk, open_case))
    assert {"message", "note", "identity", "hand-over"} <= offers
    assert not {"take", "close", "move", "assign", "forward", "progress"} & offers
    assert do(as_desk_clerk, open_case, "message", text="Merhaba").status_code == 303
    assert do(as_desk_clerk, open_case, "close", outcome="done", answer="x").status_code == 403


def test_forwarding_and_reopening(as_clerk, open_case, do, look):
    assert do(as_clerk, open_case, "forward", addressee="Karayolları", text="Devlet yolu.").status_code == 303
    assert look(open_case).status == "forwarded"
    text = page(as_clerk, open_case)
    assert "Forwarded to Karayolları" in text
    assert "reopen" in offered_on(text)
    assert "close" not in offered_on(text)
    assert do(as_clerk, open_case, "reopen", reason="Yanlış yol").status_code == 303
    assert look(open_case).status == "in_review"


def test_an_answer_on_progress_satisfies_the_law_and_leaves_the_case_open(as_clerk, open_case, do, look):
    assert do(as_clerk, open_case, "progress", text="Ödenek bekleniyor.").status_code == 303
    case = look(open_case)
    assert (case.is_open, case.law_satisfied_at is not None) == (True, True)
    assert "Law:" not in page(as_clerk, open_case)


def test_a_new_pin_is_shown_once_to_who_saw_the_card(as_clerk, make_case, do, look):
    from app.keys import keys

    case_id = make_case(pin=True)
    assert do(as_clerk, case_id, "pin").status_code == 422
    assert do(as_clerk, case_id, "identity", how="card").status_code == 303
    old = keys().pin(case_id, 1)
    made = do(as_clerk, case_id, "pin")
    assert (made.status_code, made.location) == (303, f"/desk/cases/{case_id}/pin")
    slip = as_clerk.get(made.location)
    pin = keys().pin(case_id, 2)
    assert f"{pin[:3]} {pin[3:]}" in slip.text
    assert f"{old[:3]} {old[3:]}" not in slip.text
    again = as_clerk.get(made.location)
    assert (again.status_code, again.location) == (303, f"/desk/cases/{case_id}")
    assert pin[:3] + " " + pin[3:] not in page(as_clerk, case_id)
    with as_clerk.session_transaction() as session:
        assert pin not in str(dict(session))


def test_the_contact_changes_for_who_was_identified(as_clerk, open_case, do):
    do(as_clerk, open_case, "identity", how="card")
    for fields in (
        {"phone": "123", "news_channel": "phone"},
        {"email": "ayse", "news_channel": "none"},
        {"news_channel": "phone"},
        {"phone": "0532 123 45 67", "news_channel": "sms"},
    ):
        assert do(as_clerk, open_case, "contact", **fields).status_code == 422
    assert do(as_clerk, open_case, "contact", phone="0532 123 45 67", news_channel="phone").status_code == 303
    text = page(as_clerk, open_case)
    assert "0532 123 45 67" in text
    assert "Contact changed" in text


def test_only_what_is_offered_is_shown_and_what_is_shown_can_be_done(as_clerk, clerk, open_case, do, look):
    person = db.session.get_one(User, clerk)
    for verb, fields in (("take", {}), ("close", {"outcome": "answered", "answer": "x"})):
        verbs = offered(look(open_case), person, {}, [], None)
        shown = offered_on(page(as_clerk, open_case))
        assert {one.replace("-", "_") for one in shown} - {"pin", "contact", "resume"} <= verbs
        assert do(as_clerk, open_case, verb, **fields).status_code == 303
    db.session.rollback()


def test_a_form_without_a_true_token_does_nothing(as_clerk, open_case, look):
    before = look(open_case).version
    for headers in ({}, HTMX):
        reply = as_clerk.post(f"/desk/cases/{open_case}/note", data={"text": "x"}, headers=headers)
        assert reply.status_code == 400
    assert look(open_case).version == before


@pytest.mark.parametrize("verb", sorted(RIGHTS))
def test_strangers_admins_and_other_departments_can_do_nothing(
    client, as_admin, as_clerk_elsewhere, open_case, do, look, verb
):
    before = look(open_case).version
    address = verb.replace("_", "-")
    assert do(client, open_case, address).location.startswith("/giris")
    assert do(as_admin, open_case, address).status_code == 404
    assert do(as_clerk_elsewhere, open_case, address).status_code == 404
    assert look(open_case).version == before


@pytest.mark.parametrize("verb", sorted(RIGHTS))
def test_a_wrong_method_or_an_unknown_case_has_its_own_answer(as_clerk, open_case, send, verb):
    address = verb.replace("_", "-")
    if verb != "pin":
        assert as_clerk.get(f"/desk/cases/{open_case}/{address}").status_code == 405
    assert send(as_clerk, f"/desk/cases/999999/{address}", version="1").status_code == 404
    assert send(as_clerk, f"/desk/cases/99999999999999999999/{address}").status_code == 404


def test_public_events_name_the_department_and_never_the_clerk(as_clerk, open_case, do):
    from app.cases.following import public_events

    do(as_clerk, open_case, "take")
    do(as_clerk, open_case, "message", text=MESSAGE)
    do(as_clerk, open_case, "close", outcome="answered", answer="Bitti")
    events = public_events(open_case)
    db.session.rollback()
    assert len(events) >= 3
    assert "Ayşe" not in repr(events)
    assert not any("clerk_id" in event.payload for event in events)
