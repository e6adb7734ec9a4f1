"""Which buttons a case page shows: what the lifecycle and the rights allow this person now."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.accounts.models import User
from app.accounts.rights import Action, may
from app.cases.lifecycle import Status, can_move
from app.cases.models import Case, Pause, PauseKind

# What a clerk needs to be allowed, for each verb.
RIGHTS: dict[str, Action] = {
    "take": Action.TAKE,
    "assign": Action.ASSIGN,
    "release": Action.ASSIGN,
    "move": Action.MOVE,
    "ask": Action.MOVE,
    "resume": Action.MOVE,
    "message": Action.MESSAGE,
    "note": Action.NOTE,
    "progress": Action.MOVE,
    "close": Action.MOVE,
    "forward": Action.MOVE,
    "reopen": Action.MOVE,
    "hand_over": Action.HAND_OVER,
    "accept": Action.HAND_OVER,
    "bounce": Action.HAND_OVER,
    "identity": Action.RECORD_IDENTITY,
    "pin": Action.RENEW_PIN,
    "contact": Action.CHANGE_CONTACT,
    "extend": Action.MOVE,
}


def offered(
    case: Case, person: User, definition: Mapping[str, Any], pauses: Sequence[Pause], handed_to: str | None
) -> frozenset[str]:
    """The verbs to show. `pauses`: the open ones; `handed_to`: the department that has to answer a hand-over."""
    allowed = {verb for verb, right in RIGHTS.items() if may(person, right, case)}
    makes_sense = _of_ended() if not case.is_open else _of_open(case, person, definition, handed_to)
    if case.is_open and ends_offered(case, pauses):
        makes_sense |= {"resume"}
    if any(pause.waits_for_applicant for pause in pauses):
        makes_sense -= {"move"}
    return frozenset(allowed & makes_sense)


def _of_ended() -> set[str]:
    return {"reopen", "note", "message", "identity", "pin", "contact"}


def _of_open(case: Case, person: User, definition: Mapping[str, Any], handed_to: str | None) -> set[str]:
    verbs = set(RIGHTS) - {"reopen", "resume"}
    if case.owner_clerk_id == person.id:
        verbs -= {"take"}
    if case.owner_clerk_id is None:
        verbs -= {"release"}
    if handed_to is None or handed_to != person.department_id:
        verbs -= {"accept", "bounce"}
    if handed_to is not None:
        verbs -= {"hand_over"}
    if not definition.get("extension") or case.law_rule.get("extended"):
        verbs -= {"extend"}
    if not moves_offered(case.status):
        verbs -= {"move"}
    return verbs


def moves_offered(status: str) -> list[Status]:
    """To which working states a case may be moved by hand; waiting and ending have verbs of their own."""
    return [to for to in (Status.IN_REVIEW, Status.IN_PROGRESS) if to != status and can_move(Status(status), to)]


def ends_offered(case: Case, pauses: Sequence[Pause]) -> list[Pause]:
    """The pauses a clerk may simply end; waiting for an identity the service needs ends by recording it."""
    needs_identity = case.needs_identity and case.identity_level != "verified"
    return [pause for pause in pauses if not (needs_identity and pause.kind == PauseKind.IDENTITY)]
