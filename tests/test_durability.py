"""What was acknowledged is kept: through kill -9 at any moment, a locked database and a full disk."""

import contextlib
import http.client
import random
import resource
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, func, select, text

from app import create_app
from app.cases import counts
from app.cases.models import Applicant, Case, CaseAnswers, CaseEvent, Draft
from app.clock import utc_now
from app.extensions import db
from app.keys import token_hash
from tests.bench.browser import Browser, fill_in, number_on, send_off, value_of
from tests.bench.drafts import FORM_COOKIE, Prepared, prepared, typed_for
from tests.bench.servers import OURS, Server, free_port, serving, settings, start

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_only]

ROUNDS = 10
BURST = 12
SAID_NOTHING_SENT = "Hiçbir şey gönderilmedi"
_BROKEN = (http.client.HTTPException, OSError)


@pytest.fixture
def instance(filled: tuple[Path, str], tmp_path: Path) -> Path:
    """An instance folder with the catalogue, so that starts are quick."""
    import shutil

    shutil.copytree(filled[0], tmp_path / "instance")
    return tmp_path / "instance"


@pytest.fixture
def beside(instance: Path) -> Flask:
    """The app in this process, looking at the same database."""
    from app.catalogue.queries import forget_versions

    forget_versions()
    return create_app({"MASA_INSTANCE": str(instance)})


@dataclass
class Sent:
    """What the citizens know: by their browser's token, whether the town acknowledged, and the numbers they saw."""

    tried: set[str] = field(default_factory=set)
    acknowledged: set[str] = field(default_factory=set)
    numbers: dict[str, str] = field(default_factory=dict)

    def receipt(self, token: str, browser: Browser, location: str) -> None:
        self.acknowledged.add(token)
        self.numbers[token] = number_on(browser.get(location).text)


def _send_prepared(port: int, drafts: list[Prepared], sent: Sent) -> None:
    with contextlib.suppress(*_BROKEN):
        for draft in drafts:
            sent.tried.add(draft.browser_token)
            with Browser(port) as browser:
                reply = draft.send_in(browser)
                if reply.status == 303:
                    sent.receipt(draft.browser_token, browser, reply.location)


def _walk_through(port: int, slug: str, typed: dict[str, list[str]], sent: Sent) -> None:
    """A citizen who does everything by hand, again and again, until the server is gone."""
    with contextlib.suppress(*_BROKEN):
        while True:
            with Browser(port) as browser:
                review = fill_in(browser, slug, typed)
                token = browser.cookies[FORM_COOKIE]
                sent.tried.add(token)
                reply = send_off(browser, slug, review)
                if reply.status == 303:
                    sent.receipt(token, browser, reply.location)


