"""Transactions: nobody's change is lost, a reader waits for no writer, a time keeps its zone."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Engine, Integer, MetaData, Table, create_engine, insert, select, text, update
from sqlalchemy.exc import DBAPIError, OperationalError, StatementError

from app import database
from app.database import UTCDateTime, prepare_engine, reads_only

ROWS = MetaData()
COUNTER = Table("counter", ROWS, Column("id", Integer, primary_key=True), Column("n", Integer))
MOMENT = Table("moment", ROWS, Column("id", Integer, primary_key=True), Column("at", UTCDateTime))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """An engine of our kind over a file of its own."""
    engine = create_engine(f"sqlite:///{tmp_path / 'rows.db'}", pool_size=10)
    prepare_engine(engine)
    ROWS.create_all(engine)
    with engine.begin() as connection:
        connection.execute(insert(COUNTER), {"id": 1, "n": 0})
    yield engine
    engine.dispose()


@pytest.fixture
def reading() -> Iterator[None]:
    """The context only reads."""
    reads_only()
    yield
    database._reading.set(False)


def test_six_writers_at_once_lose_no_update(engine: Engine) -> None:
    def count_up() -> None:
        for _ in range(50):
            with engine.begin() as connection:
                n = connection.execute(select(COUNTER.c.n)).scalar_one()
                connection.execute(update(COUNTER).values(n=n + 1))

    threads = [threading.Thread(target=count_up) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engine.begin() as connection:
        assert connection.execute(select(COUNTER.c.n)).scalar_one() == 300


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)]
)
def test_an_acknowledged_commit_is_kept_through_a_power_cut(engine: Engine, pragma: str, value: Any) -> None:
    with engine.connect() as connection:
        assert connection.execute(text(f"PRAGMA {pragma}")).scalar() == value


def test_a_reader_waits_for_no_writer(engine: Engine, reading: None) -> None:
    with sqlite3.connect(engine.url.database or "", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        started = time.monotonic()
        with engine.connect() as connection:
            assert connection.execute(select(COUNTER.c.n)).scalar_one() == 0
        assert time.monotonic() - started < 0.5


def test_a_reading_transaction_refuses_to_write(engine: Engine, reading: None) -> None:
    with engine.connect() as connection, pytest.raises(OperationalError, match="readonly"):
        connection.execute(update(COUNTER).values(n=7))


def test_the_same_connection_writes_again_after_reading(engine: Engine) -> None:
    reads_only()
    with engine.connect() as connection:
        connection.execute(select(COUNTER))
    database._reading.set(False)
    with engine.begin() as connection:
        connection.execute(update(COUNTER).values(n=7))


def test_a_writer_waits_for_a_short_lock_and_is_refused_after_a_long_one(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = sqlite3.connect(engine.url.database or "", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.3, other.execute, ["COMMIT"])
    release.start()
    with engine.begin() as connection:
        connection.execute(update(COUNTER).values(n=1))
    release.join()

    monkeypatch.setattr(database, "WAIT_SECONDS", 0.3)
    other.execute("BEGIN IMMEDIATE")
    for _ in range(2):  # a refused writer leaves the turn to the next
        with pytest.raises(DBAPIError, match="locked"), engine.begin():
            pass
    other.execute("COMMIT")
    with engine.begin() as connection:
        connection.execute(update(COUNTER).values(n=2))
    other.close()


def test_a_failed_transaction_leaves_the_turn_to_the_next(engine: Engine) -> None:
    def fail() -> None:
        with engine.begin() as connection:
            connection.execute(update(COUNTER).values(n=9))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with engine.begin() as connection:
        assert connection.execute(select(COUNTER.c.n)).scalar_one() == 0


def test_a_time_comes_back_aware_in_utc_and_sorts_by_time(engine: Engine) -> None:
    ankara = timezone(timedelta(hours=3))
    early, late = datetime(2026, 3, 12, 11, 0, tzinfo=ankara), datetime(2026, 3, 12, 8, 30, tzinfo=UTC)
    with engine.begin() as connection:
        connection.execute(insert(MOMENT), [{"at": late}, {"at": early}])
        found = connection.execute(select(MOMENT.c.at).order_by(MOMENT.c.at)).scalars().all()
    assert found == [early, late]
    assert {moment.tzinfo for moment in found} == {UTC}


def test_a_time_without_a_zone_is_refused(engine: Engine) -> None:
    with engine.begin() as connection, pytest.raises(StatementError, match="without a zone"):
        connection.execute(insert(MOMENT), {"at": datetime(2026, 3, 12)})  # noqa: DTZ001 - the very fault
