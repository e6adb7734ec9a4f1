"""Choices: one of several, several of several, yes or no, a country, a neighbourhood."""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from app.catalogue.engine.field_types.base import (
    Calendar,
    FieldType,
    InputView,
    Typed,
    clean,
    every,
    first,
    input_id,
    label_text,
)
from app.catalogue.invalid_value import InvalidValue
from app.sentence import Sentence, say
from app.turkish import sort_key

if TYPE_CHECKING:
    from app.catalogue.engine.form import Field, Option

MOST_RADIOS = 8
"""More choices than these go into a list that opens."""
TICKED = "1"
YES = {"tr": "Evet", "en": "Yes"}
NO = {"tr": "Hayır", "en": "No"}


class Select(FieldType):
    """One of several."""

    name = "select"
    widget = "radios"
    is_grouped = True

    def parse_text(self, field: "Field", text: str) -> str:
        if not any(option.value == text for option in field.options):
            raise InvalidValue(say("Choose one of the answers offered for “%(label)s”.", label=field.label))
        return text

    def missing(self, field: "Field") -> Sentence:
        return say("Choose an answer for “%(label)s”.", label=field.label)

    def show(self, field: "Field", value: Any, locale: str, mask: bool = False) -> str:
        return option_label(field, str(value), locale)

    def inputs(self, field: "Field", typed: Typed, locale: str) -> tuple[InputView, ...]:
        if len(field.options) > MOST_RADIOS:
            return super().inputs(field, typed, locale)
        return ()


class MultiSelect(Select):
    """Any number of several, in the order in which they are offered."""

    name = "multiselect"
    widget = "checkboxes"

    def parse(self, field: "Field", typed: Typed) -> tuple[str, ...] | None:
        wanted = {clean(text) for text in every(typed, field.key)[: 2 * len(field.options) + 2]} - {""}
        offered = tuple(option.value for option in field.options if option.value in wanted)
        if wanted.difference(offered):
            raise InvalidValue(say("Choose one of the answers offered for “%(label)s”.", label=field.label))
        return offered or None

    def problems(self, field: "Field", value: tuple[str, ...], calendar: Calendar) -> Iterator[Sentence]:
        if field.maximum is not None and len(value) > int(field.maximum):
            yield say("Choose at most %(max)s answers; you chose %(n)s.", max=int(field.maximum), n=len(value))

    def missing(self, field: "Field") -> Sentence:
        return say("Choose at least one answer for “%(label)s”.", label=field.label)

    def show(self, field: "Field", value: Any, locale: str, mask: bool = False) -> str:
        return ", ".join(option_label(field, one, locale) for one in value)

    def export(self, value: tuple[str, ...]) -> list[str]:
        return list(value)

    def restore(self, stored: Any) -> tuple[str, ...]:
        return tuple(stored)

    def inputs(self, field: "Field", typed: Typed, locale: str) -> tuple[InputView, ...]:
        return ()


class Checkbox(FieldType):
    """Yes or no; not ticked is no."""

    name = "checkbox"
    widget = "checkbox"

    def parse(self, field: "Field", typed: Typed) -> bool:
        return first(typed, field.key).strip() not in ("", "0", "false", "off")

    def missing(self, field: "Field") -> Sentence:
        return say(
            "To go on, tick “%(label)s”. If you cannot, ask the Single Service Desk: it tells you what is possible.",
            label=field.label,
        )

    def show(self, field: "Field", value: Any, locale: str, mask: bool = False) -> str:
        return label_text(YES if value else NO, locale)

    def inputs(self, field: "Field", typed: Typed, locale: str) -> tuple[InputView, ...]:
        return (InputView(name=field.key, id=input_id(field.key), value=TICKED, input_type="checkbox"),)


class SelectMahalle(Select):
    """A neighbourhood of the town, by its code."""

    name = "select_mahalle"
    offers_neighbourhoods = True


class Country(Select):
    """A country by its two letters, Turkey first."""

    name = "country"
    widget = "select"
    is_grouped = False
    autocomplete = "country"

    def own_options(self) -> "tuple[Option, ...]":
        return _countries()


def option_label(field: "Field", value: str, locale: str) -> str:
    """What a choice is called; a choice that is no longer offered is called by its value."""
    return next((label_text(option.label, locale) for option in field.options if option.value == value), value)


# Parts of no country, unions and test codes, which CLDR lists among the territories.
_NO_COUNTRIES = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])


@cache
def _countries() -> "tuple[Option, ...]":
    """All countries with Turkish and English names; CLDR data, read when a form first needs them."""
    from babel import Locale

    from app.catalogue.engine.form import Option

    turkish: dict[str, str] = dict(Locale("tr").territories)
    english: dict[str, str] = dict(Locale("en").territories)
    codes = [code for code in turkish if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES]
    codes.sort(key=lambda code: (code != "TR", sort_key(turkish[code])))
    return tuple(Option(code, {"tr": turkish[code], "en": english.get(code, turkish[code])}) for code in codes)
