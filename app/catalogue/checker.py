"""Whether a catalogue can be taken: every fault is named with its file and place, none is silently mended."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from app.catalogue.definitions import (
    SCHEMA,
    SHIPPED,
    CatalogueData,
    CatalogueFaults,
    Document,
    Fault,
    merge,
    read_documents,
)
from app.catalogue.form_checks import check_block, check_form
from app.catalogue.shapes import CHOICES, Report, check_shape, place_in

CLOCK_OF_UNIT = {
    "immediate": {"service_hours", "clock"},
    "minute": {"service_hours", "clock"},
    "hour": {"service_hours", "clock"},
    "working_day": {"working"},
    "calendar_day": {"calendar"},
}
"""Which clocks may count a unit."""

_UNIQUE = (("departments", "id"), ("topics", "id"), ("neighbourhoods", "code"), ("blocks", "id"),
           ("services", "code"), ("services", "slug"))


def check(documents: Iterable[Document]) -> list[Fault]:
    """All that is wrong with the parsed files, taken together as one catalogue."""
    faults: list[Fault] = []
    sound: list[Document] = []
    for file, data in documents:
        before = len(faults)
        check_shape(data, "shape:file", "", _reporter(file, faults))
        if isinstance(data, dict) and data.get("schema") != SCHEMA:
            faults.append(Fault(file, "schema", f"must be {SCHEMA}"))
        if isinstance(data, dict) and len(faults) == before:
            sound.append((file, data))
    if faults:  # references can only be followed in files of the right shape
        return faults + _check_unique(sound)
    return _check_unique(sound) + _check_meaning(sound)


def checked(path: Path | str = SHIPPED) -> CatalogueData:
    """The catalogue in a file or folder, without any fault. Raises CatalogueFaults with all of them."""
    documents, faults = read_documents(path)
    faults += check(documents)
    if faults:
        raise CatalogueFaults(faults)
    return merge(documents)


def _reporter(file: str, faults: list[Fault]) -> Report:
    return lambda path, message: faults.append(Fault(file, path, message))


def _check_unique(documents: list[Document]) -> list[Fault]:
    """A file's own duplicates are a fault of its shape; here those between files, and slugs."""
    faults = []
    for name, key in _UNIQUE:
        first: dict[Any, str] = {}
        for file, data in documents:
            for position, item in enumerate(data.get(name, [])):
                value = item.get(key)
                if value in first and (first[value] != file or key == "slug"):
                    place = place_in(name, item, _UNIQUE_NAME[name], position)
                    faults.append(Fault(file, place, f"duplicate {key} {value}, also in {first[value]}"))
                first.setdefault(value, file)
    return faults


_UNIQUE_NAME = {"departments": "id", "topics": "id", "neighbourhoods": "code", "blocks": "id", "services": "code"}


def _check_meaning(documents: list[Document]) -> list[Fault]:
    faults: list[Fault] = []
    blocks = {block["id"]: block for _, data in documents for block in data.get("blocks", [])}
    known = {name: {item["id"] for _, data in documents for item in data.get(name, [])}
             for name in ("departments", "topics")}
    for file, data in documents:
        report = _reporter(file, faults)
        for block in data.get("blocks", []):
            check_block(block, f"blocks[{block['id']}]", report)
        for service in data.get("services", []):
            path = f"services[{service['code']}]"
            _check_references(service, path, known, report)
            _check_times(service, path, report)
            _check_rest(service, path, report)
            check_form(service, blocks, path, report)
    return faults


def _check_references(service: Mapping[str, Any], path: str, known: Mapping[str, set[str]], report: Report) -> None:
    if service["department"] not in known["departments"]:
        report(f"{path}.department", f"unknown department {service['department']}")
    for position, topic in enumerate(service["topics"]):
        if topic not in known["topics"]:
            report(f"{path}.topics[{position}]", f"unknown topic {topic}")
    for name in ("topics", "who", "steps", "search_terms"):
        if not service[name]:
            report(f"{path}.{name}", "is empty")


def _spans(service: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every length of time in a service, with its place."""
    for name in ("completion", "outer_limit", "follow_up", "extension"):
        if name in service:
            yield name, service[name]
    for variant in service.get("variants", []):
        yield f"variants[{variant['key']}].completion", variant["completion"]
    for name in ("completion", "priority"):
        if "first_response" in service.get(name, {}):
            yield f"{name}.first_response", service[name]["first_response"]


def _check_times(service: Mapping[str, Any], path: str, report: Report) -> None:
    for name, span in _spans(service):
        unit, amount = span["unit"], span.get("amount", span.get("to"))
        if span["clock"] not in CLOCK_OF_UNIT[unit]:
            report(f"{path}.{name}.clock", f"the clock {span['clock']} cannot count the unit {unit}")
        if (amount == 0) != (unit == "immediate"):
            report(f"{path}.{name}.amount", f"the amount {amount} does not go with the unit {unit}")
        if span.get("basis") == "statutory" and not span.get("legal_ref"):
            report(f"{path}.{name}.legal_ref", "a statutory time names its law")


def _check_rest(service: Mapping[str, Any], path: str, report: Report) -> None:
    for variant in service.get("variants", []):
        if ("when" in variant) == ("by" in variant):
            report(f"{path}.variants[{variant['key']}]", "needs either when or by")
    for document in service["documents"]:
        place = f"{path}.documents[{document['key']}]"
        if document["source"] != "citizen":
            for key in ("accept", "max_files", "bring"):
                if key in document:
                    report(f"{place}.{key}", "only a citizen's document is handed in")
        if document.get("bring") and "accept" in document:
            report(f"{place}.accept", "what is brought to the desk is not uploaded")
        if document.get("accept") == []:
            report(f"{place}.accept", f"is empty; some of {', '.join(sorted(CHOICES['accepted']))}")