def test_no_acknowledged_application_is_lost_or_doubled_by_kill_9(
    instance: Path, beside: Flask, tmp_path: Path
) -> None:
    rng, sent = random.Random(20260312), Sent()
    left: list[Prepared] = []
    with beside.app_context():
        slug, typed = typed_for("FEN-01", 1, utc_now())
    for _ in range(ROUNDS):
        port = free_port()
        server = start(OURS, settings(instance, port), tmp_path / "log")
        try:
            server.first_answer()
            _still_followed(port, sent, rng)
            # What a citizen heard nothing about is sent again: it must become the same case.
            drafts = left + prepared(beside, port, "FEN-01", BURST - len(left), utc_now())
            citizens = [threading.Thread(target=_send_prepared, args=(port, drafts[n::3], sent)) for n in range(3)] + [
                threading.Thread(target=_walk_through, args=(port, slug, typed, sent))
            ]
            for citizen in citizens:
                citizen.start()
            _wait_for(sent, rng.randint(1, BURST), at_most=3)
            time.sleep(rng.uniform(0, 0.1))
        finally:
            server.kill()
        for citizen in citizens:
            citizen.join()
        left = [draft for draft in drafts if draft.browser_token not in sent.acknowledged][: BURST // 2]
    assert len(sent.acknowledged) >= ROUNDS
    with beside.app_context():
        _is_all_there(sent)
        db.session.remove()
        db.engine.dispose()


def _wait_for(sent: Sent, more: int, at_most: float) -> None:
    """Until so many more were acknowledged: moments in the middle of the work, however slow the machine is."""
    wanted, deadline = len(sent.acknowledged) + more, time.monotonic() + at_most
    while len(sent.acknowledged) < wanted and time.monotonic() < deadline:
        time.sleep(0.002)


def _still_followed(port: int, sent: Sent, rng: random.Random) -> None:
    """After a start, numbers seen before are found by the page that is there for it."""
    for number in rng.sample(sorted(sent.numbers.values()), min(3, len(sent.numbers))):
        with Browser(port) as browser:
            _look_up(browser, number)


def _look_up(browser: Browser, number: str) -> None:
    assert browser.post("/takip", {"number": number}).status == 303
    page = browser.get("/takip")
    assert page.status == 200
    assert number_on(page.text) == number


def _is_all_there(sent: Sent) -> None:
    rows = db.session.execute(select(Case.submission_token, Case.tracking_number, Case.id)).all()
    drafts = dict(db.session.execute(select(Draft.submission_token, Draft.browser_hash)).all())
    tried = {token_hash(token): token for token in sent.tried}
    numbers = {tried[drafts[row.submission_token]]: row.tracking_number for row in rows}
    assert len(numbers) == len(rows), "an application is there twice"
    assert sent.acknowledged <= numbers.keys(), "an acknowledged application is lost"
    assert sent.numbers == {token: numbers[token] for token in sent.numbers}
    ids = {row.id for row in rows}
    for column in (CaseAnswers.case_id, Applicant.case_id):
        assert set(db.session.scalars(select(column))) == ids
    assert set(db.session.scalars(text("SELECT rowid FROM case_search"))) == ids
    events = {
        case_id: (n, last)
        for case_id, n, last in db.session.execute(
            select(CaseEvent.case_id, func.count(), func.max(CaseEvent.seq)).group_by(CaseEvent.case_id)
        )
    }
    for case in db.session.scalars(select(Case)):
        assert events[case.id] == (case.event_count, case.event_count)
        assert case.owner_department_id
    assert counts.differences() == []
    assert db.session.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    assert db.session.execute(text("PRAGMA foreign_key_check")).all() == []


@pytest.fixture
def running(instance: Path, tmp_path: Path) -> Iterator[Server]:
    with serving(OURS, settings(instance, free_port()), tmp_path / "log") as server:
        server.first_answer()
        yield server


def test_a_lock_held_elsewhere_delays_or_refuses_but_never_loses(
    running: Server, instance: Path, beside: Flask
) -> None:
    drafts = prepared(beside, running.port, "FEN-01", 18, utc_now())
    with ThreadPoolExecutor(8) as citizens, _lock_on(instance):
        waiting = [citizens.submit(draft.send, running.port) for draft in drafts[:8]]
        time.sleep(2)
    assert [one.result().status for one in waiting] == [303] * 8

    number = _a_number(beside)
    with ThreadPoolExecutor(8) as citizens, _lock_on(instance) as release:
        started = time.monotonic()
        refused = [citizens.submit(draft.send, running.port) for draft in drafts[8:16]]
        slowest = _slowest_look_up(running.port, number, until=lambda: all(one.done() for one in refused))
        took = time.monotonic() - started
        release()
    for one in refused:
        assert one.result().status == 503
        assert SAID_NOTHING_SENT in one.result().text
    assert took < 20
    assert slowest < 2
    assert drafts[16].send(running.port).status == 303
    assert drafts[8].send(running.port).status == 303, "what was refused can be sent afterwards"
    with beside.app_context():
        assert db.session.scalar(select(func.count()).select_from(Case)) == 10
        assert counts.differences() == []
        db.session.remove()
        db.engine.dispose()


@contextlib.contextmanager
def _lock_on(instance: Path) -> Iterator[Callable[[], None]]:
    """Another program that writes and does not end."""
    connection = sqlite3.connect(instance / "masa.db", isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA busy_timeout=5000")
    connection.execute("BEGIN IMMEDIATE")

    def release() -> None:
        if connection.in_transaction:
            connection.execute("ROLLBACK")

    try:
        yield release
    finally:
        release()
        connection.close()


def _a_number(beside: Flask) -> str:
    with beside.app_context():
        number = db.session.scalars(select(Case.tracking_number)).first()
        db.session.remove()
        db.engine.dispose()
    assert number
    return number


def _slowest_look_up(port: int, number: str, until: Callable[[], bool]) -> float:
    slowest = 0.0
    with Browser(port) as browser:
        while not until():
            started = time.monotonic()
            _look_up(browser, number)
            slowest = max(slowest, time.monotonic() - started)
            time.sleep(0.05)
    return slowest


def test_a_disk_that_takes_no_more_refuses_clearly_and_recovers_without_a_restart(
    running: Server, instance: Path, beside: Flask
) -> None:
    drafts = prepared(beside, running.port, "FEN-01", 8, utc_now())
    assert drafts[0].send(running.port).status == 303
    number = _a_number(beside)
    log_bytes = (instance / "masa.db-wal").stat().st_size
    _cap_file_size(running, log_bytes)
    for draft in drafts[1:6]:
        reply = draft.send(running.port)
        assert reply.status in (503, 507)
        assert SAID_NOTHING_SENT in reply.text
    with Browser(running.port) as browser:
        _look_up(browser, number)
    _cap_file_size(running, resource.RLIM_INFINITY)
    for draft in drafts[1:]:
        assert draft.send(running.port).status == 303
    with beside.app_context():
        assert db.session.scalar(select(func.count()).select_from(Case)) == len(drafts)
        assert counts.differences() == []
        assert db.session.execute(text("PRAGMA integrity_check")).scalar() == "ok"
        db.session.remove()
        db.engine.dispose()


def _cap_file_size(server: Server, size: int) -> None:
    """No file may grow beyond `size`: to the processes it looks like a disk that takes no more."""
    for pid in server.processes():
        _soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))


