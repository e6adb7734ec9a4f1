"""Counts wrong tries, so that nobody guesses for long. Kept apart from the town's records.

The counts live in a SQLite file of their own (`synchronous=OFF`: losing some in a power cut harms nobody) or in a
table on PostgreSQL, reached by connections of their own. So a full or locked database stops no look-up, the limits hold
across workers and restarts, and a right try writes nothing. Keys are stored as keyed hashes: no address or number.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypeVar

from flask import Flask, current_app

from app.throttle_stores import Execute, PostgresTries, SqliteTries, ThrottleUnavailable

__all__ = ["Throttle", "ThrottleUnavailable", "init_throttle", "throttle"]

T = TypeVar("T")

LONGEST_WINDOW = 31 * 24 * 3600
# Workers read the clock at different moments. A row further ahead was written before the clock was set back: left
# uncounted, or a clock that once ran a year ahead would lock people out for a year.
_AHEAD = 300


class TryStore(Protocol):
    """Where tries are kept."""

    def run(self, key: bytes, work: Callable[[Execute], T], writes: bool) -> T:
        """Do `work` in one transaction; those that write the same key stand in line. Raises ThrottleUnavailable."""


class Throttle:
    """Sliding windows over wrong tries, exact to the single try."""

    def __init__(self, store: Path | str, secret: bytes = b"") -> None:
        """`store` is the path of a SQLite file, or the URL of a PostgreSQL database."""
        self._secret = hashlib.sha256(secret).digest()
        is_url = isinstance(store, str) and store.startswith("postgresql")
        self._tries: TryStore = PostgresTries(str(store)) if is_url else SqliteTries(Path(store))

    def is_blocked(self, key: str, limit: int, seconds: int, now: datetime) -> bool:
        """Whether `key` has spent its `limit` within the last `seconds`. One read. Raises ThrottleUnavailable."""
        hashed, at = self._hashed(key), now.timestamp()
        return self._tries.run(hashed, lambda execute: _within(execute, hashed, seconds, at), writes=False) >= limit

    def count(self, key: str, now: datetime, keep: int = LONGEST_WINDOW) -> None:
        """Record one wrong try, for windows of at most `keep` seconds. Raises ThrottleUnavailable."""
        hashed, at = self._hashed(key), now.timestamp()
        self._tries.run(hashed, lambda execute: _record(execute, hashed, at, keep), writes=True)

    def count_within(self, key: str, limit: int, seconds: int, now: datetime) -> bool:
        """Record one wrong try unless the limit is spent; say whether there was room.

        Between `is_blocked` and here many requests may have passed side by side. Whoever gets False answers as if
        blocked and tells nothing about the try, so never more than `limit` guesses learn anything.
        Raises ThrottleUnavailable.
        """
        hashed, at = self._hashed(key), now.timestamp()

        def record_if_room(execute: Execute) -> bool:
            if _within(execute, hashed, seconds, at) >= limit:
                return False
            _record(execute, hashed, at, seconds)
            return True

        return self._tries.run(hashed, record_if_room, writes=True)

    def forget(self, key: str) -> None:
        """Drop the tries of a key, as when a case gets a new PIN. Raises ThrottleUnavailable."""
        hashed = self._hashed(key)
        drop = "DELETE FROM throttle_count WHERE key = ?"
        self._tries.run(hashed, lambda execute: execute(drop, (hashed,)), writes=True)

    def _hashed(self, key: str) -> bytes:
        return hashlib.blake2b(key.encode("utf-8", "replace"), key=self._secret, digest_size=16).digest()


def _within(execute: Execute, key: bytes, seconds: int, at: float) -> int:
    window = (key, at - seconds, at + _AHEAD)
    return execute("SELECT count(*) FROM throttle_count WHERE key = ? AND at > ? AND at <= ?", window)


def _record(execute: Execute, key: bytes, at: float, keep: int) -> None:
    execute("DELETE FROM throttle_count WHERE until <= ?", (at,))
    execute("DELETE FROM throttle_count WHERE key = ? AND at > ?", (key, at + _AHEAD))
    execute("INSERT INTO throttle_count (key, at, until) VALUES (?, ?, ?)", (key, at, at + keep))


def init_throttle(app: Flask) -> None:
    """Give the app its throttle; nothing is opened before the first try, so workers may fork afterwards."""
    url = str(app.config["SQLALCHEMY_DATABASE_URI"])
    store = url if url.startswith("postgresql") else Path(app.instance_path) / "limits.db"
    app.extensions["throttle"] = Throttle(store, str(app.config["SECRET_KEY"]).encode())


def throttle() -> Throttle:
    """The throttle of the running app."""
    running: Throttle = current_app.extensions["throttle"]
    return running
