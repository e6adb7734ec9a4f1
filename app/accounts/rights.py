"""Who may do what: one function, deny by default. Pure, so that the whole table is a test."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from app.accounts.roles import Role

MASA = "masa"  # the Single Service Desk: its people stand at the counter for every department


class Action(StrEnum):
    """Everything a member of staff may be allowed to do."""

    SEE_CASE = "see_case"
    SEE_ANSWERS = "see_answers"
    SEE_SENSITIVE_ANSWERS = "see_sensitive_answers"
    SEE_ATTACHMENTS = "see_attachments"
    TAKE = "take"
    ASSIGN = "assign"
    MOVE = "move"
    HAND_OVER = "hand_over"
    MESSAGE = "message"
    NOTE = "note"
    ADD_DOCUMENT = "add_document"
    RECORD_IDENTITY = "record_identity"
    RENEW_PIN = "renew_pin"
    CHANGE_CONTACT = "change_contact"
    OPEN_CASE = "open_case"
    SEE_QUEUE = "see_queue"
    SEE_SURVEY = "see_survey"
    TYPE_SURVEY = "type_survey"
    MANAGE_STAFF = "manage_staff"
    MANAGE_CATALOGUE = "manage_catalogue"
    SEE_AUDIT = "see_audit"


class CaseFacts(Protocol):
    """What the rights need to know of a case."""

    @property
    def owner_department_id(self) -> str: ...
    @property
    def sent_by_department_id(self) -> str | None: ...
    @property
    def is_sensitive(self) -> bool: ...


class Person(Protocol):
    """What the rights need to know of a member of staff."""

    @property
    def is_active(self) -> bool: ...
    @property
    def department_id(self) -> str: ...
    def has_role(self, role: Role) -> bool: ...


# What needs no case, by the roles that suffice.
_WITHOUT_CASE: dict[Action, frozenset[Role]] = {
    Action.OPEN_CASE: frozenset({Role.CLERK, Role.SUPERVISOR}),
    Action.SEE_QUEUE: frozenset({Role.CLERK, Role.SUPERVISOR}),
    Action.TYPE_SURVEY: frozenset({Role.CLERK, Role.SUPERVISOR}),
    Action.SEE_SURVEY: frozenset({Role.CLERK, Role.SUPERVISOR, Role.ADMIN}),
    Action.MANAGE_STAFF: frozenset({Role.ADMIN}),
    Action.MANAGE_CATALOGUE: frozenset({Role.ADMIN}),
    Action.SEE_AUDIT: frozenset({Role.ADMIN}),
}
# What everyone who sees the case may read, unless the service is sensitive.
_READING = frozenset({Action.SEE_ANSWERS, Action.SEE_ATTACHMENTS})
# What the owning department does with its case.
_WORK = frozenset(
    {
        Action.TAKE, Action.ASSIGN, Action.MOVE, Action.HAND_OVER, Action.MESSAGE, Action.NOTE,
        Action.ADD_DOCUMENT, Action.RECORD_IDENTITY, Action.RENEW_PIN, Action.CHANGE_CONTACT,
    }
)  # fmt: skip
# What the counter does for any department while the citizen stands there.
_COUNTER = frozenset({Action.MESSAGE, Action.NOTE, Action.ADD_DOCUMENT, Action.RECORD_IDENTITY, Action.HAND_OVER})
# A new PIN or contact opens the whole file, so for a sensitive case only the owning department gives one.
_COUNTER_OPENS_FILE = frozenset({Action.RENEW_PIN, Action.CHANGE_CONTACT})


def may(person: Person, action: Action, case: CaseFacts | None = None) -> bool:
    """Whether `person` may do `action`, on `case` where the action is about one. Deny by default."""
    if not person.is_active:
        return False
    if action in _WITHOUT_CASE:
        return any(person.has_role(role) for role in _WITHOUT_CASE[action])
    if case is None or not works_on_cases(person):
        return False
    owns = person.department_id == case.owner_department_id
    at_counter = person.department_id == MASA
    if action is Action.SEE_CASE:
        return owns or at_counter or person.department_id == case.sent_by_department_id
    if action in _READING:
        return owns or (not case.is_sensitive and may(person, Action.SEE_CASE, case))
    if action is Action.SEE_SENSITIVE_ANSWERS:
        return owns
    if action in _WORK and owns:
        return True
    if not at_counter:
        return False
    return action in _COUNTER or (action in _COUNTER_OPENS_FILE and not case.is_sensitive)


def works_on_cases(person: Person) -> bool:
    """Whether the person sees cases at all: an admin does not, unless also a clerk or supervisor."""
    return person.is_active and (person.has_role(Role.CLERK) or person.has_role(Role.SUPERVISOR))


def visible_departments(person: Person) -> frozenset[str] | None:
    """The departments whose cases the person sees, as owner or sender; None means all, empty means none."""
    if not works_on_cases(person):
        return frozenset()
    return None if person.department_id == MASA else frozenset({person.department_id})
