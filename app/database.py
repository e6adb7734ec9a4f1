"""How the two databases are spoken to: one kind of time, one naming of constraints, and transactions that lose nothing.

SQLite would otherwise start transactions late and upgrade them silently, and two writers would overwrite each other.
So every transaction says at its start what it is: a writing one takes the write lock at once (`BEGIN IMMEDIATE`),
a reading one never waits for a writer and cannot write, on either engine.
"""

import sqlite3
import threading
import time
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from flask import Flask, request
from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, TypeDecorator, event
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeEngine

WAIT_SECONDS = 8.0  # how long a writer waits for its turn before the citizen is told that nothing was sent
LARGEST_ID = 2**31 - 1  # an id has 32 bits on PostgreSQL, where even asking for a larger one is an error
_RETRY_SECONDS = 0.001

_reading: ContextVar[bool] = ContextVar("reading", default=False)


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment. SQLite keeps it as text in UTC, which sorts by time; PostgreSQL as timestamptz."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """A column that knows time zones where the engine has one."""
        return dialect.type_descriptor(DateTime(timezone=dialect.name != "sqlite"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuses a naive time: nobody could say later what it meant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Always aware, always UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """What every table shares: names for its constraints, because a migration must be able to drop them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def read_id(text: str) -> int | None:
    """The row id that somebody's text names; None for what no row can have."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= 10
    return int(text) if is_number and int(text) <= LARGEST_ID else None


def reads_only() -> None:
    """From here on the current request only reads: its transactions wait for no writer and refuse to write.

    GET and HEAD start so; a POST that stores nothing (a look-up) may say it. Takes effect at the next transaction.
    """
    _reading.set(True)


def writes() -> None:
    """From here on the current request writes; a reading transaction under way ends, and its rows are read anew."""
    from app.extensions import db

    if _reading.get():
        db.session.rollback()
    _reading.set(False)


def is_reading() -> bool:
    """Whether the next transaction of this context would be a reading one."""
    return _reading.get()


class _WriteTurn:
    """One writer of this process at a time tries for the lock; the others queue here, not in SQLite's retries."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def begin(self, connection: sqlite3.Connection, info: dict[str, Any]) -> None:
        """Open a writing transaction within WAIT_SECONDS. Raises sqlite3.OperationalError when the lock stays taken."""
        deadline = time.monotonic() + WAIT_SECONDS
        if not self._lock.acquire(timeout=WAIT_SECONDS):
            raise sqlite3.OperationalError("database is locked")
        info["write_turn"] = True
        try:
            self._immediate(connection, deadline)
        except BaseException:
            self.end(info)
            raise

    def end(self, info: dict[str, Any]) -> None:
        """Let the next writer try. Harmless when this connection has no turn."""
        if info.pop("write_turn", False):
            self._lock.release()

    @staticmethod
    def _immediate(connection: sqlite3.Connection, deadline: float) -> None:
        pause = _RETRY_SECONDS
        connection.execute("PRAGMA busy_timeout=0")
        try:
            while True:
                try:
                    connection.execute("BEGIN IMMEDIATE")
                    return
                except sqlite3.OperationalError as error:
                    if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= deadline:
                        raise
                time.sleep(pause)
                pause = min(pause * 1.5, 0.02)
        finally:
            connection.execute(f"PRAGMA busy_timeout={int(WAIT_SECONDS * 1000)}")


def prepare_engine(engine: Engine) -> None:
    """Teach an engine our transactions. Called once for each engine, before its first connection."""
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    else:
        event.listen(engine, "begin", _begin_postgresql)


def _prepare_sqlite(engine: Engine) -> None:
    turn = _WriteTurn()

    def on_connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # the driver starts nothing by itself
        for pragma in (
            f"busy_timeout={int(WAIT_SECONDS * 1000)}",
            "journal_mode=WAL",
            "synchronous=FULL",  # NORMAL may lose acknowledged commits at a power cut
            "foreign_keys=ON",
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {pragma}").fetchall()

    def on_begin(connection: Connection) -> None:
        raw: Any = connection.connection.dbapi_connection
        reading = _reading.get()
        if connection.info.get("query_only", False) is not reading:
            raw.execute(f"PRAGMA query_only={int(reading)}")
            connection.info["query_only"] = reading
        try:
            if reading:
                raw.execute("BEGIN")
            else:
                turn.begin(raw, connection.info)
        except sqlite3.Error as error:
            raise _wrapped(connection, error) from error

    def on_end(connection: Connection) -> None:
        turn.end(connection.info)

    def on_reset(_connection: object, record: Any, _state: object) -> None:
        turn.end(record.info)

    listeners: tuple[tuple[str, Callable[..., None]], ...] = (
        ("connect", on_connect),
        ("begin", on_begin),
        ("commit", on_end),
        ("rollback", on_end),
        ("reset", on_reset),
        ("invalidate", on_reset),
    )
    for name, listener in listeners:
        event.listen(engine, name, listener)


def _wrapped(connection: Connection, error: sqlite3.Error) -> BaseException:
    """The error as SQLAlchemy would have raised it, so that one error page serves every statement."""
    from sqlalchemy.exc import DBAPIError

    dialect = connection.engine.dialect
    return DBAPIError.instance("BEGIN", {}, error, sqlite3.Error, hide_parameters=True, dialect=dialect)


def _begin_postgresql(connection: Connection) -> None:
    raw: Any = connection.connection.dbapi_connection
    raw.read_only = _reading.get()


def init_app(app: Flask) -> None:
    """GET and HEAD read, everything else writes, until a view says otherwise."""
    from app.extensions import db

    @app.before_request
    def choose_transaction() -> None:
        _reading.set(request.method in ("GET", "HEAD", "OPTIONS"))

    @app.teardown_request
    def forget_choice(_error: BaseException | None) -> None:
        _reading.set(False)

    with app.app_context():
        prepare_engine(db.engine)
