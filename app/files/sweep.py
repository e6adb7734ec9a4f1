"""Removing contents that no record points to any more, or never did."""

from datetime import datetime, timedelta

from app.database import reads_only, writes
from app.extensions import db
from app.files.queries import known_hashes
from app.files.store import file_store

# Between a file on disk and its committed record lie seconds; the rest is for slow disks and clocks set right.
YOUNG = timedelta(hours=2)


def sweep(now: datetime) -> int:
    """Remove orphans and broken-off uploads older than YOUNG; says how many. Holds no transaction for long."""
    reads_only()
    try:
        return file_store().sweep(_known, now, YOUNG)
    finally:
        writes()


def _known(hashes: set[str]) -> set[str]:
    try:
        return known_hashes(hashes)
    finally:
        db.session.rollback()
