"""A session ends when the desk was empty too long, and a clock that jumps neither opens nor keeps anything."""

from datetime import UTC, datetime, timedelta

import pytest

from app.accounts.session_limits import is_link_live, is_live

NOW = datetime(2026, 3, 19, 9, 0, tzinfo=UTC)
IDLE = timedelta(minutes=30)


@pytest.mark.parametrize(
    ("created", "seen", "lives"),
    [
        (timedelta(0), timedelta(0), True),
        (timedelta(hours=3), timedelta(minutes=30), True),
        (timedelta(hours=3), timedelta(minutes=30, seconds=1), False),
        (timedelta(hours=12, seconds=1), timedelta(0), False),
        (timedelta(minutes=-5), timedelta(minutes=-5), True),  # the clock was set back a little
        (timedelta(hours=-3), timedelta(hours=-3), False),  # back so far that nobody knows how long the desk was empty
        (timedelta(days=-400), timedelta(days=-400), False),
        (timedelta(days=400), timedelta(days=400), False),
    ],
)
def test_a_session_lives_while_it_is_used(created, seen, lives):
    assert is_live(NOW - created, NOW - seen, NOW, IDLE) is lives


@pytest.mark.parametrize(
    ("age", "lives"),
    [
        (timedelta(0), True),
        (timedelta(minutes=59), True),
        (timedelta(hours=1), False),
        (timedelta(hours=-3), True),  # just made, then the clock was set back
        (timedelta(days=-400), False),  # a link must not live for a year because a clock did
        (timedelta(days=400), False),
    ],
)
def test_a_link_lives_an_hour_whatever_the_clock_does(age, lives):
    created = NOW - age
    assert is_link_live(created, created + timedelta(hours=1), None, NOW) is lives
    assert not is_link_live(created, created + timedelta(hours=1), NOW, NOW)
