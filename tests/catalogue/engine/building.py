"""Makes forms for tests: those of the shipped catalogue, and small ones for one question."""

from datetime import date
from pathlib import Path
from typing import Any

import yaml

from app.catalogue.engine import Form, compile_form

DATA = Path(__file__).resolve().parents[3] / "app" / "catalogue" / "data"
TODAY = date(2026, 3, 19)  # a Thursday
PLACES = [{"code": "durak", "name": "Durak"}, {"code": "zafer", "name": "Zafer"}]


def shipped(name: str) -> list[dict[str, Any]]:
    """The entries of one kind in the shipped catalogue."""
    found = []
    for path in sorted(DATA.rglob("*.yaml")):
        found += yaml.safe_load(path.read_text("utf-8")).get(name, [])
    return found


def shipped_forms() -> dict[str, tuple[dict[str, Any], Form]]:
    """Every shipped service with its form, by code."""
    blocks = {block["id"]: block for block in shipped("blocks")}
    places = shipped("neighbourhoods")
    return {
        service["code"]: (service, Form.from_definition(compile_form(service, blocks), places))
        for service in shipped("services")
    }


def form_of(*fields: dict[str, Any], **service: Any) -> Form:
    """A form with one step that asks these fields; a label is made where it is not the point."""
    asked = [{"label": {"tr": one["key"].upper(), "en": one["key"]}, **one} for one in fields]
    steps = [{"key": "bir", "title": {"tr": "Bir", "en": "One"}, "fields": asked}]
    definition = compile_form({"code": "TEST", "who": ["anyone"], "steps": steps, **service}, {})
    return Form.from_definition(definition, PLACES)
