"""A form as its readers see it: steps of fields, made once from its stored definition and never changed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from app.catalogue.engine.conditions import Condition, fields_of
from app.catalogue.engine.field_types import FIELD_TYPES, FieldType
from app.catalogue.engine.field_types.numbers import THIS_YEAR

Label = Mapping[str, str]
"""A text people read, by language: `{"tr": …, "en": …}`."""

APPLICANT_KIND = "basvuran"
"""The key of the field that says for whom somebody applies."""
DOCUMENTS_STEP = "belgeler"
NEWS = "bildirim_tercihi"
"""The key of the field that asks how to send news."""
CHANNELS = ("sms", "eposta")
"""The ways to send news that have to be set up before they work."""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose."""

    value: str
    label: Label


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form, with everything that limits its answer."""

    key: str
    type: FieldType
    label: Label
    step_key: str
    hint: Label | None = None
    required: bool = False
    required_when: Condition | None = None
    show_when: Condition | None = None
    minimum: Decimal | str | None = None
    maximum: Decimal | str | None = None
    bounds: Mapping[str, Sequence[float]] | None = None
    min_length: int | None = None
    max_length: int | None = None
    options: tuple[Option, ...] = ()
    not_before: str | None = None
    not_after: str | None = None
    working_day: bool = False
    accept: tuple[str, ...] = ()
    max_files: int = 1
    max_mib: int | None = None
    is_personal: bool = False
    is_sensitive: bool = False
    must_be_true: bool = False
    autocomplete: str | None = None
    advice: tuple[Mapping[str, Any], ...] = ()
    document_key: str | None = None
    block: str | None = None

    @property
    def is_secret(self) -> bool:
        """Whether its answer is sealed when stored and kept out of the full-text index."""
        return self.is_personal or self.is_sensitive


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the form: a subject and its questions."""

    key: str
    title: Label
    fields: tuple[Field, ...]
    show_when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A paper that the applicant is asked to bring."""

    key: str
    name: Label
    field_key: str | None
    """None where it is brought to the desk in person."""
    is_required: bool
    is_recommended: bool
    condition: Condition | None = None
    condition_text: Label | None = None


@dataclass(frozen=True)
class Form:
    """The questions of one service in one version. Build it once per version and keep it: it never changes."""

    service: str
    steps: tuple[Step, ...]
    applicant_kinds: tuple[str, ...] = ()
    rules: tuple[Mapping[str, Any], ...] = ()
    documents: tuple[Document, ...] = ()
    priority: tuple[Mapping[str, Any], ...] = ()
    variants: tuple[Mapping[str, Any], ...] = ()
    definition: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def from_definition(
        cls,
        definition: Mapping[str, Any],
        neighbourhoods: Iterable[Mapping[str, Any]] = (),
        channels: Collection[str] | None = None,
    ) -> "Form":
        """Read a definition made by `compile_form`.

        `neighbourhoods` are `{code, name, settlement?}`: they are the town's, not the form's, so no version keeps them.
        `channels` are those that work now (`sms`, `eposta`): only they are offered for news; None offers all.
        """
        places = _neighbourhood_options(neighbourhoods)
        return cls(
            service=definition["service"],
            steps=tuple(_step(step, places, channels) for step in definition["steps"]),
            applicant_kinds=tuple(definition.get("applicant_kinds", ())),
            rules=tuple(definition.get("rules", ())),
            documents=tuple(_document(document) for document in definition.get("documents", ())),
            priority=tuple(definition.get("priority", ())),
            variants=tuple(definition.get("variants", ())),
            definition=definition,
        )

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """All fields in the order in which they are asked."""
        return tuple(one for step in self.steps for one in step.fields)

    @cached_property
    def fields_by_key(self) -> dict[str, Field]:
        return {one.key: one for one in self.fields}

    @cached_property
    def input_names(self) -> frozenset[str]:
        """Every input name the browser may send; a draft keeps only these."""
        return frozenset(name for one in self.fields for name in one.type.input_names(one.key))

    @cached_property
    def deciding_keys(self) -> frozenset[str]:
        """Fields whose answer shows, hides, requires or advises something."""
        conditions: list[Condition | None] = [step.show_when for step in self.steps]
        for one in self.fields:
            conditions += [one.show_when, one.required_when, *(advice.get("when") for advice in one.advice)]
        conditions += [rule.get("when") for rule in self.priority]
        return frozenset(key for condition in conditions for key in fields_of(condition))

    def step(self, key: str) -> Step | None:
        return next((step for step in self.steps if step.key == key), None)


def _step(step: Mapping[str, Any], places: tuple[Option, ...], channels: Collection[str] | None) -> Step:
    fields = tuple(_field(one, step["key"], places, channels) for one in step["fields"])
    return Step(step["key"], step["title"], fields, step.get("show_when"))


def _field(
    one: Mapping[str, Any], step_key: str, places: tuple[Option, ...], channels: Collection[str] | None
) -> Field:
    kind = FIELD_TYPES[one["type"]]
    options = tuple(Option(str(option["value"]), option["label"]) for option in one.get("options", ()))
    if one["key"] == NEWS and channels is not None:
        options = tuple(option for option in options if option.value in channels or option.value not in CHANNELS)
    return Field(
        key=one["key"],
        type=kind,
        label=one["label"],
        step_key=step_key,
        hint=one.get("hint"),
        required=bool(one.get("required", False)),
        required_when=one.get("required_when"),
        show_when=one.get("show_when"),
        minimum=_number(one.get("min")),
        maximum=_number(one.get("max")),
        min_length=one.get("min_length"),
        max_length=one.get("max_length"),
        options=places if kind.offers_neighbourhoods else options or kind.own_options(),
        not_before=_text(one.get("not_before")),
        not_after=_text(one.get("not_after")),
        working_day=bool(one.get("working_day", False)),
        accept=tuple(one.get("accept", ())),
        max_files=int(one.get("max_files", 1)),
        max_mib=one.get("max_mib"),
        is_personal=bool(one.get("personal", False)),
        is_sensitive=bool(one.get("sensitive", False)),
        must_be_true=bool(one.get("must_be_true", False)),
        autocomplete=one.get("autocomplete"),
        bounds=one.get("bounds"),
        advice=tuple(one.get("advice", ())),
        document_key=one.get("document"),
        block=one.get("block"),
    )


def _document(document: Mapping[str, Any]) -> Document:
    return Document(
        key=document["key"],
        name=document["name"],
        field_key=document["field"],
        is_required=bool(document.get("required", False)),
        is_recommended=bool(document.get("recommended", False)),
        condition=document.get("condition"),
        condition_text=document.get("condition_text"),
    )


def _neighbourhood_options(neighbourhoods: Iterable[Mapping[str, Any]]) -> tuple[Option, ...]:
    """Choices by code; where there are several settlements each name is followed by its own, since names repeat."""
    places = list(neighbourhoods)
    several = len({place.get("settlement") for place in places}) > 1
    return tuple(
        Option(str(place["code"]), _place_label(place["name"], place.get("settlement") if several else None))
        for place in places
    )


def _place_label(name: str | Label, settlement: str | None) -> Label:
    names = {"tr": name, "en": name} if isinstance(name, str) else name
    return {locale: f"{text} ({settlement})" for locale, text in names.items()} if settlement else names


def _number(limit: object) -> Decimal | str | None:
    """A limit as an exact number; `this_year` stays until it is known which."""
    return limit if limit is None or limit == THIS_YEAR else Decimal(str(limit))


def _text(limit: object) -> str | None:
    return limit.isoformat() if isinstance(limit, date) else str(limit) if limit is not None else None
