"""Who does something to a case."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """`kind` is citizen, clerk or system; a clerk has an id and a department."""

    kind: str
    id: int | None = None
    department_id: str | None = None


CITIZEN = Actor("citizen")
SYSTEM = Actor("system")
