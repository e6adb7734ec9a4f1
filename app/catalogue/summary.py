"""What `catalogue check` tells about each service."""

from collections.abc import Mapping
from typing import Any

PETITION = {"amount": 30, "unit": "calendar_day", "clock": "calendar", "legal_ref": "3071 sayılı Kanun m.7"}
"""The answer every petition is owed. Source: Law 3071, art. 7."""


def law_limit_of(service: Mapping[str, Any]) -> tuple[Mapping[str, Any], str]:
    """The law clock of a service and where it comes from: outer_limit, else a statutory completion, else Law 3071."""
    if "outer_limit" in service:
        return service["outer_limit"], "outer_limit"
    if service["completion"].get("basis") == "statutory":
        return service["completion"], "statutory completion"
    return PETITION, "default"


def law_clock_of(service: Mapping[str, Any]) -> str:
    """In words for `catalogue check`, for example `30 calendar days (outer_limit, 3071 sayılı Kanun m.7)`."""
    limit, origin = law_limit_of(service)
    unit = limit["unit"].replace("_", " ")
    plural = "" if limit["amount"] == 1 else "s"
    basis = ", ".join(part for part in (origin, limit.get("legal_ref")) if part)
    return f"{limit['amount']} {unit}{plural} ({basis})"
