"""Numbers that are counted or measured, and money."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.catalogue import identifiers
from app.catalogue.engine.field_types.base import Calendar, FieldType
from app.catalogue.invalid_value import InvalidValue, ascii_digits
from app.sentence import Sentence, say

if TYPE_CHECKING:
    from app.catalogue.engine.form import Field

THIS_YEAR = "this_year"

_INTEGER = re.compile(r"[+-]?(?:\d{1,12}|\d{1,3}(?:[. \u00a0]\d{3}){1,3})\Z")
_GROUP_MARKS = re.compile(r"[. \u00a0]")


class Integer(FieldType):
    """A whole number; `1.234` is read as Turkish thousands, since nothing else can be meant."""

    name = "integer"
    inputmode = "numeric"
    size = 12

    def parse_text(self, field: "Field", text: str) -> int | Decimal:
        written = ascii_digits(text)
        if not _INTEGER.match(written):
            raise InvalidValue(say("Write a whole number in digits, for example 12."))
        return int(_GROUP_MARKS.sub("", written))

    def problems(self, field: "Field", value: int | Decimal, calendar: Calendar) -> Iterator[Sentence]:
        least, most = limit(field.minimum, calendar.today), limit(field.maximum, calendar.today)
        if least is not None and value < least:
            yield say("The number can be %(min)s at the least; you wrote %(n)s.", min=least, n=value)
        elif most is not None and value > most:
            yield say("The number can be %(max)s at the most; you wrote %(n)s.", max=most, n=value)

    def show(self, field: "Field", value: Any, locale: str, mask: bool = False) -> str:
        years = THIS_YEAR in (field.minimum, field.maximum)
        return str(value) if years else grouped(Decimal(value), locale)


class DecimalNumber(Integer):
    """A measure: `12,5` and `12.5` are the same; `1.234` could be two numbers, so it is asked again."""

    name = "decimal"
    inputmode = "decimal"

    def parse_text(self, field: "Field", text: str) -> Decimal:
        return identifiers.decimal(text)

    def export(self, value: Decimal) -> str:
        return str(value)

    def restore(self, stored: Any) -> Decimal:
        return Decimal(stored)

    def show(self, field: "Field", value: Any, locale: str, mask: bool = False) -> str:
        return grouped(value, locale)


class Money(DecimalNumber):
    """An amount in Turkish liras with at most two decimals."""

    name = "money_try"

    def parse_text(self, field: "Field", text: str) -> Decimal:
        return identifiers.money(text)

    def show(self, field: "Field", value: Any, locale: str, mask: bool = False) -> str:
        return f"{grouped(value.quantize(Decimal('0.01')), 'tr')} TL"


def limit(written: Decimal | str | None, today: date) -> Decimal | None:
    """A limit as a number; `this_year` is the year of today."""
    return Decimal(today.year) if written == THIS_YEAR else written  # type: ignore[return-value]


def grouped(number: Decimal, locale: str) -> str:
    """A number as it is written in a language: `1.234,5` or `1,234.5`."""
    text = f"{number:,f}"
    return text if locale == "en" else text.translate(str.maketrans(",.", ".,"))
