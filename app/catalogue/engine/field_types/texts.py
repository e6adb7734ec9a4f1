"""Texts: one line, many lines, names, rows of digits."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from app.catalogue.engine.field_types.base import Calendar, FieldType
from app.catalogue.invalid_value import InvalidValue, ascii_digits
from app.sentence import Sentence, say

if TYPE_CHECKING:
    from app.catalogue.engine.form import Field

_BLANKS = re.compile(r"\s+")
_DIGIT_SEPARATORS = re.compile(r"[\s./-]+")
# Letters of any script with the signs that join them; a lone dash stands for "I have no such name".
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .'’`´\-\u0300-\u036f])*\Z|-\Z")


class Text(FieldType):
    """One line."""

    name = "text"
    most: ClassVar[int] = 200

    def parse_text(self, field: "Field", text: str) -> str:
        return _BLANKS.sub(" ", text)

    def problems(self, field: "Field", value: str, calendar: Calendar) -> Iterator[Sentence]:
        most = field.max_length or self.most
        if len(value) > most:
            yield say("Shorten this to at most %(max)s characters; it has %(n)s now.", max=most, n=len(value))
        elif field.min_length and len(value) < field.min_length:
            yield say("Write at least %(min)s characters; there are %(n)s now.", min=field.min_length, n=len(value))


class TextArea(Text):
    """Several lines."""

    name = "textarea"
    widget = "textarea"
    most = 5000

    def parse_text(self, field: "Field", text: str) -> str:
        return text


class Name(Text):
    """The name of a person: any script, one name is enough."""

    name = "name"
    most = 120

    def parse_text(self, field: "Field", text: str) -> str:
        value = super().parse_text(field, text)
        if not _NAME.match(value):
            raise InvalidValue(say("Write a name with letters; spaces, dots, dashes and apostrophes may stand in it."))
        return value

    def missing(self, field: "Field") -> Sentence:
        return say("Fill in “%(label)s”. If there is no such name, write a dash (-).", label=field.label)


class Digits(Text):
    """A number that is a name: leading zeros stay, spaces and dashes go."""

    name = "digits"
    inputmode = "numeric"
    most = 30

    def parse_text(self, field: "Field", text: str) -> str:
        value = _DIGIT_SEPARATORS.sub("", ascii_digits(text))
        if not (value.isascii() and value.isdigit()):
            raise InvalidValue(say("Write digits only, for example 0123."))
        return value

    def problems(self, field: "Field", value: str, calendar: Calendar) -> Iterator[Sentence]:
        most, least = field.max_length or self.most, field.min_length or 1
        if least == most != len(value):
            yield say("This number has %(max)s digits; you wrote %(n)s.", max=most, n=len(value))
        elif len(value) > most:
            yield say("This number has at most %(max)s digits; you wrote %(n)s.", max=most, n=len(value))
        elif len(value) < least:
            yield say("This number has at least %(min)s digits; you wrote %(n)s.", min=least, n=len(value))
