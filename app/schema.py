"""Whether the database has the tables this code wants, without waking the migration tool (it costs 100 ms and 6 MB)."""

import re
from functools import cache
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.extensions import db

VERSIONS = Path(__file__).parent / "migrations" / "versions"
_REVISION = re.compile(r"""^revision\b[^=]*=\s*["'](\w+)["']""", re.MULTILINE)
_DOWN = re.compile(r"""^down_revision\b[^=]*=\s*["'](\w+)["']""", re.MULTILINE)


@cache
def wanted_revision() -> str | None:
    """The newest migration among our files; None while there is none. Raises ValueError when there are two newest."""
    revisions: set[str] = set()
    followed: set[str] = set()
    for path in VERSIONS.glob("*.py"):
        source = path.read_text(encoding="utf-8")
        revisions.update(_REVISION.findall(source))
        followed.update(_DOWN.findall(source))
    heads = revisions - followed
    if len(heads) > 1:
        raise ValueError(f"migrations with two ends: {', '.join(sorted(heads))}")
    return heads.pop() if heads else None


def is_known(revision: str) -> bool:
    """Whether one of our migrations leads to this state, so that the newest can be reached from it."""
    return any(revision in _REVISION.findall(path.read_text(encoding="utf-8")) for path in VERSIONS.glob("*.py"))


def found_revision() -> str | None:
    """The migration the database stands at; None for an empty database. Raises when the database cannot be reached."""
    try:
        # a connection of its own, given back at once: whoever asks at the start has to write next
        with db.engine.connect() as connection:
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except DBAPIError as error:
        if "alembic_version" in str(error.orig):
            return None
        raise


def is_current() -> bool:
    """Whether the database stands at the newest migration."""
    return found_revision() == wanted_revision()
