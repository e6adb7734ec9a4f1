"""When the town works: weekdays without public holidays, changed day by day by the town's own table."""

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache

from app.cases.public_holidays import holidays_of
from app.clock import ISTANBUL

OpeningHours = tuple[tuple[time, time], ...]

DEFAULT_HOURS: OpeningHours = ((time(8, 30), time(12)), (time(13), time(17, 30)))
HALF_DAY_ENDS = time(12)  # the law frees the afternoon from 13:00, but the lunch break begins at 12:00
SATURDAY = 5


class DayKind(StrEnum):
    """What the town's table may say about a day: no work, work until noon, or work although it would be free."""

    FULL = "full"
    HALF = "half"
    WORKING = "working"


class WorkingCalendar:
    """The days and hours the town works. `days` is the town's table on top of the public holidays.

    Half days count as working days; only hours see that they are short.
    """

    def __init__(
        self, days: Mapping[date, DayKind | str] | None = None, opening_hours: OpeningHours = DEFAULT_HOURS
    ) -> None:
        if not opening_hours:
            raise ValueError("a town that never opens keeps no promise: give opening hours")
        self.days = {day: DayKind(kind) for day, kind in (days or {}).items()}
        self.opening_hours = opening_hours

    @cached_property
    def version(self) -> str:
        """A short name for this table and these hours: the same days give the same version, in every process."""
        table = [f"{day.isoformat()} {kind}" for day, kind in sorted(self.days.items())]
        hours = [f"{start:%H:%M}-{end:%H:%M}" for start, end in self.opening_hours]
        return hashlib.sha256("\n".join(table + hours).encode()).hexdigest()[:12]

    def is_working(self, day: date) -> bool:
        """Whether `day` counts as a working day; half days do."""
        kind = self.days.get(day)
        if kind is not None:
            return kind is not DayKind.FULL
        if day.weekday() >= SATURDAY:
            return False
        holiday = holidays_of(day.year).get(day)
        return holiday is None or holiday.is_half

    def is_half(self, day: date) -> bool:
        """Whether the town works on `day`, but only until noon."""
        kind = self.days.get(day)
        if kind is not None:
            return kind is DayKind.HALF
        holiday = holidays_of(day.year).get(day)
        return holiday is not None and holiday.is_half and self.is_working(day)

    def opening(self, day: date) -> list[tuple[datetime, datetime]]:
        """The hours the desk is open on `day`, as aware times of Europe/Istanbul; none when it is closed."""
        if not self.is_working(day):
            return []
        last = HALF_DAY_ENDS if self.is_half(day) else time.max
        return [
            (datetime.combine(day, start, ISTANBUL), datetime.combine(day, min(end, last), ISTANBUL))
            for start, end in self.opening_hours
            if start < last
        ]

    def openings_after(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Every stretch of opening hours that ends after `moment`, in order, without end."""
        day = moment.astimezone(ISTANBUL).date()
        while True:
            yield from (stretch for stretch in self.opening(day) if stretch[1] > moment)
            day += timedelta(days=1)

    def on_or_after(self, day: date) -> date:
        """`day` when it is a working day, else the next one."""
        return day if self.is_working(day) else self.add_working_days(day, 1)

    def on_or_before(self, day: date) -> date:
        """`day` when it is a working day, else the last one before it."""
        while not self.is_working(day):
            day -= timedelta(days=1)
        return day

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`."""
        return self.add_working_days(day, 1)

    def add_working_days(self, day: date, amount: int) -> date:
        """The working day that is number `amount` after `day`, which itself does not count. Zero gives `day`."""
        if amount <= 0:
            return day
        year = day.year
        working = self._working_days(year)
        place = bisect_right(working, day.toordinal()) + amount - 1
        while place >= len(working):
            place -= len(working)
            year += 1
            working = self._working_days(year)
        return date.fromordinal(working[place])

    def working_days_between(self, after: date, until: date) -> int:
        """How many working days lie after `after`, up to and with `until`; negative when `until` is earlier."""
        if until < after:
            return -self.working_days_between(until, after)
        count = -bisect_right(self._working_days(after.year), after.toordinal())
        for year in range(after.year, until.year):
            count += len(self._working_days(year))
        return count + bisect_left(self._working_days(until.year), until.toordinal() + 1)

    def _working_days(self, year: int) -> tuple[int, ...]:
        """The working days of `year` as ordinals, in order."""
        own = tuple(sorted((day, kind) for day, kind in self.days.items() if day.year == year)) if self.days else ()
        return _working_days(year, own)


@lru_cache(maxsize=64)
def _working_days(year: int, own: tuple[tuple[date, DayKind], ...]) -> tuple[int, ...]:
    """Kept per process: a calendar is made anew for many requests, its years are not."""
    calendar = WorkingCalendar(dict(own))
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    return tuple(n for n in range(first, last + 1) if calendar.is_working(date.fromordinal(n)))


def read_opening_hours(text: str) -> OpeningHours:
    """Opening hours from the setting, such as "08:30-12:00,13:00-17:30". Raises ValueError saying what is wrong."""
    hours: list[tuple[time, time]] = []
    for part in text.split(","):
        try:
            start, end = (time.fromisoformat(side.strip()) for side in part.split("-"))
        except ValueError:
            raise ValueError(f"opening hours look like 08:30-12:00,13:00-17:30, not {text!r}") from None
        if start >= end or (hours and start < hours[-1][1]):
            raise ValueError(f"opening hours run forward and do not overlap: {text!r}")
        hours.append((start, end))
    return tuple(hours)
