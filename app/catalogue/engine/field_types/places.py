"""A point on the map, and shares of a property."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from app.catalogue.engine.field_types.base import Calendar, FieldType
from app.catalogue.invalid_value import InvalidValue
from app.sentence import Sentence, say

if TYPE_CHECKING:
    from app.catalogue.engine.form import Field

DISTRICT = {"lat": (41.2, 41.6), "lon": (27.1, 27.7)}
"""The district and a little around it, in degrees."""

_DEGREES = re.compile(r"\d{1,3}[.,]\d{1,15}")
_SHARE = re.compile(r"(\d{1,9})\s*[/\\]\s*(\d{1,9})\Z")


class Geo(FieldType):
    """Latitude and longitude in one line, as maps copy them: `41.40, 27.35`. Never required."""

    name = "geo"
    widget = "geo"

    def parse_text(self, field: "Field", text: str) -> tuple[float, float]:
        found = [float(part.replace(",", ".")) for part in _DEGREES.findall(text[:200])]
        if len(found) < 2:
            raise InvalidValue(say("Write latitude and longitude, for example 41.40, 27.35, or leave this empty."))
        return round(found[0], 6), round(found[1], 6)

    def problems(self, field: "Field", value: tuple[float, float], calendar: Calendar) -> Iterator[Sentence]:
        bounds = field.bounds or DISTRICT
        (south, north), (west, east) = bounds["lat"], bounds["lon"]
        if not (south <= value[0] <= north and west <= value[1] <= east):
            yield say("This point lies outside the district. Mend it, or leave it empty and describe the place.")

    def show(self, field: "Field", value: Any, locale: str, mask: bool = False) -> str:
        return f"{value[0]:.5f}, {value[1]:.5f}"

    def export(self, value: tuple[float, float]) -> list[float]:
        return list(value)

    def restore(self, stored: Any) -> tuple[float, float]:
        return float(stored[0]), float(stored[1])


class Share(FieldType):
    """A share of a property as the deed writes it, `1/2`; never shortened, since deeds do not either."""

    name = "share"
    size = 12

    def parse_text(self, field: "Field", text: str) -> str:
        if text.casefold() in ("tam", "full", "1"):
            return "1/1"
        share = _SHARE.match(text)
        if share is None:
            raise InvalidValue(say("Write the share as two numbers, for example 1/2; for the whole write 1/1."))
        part, whole = int(share[1]), int(share[2])
        if not 0 < part <= whole:
            raise InvalidValue(say("In a share the first number is from 1 to the second number, for example 1/2."))
        return f"{part}/{whole}"
