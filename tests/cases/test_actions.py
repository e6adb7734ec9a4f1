"""One action per verb: what each does, what it refuses, and that a refusal leaves nothing behind."""

from datetime import UTC, datetime, timedelta

import pytest

from app.cases import actions
from app.cases.actor import Actor
from app.cases.errors import CaseNotFound, InvalidMove, RefusedAction, StaleCase
from app.cases.following import open_file, opened_case_id
from app.cases.lifecycle import Outcome, Status
from app.cases.looking import case_file
from app.cases.models import Applicant, Case, CaseEvent, EventText, Handover, PauseKind
from app.cases.people import email_of, phone_of
from app.cases.record import open_pauses
from app.extensions import db
from app.keys import keys


@pytest.fixture
def by(now, clerk):
    """A clerk of public works."""
    return Actor("clerk", clerk, "fen")


def case_of(case_id: int) -> Case:
    return db.session.get_one(Case, case_id)


def last_event(case_id: int) -> CaseEvent:
    query = db.session.query(CaseEvent).filter_by(case_id=case_id).order_by(CaseEvent.seq.desc())
    found = query.first()
    assert found is not None
    return found


def refused(field: str, call, *args, **options) -> str:
    """The sentence of a refusal about this field."""
    with pytest.raises(RefusedAction) as refusal:
        call(*args, **options)
    db.session.rollback()
    assert refusal.value.field == field
    return str(refusal.value.sentence)


def test_every_verb_refuses_a_case_that_moved_on_and_one_that_does_not_exist(open_case, by, now):
    calls = {
        actions.take_case: (),
        actions.assign_case: (by.id,),
        actions.release_case: (),
        actions.hand_over_case: ("park", "x"),
        actions.accept_handover: (),
        actions.bounce_handover: ("x",),
        actions.move_case: (Status.IN_REVIEW,),
        actions.ask_applicant: (PauseKind.QUESTION, "x", None),
        actions.resume_case: ([PauseKind.QUESTION],),
        actions.message_applicant: ("x",),
        actions.tell_progress: ("x",),
        actions.close_case: (Outcome.DONE, "x"),
        actions.forward_case: ("x", "x"),
        actions.reopen_case: ("x",),
        actions.record_identity: ("card",),
        actions.renew_pin: (),
        actions.change_contact: ("", "", "none"),
        actions.extend_law: ("x",),
    }
    version = case_of(open_case).version
    for action, args in calls.items():
        with pytest.raises(StaleCase) as stale:
            action(open_case, version - 1, *args, by, now)
        assert (stale.value.seen, stale.value.current) == (version - 1, version)
        with pytest.raises(CaseNotFound):
            action(999999, None, *args, by, now)
        db.session.rollback()
    assert case_of(open_case).version == version


def test_every_action_raises_the_version(open_case, by, now):
    seen = [case_of(open_case).version]
    actions.take_case(open_case, seen[-1], by, now)
    seen.append(case_of(open_case).version)
    actions.message_applicant(open_case, seen[-1], "Merhaba", by, now)
    seen.append(case_of(open_case).version)
    assert seen == sorted(set(seen))


def test_an_ended_case_takes_no_work_until_it_is_reopened(open_case, by, now):
    actions.close_case(open_case, None, Outcome.DONE, "Bitti", by, now)
    for call, args in (
        (actions.take_case, ()),
        (actions.move_case, (Status.IN_PROGRESS,)),
        (actions.ask_applicant, (PauseKind.QUESTION, "x", None)),
        (actions.close_case, (Outcome.DONE, "x")),
        (actions.hand_over_case, ("park", "x")),
    ):
        assert "Reopen it first" in refused("", call, open_case, None, *args, by, now)
    actions.reopen_case(open_case, None, "Yeniden çöktü", by, now)
    case = case_of(open_case)
    assert (case.status, case.outcome, case.closed_at, case.law_satisfied_at) == (Status.IN_REVIEW, None, None, None)
    assert "This case is open." in refused("", actions.reopen_case, open_case, None, "x", by, now)


