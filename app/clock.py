"""The one clock. Tests set it; everyone else reads it once per request and passes `now` inwards."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

ISTANBUL = ZoneInfo("Europe/Istanbul")

_reading: Callable[[], datetime] | None = None


def utc_now() -> datetime:
    """This moment, aware, in UTC."""
    return _reading() if _reading is not None else datetime.now(UTC)


def set_clock(reading: Callable[[], datetime] | None) -> None:
    """Read time from `reading` from now on; None goes back to the machine's own clock."""
    global _reading
    _reading = reading


def local_date(now: datetime) -> date:
    """The calendar day in the town at this moment. Raises ValueError for a naive time."""
    if now.tzinfo is None:
        raise ValueError("a time without a zone has no date in the town")
    return now.astimezone(ISTANBUL).date()
