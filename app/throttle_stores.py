"""The two places wrong tries are kept: a SQLite file, or a table on PostgreSQL. See `app/throttle.py`."""

from __future__ import annotations

import contextlib
import fcntl
import os
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import SQLAlchemyError

T = TypeVar("T")

# One statement with `?` holes; gives the first column of the first row, or 0 where there is none.
Execute = Callable[[str, tuple[object, ...]], int]

_PATIENCE = 0.25
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS throttle_count (key {bytes} NOT NULL, at {float} NOT NULL, until {float} NOT NULL)",
    "CREATE INDEX IF NOT EXISTS throttle_count_key_at ON throttle_count (key, at)",
    "CREATE INDEX IF NOT EXISTS throttle_count_until ON throttle_count (until)",
)
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


class ThrottleUnavailable(Exception):
    """Tries can be neither read nor counted now. Look-ups go on (fail open), sign-in and second facts do not."""


class SqliteTries:
    """Tries in a SQLite file: one connection per thread, opened late and never carried over a fork."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open = threading.local()
        self._inherited: list[sqlite3.Connection] = []

    def run(self, key: bytes, work: Callable[[Execute], T], writes: bool) -> T:
        """Do `work` in one transaction; one writer at a time, whatever the key.

        A damaged file is set aside and begun anew. Raises ThrottleUnavailable.
        """
        for last in (False, True):
            try:
                return self._attempt(work, writes)
            except (sqlite3.Error, OSError) as error:
                damaged = getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE
                if last or not damaged:
                    raise ThrottleUnavailable(str(error)) from error
                self._begin_anew()
        raise AssertionError("unreachable")

    def _attempt(self, work: Callable[[Execute], T], writes: bool) -> T:
        connection = self._connection()

        def execute(sql: str, values: tuple[object, ...]) -> int:
            row = connection.execute(sql, values).fetchone()
            return row[0] if row else 0

        if not writes:
            return work(execute)
        connection.execute("BEGIN IMMEDIATE")
        try:
            done = work(execute)
            connection.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            raise
        return done

    def _connection(self) -> sqlite3.Connection:
        held = getattr(self._open, "held", None)
        if held:
            connection, pid, inode = held
            if pid == os.getpid():
                if inode == _inode(self._path):
                    return connection
                connection.close()  # another process set the file aside
            else:
                self._inherited.append(connection)  # closing it here would drop the parent's locks
            self._open.held = None
        with self._sole_use():
            connection = self._opened()
            self._open.held = (connection, os.getpid(), _inode(self._path))
        return connection

    def _opened(self) -> sqlite3.Connection:
        os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
        connection = sqlite3.connect(self._path, timeout=_PATIENCE, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = OFF")
            for statement in _SCHEMA:
                connection.execute(statement.format(bytes="BLOB", float="REAL"))
        except BaseException:
            connection.close()
            raise
        return connection

    def _begin_anew(self) -> None:
        """Set the damaged file aside, unless another thread or process did so already. Raises ThrottleUnavailable."""
        held = getattr(self._open, "held", None)
        try:
            with self._sole_use():
                if held:
                    held[0].close()
                    self._open.held = None
                if (held and held[2] == _inode(self._path)) or (not held and self._is_damaged()):
                    os.replace(self._path, self._path.with_name(self._path.name + ".damaged"))
                    for suffix in ("-wal", "-shm"):
                        self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
        except OSError as error:
            raise ThrottleUnavailable(str(error)) from error

    def _is_damaged(self) -> bool:
        try:
            self._opened().close()
        except sqlite3.DatabaseError as error:
            return error.sqlite_errorcode & 0xFF in _DAMAGE
        return False

    @contextlib.contextmanager
    def _sole_use(self) -> Iterator[None]:
        """Across processes, one at a time opens the file or sets it aside. Raises OSError after a short wait."""
        with open(self._path.with_name(self._path.name + ".lock"), "a") as lock:
            give_up = time.monotonic() + _PATIENCE
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > give_up:
                        raise
                    time.sleep(0.005)
            yield


def _inode(path: Path) -> int:
    try:
        return os.stat(path).st_ino
    except FileNotFoundError:
        return 0


class PostgresTries:
    """Tries in a PostgreSQL table, through a small pool of their own with short patience."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = threading.Lock()
        self._engine: Engine | None = None
        self._pid = 0

    def run(self, key: bytes, work: Callable[[Execute], T], writes: bool) -> T:
        """Do `work` in one transaction; writers of one key stand in line. Raises ThrottleUnavailable."""
        try:
            with self._ready_engine().begin() as connection:
                if writes:
                    number = int.from_bytes(key[:8], "big", signed=True)
                    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (number,))
                return work(lambda sql, values: _first(connection, sql, values))
        except SQLAlchemyError as error:
            raise ThrottleUnavailable(type(error).__name__) from error  # its text could hold the database's password

    def _ready_engine(self) -> Engine:
        with self._lock:
            if self._engine is None or self._pid != os.getpid():
                limits = "-c lock_timeout=250 -c statement_timeout=500 -c synchronous_commit=off"
                engine = create_engine(
                    self._url, pool_size=2, max_overflow=6, pool_timeout=1, pool_pre_ping=True,
                    connect_args={"connect_timeout": 2, "options": limits},
                )  # fmt: skip
                try:
                    _make_table(engine)
                except SQLAlchemyError:
                    engine.dispose()
                    raise
                self._engine, self._pid = engine, os.getpid()
                weakref.finalize(self, _end, engine, self._pid)
            return self._engine


def _end(engine: Engine, pid: int) -> None:
    """Close the connections, but only in the process that opened them: a child would end its parent's."""
    engine.dispose(close=os.getpid() == pid)


def _make_table(engine: Engine) -> None:
    with engine.begin() as connection:
        # workers start at the same time, and CREATE … IF NOT EXISTS is no protection against that
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7305808869231650165)")
        if connection.exec_driver_sql("SELECT to_regclass('throttle_count')").scalar() is None:
            for statement in _SCHEMA:
                connection.exec_driver_sql(statement.format(bytes="BYTEA", float="DOUBLE PRECISION"))


def _first(connection: Connection, sql: str, values: tuple[object, ...]) -> int:
    result = connection.exec_driver_sql(sql.replace("?", "%s"), values)
    return int(result.scalar() or 0) if result.returns_rows else 0