def test_closing_ends_every_waiting_and_names_the_outcome(open_case, by, now):
    actions.ask_applicant(open_case, None, PauseKind.DOCUMENT, "Tapu", None, by, now)
    actions.close_case(open_case, None, Outcome.NO_LONGER_RELEVANT, "Gerek kalmadı", by, now)
    assert open_pauses(case_of(open_case)) == []
    event = last_event(open_case)
    assert (event.status, event.turn, event.payload["outcome"]) == ("closed", "nobody", "no_longer_relevant")


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.PARTLY_GRANTED, Outcome.LAPSED])
def test_what_takes_something_away_says_where_to_object(open_case, by, now, outcome):
    refused("remedy", actions.close_case, open_case, None, outcome, "Olmaz", by, now, remedy=" ")
    actions.close_case(open_case, None, outcome, "Olmaz", by, now, remedy="İdare mahkemesi, 60 gün")
    texts = case_file(case_of(open_case), with_secrets=True).texts
    assert texts[last_event(open_case).id] == "Olmaz\n\nİdare mahkemesi, 60 gün"


def test_what_is_written_lies_sealed_and_only_who_may_reads_it(open_case, by, now):
    actions.note_case(open_case, "Ayşe Hanım arandı", by, now)
    sealed = db.session.get_one(EventText, last_event(open_case).id).sealed
    assert "Ayşe".encode() not in sealed
    case = case_of(open_case)
    assert case_file(case, with_secrets=False).texts == {}
    assert case_file(case, with_secrets=True).texts == {last_event(open_case).id: "Ayşe Hanım arandı"}


@pytest.mark.parametrize("words", ["", "  \n", "x" * 4001])
def test_a_text_is_neither_empty_nor_endless(open_case, by, now, words):
    before = case_of(open_case).version
    refused("text", actions.note_case, open_case, words, by, now)
    refused("text", actions.message_applicant, open_case, None, words, by, now)
    refused("answer", actions.close_case, open_case, None, Outcome.DONE, words, by, now)
    assert case_of(open_case).version == before


def test_a_refusal_after_a_first_step_leaves_nothing_of_it(open_case, by, now):
    """Closing passes through review; a refused close must not leave the case in review."""
    refused("duplicate_of", actions.close_case, open_case, None, Outcome.DUPLICATE, "Aynısı", by, now)
    refused("ends_by", actions.ask_applicant, open_case, None, PauseKind.QUESTION, "?", now, by, now)
    assert case_of(open_case).status == Status.RECEIVED
    assert last_event(open_case).kind == "received"


def test_the_promise_stands_still_while_the_applicant_is_asked_and_the_law_does_not(open_case, by, now):
    law = case_of(open_case).law_due_at
    actions.ask_applicant(open_case, None, PauseKind.QUESTION, "Hangi kapı?", None, by, now)
    case = case_of(open_case)
    assert (case.status, case.promise_due_at, case.law_due_at) == (Status.WAITING_APPLICANT, None, law)
    assert last_event(open_case).turn == "applicant"
    actions.write_to_town(open_case, "5 numara", now + timedelta(days=5))
    case = case_of(open_case)
    assert case.status == Status.IN_REVIEW
    assert case.promise_due_at is not None
    assert case.law_due_at == law


def test_what_the_applicant_owes_is_ended_by_what_they_send(make_case, by, now):
    question, document = make_case(), make_case(seed=2)
    actions.ask_applicant(question, None, PauseKind.QUESTION, "?", None, by, now)
    actions.ask_applicant(document, None, PauseKind.DOCUMENT, "?", None, by, now)
    actions.write_to_town(document, "Yarın getiririm", now)
    assert case_of(document).status == Status.WAITING_APPLICANT
    actions.write_to_town(question, "Evet", now)
    assert case_of(question).status == Status.IN_REVIEW
    assert "not waiting" in refused("", actions.resume_case, question, None, [PauseKind.FEE], by, now)


