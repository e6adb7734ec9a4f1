"""Moments in the town's opening hours, for many events at once: one walk over the calendar, then arithmetic."""

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from random import Random

from app.cases.working_calendar import WorkingCalendar


class WorkingTime:
    """The opening hours from `first` to `last`, as stretches of seconds."""

    def __init__(self, calendar: WorkingCalendar, first: date, last: date) -> None:
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        stretches = [stretch for day in days for stretch in calendar.opening(day)]
        self._starts = [int(start.timestamp()) for start, _end in stretches]
        self._lengths = [int((end - start).total_seconds()) for start, end in stretches]
        self._before = [0, *accumulate(self._lengths)]

    def later(self, moment: datetime, minutes: float) -> datetime | None:
        """When so many open minutes have passed after `moment`; None beyond the last day."""
        return self._at(self._open_seconds(moment.timestamp()) + max(1, int(minutes * 60)))

    def any_moment(self, rng: Random, until: datetime) -> datetime:
        """Some open moment before `until`."""
        found = self._at(rng.randrange(1, int(self._open_seconds(until.timestamp()))))
        return found or until

    def _open_seconds(self, second: float) -> float:
        """How many open seconds lie before this one."""
        place = bisect_right(self._starts, second) - 1
        if place < 0:
            return 0
        return self._before[place] + min(second - self._starts[place], self._lengths[place])

    def _at(self, open_seconds: float) -> datetime | None:
        place = bisect_right(self._before, open_seconds) - 1
        if place >= len(self._starts):
            return None
        return datetime.fromtimestamp(int(self._starts[place] + open_seconds - self._before[place]), UTC)
