"""How many cases stand where: kept with every event, so that a queue's figures cost one row each."""

from collections.abc import Iterable
from functools import cache

from sqlalchemy import Executable, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from app.cases.models import Case, CaseCount
from app.extensions import db

Place = tuple[str, int, str]  # department, clerk (0: nobody), status


def place_of(case: Case) -> Place:
    """Where a case is counted."""
    return case.owner_department_id, case.owner_clerk_id or 0, case.status


def shift(before: Place | None, after: Place) -> None:
    """Count one case less at `before` and one more at `after`."""
    if before == after:
        return
    if before is not None:
        _add(before, -1)
    _add(after, 1)


def _add(place: Place, n: int) -> None:
    department, clerk, status = place
    values = {"department_id": department, "clerk_id": clerk, "status": status, "n": n}
    db.session.connection().execute(_adding(db.engine.dialect.name), values)


@cache
def _adding(engine: str) -> Executable:
    """Built once: it is said with every event."""
    row = (postgresql if engine == "postgresql" else sqlite).insert(CaseCount.__table__)
    return row.on_conflict_do_update(
        index_elements=["department_id", "clerk_id", "status"], set_={"n": CaseCount.__table__.c.n + row.excluded.n}
    )


def counted() -> dict[Place, int]:
    """The true figures, counted over all cases: one scan."""
    clerk = func.coalesce(Case.owner_clerk_id, 0)
    query = select(Case.owner_department_id, clerk, Case.status, func.count()).group_by(
        Case.owner_department_id, clerk, Case.status
    )
    return {(department, owner, status): n for department, owner, status, n in db.session.execute(query)}


def kept() -> dict[Place, int]:
    """The figures as they stand in the table; zeros left out."""
    rows = db.session.execute(select(CaseCount.department_id, CaseCount.clerk_id, CaseCount.status, CaseCount.n))
    return {(department, clerk, status): n for department, clerk, status, n in rows if n}


def differences() -> list[tuple[Place, int, int]]:
    """Each place whose kept figure is not the true one: (place, kept, true)."""
    true, held = counted(), kept()
    return [
        (place, held.get(place, 0), true.get(place, 0))
        for place in sorted(true.keys() | held.keys())
        if held.get(place, 0) != true.get(place, 0)
    ]


def rebuild() -> None:
    """Count anew and commit."""
    true = counted()
    db.session.execute(delete(CaseCount))
    _insert(true.items())
    db.session.commit()


def _insert(figures: Iterable[tuple[Place, int]]) -> None:
    rows = [{"department_id": d, "clerk_id": c, "status": s, "n": n} for (d, c, s), n in figures]
    if rows:
        db.session.execute(insert(CaseCount), rows)