def test_two_waitings_end_one_by_one(open_case, by, now):
    actions.ask_applicant(open_case, None, PauseKind.QUESTION, "?", None, by, now)
    actions.ask_applicant(open_case, None, PauseKind.FEE, "?", None, by, now)
    actions.resume_case(open_case, None, [PauseKind.QUESTION], by, now)
    assert case_of(open_case).status == Status.WAITING_APPLICANT
    assert "End the waiting first" in refused("status", actions.move_case, open_case, None, Status.IN_REVIEW, by, now)
    actions.resume_case(open_case, None, [PauseKind.FEE], by, now)
    assert case_of(open_case).status == Status.IN_REVIEW


def test_moves_follow_the_lifecycle_and_ends_have_verbs_of_their_own(open_case, by, now):
    with pytest.raises(InvalidMove):
        actions.move_case(open_case, None, Status.IN_PROGRESS, by, now)
    db.session.rollback()
    for status in (Status.CLOSED, Status.FORWARDED, Status.WITHDRAWN, Status.WAITING_APPLICANT):
        refused("status", actions.move_case, open_case, None, status, by, now)
    actions.move_case(open_case, None, Status.IN_REVIEW, by, now)
    actions.move_case(open_case, None, Status.IN_PROGRESS, by, now)
    assert case_of(open_case).status == Status.IN_PROGRESS


def test_a_case_is_taken_only_where_it_lies_and_given_only_to_who_works_there(
    open_case, by, clerk_elsewhere, supervisor, now
):
    elsewhere = Actor("clerk", clerk_elsewhere, "park")
    refused("", actions.take_case, open_case, None, elsewhere, now)
    refused("clerk_id", actions.assign_case, open_case, None, clerk_elsewhere, by, now)
    actions.take_case(open_case, None, by, now)
    refused("", actions.take_case, open_case, None, by, now)
    actions.assign_case(open_case, None, supervisor, by, now)
    refused("clerk_id", actions.assign_case, open_case, None, supervisor, by, now)
    actions.release_case(open_case, None, by, now)
    refused("", actions.release_case, open_case, None, by, now)
    assert case_of(open_case).owner_clerk_id is None


def test_a_hand_over_keeps_the_dates_frees_the_clerk_and_is_answered_once(open_case, by, clerk_elsewhere, now):
    elsewhere = Actor("clerk", clerk_elsewhere, "park")
    actions.take_case(open_case, None, by, now)
    before = case_of(open_case)
    dates = before.promise_due_at, before.law_due_at
    actions.hand_over_case(open_case, None, "park", "Ağaç kökü", by, now)
    case = case_of(open_case)
    assert (case.owner_department_id, case.owner_clerk_id, case.sent_by_department_id) == ("park", None, "fen")
    assert (case.promise_due_at, case.law_due_at) == dates
    refused("", actions.accept_handover, open_case, None, by, now)
    actions.accept_handover(open_case, None, elsewhere, now)
    refused("", actions.bounce_handover, open_case, None, "x", elsewhere, now)
    assert [row.state for row in db.session.query(Handover).filter_by(case_id=open_case)] == ["accepted"]


def test_a_case_is_handed_on_only_after_the_hand_over_was_answered(open_case, by, clerk_elsewhere, now):
    elsewhere = Actor("clerk", clerk_elsewhere, "park")
    actions.hand_over_case(open_case, None, "park", "Ağaç", by, now)
    assert "sent back first" in refused("", actions.hand_over_case, open_case, None, "zabita", "x", elsewhere, now)
    actions.accept_handover(open_case, None, elsewhere, now)
    actions.hand_over_case(open_case, None, "zabita", "İşgal", elsewhere, now)
    states = [row.state for row in db.session.query(Handover).filter_by(case_id=open_case).order_by(Handover.id)]
    assert states == ["accepted", "offered"]


