"""The desk's lists: views over open cases, keyset paging, never OFFSET, never a COUNT over the lot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from app.accounts.models import User
from app.cases import search
from app.cases.lifecycle import ENDED, Status
from app.cases.models import Applicant, Case, CaseCount
from app.database import read_id
from app.extensions import db
from app.turkish import fold

PAGE_ROWS = 50
COUNT_UP_TO = 1000
_NAMESAKES = 500  # the newest of a name in the whole town, among which a department looks for its own


class View(StrEnum):
    MINE = "mine"
    DEPARTMENT = "department"
    UNASSIGNED = "unassigned"
    WAITING = "waiting"
    LATE = "late"
    ALL = "all"


@dataclass(frozen=True)
class Scope:
    """Whose eyes: the clerk, and the departments whose cases they may see (None: all)."""

    clerk_id: int
    departments: frozenset[str] | None


@dataclass(frozen=True)
class Filters:
    """What narrows a view; all of it stands in the URL."""

    service_id: int | None = None
    department_id: str | None = None
    status: Status | None = None
    is_urgent: bool = False
    words: str = ""


@dataclass(frozen=True)
class QueueRow:
    id: int
    version: int
    tracking_number: str
    service_version_id: int
    status: str
    outcome: str | None
    is_urgent: bool
    is_sensitive: bool
    received_at: datetime
    promise_due_at: datetime | None
    law_due_at: datetime | None
    law_satisfied_at: datetime | None
    owner_department_id: str
    owner_clerk_id: int | None
    clerk_name: str | None
    subject: str
    channel: str


@dataclass(frozen=True)
class QueuePage:
    """One page; `older` is the key of the next one, None at the end."""

    rows: Sequence[QueueRow]
    older: str | None


_COLUMNS = (
    Case.id,
    Case.version,
    Case.tracking_number,
    Case.service_version_id,
    Case.status,
    Case.outcome,
    Case.is_urgent,
    Case.is_sensitive,
    Case.received_at,
    Case.promise_due_at,
    Case.law_due_at,
    Case.law_satisfied_at,
    Case.owner_department_id,
    Case.owner_clerk_id,
    User.name.label("clerk_name"),
    Case.subject,
    Case.channel,
)


def queue_page(view: View, scope: Scope, filters: Filters, now: datetime, after: str | None = None) -> QueuePage:
    """One page of a view. A key `after` that makes no sense gives the first page."""
    query = (
        select(*_COLUMNS).outerjoin(User, User.id == Case.owner_clerk_id).where(*_conditions(view, scope, filters, now))
    )
    query = _after(query, view, after)
    rows = [QueueRow(*row) for row in db.session.execute(query.limit(PAGE_ROWS + 1))]
    if len(rows) <= PAGE_ROWS:
        return QueuePage(rows, None)
    return QueuePage(rows[:PAGE_ROWS], _key(view, rows[PAGE_ROWS - 1]))


def _conditions(view: View, scope: Scope, filters: Filters, now: datetime) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [_visible(view, scope)]
    if view is not View.ALL:
        conditions.append(Case.closed_at.is_(None))
    if view is View.UNASSIGNED:
        conditions.append(Case.owner_clerk_id.is_(None))
    elif view is View.WAITING:
        conditions.append(Case.status == Status.WAITING_APPLICANT)
    elif view is View.LATE:
        conditions += [Case.promise_due_at < now, Case.status != Status.WAITING_APPLICANT]
    return conditions + _narrowed(scope, filters)


def _visible(view: View, scope: Scope) -> ColumnElement[bool]:
    if view is View.MINE:
        return Case.owner_clerk_id == scope.clerk_id
    if scope.departments is None:
        return Case.id > 0
    if len(scope.departments) == 1:  # an equality walks the index in order, an IN does not
        return Case.owner_department_id == next(iter(scope.departments))
    return Case.owner_department_id.in_(sorted(scope.departments))


def _narrowed(scope: Scope, filters: Filters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.service_id is not None:
        conditions.append(Case.service_id == filters.service_id)
    if filters.department_id:
        conditions.append(Case.owner_department_id == filters.department_id)
    if filters.status is not None:
        conditions.append(Case.status == filters.status)
    if filters.is_urgent:
        conditions.append(Case.is_urgent.is_(True))
    if filters.words.strip():
        ids = matching_ids(filters.words, scope)
        conditions.append(Case.id.in_(ids) if ids else false())
    return conditions


def matching_ids(words: str, scope: Scope) -> list[int]:
    """The newest cases whose text or applicant's name has these words: at most 50 of each."""
    departments = set(scope.departments) if scope.departments is not None else None
    by_text = search.found(words, departments)
    name = fold(words.strip())
    by_name = db.session.scalars(
        select(Applicant.case_id)
        .where(Applicant.name_fold >= name, Applicant.name_fold < name + "\uffff")
        .order_by(Applicant.case_id.desc())
        .limit(search.NEWEST if departments is None else _NAMESAKES)
    ).all()
    if departments is not None and by_name:
        own = select(Case.id).where(Case.id.in_(by_name), Case.owner_department_id.in_(sorted(departments)))
        by_name = db.session.scalars(own.order_by(Case.id.desc()).limit(search.NEWEST)).all()
    return sorted({*by_text, *by_name}, reverse=True)


