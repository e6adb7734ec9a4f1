"""How a date stands now: far, near, past, or held up by a pause."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.cases.working_calendar import WorkingCalendar
from app.clock import local_date

SOON_DAYS = 2


class DueKind(StrEnum):
    ON_TIME = "on_time"
    SOON = "soon"
    LATE = "late"
    PAUSED = "paused"


@dataclass(frozen=True)
class DueState:
    """How a date stands now; the working days left after today, negative once late, None without a date."""

    kind: DueKind
    working_days_left: int | None


def state_of(due: datetime | None, now: datetime, calendar: WorkingCalendar, is_paused: bool = False) -> DueState:
    """Whether the date is far, near or past; "soon" is two working days or fewer."""
    left = None if due is None else calendar.working_days_between(local_date(now), local_date(due))
    if left is None or due is None or is_paused:
        return DueState(DueKind.PAUSED, left)
    if now > due:
        return DueState(DueKind.LATE, left)
    return DueState(DueKind.SOON if left <= SOON_DAYS else DueKind.ON_TIME, left)