def test_identity_ends_its_waiting_and_opens_the_way_to_a_new_pin(make_case, by, now):
    case_id = make_case("IMR-01")
    own = Actor("clerk", by.id, "imar")
    case = case_of(case_id)
    case.needs_identity = True
    db.session.commit()
    refused("", actions.renew_pin, case_id, None, own, now)
    refused("", actions.change_contact, case_id, None, "+905321234567", "", "phone", own, now)
    refused("how", actions.record_identity, case_id, None, "yok", own, now)
    refused("outcome", actions.close_case, case_id, None, Outcome.GRANTED, "Ektedir", own, now)
    actions.record_identity(case_id, None, "card", own, now)
    case = case_of(case_id)
    assert (case.identity_level, case.identity_by_id, case.identity_at) == ("verified", by.id, now)
    assert PauseKind.IDENTITY not in [pause.kind for pause in open_pauses(case)]
    actions.close_case(case_id, None, Outcome.GRANTED, "Ektedir", own, now)


def test_a_new_pin_kills_the_old_one_and_closes_what_it_opened(make_case, by, now):
    case_id = make_case(pin=True)
    token = open_file(case_id, 30, now)
    actions.record_identity(case_id, None, "card", by, now)
    before = keys().pin(case_id, case_of(case_id).pin_generation)
    actions.renew_pin(case_id, None, by, now)
    assert keys().pin(case_id, case_of(case_id).pin_generation) != before
    assert opened_case_id(token, now) is None


def test_a_changed_contact_lies_sealed_and_closes_what_the_old_one_opened(open_case, by, now):
    token = open_file(open_case, 30, now)
    actions.record_identity(open_case, None, "card", by, now)
    actions.change_contact(open_case, None, "+905321234567", "Ayşe@Ornek.com", "phone", by, now)
    applicant = db.session.query(Applicant).filter_by(case_id=open_case, role="applicant").one()
    assert (phone_of(applicant), email_of(applicant)) == ("+905321234567", "Ayşe@Ornek.com")
    assert b"5321234567" not in (applicant.sealed_phone or b"")
    assert opened_case_id(token, now) is None
    actions.change_contact(open_case, None, "", "", "none", by, now)
    assert (phone_of(applicant), applicant.phone_fingerprint) == ("", None)


def test_an_answer_on_progress_satisfies_the_law_once(open_case, by, now):
    actions.tell_progress(open_case, None, "Ödenek bekleniyor", by, now)
    actions.tell_progress(open_case, None, "Hâlâ", by, now + timedelta(days=3))
    assert case_of(open_case).law_satisfied_at == now


def test_the_law_s_date_is_extended_once_in_time_and_only_where_the_law_says_so(make_case, by, now):
    from app.catalogue.queries import listed_services

    code = next(one.code for one in listed_services() if one.definition.get("extension"))
    db.session.rollback()
    received = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
    case_id, late, plain = make_case(code, at=received), make_case(code, seed=2, at=received), make_case()
    first = case_of(case_id).law_due_at
    actions.extend_law(case_id, None, "Başka birimden istendi", by, now)
    assert case_of(case_id).law_due_at > first
    refused("reason", actions.extend_law, case_id, None, "x", by, now)
    refused("reason", actions.extend_law, plain, None, "x", by, now)
    after = case_of(late).law_due_at + timedelta(days=1)
    assert "can no longer be extended" in refused("reason", actions.extend_law, late, None, "x", by, after)


def test_withdrawing_is_the_applicant_s_and_can_be_reopened(open_case, by, now):
    actions.withdraw_case(open_case, "Gerek kalmadı", now)
    event = last_event(open_case)
    assert (case_of(open_case).status, event.actor, event.actor_id) == (Status.WITHDRAWN, "citizen", None)
    actions.reopen_case(open_case, None, "Yine lazım", by, now)
    assert case_of(open_case).status == Status.IN_REVIEW
