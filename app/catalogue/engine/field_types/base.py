"""What every kind of field can do: parse what was typed, hold it to its limits, show it, export it, draw its inputs."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from app.catalogue.invalid_value import InvalidValue
from app.sentence import Sentence, say

if TYPE_CHECKING:
    from app.catalogue.engine.form import Field, Option

Typed = Mapping[str, Sequence[str]]
"""Exactly what the browser sent, by input name."""

LONGEST = 20_000
"""Characters beyond which a text is refused unread: no field allows as many."""

# Controls, unpaired surrogates and the signs that reverse the direction of what follows: nobody types them on purpose.
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which day it is, and on which days the town works."""

    today: date
    is_working: Callable[[date], bool] = lambda day: day.weekday() < 5


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known of a file that was already taken in."""

    id: str
    name: str
    size: int = 0
    kind: str = "pdf"
    """`pdf`, `image` or `document`, found by its content."""


@dataclass(frozen=True, slots=True)
class InputView:
    """One input as a template draws it."""

    name: str
    id: str
    value: str
    label: str = ""
    inputmode: str | None = None
    maxlength: int | None = None
    autocomplete: str | None = None
    size: int | None = None
    input_type: str = "text"


class FieldType:
    """One kind of field; stateless, one instance serves all forms. Subclasses fill in what differs."""

    name: ClassVar[str]
    widget: ClassVar[str] = "text"
    inputmode: ClassVar[str | None] = None
    input_type: ClassVar[str] = "text"
    autocomplete: ClassVar[str | None] = None
    size: ClassVar[int | None] = None
    is_grouped: ClassVar[bool] = False
    """Whether it has several inputs, which need a common legend."""
    offers_neighbourhoods: ClassVar[bool] = False

    def own_options(self) -> "tuple[Option, ...]":
        """The choices this kind brings with it."""
        return ()

    def input_names(self, key: str) -> tuple[str, ...]:
        return (key,)

    def parse(self, field: "Field", typed: Typed) -> Any:
        """The value that was typed, None when nothing was. Raises InvalidValue."""
        text = clean(first(typed, field.key))
        return self.parse_text(field, text) if text else None

    def parse_text(self, field: "Field", text: str) -> Any:
        """The value of a text that is not empty. Raises InvalidValue."""
        raise NotImplementedError

    def problems(self, field: "Field", value: Any, calendar: Calendar) -> Iterator[Sentence]:
        """How the value breaks the limits of its field."""
        return iter(())

    def missing(self, field: "Field") -> Sentence:
        """What to say when an answer has to be given and is not."""
        return say("Fill in “%(label)s”.", label=field.label)

    def show(self, field: "Field", value: Any, locale: str, mask: bool = False) -> str:
        """The value as people read it. With `mask`, numbers that identify somebody show only their beginning."""
        return str(value)

    def export(self, value: Any) -> Any:
        """The value as JSON holds it."""
        return value

    def restore(self, stored: Any) -> Any:
        """The value that was exported; a value that was not exported comes back as it is."""
        return stored

    def inputs(self, field: "Field", typed: Typed, locale: str) -> tuple[InputView, ...]:
        """The inputs with what was typed, untouched."""
        return (
            InputView(
                name=field.key,
                id=input_id(field.key),
                value=first(typed, field.key),
                inputmode=self.inputmode,
                autocomplete=field.autocomplete or self.autocomplete,
                size=self.size,
                input_type=self.input_type,
            ),
        )


def first(typed: Typed, name: str) -> str:
    """The first value sent under a name; repeats are no concern of ours."""
    values = typed.get(name) or ("",)
    return values if isinstance(values, str) else values[0] or ""


def every(typed: Typed, name: str) -> list[str]:
    """All values sent under a name."""
    values = typed.get(name) or ()
    return [values] if isinstance(values, str) else list(values)


def clean(text: str) -> str:
    """The text without what nobody types on purpose, one kind of line end, composed letters, no space around it."""
    if not text:
        return ""
    if len(text) > LONGEST:
        raise InvalidValue(say("Shorten this text: %(n)s characters are far more than any field takes.", n=len(text)))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _UNWANTED.sub("", text)
    return text.strip() if text.isascii() else unicodedata.normalize("NFC", text).strip()


def label_text(label: Mapping[str, str] | None, locale: str) -> str:
    """A label in one language; Turkish where that language is missing."""
    if not label:
        return ""
    return label.get(locale) or label.get("tr") or next(iter(label.values()), "")


def input_id(name: str) -> str:
    """The id of an input, unique on its page."""
    return f"f-{name}"
