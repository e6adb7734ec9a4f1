"""Wrong second facts are counted by number over all addresses: nobody guesses a PIN by borrowing connections.

A number that does not exist is counted the same way, so that being blocked tells nothing either. Without its store the
throttle lets no guess through (ThrottleUnavailable becomes a 503).
"""

from datetime import datetime
from enum import Enum

from flask import current_app

from app.throttle import throttle

_HOUR = 3600
_MONTH = 30 * 24 * 3600


class Block(Enum):
    """Why a number opens with no fact now, although it may be the right one."""

    FOR_AN_HOUR = "hour"
    FOR_A_MONTH = "month"


def block_of(tracking_number: str, now: datetime) -> Block | None:
    """Whether the number's wrong tries are used up. Raises ThrottleUnavailable."""
    for key, limit, seconds, block in _windows(tracking_number):
        if throttle().is_blocked(key, limit, seconds, now):
            return block
    return None


def count_wrong_fact(tracking_number: str, now: datetime) -> Block | None:
    """Count one wrong try. A block means that others were faster and this try learns nothing.

    Raises ThrottleUnavailable.
    """
    for key, limit, seconds, block in _windows(tracking_number):
        if not throttle().count_within(key, limit, seconds, now):
            return block
    return None


def forget_wrong_facts(tracking_number: str) -> None:
    """Whoever got a new PIN at the desk starts anew. Raises ThrottleUnavailable."""
    for key, _limit, _seconds, _block in _windows(tracking_number):
        throttle().forget(key)


def _windows(tracking_number: str) -> tuple[tuple[str, int, int, Block], ...]:
    config = current_app.config
    return (
        (f"fact-month:{tracking_number}", config["MASA_LIMIT_FACT_PER_30_DAYS"], _MONTH, Block.FOR_A_MONTH),
        (f"fact-hour:{tracking_number}", config["MASA_LIMIT_FACT_PER_HOUR"], _HOUR, Block.FOR_AN_HOUR),
    )
