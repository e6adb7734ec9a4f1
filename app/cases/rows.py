"""Writing new rows past the session: nobody looks at them again in the transaction that receives a case."""

from functools import cache
from typing import Any

from sqlalchemy import Insert, Table, insert

from app.extensions import db


def write_row(row: Any) -> None:
    """Insert one row made outside the session; it learns its id. What nobody set has its column's default."""
    key = db.session.connection().execute(_insert(row.__table__), values_of(row)).inserted_primary_key
    if key is not None and "id" in row.__table__.columns:
        row.id = key[0]


def values_of(row: Any) -> dict[str, Any]:
    """What was set on a row that no session holds, by column."""
    return {name: value for name, value in row.__dict__.items() if value is not None and not name.startswith("_sa_")}


@cache
def _insert(table: Table) -> Insert:
    """Built once: it is said with every case."""
    return insert(table)