def test_a_full_database_answers_507_and_takes_the_application_afterwards(app: Flask) -> None:
    from tests.applications.conftest import FEN01, Citizen

    citizen = Citizen(app.test_client(), FEN01)
    # A long text needs pages of its own; without VACUUM it would find free ones.
    citizen.go_through(typed_for("FEN-01", 1, utc_now())[1] | {"aciklama": ["ş" * 1990]})
    review = citizen.get(f"{citizen.at}/kontrol").text
    data = {"csrf_token": citizen.token(), "sending": value_of(review, "sending"), "go": "send"}
    with _no_more_pages():
        refused = citizen.client.post(f"{citizen.at}/kontrol", data=data)
        assert refused.status_code == 507
        assert "Nothing was sent" in refused.text
    assert db.session.scalar(select(func.count()).select_from(Case)) == 0
    db.session.rollback()
    assert citizen.client.post(f"{citizen.at}/kontrol", data=data).status_code == 303


@contextlib.contextmanager
def _no_more_pages() -> Iterator[None]:
    """The database file may not grow by a page."""

    def cap(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA max_page_count=1").fetchall()  # SQLite takes the present size where it is larger

    db.session.remove()
    db.engine.dispose()
    with contextlib.closing(sqlite3.connect(db.engine.url.database or "")) as connection:
        connection.execute("VACUUM")
    event.listen(db.engine, "connect", cap)
    try:
        yield
    finally:
        event.remove(db.engine, "connect", cap)
        db.session.remove()
        db.engine.dispose()
