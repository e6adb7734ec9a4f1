"""How long something may take: an amount of a unit, on a clock. The words are the catalogue's."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.catalogue.summary import law_limit_of


class Unit(StrEnum):
    IMMEDIATE = "immediate"
    MINUTE = "minute"
    HOUR = "hour"
    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"


class Clock(StrEnum):
    """What makes the time run: every day, working days, opening hours, or the clock on the wall."""

    CALENDAR = "calendar"
    WORKING = "working"
    SERVICE_HOURS = "service_hours"
    WALL = "clock"


_CLOCKS = {
    Unit.IMMEDIATE: (Clock.SERVICE_HOURS,),
    Unit.MINUTE: (Clock.SERVICE_HOURS, Clock.WALL),
    Unit.HOUR: (Clock.SERVICE_HOURS, Clock.WALL),
    Unit.WORKING_DAY: (Clock.WORKING,),
    Unit.CALENDAR_DAY: (Clock.CALENDAR,),
}
_MOST = {Unit.IMMEDIATE: 0, Unit.MINUTE: 10_000, Unit.HOUR: 10_000}
_MOST_DAYS = 3650


@dataclass(frozen=True)
class Duration:
    """So many units on a clock. Raises ValueError when the unit cannot be counted on that clock."""

    amount: int
    unit: Unit
    clock: Clock

    def __post_init__(self) -> None:
        if self.clock not in _CLOCKS[self.unit]:
            raise ValueError(f"a {self.unit} cannot be counted on the clock {self.clock!r}")
        if not 0 <= self.amount <= _MOST.get(self.unit, _MOST_DAYS):
            raise ValueError(f"{self.amount} is no amount of {self.unit}")

    @property
    def is_in_days(self) -> bool:
        """Whether it ends with a day; otherwise it ends at an hour and minute."""
        return self.unit in (Unit.WORKING_DAY, Unit.CALENDAR_DAY)

    @classmethod
    def from_mapping(cls, written: Mapping[str, Any], beside: "Duration | None" = None) -> "Duration":
        """From the catalogue or a stored rule. Without a clock the unit's own counts; minutes and hours then run
        like the duration they stand `beside` (a first response beside its completion), else in opening hours."""
        unit = Unit(written["unit"])
        own = _CLOCKS[unit][0]
        if not written.get("clock") and beside is not None and beside.clock in _CLOCKS[unit]:
            own = beside.clock
        return cls(int(written.get("amount", 0)), unit, Clock(written.get("clock") or own))

    def as_mapping(self) -> dict[str, Any]:
        """The same in plain words, to be stored."""
        return {"amount": self.amount, "unit": self.unit.value, "clock": self.clock.value}


def law_duration(service: Mapping[str, Any]) -> Duration:
    """What the law gives the town for this service; the catalogue says which law that is."""
    limit, _ = law_limit_of(service)
    return Duration.from_mapping(limit)
