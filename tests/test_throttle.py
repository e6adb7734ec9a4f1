"""Nobody guesses for long: not from many threads, not from many workers, not by waiting for a restart."""

import multiprocessing
import os
import sqlite3
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.throttle import Throttle, ThrottleUnavailable, throttle

NOW = datetime(2026, 3, 19, 12, 0, tzinfo=UTC)
HOUR = 3600


@pytest.fixture
def path(tmp_path):
    return tmp_path / "limits.db"


def _guess(path, tries, room):
    limits = Throttle(path, b"s")
    for _ in range(tries):
        if limits.count_within("number:1", 25, HOUR, NOW):
            with room.get_lock():
                room.value += 1


def test_a_key_is_blocked_at_its_limit_and_others_are_not(path):
    limits = Throttle(path)
    for _ in range(5):
        assert not limits.is_blocked("a", 5, HOUR, NOW)
        limits.count("a", NOW)
    assert limits.is_blocked("a", 5, HOUR, NOW)
    assert not limits.is_blocked("b", 5, HOUR, NOW)


def test_looking_writes_nothing(path):
    limits = Throttle(path)
    limits.count("a", NOW)
    before = sqlite3.connect(path).execute("PRAGMA data_version").fetchone()
    for _ in range(10):
        limits.is_blocked("a", 5, HOUR, NOW)
    assert sqlite3.connect(path).execute("SELECT count(*) FROM throttle_count").fetchone() == (1,)
    assert sqlite3.connect(path).execute("PRAGMA data_version").fetchone() == before


def test_the_window_slides(path):
    limits = Throttle(path)
    limits.count("a", NOW)
    limits.count("a", NOW + timedelta(minutes=30))
    assert limits.is_blocked("a", 2, HOUR, NOW + timedelta(minutes=59))
    assert not limits.is_blocked("a", 2, HOUR, NOW + timedelta(minutes=61))
    assert limits.is_blocked("a", 1, HOUR, NOW + timedelta(minutes=89))


@given(st.lists(st.integers(0, 200), max_size=40), st.integers(1, 5), st.integers(1, 60))
def test_no_window_ever_holds_more_than_the_limit(tmp_path_factory, gaps, limit, seconds):
    limits, moment, allowed = Throttle(tmp_path_factory.mktemp("limits") / "limits.db"), NOW, []
    for gap in gaps:
        moment += timedelta(seconds=gap)
        had_room = sum(moment - timedelta(seconds=seconds) < earlier for earlier in allowed) < limit
        assert limits.count_within("a", limit, seconds, moment) is had_room
        if had_room:
            allowed.append(moment)


def test_threads_and_processes_together_reach_exactly_the_limit(path):
    room = multiprocessing.Value("i", 0)
    workers = [multiprocessing.get_context("fork").Process(target=_guess, args=(path, 20, room)) for _ in range(3)]
    workers += [threading.Thread(target=_guess, args=(path, 20, room)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert room.value == 25


def test_a_throttle_opened_before_the_fork_counts_on_in_the_child(path):
    limits = Throttle(path)
    limits.count("a", NOW)
    child = os.fork()
    if not child:
        done = 1
        try:
            limits.count("a", NOW)
            done = 0
        finally:
            os._exit(done)
    assert os.waitpid(child, 0)[1] == 0
    limits.count("a", NOW)
    assert limits.is_blocked("a", 3, HOUR, NOW)


def test_a_restart_forgets_nothing(path):
    Throttle(path, b"s").count("a", NOW)
    assert Throttle(path, b"s").is_blocked("a", 1, HOUR, NOW)


@pytest.mark.parametrize("days", [400, -400])
def test_a_clock_that_jumps_and_returns_locks_nobody_out_for_ever(path, days):
    limits = Throttle(path)
    elsewhen = NOW + timedelta(days=days)
    for _ in range(3):
        limits.count("a", elsewhen)
    assert limits.is_blocked("a", 3, HOUR, elsewhen)
    assert not limits.is_blocked("a", 3, HOUR, NOW)
    for _ in range(3):
        limits.count("a", NOW)
    assert limits.is_blocked("a", 3, HOUR, NOW)
    assert not limits.is_blocked("a", 3, HOUR, NOW + timedelta(seconds=HOUR + 1))


def test_a_workers_clock_a_second_behind_still_sees_the_tries_of_another(path):
    limits = Throttle(path)
    limits.count("a", NOW + timedelta(seconds=1))
    assert limits.is_blocked("a", 1, HOUR, NOW)


def test_old_tries_are_cleared_away(path):
    limits = Throttle(path)
    for number in range(50):
        limits.count(f"address:{number}", NOW, keep=60)
    limits.count("a", NOW + timedelta(seconds=61))
    assert sqlite3.connect(path).execute("SELECT count(*) FROM throttle_count").fetchone() == (1,)


def test_a_new_pin_clears_the_slate(path):
    limits = Throttle(path)
    limits.count("a", NOW)
    limits.forget("a")
    assert not limits.is_blocked("a", 1, HOUR, NOW)


def test_no_address_or_number_stands_in_the_file(path):
    Throttle(path, b"secret").count("192.0.2.77", NOW)
    sqlite3.connect(path).execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"192.0.2.77" not in path.read_bytes()
    assert not Throttle(path, b"another secret").is_blocked("192.0.2.77", 1, HOUR, NOW)
    assert path.stat().st_mode & 0o077 == 0


def test_a_lock_held_elsewhere_is_said_quickly_and_stops_no_reading(path):
    limits = Throttle(path)
    limits.count("a", NOW)
    foreign = sqlite3.connect(path, isolation_level=None)
    foreign.execute("BEGIN EXCLUSIVE")
    began = time.monotonic()
    with pytest.raises(ThrottleUnavailable):
        limits.count("a", NOW)
    assert time.monotonic() - began < 1
    assert limits.is_blocked("a", 1, HOUR, NOW)
    foreign.execute("ROLLBACK")
    limits.count("a", NOW)
    assert limits.is_blocked("a", 2, HOUR, NOW)


@pytest.mark.parametrize("is_open", [True, False])
def test_a_damaged_file_is_set_aside_and_begun_anew(path, is_open):
    limits = Throttle(path)
    limits.count("a", NOW)
    sqlite3.connect(path).execute("PRAGMA wal_checkpoint(TRUNCATE)")
    if not is_open:
        limits = Throttle(path)
    path.write_bytes(b"this was a database once" * 400)
    limits.count("a", NOW)
    assert limits.is_blocked("a", 1, HOUR, NOW)
    assert path.with_name("limits.db.damaged").exists()


def test_a_folder_that_cannot_be_written_is_said_by_name(tmp_path):
    limits = Throttle(tmp_path / "absent" / "limits.db")
    with pytest.raises(ThrottleUnavailable):
        limits.is_blocked("a", 1, HOUR, NOW)
    with pytest.raises(ThrottleUnavailable):
        limits.count("a", NOW)


def test_the_apps_own_throttle_holds_on_either_database(app):
    limits, room = throttle(), []

    def guess():
        for _ in range(10):
            if limits.count_within("number:1", 25, HOUR, NOW):
                room.append(1)

    threads = [threading.Thread(target=guess) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(room) == 25
    assert limits.is_blocked("number:1", 25, HOUR, NOW)
    limits.forget("number:1")
    assert not limits.is_blocked("number:1", 1, HOUR, NOW)
