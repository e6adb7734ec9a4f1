"""What follows from a happening for the case itself: owner, pauses, clocks, status, and the event that tells of it.

Touches no database, so that whoever writes many cases at once follows the very rules of `record`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.cases import clocks
from app.cases.actor import Actor
from app.cases.errors import InvalidMove
from app.cases.lifecycle import ENDED, PUBLIC_KINDS, EventKind, Outcome, Status, can_move, turn_of
from app.cases.models import Case, Pause, PauseKind
from app.cases.working_calendar import WorkingCalendar


@dataclass(frozen=True)
class PauseToOpen:
    kind: PauseKind
    reason: str = ""
    ends_by: datetime | None = None
    stops_promise: bool = True
    stops_law: bool = False


@dataclass(frozen=True)
class Happening:
    """Something about to be recorded. What is None stays as it is."""

    kind: EventKind
    by: Actor
    at: datetime
    status: Status | None = None
    outcome: Outcome | None = None
    department_id: str | None = None
    clerk_id: int | None = None
    clears_clerk: bool = False
    opens: Sequence[PauseToOpen] = ()
    ends: Sequence[PauseKind] = ()
    payload: dict = field(default_factory=dict)
    is_public: bool | None = None
    on_behalf_of: str | None = None

    @property
    def moves_pauses(self) -> bool:
        return bool(self.opens or self.ends)


def follow(
    case: Case,
    happening: Happening,
    pauses: list[Pause],
    calendar: WorkingCalendar | None,
    now: datetime,
    make_pause: Callable[..., Any] = Pause,
) -> dict[str, Any]:
    """Change the case as the happening says; returns the values of its event.

    `pauses` are all the case ever had; those that end are changed, those that open are appended. They and the
    calendar are looked at only when pauses move or the case waits. Raises InvalidMove.
    """
    old_department = case.owner_department_id
    _change_owner(case, happening)
    if happening.moves_pauses:
        _change_pauses(case, happening, pauses, make_pause)
        clocks.set_due(case, pauses, calendar)
    _change_status(case, happening, pauses)
    case.event_count += 1
    case.version = case.event_count
    case.changed_at = now
    return _event(case, happening, old_department, now)


def _change_owner(case: Case, happening: Happening) -> None:
    if happening.department_id is not None and happening.department_id != case.owner_department_id:
        case.sent_by_department_id = case.owner_department_id
        case.owner_department_id = happening.department_id
        case.owner_clerk_id = None
    if happening.clears_clerk:
        case.owner_clerk_id = None
    if happening.clerk_id is not None:
        case.owner_clerk_id = happening.clerk_id


def _change_pauses(case: Case, happening: Happening, pauses: list[Pause], make_pause: Callable[..., Any]) -> None:
    for pause in pauses:
        if pause.ended_at is None and pause.kind in happening.ends:
            pause.ended_at = happening.at
    for spec in happening.opens:
        pauses.append(
            make_pause(
                case_id=case.id,
                kind=spec.kind,
                reason=spec.reason,
                started_at=happening.at,
                ends_by=spec.ends_by,
                ended_at=None,
                stops_promise=spec.stops_promise,
                stops_law=spec.stops_law,
            )
        )


def _change_status(case: Case, happening: Happening, pauses: list[Pause]) -> None:
    """Follow the wanted status; an open case waits for its applicant exactly while a pause does."""
    now = Status(case.status)
    to = happening.status or now
    if to not in ENDED and (happening.moves_pauses or now is Status.WAITING_APPLICANT):
        waits = any(pause.waits_for_applicant for pause in pauses)
        if waits and to is not Status.WAITING_APPLICANT:
            case.status_before_waiting = to
            to = Status.WAITING_APPLICANT
        elif not waits and to is Status.WAITING_APPLICANT:
            to = _after_waiting(case)
    if to is not now:
        if not can_move(now, to):
            raise InvalidMove(now, to)
        if to is Status.WAITING_APPLICANT and case.status_before_waiting is None:
            case.status_before_waiting = now
        case.status = to
    case.closed_at = (case.closed_at or happening.at) if to in ENDED else None
    case.outcome = (happening.outcome or case.outcome) if to is Status.CLOSED else None


def _after_waiting(case: Case) -> Status:
    before = Status(case.status_before_waiting or Status.IN_REVIEW)
    case.status_before_waiting = None
    # A case that waited since it came in has been looked at by now: received is no state to go back to.
    return Status.IN_REVIEW if before in (Status.RECEIVED, Status.WAITING_APPLICANT) else before


def _event(case: Case, happening: Happening, old_department: str, now: datetime) -> dict[str, Any]:
    moved = old_department != case.owner_department_id
    return {
        "case_id": case.id,
        "seq": case.event_count,
        "kind": happening.kind,
        "public": happening.kind in PUBLIC_KINDS if happening.is_public is None else happening.is_public,
        "at": happening.at,
        "recorded_at": now,
        "actor": happening.by.kind,
        "actor_id": happening.by.id,
        "on_behalf_of": happening.on_behalf_of,
        "department_from": old_department if moved else happening.by.department_id,
        "department_to": case.owner_department_id if moved else None,
        "status": case.status,
        "owner_department_id": case.owner_department_id,
        "owner_clerk_id": case.owner_clerk_id,
        "turn": turn_of(Status(case.status)),
        "payload": happening.payload,
        "payload_version": 1,
    }
