"""How a date reads on the desk: days left or late, for a badge."""

from dataclasses import dataclass
from datetime import datetime

from app.cases.due_state import DueKind, state_of
from app.cases.working_calendar import WorkingCalendar
from app.clock import local_date

LAW_NEAR_DAYS = 5


@dataclass(frozen=True)
class DueBadge:
    """`days` are working days for the promise, calendar days for the law; None where there is nothing to count."""

    days: int | None
    is_late: bool = False
    is_paused: bool = False
    is_law: bool = False


def promise_badge(due: datetime | None, is_waiting: bool, now: datetime, calendar: WorkingCalendar) -> DueBadge | None:
    """The promise of an open case; None when nothing is promised."""
    if due is None and not is_waiting:
        return None
    state = state_of(due, now, calendar, is_paused=is_waiting)
    return DueBadge(state.working_days_left, state.kind is DueKind.LATE, state.kind is DueKind.PAUSED)


def law_badge(due: datetime | None, satisfied_at: datetime | None, now: datetime) -> DueBadge | None:
    """The law's date of an open case, while nobody has answered yet."""
    if due is None or satisfied_at is not None:
        return None
    return DueBadge((local_date(due) - local_date(now)).days, now > due, is_law=True)


def law_alarm(due: datetime | None, satisfied_at: datetime | None, now: datetime) -> DueBadge | None:
    """The same for lists: only when the date is near or past."""
    badge = law_badge(due, satisfied_at, now)
    return badge if badge is not None and (badge.is_late or (badge.days or 0) <= LAW_NEAR_DAYS) else None