def _after(query: Select, view: View, after: str | None) -> Select:
    first, last_id = _read_key(after)
    if view is View.LATE:
        due = _read_moment(first)
        if due is not None:
            query = query.where(or_(Case.promise_due_at > due, and_(Case.promise_due_at == due, Case.id > last_id)))
        return query.order_by(Case.promise_due_at, Case.id)
    if view is View.ALL:
        if first in ("0", "1"):
            query = query.where(Case.id < last_id)
        return query.order_by(Case.id.desc())
    if first in ("0", "1"):
        urgent = first == "1"
        same = and_(Case.is_urgent == urgent, Case.id < last_id)
        query = query.where(or_(same, Case.is_urgent.is_(False)) if urgent else same)
    return query.order_by(Case.is_urgent.desc(), Case.id.desc())


def _key(view: View, row: QueueRow) -> str:
    first = row.promise_due_at.isoformat() if view is View.LATE and row.promise_due_at else str(int(row.is_urgent))
    return f"{first}~{row.id}"


def _read_key(after: str | None) -> tuple[str, int]:
    """What the last row of the page before was ordered by, and its id; ("", 0) when this is no key."""
    first, _, last = (after or "").partition("~")
    case_id = read_id(last)
    return (first, case_id) if first and case_id is not None else ("", 0)


def _read_moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC) if "T" in text else None
    except (ValueError, OverflowError):
        return None


def counts_of(scope: Scope, now: datetime) -> dict[View, int]:
    """How many cases each view holds: from the kept counts; late ones counted up to 1,001 along their index."""
    seen = _visible(View.DEPARTMENT, scope) if scope.departments is not None else None
    query = select(CaseCount.clerk_id, CaseCount.status, func.sum(CaseCount.n)).group_by(
        CaseCount.clerk_id, CaseCount.status
    )
    if scope.departments is not None:
        query = query.where(CaseCount.department_id.in_(sorted(scope.departments)))
    counts = dict.fromkeys((View.DEPARTMENT, View.UNASSIGNED, View.WAITING), 0)
    for clerk_id, status, n in db.session.execute(query):
        if status in ENDED:
            continue
        counts[View.DEPARTMENT] += n
        counts[View.UNASSIGNED] += n if clerk_id == 0 else 0
        counts[View.WAITING] += n if status == Status.WAITING_APPLICANT else 0
    mine = select(func.coalesce(func.sum(CaseCount.n), 0)).where(
        CaseCount.clerk_id == scope.clerk_id, CaseCount.status.not_in(sorted(ENDED))
    )
    counts[View.MINE] = db.session.scalar(mine) or 0
    late = select(Case.id).where(
        Case.closed_at.is_(None), Case.promise_due_at < now, Case.status != Status.WAITING_APPLICANT
    )
    if seen is not None:
        late = late.where(seen)
    counts[View.LATE] = db.session.scalar(select(func.count()).select_from(late.limit(COUNT_UP_TO + 1).subquery())) or 0
    return counts
