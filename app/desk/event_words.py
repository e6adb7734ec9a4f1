"""What happened to a case, in the desk's words: with names of colleagues, which the public never sees."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from app.cases.lifecycle import EventKind, Outcome, Status
from app.cases.models import CaseEvent, PauseKind
from app.desk.words import CHANNEL_WORDS, IDENTITY_WORDS, OUTCOME_WORDS, PAUSE_WORDS, STATUS_WORDS
from app.web.formats import day, label, until


@dataclass(frozen=True)
class Names:
    """Who and what the ids in events stand for."""

    staff: Mapping[int, str]
    departments: Mapping[str, dict]

    def person(self, user_id: int | None) -> str:
        return self.staff.get(user_id or 0, "")

    def department(self, department_id: str | None) -> str:
        return label(self.departments.get(department_id or ""))


def ids_in(events: list[CaseEvent]) -> set[int]:
    """Every member of staff these events name."""
    ids = {event.actor_id for event in events} | {event.payload.get("clerk_id") for event in events}
    return {one for one in ids if isinstance(one, int)}


def author_of(event: CaseEvent, names: Names) -> str:
    """Who did it, for the desk's eyes."""
    if event.actor == "citizen":
        return _("Applicant")
    if event.actor == "system":
        return _("System")
    parts = (names.person(event.actor_id), names.department(event.department_from))
    return " · ".join(part for part in parts if part)


def title_of(event: CaseEvent, names: Names) -> str:
    """What happened, in one line."""
    payload: dict[str, Any] = event.payload or {}
    match EventKind(event.kind):
        case EventKind.RECEIVED:
            return _("Received (%(channel)s)", channel=CHANNEL_WORDS.get(payload.get("channel", ""), ""))
        case EventKind.ASSIGNED:
            clerk = names.person(payload.get("clerk_id"))
            return _("Assigned to %(name)s", name=clerk) if clerk else _("Put back on the department's list")
        case EventKind.MOVED:
            return _("Status: %(status)s", status=STATUS_WORDS[Status(event.status)])
        case EventKind.ASKED:
            return _asked(payload)
        case EventKind.RESUMED:
            return _("Waiting ended: %(what)s", what=_kinds(payload.get("kinds") or []))
        case EventKind.HANDED_OVER:
            return _("Handed over to %(department)s", department=names.department(event.department_to))
        case EventKind.HANDOVER_BOUNCED:
            return _("Sent back to %(department)s", department=names.department(event.department_to))
        case EventKind.FORWARDED:
            return _("Forwarded to %(addressee)s", addressee=payload.get("addressee", ""))
        case EventKind.CLOSED:
            return _("Closed: %(outcome)s", outcome=OUTCOME_WORDS[Outcome(payload["outcome"])])
        case EventKind.IDENTITY_RECORDED:
            return _("Identity recorded: %(how)s", how=IDENTITY_WORDS.get(payload.get("how", ""), ""))
        case EventKind.EXTENDED:
            return _("Legal date extended to %(day)s", day=until(_moment(payload.get("law_due_at"))))
    return _PLAIN[EventKind(event.kind)]()


def _asked(payload: dict[str, Any]) -> str:
    what = _kinds([payload.get("kind", "")])
    ends_by = _moment(payload.get("ends_by"))
    if ends_by is None:
        return _("Asked the applicant for: %(what)s", what=what)
    return _("Asked the applicant for: %(what)s, by %(day)s", what=what, day=day(ends_by))


def _kinds(kinds: list[str]) -> str:
    return ", ".join(str(PAUSE_WORDS[PauseKind(kind)]) for kind in kinds if kind in set(PauseKind))


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


_PLAIN = {
    EventKind.TAKEN: lambda: _("Taken in hand"),
    EventKind.MESSAGED: lambda: _("Message to the applicant"),
    EventKind.CITIZEN_WROTE: lambda: _("Message from the applicant"),
    EventKind.DOCUMENT_ADDED: lambda: _("The applicant added a document"),
    EventKind.NOTED: lambda: _("Internal note"),
    EventKind.HANDOVER_ACCEPTED: lambda: _("Hand-over accepted"),
    EventKind.REOPENED: lambda: _("Reopened"),
    EventKind.WITHDRAWN: lambda: _("Withdrawn by the applicant"),
    EventKind.PIN_RENEWED: lambda: _("New PIN given; the old one opens nothing any more"),
    EventKind.CONTACT_CHANGED: lambda: _("Contact changed"),
    EventKind.PROGRESS_TOLD: lambda: _("Reasoned answer on progress"),
    EventKind.DUE_RECOMPUTED: lambda: _("Dates computed anew"),
}
