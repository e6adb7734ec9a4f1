"""Whatever clerks and citizens do, in whatever order, these stay true of every case."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from app.cases import actions, counts
from app.cases.actor import Actor
from app.cases.errors import CaseError
from app.cases.lifecycle import ENDED, EventKind, Outcome, Status, Turn, can_move
from app.cases.models import Case, CaseEvent, Handover, Pause, PauseKind
from app.cases.record import open_pauses
from app.extensions import db
from tests.conftest import NOON, CaseMaker

Step = Callable[[Case, datetime, random.Random], object]


def _clerk(ids: dict[str, int], case: Case) -> Actor:
    return Actor("clerk", ids.get(case.owner_department_id, ids["fen"]), case.owner_department_id)


def _steps(ids: dict[str, int]) -> list[Step]:
    """One step per verb, some of them senseless in the state they meet: those must refuse and change nothing."""
    by = lambda case: _clerk(ids, case)  # noqa: E731
    return [
        lambda c, t, r: actions.take_case(c.id, c.version, by(c), t),
        lambda c, t, r: actions.assign_case(c.id, c.version, r.choice(list(ids.values())), by(c), t),
        lambda c, t, r: actions.release_case(c.id, c.version, by(c), t),
        lambda c, t, r: actions.move_case(c.id, c.version, r.choice(list(Status)), by(c), t),
        lambda c, t, r: actions.ask_applicant(
            c.id, c.version, r.choice(list(PauseKind)), "Ne zaman?", t + timedelta(days=5), by(c), t
        ),
        lambda c, t, r: actions.resume_case(c.id, c.version, [r.choice(list(PauseKind))], by(c), t),
        lambda c, t, r: actions.message_applicant(c.id, c.version, "Haber", by(c), t),
        lambda c, t, r: actions.note_case(c.id, "Not", by(c), t),
        lambda c, t, r: actions.tell_progress(c.id, c.version, "Sürüyor", by(c), t),
        lambda c, t, r: actions.close_case(
            c.id, c.version, r.choice(list(Outcome)), "Cevap", by(c), t, remedy=r.choice(["", "İtiraz yolu"])
        ),
        lambda c, t, r: actions.forward_case(c.id, c.version, "Başka kurum", "Sizindir", by(c), t),
        lambda c, t, r: actions.reopen_case(c.id, c.version, "Yeni bilgi", by(c), t),
        lambda c, t, r: actions.hand_over_case(c.id, c.version, r.choice(["fen", "park", "su"]), "Sizin", by(c), t),
        lambda c, t, r: actions.accept_handover(c.id, c.version, by(c), t),
        lambda c, t, r: actions.bounce_handover(c.id, c.version, "Bizim değil", by(c), t),
        lambda c, t, r: actions.record_identity(c.id, c.version, "card", by(c), t),
        lambda c, t, r: actions.renew_pin(c.id, c.version, by(c), t),
        lambda c, t, r: actions.write_to_town(c.id, "Cevabım", t),
        lambda c, t, r: actions.withdraw_case(c.id, "Vazgeçtim", t),
        lambda c, t, r: actions.take_case(c.id, c.version - 1, by(c), t),
    ]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("code", ["FEN-01", "MAL-02"])
def test_any_order_of_verbs_keeps_every_promise(
    app: Flask, now: datetime, make_case: CaseMaker, clerk: int, clerk_elsewhere: int, seed: int, code: str
) -> None:
    dice = random.Random(seed)
    steps = _steps({"fen": clerk, "park": clerk_elsewhere})
    case_id = make_case(code, seed, at=NOON)
    moment = NOON
    for _ in range(40):
        case = db.session.get_one(Case, case_id)
        moment += timedelta(minutes=dice.randint(0, 600))
        before = (case.version, case.status, case.owner_department_id, case.owner_clerk_id)
        try:
            dice.choice(steps)(case, moment, dice)
        except CaseError:
            db.session.rollback()
            case = db.session.get_one(Case, case_id)
            assert (case.version, case.status, case.owner_department_id, case.owner_clerk_id) == before
        check(case_id)
    assert counts.differences() == []


def check(case_id: int) -> None:
    """The invariants of one case, read anew from the database."""
    db.session.rollback()
    case = db.session.get_one(Case, case_id)
    events = list(db.session.scalars(select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.seq)))
    assert [event.seq for event in events] == list(range(1, case.version + 1))
    last = events[-1]
    assert (last.status, last.owner_department_id, last.owner_clerk_id) == (
        case.status,
        case.owner_department_id,
        case.owner_clerk_id,
    )
    for one, following in pairwise(events):
        assert one.status == following.status or can_move(Status(one.status), Status(following.status))
    assert case.owner_department_id  # exactly one owner: a clerk, or else the department's list
    waits = any(pause.waits_for_applicant for pause in open_pauses(case))
    if case.is_open:
        assert (case.status == Status.WAITING_APPLICANT) is waits
    else:
        assert not open_pauses(case)
    assert (case.closed_at is not None) is (Status(case.status) in ENDED)
    assert last.turn == (Turn.NOBODY if not case.is_open else Turn.APPLICANT if waits else Turn.TOWN)
    stops = [pause for pause in open_pauses(case) if pause.stops_promise]
    if case.promise_due_at is None:
        assert stops
    else:  # a pause that began after the date had passed moves nothing: late stays late
        assert all(pause.started_at > case.promise_due_at for pause in stops)


def test_history_cannot_be_edited_or_removed(app: Flask, open_case: int) -> None:
    for statement in ("UPDATE case_event SET kind = 'noted'", "DELETE FROM case_event"):
        with pytest.raises(Exception, match="written once"):
            db.session.execute(text(statement))
        db.session.rollback()


def test_a_bounced_case_goes_back_to_who_sent_it(
    app: Flask, now: datetime, open_case: int, clerk: int, clerk_elsewhere: int
) -> None:
    fen, park = Actor("clerk", clerk, "fen"), Actor("clerk", clerk_elsewhere, "park")
    for round_ in range(10):
        case = db.session.get_one(Case, open_case)
        actions.hand_over_case(open_case, case.version, "park", "Ağaç işi", fen, now)
        actions.bounce_handover(open_case, None, "Yol işi", park, now)
        check(open_case)
        assert db.session.get_one(Case, open_case).owner_department_id == "fen", round_
    bounced = select(func.count()).select_from(Handover).where(Handover.state == "bounced")
    assert db.session.scalar(bounced) == 10


def test_an_answer_to_an_identity_service_waits_for_the_identity(
    app: Flask, now: datetime, make_case: CaseMaker, clerk: int
) -> None:
    case_id = make_case("MAL-02")
    by = Actor("clerk", clerk, "mali")
    with pytest.raises(CaseError):
        actions.close_case(case_id, None, Outcome.GRANTED, "Borcu yoktur.", by, now)
    db.session.rollback()
    actions.record_identity(case_id, None, "card", by, now)
    closed = actions.close_case(case_id, None, Outcome.GRANTED, "Borcu yoktur.", by, now)
    assert closed.status == Status.CLOSED


def test_a_pause_stops_the_promise_and_not_the_law(app: Flask, now: datetime, open_case: int, clerk: int) -> None:
    by = Actor("clerk", clerk, "fen")
    law = db.session.get_one(Case, open_case).law_due_at
    actions.ask_applicant(open_case, None, PauseKind.QUESTION, "Neresi?", None, by, now)
    case = db.session.get_one(Case, open_case)
    assert (case.promise_due_at, case.law_due_at) == (None, law)
    actions.write_to_town(open_case, "Okulun önü", now + timedelta(days=3))
    case = db.session.get_one(Case, open_case)
    assert case.status == Status.IN_REVIEW
    assert case.promise_due_at is not None
    assert case.law_due_at == law
    pause = db.session.scalars(select(Pause)).one()
    assert pause.ended_at == now + timedelta(days=3)


def test_every_event_knows_its_kind(app: Flask, open_case: int) -> None:
    kinds = set(db.session.scalars(select(CaseEvent.kind)))
    assert kinds <= set(EventKind)


def test_taking_a_case_that_was_handed_over_accepts_it(
    app: Flask, now: datetime, open_case: int, clerk: int, clerk_elsewhere: int
) -> None:
    fen, park = Actor("clerk", clerk, "fen"), Actor("clerk", clerk_elsewhere, "park")
    actions.hand_over_case(open_case, None, "park", "Ağaç işi", fen, now)
    actions.take_case(open_case, None, park, now)
    assert db.session.scalars(select(Handover)).one().state == "accepted"
    check(open_case)
