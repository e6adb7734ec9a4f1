"""Which keys a catalogue may have and what stands under them: the shape alone, without what refers to what."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from app.catalogue.engine.conditions import OPERATORS, relative_day
from app.catalogue.engine.field_types import FIELD_TYPES

LANGUAGES = ("tr", "en")
Report = Callable[[str, str], None]
"""Takes the place and what is wrong there."""

CHOICES: dict[str, frozenset[str]] = {
    "type": frozenset(FIELD_TYPES),
    "unit": frozenset({"immediate", "minute", "hour", "working_day", "calendar_day"}),
    "clock": frozenset({"service_hours", "clock", "working", "calendar"}),
    "basis": frozenset({"typical", "statutory"}),
    "source": frozenset({"citizen", "registry", "internal", "form", "other_authority"}),
    "fee_kind": frozenset({"none", "tariff", "tax", "cost", "mixed"}),
    "result_kind": frozenset({"document", "physical_work", "payment", "information", "registration", "appointment"}),
    "identity_level": frozenset({"declared", "verified"}),
    "effect": frozenset({"reject", "grant", "none"}),
    "by": frozenset({"clerk"}),
    "pause": frozenset({"document", "question", "fee", "identity", "other_authority", "applicant_wish"}),
    "accepted": frozenset({"pdf", "image", "document"}),
    "category": frozenset({
        "belge", "ruhsat", "ihbar", "sikayet", "izin", "talep", "beyan", "basvuru", "yardim", "dilekce", "bilgi",
        "kvkk", "randevu", "acil", "abonelik",
    }),
}  # fmt: skip

_SPAN = {"amount!": "count", "unit!": "choice:unit", "clock!": "choice:clock"}
_FIELD = {
    "key!": "key", "type!": "choice:type", "label!": "label", "hint": "label", "required": "bool",
    "required_when": "condition", "show_when": "condition", "min": "limit", "max": "limit", "min_length": "count",
    "max_length": "count", "options": "named:option:value", "not_before": "day", "not_after": "day",
    "working_day": "bool", "accept": "list:choice:accepted", "max_files": "count", "max_mib": "count",
    "personal": "bool", "sensitive": "bool", "must_be_true": "bool", "autocomplete": "text",
    "advice": "list:shape:advice", "bounds": "shape:bounds", "names": "list:key",
}  # fmt: skip

SHAPES: dict[str, dict[str, str]] = {
    "file": {
        "schema!": "text", "departments": "named:department:id", "topics": "named:topic:id",
        "neighbourhoods": "named:neighbourhood:code", "blocks": "named:block:id", "services": "named:service:code",
    },
    "department": {"id!": "key", "name!": "label", "on_call_phone": "text", "note": "label"},
    "topic": {"id!": "key", "name!": "label", "position!": "count"},
    "neighbourhood": {"code!": "slug", "name!": "label", "settlement!": "text", "verified!": "bool"},
    "block": {"id!": "key", "title!": "label", "fields!": "named:field:key", "show_when": "condition",
              "rules": "list:shape:rule", "names": "list:key", "place": "bool"},
    "field": _FIELD,
    "option": {"value!": "text", "label!": "label"},
    "advice": {"when!": "condition", "text!": "label"},
    "bounds": {"lat!": "list:limit", "lon!": "list:limit"},
    "rule": {"refuse_when!": "condition", "field!": "key", "message!": "label"},
    "step": {"key!": "key", "title!": "label", "block": "key", "fields": "named:field:key", "show_when": "condition"},
    "document": {
        "key!": "key", "name!": "label", "required!": "bool", "source!": "choice:source",
        "condition": "condition_or_clerk", "condition_text": "label", "recommended": "bool",
        "accept": "list:choice:accepted", "max_files": "count", "bring": "bool", "sensitive": "bool", "hint": "label",
    },
    "span": _SPAN,
    "limit": {**_SPAN, "legal_ref": "text"},
    "completion": {**_SPAN, "basis!": "choice:basis", "legal_ref": "text", "note": "label",
                   "first_response": "shape:span"},
    "variant": {"key!": "key", "when": "condition", "by": "choice:by", "completion!": "shape:completion",
                "note!": "label"},
    "priority": {"when!": "condition", "show_112": "bool", "first_response": "shape:span", "text": "label"},
    "fee": {"kind!": "choice:fee_kind", "note!": "label"},
    "silence": {"effect!": "choice:effect", "text!": "label", "authority!": "label", "period!": "label"},
    "survey": {"applying!": "bool", "service!": "bool"},
    "follow_up": {"task!": "label", **_SPAN},
    "extension": {"to!": "count", "unit!": "choice:unit", "clock!": "choice:clock", "reason_required!": "bool"},
    "pause": {"kind!": "choice:pause", "stops_law!": "bool"},
    "complaint_place": {"name!": "text", "title": "text", "address": "text", "phone": "text", "email": "text"},
    "service": {
        "code!": "code", "slug!": "slug", "name!": "label", "summary!": "label", "department!": "key",
        "category!": "choice:category", "topics!": "list:key", "who!": "list:key", "steps!": "list:shape:step",
        "documents!": "named:document:key", "completion!": "shape:completion", "outer_limit": "shape:limit",
        "variants": "named:variant:key", "priority": "shape:priority", "fee!": "shape:fee",
        "result_kind!": "choice:result_kind", "output!": "label", "identity_level!": "choice:identity_level",
        "silence!": "shape:silence", "search_terms!": "list:text", "sensitive": "bool", "in_person": "bool",
        "survey": "shape:survey", "verifiable_document": "bool", "forward_to": "label",
        "follow_up": "shape:follow_up", "complaint_places": "list:shape:complaint_place", "hints": "list:label",
        "extension": "shape:extension", "clock_stops": "list:shape:pause", "rules": "list:shape:rule",
    },
}  # fmt: skip
"""Keys with `!` are required. Kinds: see `_SCALARS`, and `shape:x`, `list:kind`, `named:shape:key`, `choice:x`."""


def check_shape(value: Any, kind: str, path: str, report: Report) -> None:
    """Report what does not fit `kind`, all of it."""
    head, _, rest = kind.partition(":")
    if head == "shape":
        _check_mapping(value, SHAPES[rest], path, report)
    elif head == "choice":
        if not isinstance(value, str) or value not in CHOICES[rest]:
            report(path, f"unknown {rest} {value!r}; one of {', '.join(sorted(CHOICES[rest]))}")
    elif head in ("list", "named"):
        _check_list(value, head, rest, path, report)
    elif head == "label":
        _check_label(value, path, report)
    elif head == "condition_or_clerk":
        if value != {"by": "clerk"}:
            check_condition(value, path, report)
    elif head == "condition":
        check_condition(value, path, report)
    else:
        fits, wanted = _SCALARS[head]
        if not fits(value):
            report(path, f"must be {wanted}, not {_shown(value)}")


def place_in(path: str, item: Any, name: str, position: int) -> str:
    """How faults name an item of a list: by its key where it has one, else by its position from 0."""
    named = item.get(name) if isinstance(item, Mapping) else None
    return f"{path}[{named}]" if isinstance(named, str) and named else f"{path}[{position}]"


def check_condition(condition: Any, path: str, report: Report) -> None:
    """Report what is wrong with the form of a condition."""
    if not isinstance(condition, dict) or not condition:
        report(path, "must be a condition: {field, op, value}, or all, any, not")
    elif "all" in condition or "any" in condition:
        name = "all" if "all" in condition else "any"
        parts = condition[name]
        if len(condition) > 1 or not isinstance(parts, list) or not parts:
            report(path, f"{name} takes a list of conditions and nothing beside it")
            return
        for position, part in enumerate(parts):
            check_condition(part, f"{path}.{name}[{position}]", report)
    elif "not" in condition:
        check_condition(condition["not"], f"{path}.not", report)
    else:
        _check_comparison(condition, path, report)


def _check_comparison(condition: Mapping[str, Any], path: str, report: Report) -> None:
    for key in condition.keys() - {"field", "op", "value", "other", "plus_days"}:
        report(path, f"unknown key {key}")
    operator = condition.get("op")
    if not isinstance(condition.get("field"), str):
        report(path, "names no field")
    if not isinstance(operator, str) or operator not in OPERATORS:
        report(path, f"unknown op {operator!r}; one of {', '.join(sorted(OPERATORS))}")
    elif operator not in ("filled", "empty") and ("value" in condition) == ("other" in condition):
        report(path, f"{operator} needs either a value or another field")


def _check_mapping(value: Any, shape: Mapping[str, str], path: str, report: Report) -> None:
    if not isinstance(value, dict):
        report(path, f"must be a mapping, not {_shown(value)}")
        return
    kinds = {key.rstrip("!"): kind for key, kind in shape.items()}
    dot = f"{path}." if path else ""
    for key in shape:
        if key.endswith("!") and key[:-1] not in value:
            report(f"{dot}{key[:-1]}", "is missing")
    for key, inner in value.items():
        if key not in kinds:
            report(f"{dot}{key}", f"unknown key {key}")
        else:
            check_shape(inner, kinds[key], f"{dot}{key}", report)


def _check_list(value: Any, head: str, rest: str, path: str, report: Report) -> None:
    if not isinstance(value, list):
        report(path, f"must be a list, not {_shown(value)}")
        return
    if head == "list":
        for position, item in enumerate(value):
            check_shape(item, rest, f"{path}[{position}]", report)
        return
    shape, _, name = rest.partition(":")
    seen: set[Any] = set()
    for position, item in enumerate(value):
        # options are counted, everything else is named by its key
        place = f"{path}[{position}]" if shape == "option" else place_in(path, item, name, position)
        check_shape(item, f"shape:{shape}", place, report)
        key = item.get(name) if isinstance(item, dict) else None
        if isinstance(key, str) and key in seen:
            report(place, f"duplicate {name} {key}")
        if isinstance(key, str):
            seen.add(key)


def _check_label(value: Any, path: str, report: Report) -> None:
    if not isinstance(value, dict):
        report(path, f"must be a text in {' and '.join(LANGUAGES)}, not {_shown(value)}")
        return
    for key in value:
        if key not in LANGUAGES:
            report(f"{path}.{key}", f"unknown key {key}")
    for language in LANGUAGES:
        text = value.get(language)
        if not isinstance(text, str) or not text.strip():
            report(f"{path}.{language}", "the text is missing or empty")


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _matches(pattern: str) -> Callable[[Any], bool]:
    compiled = re.compile(pattern)
    return lambda value: isinstance(value, str) and bool(compiled.fullmatch(value))


_SCALARS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "key": (_matches(r"[a-z][a-z0-9_]{0,39}"), "a key of small ASCII letters, digits and _"),
    "slug": (_matches(r"[a-z0-9]+(-[a-z0-9]+)*"), "a slug of small ASCII letters, digits and -"),
    "code": (_matches(r"[A-Z]{2,5}-\d{2,3}"), "a code like FEN-01"),
    "text": (lambda value: isinstance(value, str) and bool(value.strip()), "a text"),
    "bool": (lambda value: isinstance(value, bool), "true or false"),
    "count": (lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= 0, "a whole number"),
    "limit": (lambda value: _is_number(value) or value == "this_year", "a number or this_year"),
    "day": (lambda value: isinstance(value, str) and _is_day(value), "a day: today, today+1, today-365, 2026-01-31"),
}


def _is_day(text: str) -> bool:
    return relative_day(text, date(2000, 1, 1)) is not None
