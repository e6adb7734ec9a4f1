"""How long a staff session lives. Pure: instants in, yes or no out."""

from __future__ import annotations

from datetime import datetime, timedelta

LIFETIME = timedelta(hours=12)  # a working day, whatever was typed in between
TOUCH_EVERY = timedelta(minutes=1)  # so that reading pages does not become writing
LINK_CLOCK_SLACK = timedelta(days=1)


def is_live(created_at: datetime, last_seen_at: datetime, now: datetime, idle: timedelta) -> bool:
    """Whether the session still counts.

    A clock that stepped back further than the idle limit says nothing about how long the desk was empty,
    so the session ends then too; a smaller step is forgiven.
    """
    return abs(now - last_seen_at) <= idle and -idle <= now - created_at <= LIFETIME


def is_touch_due(last_seen_at: datetime, now: datetime) -> bool:
    """Whether `last_seen_at` is worth writing again."""
    return abs(now - last_seen_at) >= TOUCH_EVERY


def is_link_live(created_at: datetime, expires_at: datetime, spent_at: datetime | None, now: datetime) -> bool:
    """Whether a one-time link may be used; a clock set back by more than a day does not lengthen its life."""
    return spent_at is None and created_at - LINK_CLOCK_SLACK <= now < expires_at
