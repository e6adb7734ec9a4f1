"""The spine: the one function through which anything happens to a case."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.cases import counts, news, search
from app.cases.calendar import working_calendar
from app.cases.happening import Happening, PauseToOpen, follow
from app.cases.lifecycle import Status
from app.cases.models import Applicant, Case, CaseEvent, Pause
from app.extensions import db

__all__ = ["Happening", "PauseToOpen", "open_pauses", "record"]


def record(case: Case, happening: Happening, now: datetime, applicant: Applicant | None = None) -> CaseEvent:
    """Write what happened and everything that follows from it; the caller commits.

    Changes status, owner and version, opens and ends pauses and so moves the clocks, and keeps the counts,
    the search row and the message rows. `applicant` spares a query where the caller has them at hand.
    Raises InvalidMove when the lifecycle forbids the status.
    """
    before = counts.place_of(case) if case.event_count else None
    old_department = case.owner_department_id
    may_wait = happening.moves_pauses or case.status == Status.WAITING_APPLICANT
    pauses = _all_pauses(case) if may_wait and before is not None else []
    known = len(pauses)
    values = follow(case, happening, pauses, working_calendar() if happening.moves_pauses else None, now)
    if case.id is None:
        _write_new(case, values, pauses)
    event = CaseEvent(**values)
    db.session.add_all([*pauses[known:], event])
    db.session.flush()
    counts.shift(before, counts.place_of(case))
    if before is not None and old_department != case.owner_department_id:
        search.move(case)
    if event.public:
        news.tell(case, event, now, applicant)
    return event


def _write_new(case: Case, values: dict[str, Any], pauses: list[Pause]) -> None:
    """Write a new case's row once, as it stands after its first event; what points to it learns its id."""
    db.session.add(case)
    db.session.flush()
    values["case_id"] = case.id
    for pause in pauses:
        pause.case_id = case.id


def open_pauses(case: Case) -> list[Pause]:
    """The pauses that hold this case up now, oldest first."""
    return [pause for pause in _all_pauses(case) if pause.ended_at is None]


def _all_pauses(case: Case) -> list[Pause]:
    return list(db.session.scalars(select(Pause).where(Pause.case_id == case.id).order_by(Pause.id)))
