"""A database that somebody else holds: a page that says nothing was sent, look-ups go on, then all is as before."""

import re
import sqlite3
import time
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.cases.models import Case
from app.extensions import db
from tests.applications.conftest import FEN01, Citizen, Filled, number_on

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def locked(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    """Another program's connection; `BEGIN IMMEDIATE` on it locks writers out."""
    monkeypatch.setattr("app.database.WAIT_SECONDS", 0.3)
    other = sqlite3.connect(app.config["MASA_INSTANCE"] / "masa.db", isolation_level=None)
    yield other
    other.close()


def test_sending_into_a_locked_database_says_that_nothing_was_sent_and_works_afterwards(
    app: Flask, filled_form: Filled, locked: sqlite3.Connection
) -> None:
    citizen = Citizen(app.test_client(), FEN01)
    citizen.go_through(filled_form("FEN-01"))
    page = citizen.get(citizen.at + "/kontrol")
    sending = re.search(r'name="sending" value="([^"]+)"', page.text).group(1)
    data = {"csrf_token": citizen.token(), "sending": sending, "go": "send"}
    locked.execute("BEGIN IMMEDIATE")
    reply = citizen.client.post(citizen.at + "/kontrol", data=data)
    assert reply.status_code == 503
    assert "Nothing was sent" in reply.text
    assert reply.headers["Retry-After"]
    began = time.monotonic()
    assert citizen.get(citizen.at + "/kontrol").status_code == 200
    assert app.test_client().get("/takip").status_code == 200
    assert app.test_client().get("/hizmetler").status_code == 200
    assert time.monotonic() - began < 2
    locked.execute("ROLLBACK")
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Case)) == 0
    assert citizen.client.post(citizen.at + "/kontrol", data=data).status_code == 303
    assert number_on(citizen.receipt())


def test_a_locked_database_takes_no_answer_and_says_so(app: Flask, locked: sqlite3.Connection) -> None:
    citizen = Citizen(app.test_client(), FEN01)
    path = citizen.start()
    citizen.get(path)
    data = {"csrf_token": citizen.token(), "go": "save", "tur": "cukur", "aciklama": "kilitli"}
    locked.execute("BEGIN IMMEDIATE")
    reply = citizen.client.post(path, data=data)
    assert reply.status_code == 503
    assert "Nothing was sent and nothing was changed" in reply.text
    locked.execute("ROLLBACK")
    assert citizen.client.post(path, data=data).status_code == 303
    assert "kilitli" in citizen.get(path).text


def test_staff_read_on_while_the_database_is_locked(
    app: Flask, as_clerk, open_case: int, locked: sqlite3.Connection
) -> None:
    assert as_clerk.get(f"/desk/cases/{open_case}").status_code == 200  # logged
    db.session.rollback()
    locked.execute("BEGIN IMMEDIATE")
    assert as_clerk.get("/desk").status_code == 200
    assert as_clerk.get(f"/desk/cases/{open_case}").status_code == 200
    reply = as_clerk.post(f"/desk/cases/{open_case}/take", data={"version": "1"})
    assert reply.status_code in (400, 503)
    locked.execute("ROLLBACK")
