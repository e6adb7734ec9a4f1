"""Where somebody complains: what the service says, else the town's two places, else the department and the mayor."""

from typing import Any

from flask import Flask, current_app
from flask_babel import gettext as _

from app.catalogue.models import Department
from app.settings_kinds import ComplaintPlace

Place = dict[str, Any]


def complaint_places(definition: dict, department: Department | None) -> list[Place]:
    """First and second complaint place, each with name, title, address, phone and e-mail as far as known.

    Source: Regulation 2009/15169, annexes 2 and 3, which oblige every town to name both.
    """
    own = definition.get("complaint_places")
    if own:
        return list(own)
    config = current_app.config
    first, second = config["MASA_FIRST_COMPLAINT"], config["MASA_SECOND_COMPLAINT"]
    return [
        _place(first) if first else _at_the_town(department.name if department else config["MASA_TOWN_NAME"]),
        _place(second) if second else _at_the_town(_("The mayor's office")),
    ]


def _place(place: ComplaintPlace) -> Place:
    return {"name": place.name, "title": place.title, "address": place.address, "phone": place.phone,
            "email": place.email}  # fmt: skip


def _at_the_town(name: Any) -> Place:
    config = current_app.config
    return {"name": name, "title": "", "address": config["MASA_TOWN_ADDRESS"], "phone": config["MASA_TOWN_PHONE"],
            "email": config["MASA_TOWN_EMAIL"]}  # fmt: skip


def init_app(app: Flask) -> None:
    """Receipts are drawn for citizens and for the desk: templates ask by themselves."""
    app.add_template_global(complaint_places)
