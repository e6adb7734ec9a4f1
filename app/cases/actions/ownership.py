"""Whose case it is: take, assign, release, hand over, accept, bounce."""

from datetime import datetime

from sqlalchemy import select

from app.accounts.models import User
from app.cases.actions.seen import case_as_seen, need_open, need_text
from app.cases.actor import Actor
from app.cases.errors import RefusedAction
from app.cases.lifecycle import EventKind, Status
from app.cases.models import Case, Handover
from app.cases.record import Happening, record
from app.cases.texts import keep_text
from app.catalogue.models import Department
from app.extensions import db
from app.sentence import say


def take_case(case_id: int, seen: int | None, by: Actor, now: datetime) -> Case:
    """Make it mine; a case just received is then in review."""
    case = case_as_seen(case_id, seen)
    need_open(case)
    if by.department_id != case.owner_department_id:
        raise RefusedAction(say("This case lies with another department. Ask for it to be handed over."))
    if case.owner_clerk_id == by.id:
        raise RefusedAction(say("This case is already yours."))
    _give(case, EventKind.TAKEN, by.id, by, now)
    db.session.commit()
    return case


def assign_case(case_id: int, seen: int | None, clerk_id: int, by: Actor, now: datetime) -> Case:
    """Give it to a colleague of the owning department."""
    case = case_as_seen(case_id, seen)
    need_open(case)
    clerk = db.session.get(User, clerk_id)
    if clerk is None or not clerk.is_active or clerk.department_id != case.owner_department_id:
        raise RefusedAction(say("Choose someone of the department that has the case."), "clerk_id")
    if case.owner_clerk_id == clerk_id:
        raise RefusedAction(say("This person already has the case."), "clerk_id")
    _give(case, EventKind.ASSIGNED, clerk_id, by, now)
    db.session.commit()
    return case


def release_case(case_id: int, seen: int | None, by: Actor, now: datetime) -> Case:
    """Back to the department's list."""
    case = case_as_seen(case_id, seen)
    need_open(case)
    if case.owner_clerk_id is None:
        raise RefusedAction(say("This case is on the department's list already."))
    record(case, Happening(EventKind.ASSIGNED, by, now, clears_clerk=True, payload={"clerk_id": None}), now)
    db.session.commit()
    return case


def _give(case: Case, kind: EventKind, clerk_id: int | None, by: Actor, now: datetime) -> None:
    handover = offered_handover(case.id)
    if handover is not None and handover.to_department_id == by.department_id:
        # whoever takes it says that it is theirs
        handover.state, handover.answered_at = "accepted", now
        record(case, Happening(EventKind.HANDOVER_ACCEPTED, by, now), now)
    record(case, Happening(kind, by, now, clerk_id=clerk_id, payload={"clerk_id": clerk_id}), now)
    if case.status == Status.RECEIVED:
        record(case, Happening(EventKind.MOVED, by, now, status=Status.IN_REVIEW), now)


def hand_over_case(case_id: int, seen: int | None, department_id: str, reason: str, by: Actor, now: datetime) -> Case:
    """Pass it on to another department, which accepts or bounces it; the deadline travels along."""
    case = case_as_seen(case_id, seen)
    need_open(case)
    reason = need_text(reason, "reason", most=500)
    if offered_handover(case.id) is not None:
        raise RefusedAction(say("A hand-over of this case is waiting: it has to be accepted or sent back first."))
    if db.session.get(Department, department_id) is None:
        raise RefusedAction(say("Choose a department."), "department_id")
    if department_id == case.owner_department_id:
        raise RefusedAction(say("The case already lies with this department."), "department_id")
    came_from = case.owner_department_id
    event = record(
        case,
        Happening(EventKind.HANDED_OVER, by, now, department_id=department_id, payload={"state": "offered"}),
        now,
    )
    keep_text(event, reason)
    db.session.add(
        Handover(
            case_id=case.id,
            from_department_id=came_from,
            to_department_id=department_id,
            reason=reason,
            state="offered",
            offered_at=now,
        )
    )
    db.session.commit()
    return case


def accept_handover(case_id: int, seen: int | None, by: Actor, now: datetime) -> Case:
    """Say that it is ours."""
    case = case_as_seen(case_id, seen)
    handover = _offered(case, by)
    handover.state, handover.answered_at = "accepted", now
    record(case, Happening(EventKind.HANDOVER_ACCEPTED, by, now), now)
    db.session.commit()
    return case


def bounce_handover(case_id: int, seen: int | None, reason: str, by: Actor, now: datetime) -> Case:
    """Say that it is not ours: it goes back to where it came from."""
    case = case_as_seen(case_id, seen)
    reason = need_text(reason, "reason", most=500)
    handover = _offered(case, by)
    handover.state, handover.answered_at = "bounced", now
    back = Happening(EventKind.HANDOVER_BOUNCED, by, now, department_id=handover.from_department_id)
    keep_text(record(case, back, now), reason)
    db.session.commit()
    return case


def _offered(case: Case, by: Actor) -> Handover:
    need_open(case)
    handover = offered_handover(case.id)
    if handover is None or handover.to_department_id != by.department_id:
        raise RefusedAction(say("No hand-over of this case waits for your department."))
    return handover


def offered_handover(case_id: int) -> Handover | None:
    """The hand-over of this case that nobody has answered yet."""
    query = (
        select(Handover).where(Handover.case_id == case_id, Handover.state == "offered").order_by(Handover.id.desc())
    )
    return db.session.scalars(query).first()
