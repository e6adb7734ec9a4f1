"""Days, moments, months, and wishes for a time."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, ClassVar

from app.catalogue import identifiers
from app.catalogue.engine.conditions import relative_day
from app.catalogue.engine.field_types.base import (
    Calendar,
    FieldType,
    InputView,
    Typed,
    clean,
    first,
    input_id,
    label_text,
)
from app.catalogue.engine.field_types.choices import Select
from app.catalogue.invalid_value import InvalidValue
from app.sentence import Sentence, say

if TYPE_CHECKING:
    from app.catalogue.engine.form import Field

DAY = {"tr": "Gün", "en": "Day"}
MONTH = {"tr": "Ay", "en": "Month"}
YEAR = {"tr": "Yıl", "en": "Year"}
TIME = {"tr": "Saat", "en": "Time"}

_TIME = re.compile(r"([01]?\d|2[0-3])(?:[:.]?([0-5]\d))?\Z")


class Date(FieldType):
    """A day, typed as day, month and year in three boxes."""

    name = "date"
    widget = "date"
    is_grouped = True
    boxes: ClassVar[tuple[tuple[str, dict[str, str], int], ...]] = (
        ("day", DAY, 2),
        ("month", MONTH, 2),
        ("year", YEAR, 4),
    )

    def input_names(self, key: str) -> tuple[str, ...]:
        return tuple(f"{key}-{box}" for box, _, _ in self.boxes)

    def parse(self, field: "Field", typed: Typed) -> Any:
        day, month, year = (clean(first(typed, f"{field.key}-{box}")) for box in ("day", "month", "year"))
        return identifiers.date_parts(day, month, year) if day or month or year else None

    def problems(self, field: "Field", value: Any, calendar: Calendar) -> Iterator[Sentence]:
        day = value.date() if isinstance(value, datetime) else value
        earliest = relative_day(field.not_before, calendar.today)
        latest = relative_day(field.not_after, calendar.today)
        if latest is not None and day > latest:
            if field.not_after == "today":
                yield say("This day has not come yet. Write a day that is not after today.")
            else:
                yield say("Write a day that is not after %(day)s.", day=latest)
        elif earliest is not None and day < earliest:
            if field.not_before == "today":
                yield say("This day has passed. Write today or a later day.")
            else:
                yield say("Write a day that is not before %(day)s.", day=earliest)
        elif field.working_day and not calendar.is_working(day):
            yield say("The municipality does not work on %(day)s. Choose a working day.", day=day)

    def missing(self, field: "Field") -> Sentence:
        return say("Write the date for “%(label)s”.", label=field.label)

    def show(self, field: "Field", value: Any, locale: str, mask: bool = False) -> str:
        return f"{value:%d.%m.%Y}"

    def export(self, value: date) -> str:
        return value.isoformat()

    def restore(self, stored: Any) -> Any:
        return date.fromisoformat(stored) if isinstance(stored, str) else stored

    def inputs(self, field: "Field", typed: Typed, locale: str) -> tuple[InputView, ...]:
        return tuple(
            InputView(
                name=f"{field.key}-{box}",
                id=input_id(f"{field.key}-{box}"),
                value=first(typed, f"{field.key}-{box}"),
                label=label_text(label, locale),
                inputmode="numeric" if box != "time" else None,
                maxlength=length if box != "month" else None,  # a month may be written by its name
                autocomplete=f"{field.autocomplete}-{box}" if field.autocomplete == "bday" else None,
                size=length,
            )
            for box, label, length in self.boxes
        )


class DateTime(Date):
    """A day and a time of day, as clocks in the town show it."""

    name = "datetime"
    widget = "datetime"
    boxes = (*Date.boxes, ("time", TIME, 5))

    def parse(self, field: "Field", typed: Typed) -> datetime | None:
        text = clean(first(typed, f"{field.key}-time"))
        day = super().parse(field, typed)
        if day is None and not text:
            return None
        if day is None:
            raise InvalidValue(say("Write day, month and year too."))
        return datetime.combine(day, self._time(text))

    def _time(self, text: str) -> time:
        if not text:
            raise InvalidValue(say("Write the time too, for example 14:30. Roughly is enough."))
        found = _TIME.match(text)
        if found is None:
            raise InvalidValue(say("Write the time with hours and minutes, for example 14:30."))
        return time(int(found[1]), int(found[2] or 0))

    def show(self, field: "Field", value: Any, locale: str, mask: bool = False) -> str:
        return f"{value:%d.%m.%Y %H:%M}"

    def export(self, value: date) -> str:
        return f"{value:%Y-%m-%dT%H:%M}"

    def restore(self, stored: Any) -> Any:
        return datetime.fromisoformat(stored) if isinstance(stored, str) else stored


class Month(Date):
    """A month of a year, held as its first day."""

    name = "month"
    widget = "month"
    boxes = Date.boxes[1:]

    def parse(self, field: "Field", typed: Typed) -> date | None:
        month, year = (clean(first(typed, f"{field.key}-{box}")) for box in ("month", "year"))
        return identifiers.date_parts("1", month, year) if month or year else None

    def show(self, field: "Field", value: Any, locale: str, mask: bool = False) -> str:
        return f"{value:%m.%Y}"


class TimeSlot(Select):
    """A wish for a part of the day or an hour: the desk confirms it."""

    name = "time_slot"
