"""Look-ups that find nothing are counted by address; those that find something write nothing."""

from datetime import datetime

from flask import current_app, request

from app.throttle import ThrottleUnavailable, throttle

_MINUTE = 60


def is_address_blocked(now: datetime) -> bool:
    """Whether this address has guessed too often. Without its store nobody is kept from looking up."""
    try:
        return throttle().is_blocked(_key(), _limit(), _MINUTE, now)
    except ThrottleUnavailable:
        return False


def count_miss(now: datetime) -> bool:
    """Count a number that does not exist, or a pair that does not fit; False when the limit is spent."""
    try:
        return throttle().count_within(_key(), _limit(), _MINUTE, now)
    except ThrottleUnavailable:
        return True


def _key() -> str:
    return f"lookup:{request.remote_addr}"


def _limit() -> int:
    return int(current_app.config["MASA_LIMIT_LOOKUP_PER_MINUTE"])
