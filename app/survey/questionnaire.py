"""The questions as data, and how an answer is read. Pure.

A definition has `scales` (name → five labels, worst first), `items` (key, question, scale, moments, required),
`strengths` and `weaknesses` (key, label) and `free_text` (a label).
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.survey.errors import BadQuestionnaire

Label = Mapping[str, str]

LANGUAGES = ("tr", "en")
MOST_ITEMS = {"applying": 5, "service": 5, "paper": 8}  # overall and up to four; a sheet holds eight
MOST_TICKS = 8
_KEY = re.compile(r"[a-z][a-z0-9_]{0,19}")
# Names a form needs for itself; an item of that name could never be read.
_TAKEN = frozenset({"strengths", "weaknesses", "free_text", "csrf_token"})


class Moment(StrEnum):
    """When it is asked: after applying, after the service, or on a sheet of paper at the counter."""

    APPLYING = "applying"
    SERVICE = "service"
    PAPER = "paper"


@dataclass(frozen=True)
class Item:
    """One question on five points. `scale` has the labels of 1..5."""

    key: str
    question: Label
    scale: tuple[Label, ...]
    moments: frozenset[Moment]
    required: bool


@dataclass(frozen=True)
class Tick:
    """Something to tick as strong or weak."""

    key: str
    label: Label


@dataclass(frozen=True)
class Questionnaire:
    items: tuple[Item, ...]
    strengths: tuple[Tick, ...]
    weaknesses: tuple[Tick, ...]
    free_text: Label

    @classmethod
    def from_definition(cls, definition: Mapping[str, Any]) -> "Questionnaire":
        """The questionnaire of a checked definition. Raises BadQuestionnaire naming every fault."""
        found = faults(definition)
        if found:
            raise BadQuestionnaire(found)
        scales = definition["scales"]
        items = tuple(
            Item(
                key=item["key"],
                question=item["question"],
                scale=tuple(scales[item["scale"]]),
                moments=frozenset(Moment(name) for name in item["moments"]),
                required=bool(item.get("required", False)),
            )
            for item in definition["items"]
        )
        strengths, weaknesses = (
            tuple(Tick(tick["key"], tick["label"]) for tick in definition[name]) for name in ("strengths", "weaknesses")
        )
        return cls(items, strengths, weaknesses, definition["free_text"])

    def at(self, moment: Moment) -> tuple[Item, ...]:
        """The questions of one moment, in their order."""
        return tuple(item for item in self.items if moment in item.moments)


def content_hash(definition: Mapping[str, Any]) -> str:
    """The same for the same questions, whatever the order of keys in their file."""
    return hashlib.sha256(json.dumps(definition, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def faults(definition: Mapping[str, Any]) -> list[str]:
    """Everything that keeps a definition from being asked, each with its place; empty when it is sound."""
    if not isinstance(definition, Mapping):
        return ["the questionnaire is not a mapping"]
    known = {"schema", "number", "scales", "items", "strengths", "weaknesses", "free_text"}
    found = [f"{key}: unknown key" for key in definition if key not in known]
    scales = definition.get("scales")
    scales = scales if isinstance(scales, Mapping) else {}
    for name, labels in scales.items():
        if not isinstance(labels, list) or len(labels) != 5 or any(_label_fault(label) for label in labels):
            found.append(f"scales.{name}: five labels, worst first")
    found += _item_faults(definition.get("items"), scales)
    for name in ("strengths", "weaknesses"):
        found += _tick_faults(name, definition.get(name))
    if _label_fault(definition.get("free_text")):
        found.append("free_text: a label in tr and en")
    return found


def _item_faults(items: Any, scales: Mapping[str, Any]) -> list[str]:
    if not isinstance(items, list) or not items:
        return ["items: at least one question"]
    found, seen = [], set()
    counts = dict.fromkeys(Moment, 0)
    for place, item in enumerate(items):
        where = f"items[{place}]"
        if not isinstance(item, Mapping):
            found.append(f"{where}: not a mapping")
            continue
        key = item.get("key")
        if not isinstance(key, str) or not _KEY.fullmatch(key) or key in _TAKEN or key in seen:
            found.append(f"{where}.key: {key!r} is no free key of at most 20 small letters")
        seen.add(key)
        found += [f"{where}.{name}: unknown key" for name in item
                  if name not in {"key", "question", "scale", "moments", "required"}]  # fmt: skip
        if _label_fault(item.get("question")):
            found.append(f"{where}.question: a label in tr and en")
        if item.get("scale") not in scales:
            found.append(f"{where}.scale: no such scale")
        for name in item.get("moments") or ["none"]:
            if name in MOST_ITEMS:
                counts[Moment(name)] += 1
            else:
                found.append(f"{where}.moments: {name!r} is no moment")
    return found + [f"items: {n} at {moment}, at most {MOST_ITEMS[moment]}"
                    for moment, n in counts.items() if n > MOST_ITEMS[moment]]  # fmt: skip


def _tick_faults(name: str, ticks: Any) -> list[str]:
    if not isinstance(ticks, list) or len(ticks) > MOST_TICKS:
        return [f"{name}: a list of at most {MOST_TICKS}"]
    keys = [tick.get("key") if isinstance(tick, Mapping) else None for tick in ticks]
    return [f"{name}[{place}]: a free key and a label in tr and en"
             for place, (key, tick) in enumerate(zip(keys, ticks, strict=True))
             if not isinstance(key, str) or not _KEY.fullmatch(key) or keys.index(key) != place
             or _label_fault(tick.get("label"))]  # fmt: skip


def _label_fault(label: Any) -> bool:
    return not isinstance(label, Mapping) or any(
        not isinstance(label.get(language), str) or not label[language].strip() for language in LANGUAGES
    )
