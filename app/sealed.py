"""Whether the keys held are those that the database's sealed values need."""

from sqlalchemy import text

from app.extensions import db
from app.keys import key_id_of, keys

# The first and the last row of what lasts: a key that was changed shows at one of the ends.
_SEALED = (
    ("case_answers", "sealed_answers", "case_id"),
    ("event_text", "sealed", "event_id"),
    ("draft", "sealed_typed", "id"),
)


def missing_keys() -> set[str]:
    """The ids of keys that sealed something and are not held: a lost or foreign data.key. Six rows are looked at."""
    needed: set[str] = set()
    with db.engine.connect() as connection:
        for table, column, order in _SEALED:
            for way in ("ASC", "DESC"):
                query = f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL ORDER BY {order} {way} LIMIT 1"  # noqa: S608  # our own names
                needed |= {key_id_of(bytes(sealed)) for sealed in connection.execute(text(query)).scalars()}
    return needed - keys().key_ids
