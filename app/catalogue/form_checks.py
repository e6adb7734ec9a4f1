"""What a catalogue asks, checked: conditions look at questions that come before, every applicant is named."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.catalogue.engine.compiling import ANYONE, APPLICANT_KINDS, DOCUMENT_PREFIX
from app.catalogue.engine.form import APPLICANT_KIND
from app.catalogue.shapes import Report

Fields = dict[str, Mapping[str, Any]]

_WITH_OPTIONS = frozenset({"select", "multiselect", "time_slot"})
_IDENTITY = frozenset({"tckn", "tckn_or_ykn"})
_PERSONAL = frozenset({"name", "phone", "phone_tr", "email", "iban_tr"})


def check_block(block: Mapping[str, Any], path: str, report: Report) -> None:
    """A block by itself: it may look at its own fields and at who the applicant is."""
    known: Fields = {APPLICANT_KIND: _applicant_field(list(APPLICANT_KINDS))}
    _check_condition(block.get("show_when"), f"{path}.show_when", known, report)
    _check_fields(block["fields"], f"{path}.fields", known, report)
    _check_rules(block.get("rules", []), f"{path}.rules", known, report)
    _check_who(block.get("names", []), f"{path}.names", report)


def check_form(service: Mapping[str, Any], blocks: Mapping[str, Any], path: str, report: Report) -> None:
    """The whole form of a service, in the order in which a citizen meets it."""
    who = service["who"]
    _check_who(who, f"{path}.who", report, may_be_anyone=True)
    known: Fields = {} if ANYONE in who else {APPLICANT_KIND: _applicant_field(who)}
    keys: set[str] = set()
    for position, step in enumerate(service["steps"]):
        place = f"{path}.steps[{position}]"
        if step["key"] in keys:
            report(place, f"duplicate key {step['key']}")
        keys.add(step["key"])
        _check_step(step, blocks, place, known, report)
    _check_rules(service.get("rules", []), f"{path}.rules", known, report)
    _check_conditions(service, path, known, report)
    _check_documents(service, path, known, report)
    _check_completeness(service, blocks, path, known, report)


def _check_step(
    step: Mapping[str, Any], blocks: Mapping[str, Any], place: str, known: Fields, report: Report
) -> None:
    if ("block" in step) == ("fields" in step):
        report(place, "needs either a block or fields")
        return
    _check_condition(step.get("show_when"), f"{place}.show_when", known, report)
    if "fields" in step:
        if not step["fields"]:
            report(f"{place}.fields", "is empty")
        _check_fields(step["fields"], f"{place}.fields", known, report)
        return
    name = step["block"]
    if name == APPLICANT_KIND:
        if APPLICANT_KIND not in known:
            report(f"{place}.block", "a service for anyone does not ask who applies")
    elif name not in blocks:
        report(f"{place}.block", f"unknown block {name}")
    else:
        block = blocks[name]
        _check_condition(block.get("show_when"), f"{place}.block", known, report)
        for field in block["fields"]:
            if field["key"] in known:
                report(f"{place}.block", f"the key {field['key']} of block {name} is used before")
            known[field["key"]] = field


def _check_fields(fields: list[Mapping[str, Any]], path: str, known: Fields, report: Report) -> None:
    for field in fields:
        place = f"{path}[{field['key']}]"
        if field["key"] in known:
            report(place, f"duplicate key {field['key']}")
        for name in ("show_when", "required_when"):
            _check_condition(field.get(name), f"{place}.{name}", known, report)
        known[field["key"]] = field
        for position, advice in enumerate(field.get("advice", [])):
            _check_condition(advice["when"], f"{place}.advice[{position}].when", known, report)
        _check_field(field, place, report)


def _check_field(field: Mapping[str, Any], place: str, report: Report) -> None:
    kind = field["type"]
    if kind in _WITH_OPTIONS and not field.get("options"):
        report(f"{place}.options", "a choice needs options")
    if kind not in _WITH_OPTIONS and "options" in field:
        report(f"{place}.options", f"a field of type {kind} has no options")
    for low, high in (("min", "max"), ("min_length", "max_length")):
        least, most = field.get(low), field.get(high)
        if isinstance(least, int | float) and isinstance(most, int | float) and least > most:
            report(f"{place}.{low}", f"{low} {least} is more than {high} {most}")
    if kind in _IDENTITY and not field.get("sensitive"):
        report(f"{place}.sensitive", "an identity number is sensitive")
    if kind in _PERSONAL and not (field.get("personal") or field.get("sensitive")):
        report(f"{place}.personal", f"a field of type {kind} is personal")
    if field.get("must_be_true") and kind != "checkbox":
        report(f"{place}.must_be_true", "only a checkbox can be true")
    if kind == "file" and not field.get("accept"):
        report(f"{place}.accept", "a file field says what it accepts")


def _check_rules(rules: list[Mapping[str, Any]], path: str, known: Fields, report: Report) -> None:
    for position, rule in enumerate(rules):
        _check_condition(rule["refuse_when"], f"{path}[{position}].refuse_when", known, report)
        if rule["field"] not in known:
            report(f"{path}[{position}].field", f"unknown field {rule['field']}")


def _check_conditions(service: Mapping[str, Any], path: str, known: Fields, report: Report) -> None:
    """The conditions that are asked when the form is whole."""
    _check_condition(service.get("priority", {}).get("when"), f"{path}.priority.when", known, report)
    for variant in service.get("variants", []):
        _check_condition(variant.get("when"), f"{path}.variants[{variant['key']}].when", known, report)


def _check_documents(service: Mapping[str, Any], path: str, known: Fields, report: Report) -> None:
    for document in service["documents"]:
        place = f"{path}.documents[{document['key']}]"
        _check_condition(document.get("condition"), f"{place}.condition", known, report)
        if DOCUMENT_PREFIX + document["key"] in known:
            report(place, f"the key {DOCUMENT_PREFIX}{document['key']} is used by a field")
        if "condition" in document and "condition_text" not in document:
            report(f"{place}.condition_text", "a condition is told to the citizen in words")


def _check_completeness(
    service: Mapping[str, Any], blocks: Mapping[str, Any], path: str, known: Fields, report: Report
) -> None:
    used = [blocks[step["block"]] for step in service["steps"] if step.get("block") in blocks]
    named = {kind for thing in (*used, *known.values()) for kind in thing.get("names", [])}
    for kind in service["who"]:
        if kind != ANYONE and kind not in named:
            report(f"{path}.who", f"a kind of applicant has no block that names it: {kind}")
    if service["result_kind"] == "physical_work" and not any(block.get("place") for block in used):
        report(f"{path}.steps", "a service with field work (result_kind physical_work) has no place")
    if service.get("sensitive") and not any(field.get("sensitive") for field in known.values()):
        report(f"{path}.sensitive", "a sensitive service without a field marked sensitive")


def _check_who(who: list[str], path: str, report: Report, may_be_anyone: bool = False) -> None:
    for kind in who:
        if kind not in APPLICANT_KINDS and not (may_be_anyone and kind == ANYONE):
            report(path, f"unknown who key {kind}; one of {', '.join([ANYONE, *APPLICANT_KINDS])}")
    if ANYONE in who and len(who) > 1:
        report(path, "anyone stands alone")


def _check_condition(condition: Mapping[str, Any] | None, path: str, known: Fields, report: Report) -> None:
    """Report fields that are not asked before, and values that cannot be chosen."""
    for part in _comparisons(condition):
        for name in ("field", "other"):
            if name in part and part[name] not in known:
                report(path, f"a condition on an unknown or later field: {part[name]}")
        field = known.get(part["field"], {})
        if field.get("options") and part["op"] in ("eq", "ne", "in", "contains") and "value" in part:
            values = {option["value"] for option in field["options"]}
            wanted = part["value"] if isinstance(part["value"], list) else [part["value"]]
            for value in wanted:
                if value not in values:
                    report(path, f"{part['field']} has no option {value}")


def _comparisons(condition: Mapping[str, Any] | None) -> Iterator[Mapping[str, Any]]:
    if not condition:
        return
    for name in ("all", "any"):
        for part in condition.get(name, []):
            yield from _comparisons(part)
    yield from _comparisons(condition.get("not"))
    if "field" in condition:
        yield condition


def _applicant_field(kinds: list[str]) -> Mapping[str, Any]:
    """The question for whom somebody applies. All kinds may be asked about: a block serves many services."""
    return {"key": APPLICANT_KIND, "options": [{"value": kind} for kind in {*kinds, *APPLICANT_KINDS}]}
