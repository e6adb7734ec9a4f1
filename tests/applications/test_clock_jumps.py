"""A clock that jumps while somebody fills in a form costs no answer and draws no number twice."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app import clock
from app.cases.models import Case
from app.extensions import db
from tests.applications.conftest import FEN01, Citizen, Filled, number_on

JUMPS = {
    "three hours back": timedelta(hours=-3),
    "three hours on": timedelta(hours=3),
    "four hundred days back": timedelta(days=-400),
    "four hundred days on": timedelta(days=400),
    "two years back": timedelta(days=-731),
    "the year 2040": datetime(2040, 2, 29, 23, 59, tzinfo=UTC) - datetime(2026, 3, 12, 9, 0, tzinfo=UTC),
}


@pytest.fixture
def jump(now, monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Set every clock there is: ours, and the one that dates signed cookies."""
    real = time.time

    def to(by: timedelta) -> None:
        clock.set_clock(lambda: now + by)
        monkeypatch.setattr("itsdangerous.timed.time.time", lambda: real() + by.total_seconds())

    return to


@pytest.mark.parametrize("by", JUMPS.values(), ids=JUMPS.keys())
def test_a_form_open_during_the_jump_can_be_sent(
    app: Flask, filled_form: Filled, jump: Callable[[timedelta], None], by: timedelta
) -> None:
    typed = filled_form("FEN-01")
    citizen = Citizen(app.test_client(), FEN01)
    path = citizen.start()
    citizen.get(path)
    jump(by)
    reply = citizen.post(path, {"tur": "cukur", "aciklama": "saat değişirken yazıldı"})
    assert reply.status_code in (303, 422)
    if reply.status_code == 422:
        assert "saat değişirken yazıldı" in reply.text
        assert citizen.post(path, {"tur": "cukur", "aciklama": "saat değişirken yazıldı"}).status_code == 303
    assert "saat değişirken" in citizen.get(path).text
    fresh = Citizen(app.test_client(), FEN01)
    fresh.go_through(typed)
    assert fresh.send().status_code == 303
    first = number_on(fresh.receipt())
    jump(-by)
    again = Citizen(app.test_client(), FEN01)
    again.go_through(typed)
    assert again.send().status_code == 303
    assert number_on(again.receipt()) != first
    db.session.rollback()
    assert {case.tracking_number for case in db.session.query(Case)} == {first, number_on(again.receipt())}


@pytest.mark.parametrize("by", JUMPS.values(), ids=JUMPS.keys())
def test_staff_sessions_end_or_go_on_but_never_break(
    jump: Callable[[timedelta], None], as_clerk, open_case: int, by: timedelta
) -> None:
    assert as_clerk.get("/desk").status_code == 200
    jump(by)
    assert as_clerk.get("/desk").status_code in (200, 303)
    assert as_clerk.get(f"/desk/cases/{open_case}").status_code in (200, 303)
