"""The spine: the one function through which anything happens to a case."""

from datetime import datetime

from sqlalchemy import select

from app.cases import counts, news, search
from app.cases.calendar import working_calendar
from app.cases.happening import Happening, PauseToOpen, follow
from app.cases.lifecycle import Status
from app.cases.models import Applicant, Case, CaseEvent, Pause
from app.cases.rows import write_row
from app.extensions import db

__all__ = ["Happening", "PauseToOpen", "open_pauses", "record", "record_first"]


def record(case: Case, happening: Happening, now: datetime) -> CaseEvent:
    """Write what happened and everything that follows from it; the caller commits.

    Changes status, owner and version, opens and ends pauses and so moves the clocks, and keeps the counts,
    the search row and the message rows. Raises InvalidMove when the lifecycle forbids the status.
    """
    before = counts.place_of(case)
    old_department = case.owner_department_id
    may_wait = happening.moves_pauses or case.status == Status.WAITING_APPLICANT
    pauses = _all_pauses(case) if may_wait else []
    known = len(pauses)
    values = follow(case, happening, pauses, working_calendar() if happening.moves_pauses else None, now)
    event = CaseEvent(**values)
    db.session.add_all([*pauses[known:], event])
    db.session.flush()
    counts.shift(before, counts.place_of(case))
    if old_department != case.owner_department_id:
        search.move(case)
    if event.public:
        news.tell(case, event, now)
    return event


def record_first(case: Case, happening: Happening, now: datetime, applicant: Applicant) -> CaseEvent:
    """Write a new case's own row, as it stands after its first event, with that event; the caller commits.

    The case belongs to no session: it learns its id, and so does what points to it.
    """
    pauses: list[Pause] = []
    values = follow(case, happening, pauses, working_calendar() if happening.moves_pauses else None, now)
    write_row(case)
    event = CaseEvent(**{**values, "case_id": case.id})
    write_row(event)
    for pause in pauses:
        pause.case_id = case.id
        write_row(pause)
    counts.shift(None, counts.place_of(case))
    news.tell(case, event, now, applicant)
    return event


def open_pauses(case: Case) -> list[Pause]:
    """The pauses that hold this case up now, oldest first."""
    return [pause for pause in _all_pauses(case) if pause.ended_at is None]


def _all_pauses(case: Case) -> list[Pause]:
    return list(db.session.scalars(select(Pause).where(Pause.case_id == case.id).order_by(Pause.id)))
