"""The rows of the queue as a template draws them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.cases.lifecycle import ENDED, Status
from app.cases.queue import QueueRow
from app.cases.working_calendar import WorkingCalendar
from app.catalogue.queries import service_definition
from app.desk.due import DueBadge, law_alarm, promise_badge


@dataclass(frozen=True)
class RowView:
    """One case in a list."""

    id: int
    service: dict
    subject: str
    number: str
    owner: str
    department: dict | None
    status: str
    outcome: str | None
    is_urgent: bool
    received_at: datetime
    promise: DueBadge | None
    law: DueBadge | None

    @property
    def is_late(self) -> bool:
        return any(badge is not None and badge.is_late for badge in (self.promise, self.law))


def row_views(
    rows: Iterable[QueueRow], departments: Mapping[str, dict], now: datetime, calendar: WorkingCalendar
) -> list[RowView]:
    """The rows with their names and badges; one calendar for the whole page."""
    return [_view(row, departments, now, calendar) for row in rows]


def _view(row: QueueRow, departments: Mapping[str, dict], now: datetime, calendar: WorkingCalendar) -> RowView:
    is_open = Status(row.status) not in ENDED
    waits = row.status == Status.WAITING_APPLICANT
    return RowView(
        id=row.id,
        service=service_definition(row.service_version_id)["name"],
        subject=shortened(row.subject),
        number=row.tracking_number,
        owner=row.clerk_name or "",
        department=departments.get(row.owner_department_id),
        status=row.status,
        outcome=row.outcome,
        is_urgent=row.is_urgent and is_open,
        received_at=row.received_at,
        promise=promise_badge(row.promise_due_at, waits, now, calendar) if is_open else None,
        law=law_alarm(row.law_due_at, row.law_satisfied_at, now) if is_open else None,
    )


def shortened(text: str, most: int = 90) -> str:
    """As much of a line as a list can show, cut at a word."""
    if len(text) <= most:
        return text
    return text[:most].rsplit(" ", 1)[0].rstrip(" ·,;") + "…"
