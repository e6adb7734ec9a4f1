"""From the catalogue's service and blocks to one whole form definition, stored once and never changed."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.catalogue.engine.conditions import both
from app.catalogue.engine.form import APPLICANT_KIND, DOCUMENTS_STEP

FORM_SCHEMA = "tek-masa/form/1"
ANYONE = "anyone"
DOCUMENT_PREFIX = "belge_"

APPLICANT_KINDS: dict[str, dict[str, str]] = {
    "kendi": {"tr": "Kendim", "en": "Myself"},
    "yakin": {"tr": "Bir yakınım", "en": "A relative"},
    "veli_vasi": {"tr": "Velisi veya vasisi olduğum kişi", "en": "My child, or a person whose guardian I am"},
    "vekil": {"tr": "Vekili olduğum kişi veya kuruluş", "en": "A person or an organisation whose attorney I am"},
    "mirasci": {"tr": "Vefat eden bir kişi (mirasçısıyım)", "en": "A deceased person (I am an heir)"},
    "tuzel": {"tr": "Şirket veya dernek", "en": "A company or an association"},
    "site_yonetimi": {"tr": "Apartman veya site yönetimi", "en": "The management of a building or housing estate"},
    "cift": {"tr": "Evlenecek çift", "en": "A couple who will marry"},
}
"""For whom somebody applies; the keys are those of a service's `who`."""

_QUESTION = {"tr": "Kimin için başvuruyorsunuz?", "en": "Who is this application for?"}
_DOCUMENTS = {"tr": "Belgeler", "en": "Documents"}
_CONTACT_BLOCKS = ("tebligat_adresi", "iletisim", "iletisim_istege_bagli")
_FILES_PER_DOCUMENT = 3


class UnknownBlock(ValueError):
    """A step names a block that is not in the catalogue."""


def compile_form(service: Mapping[str, Any], blocks: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The form of a service with all its blocks written out, ready for JSON. Raises UnknownBlock."""
    kinds = [kind for kind in service.get("who", ()) if kind != ANYONE]
    steps: list[dict[str, Any]] = []
    rules: list[Any] = []
    contact_at: int | None = None
    for step in service.get("steps", ()):
        block = step.get("block")
        if block == APPLICANT_KIND:
            if len(kinds) > 1:
                steps.append(_applicant_step(kinds, step))
            continue
        if block in _CONTACT_BLOCKS and contact_at is None:
            contact_at = len(steps)
        steps.append(_expanded(step, blocks, rules, service.get("code", "")))
    if len(kinds) > 1 and not any(step["block"] == APPLICANT_KIND for step in steps):
        steps.insert(0, _applicant_step(kinds, {}))
        contact_at = contact_at + 1 if contact_at is not None else None
    documents = [_document(one) for one in service.get("documents", ()) if one.get("source") == "citizen"]
    questions = [_document_field(one) for one in documents if one["field"]]
    if questions:
        place = len(steps) if contact_at is None else contact_at
        steps.insert(place, {"key": DOCUMENTS_STEP, "title": _DOCUMENTS, "block": None, "fields": questions})
    return {
        "schema": FORM_SCHEMA,
        "service": service["code"],
        "applicant_kinds": kinds,
        "steps": steps,
        "rules": [*rules, *service.get("rules", ())],
        "documents": documents,
        "priority": _listed(service.get("priority")),
        "variants": _listed(service.get("variants")),
    }


def _expanded(
    step: Mapping[str, Any], blocks: Mapping[str, Mapping[str, Any]], rules: list[Any], service: str
) -> dict[str, Any]:
    """A step with the fields of its block, then its own; the block's rules go to `rules`."""
    name = step.get("block")
    block: Mapping[str, Any] = {}
    if name is not None:
        if name not in blocks:
            raise UnknownBlock(f"{service}: step {step.get('key')}: there is no block {name}")
        block = blocks[name]
        rules.extend(block.get("rules", ()))
    fields = [{**one, "block": name} for one in block.get("fields", ())]
    fields += [dict(one) for one in step.get("fields", ())]
    expanded = {"key": step["key"], "title": step.get("title") or block["title"], "block": name, "fields": fields}
    show_when = both(block.get("show_when"), step.get("show_when"))
    return {**expanded, "show_when": show_when} if show_when else expanded


def _applicant_step(kinds: Sequence[str], step: Mapping[str, Any]) -> dict[str, Any]:
    """The step that asks for whom somebody applies."""
    question = {
        "key": APPLICANT_KIND,
        "type": "select",
        "label": _QUESTION,
        "required": True,
        "block": APPLICANT_KIND,
        "options": [{"value": kind, "label": APPLICANT_KINDS[kind]} for kind in kinds],
    }
    return {
        "key": step.get("key", APPLICANT_KIND),
        "title": step.get("title", _QUESTION),
        "block": APPLICANT_KIND,
        "fields": [question],
    }


def _document(document: Mapping[str, Any]) -> dict[str, Any]:
    """A paper the applicant has; `field` is None where it is brought to the desk instead of uploaded."""
    kept = ("key", "name", "required", "recommended", "condition_text", "accept", "max_files", "sensitive", "hint")
    compiled = {name: document[name] for name in kept if name in document}
    compiled["field"] = None if document.get("bring") else f"{DOCUMENT_PREFIX}{document['key']}"
    condition = document.get("condition")
    if condition and "by" in condition:  # only a clerk can tell, so it is offered and never missing
        compiled["required"] = False
    elif condition:
        compiled["condition"] = condition
    return compiled


def _document_field(document: Mapping[str, Any]) -> dict[str, Any]:
    question = {
        "key": document["field"],
        "type": "file",
        "label": document["name"],
        "required": False,  # a missing paper never stops an application; it is said and recorded
        "max_files": document.get("max_files", _FILES_PER_DOCUMENT),
        "accept": document.get("accept", ["pdf", "image", "document"]),
        "sensitive": bool(document.get("sensitive")),
        "document": document["key"],
    }
    hint = document.get("hint") or document.get("condition_text")
    if hint:
        question["hint"] = hint
    if document.get("condition"):
        question["show_when"] = document["condition"]
    return question


def _listed(one_or_more: Any) -> list[Any]:
    if not one_or_more:
        return []
    return list(one_or_more) if isinstance(one_or_more, list | tuple) else [one_or_more]
