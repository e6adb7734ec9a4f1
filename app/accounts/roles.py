"""The roles a member of staff may hold; a person has a set of them."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person is to the desk."""

    CLERK = "clerk"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


def clean_roles(names: list[str]) -> list[str]:
    """The known roles among `names`, each once, in the order of `Role`. Unknown names raise ValueError."""
    wanted = {Role(name) for name in names}
    return [role.value for role in Role if role in wanted]
