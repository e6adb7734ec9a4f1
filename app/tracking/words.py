"""What happened and what is waited for, in the words a citizen reads. A department is named, a clerk never."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.cases.lifecycle import EventKind, Outcome, Status
from app.cases.models import PauseKind
from app.tracking.queries import OpenPause
from app.web.formats import day

_PLAIN = {
    EventKind.RECEIVED: _l("Application received"),
    EventKind.RESUMED: _l("Work goes on"),
    EventKind.MESSAGED: _l("The municipality wrote to you"),
    EventKind.CITIZEN_WROTE: _l("You wrote to the municipality"),
    EventKind.DOCUMENT_ADDED: _l("You added a document"),
    EventKind.REOPENED: _l("Opened again"),
    EventKind.WITHDRAWN: _l("You took the application back"),
    EventKind.IDENTITY_RECORDED: _l("Your identity was seen"),
    EventKind.EXTENDED: _l("The legal last date was extended"),
    EventKind.PROGRESS_TOLD: _l("The municipality told you how far it is"),
}
_STATUS = {
    Status.RECEIVED: _l("Your application has arrived and waits to be looked at."),
    Status.IN_REVIEW: _l("Your application is being reviewed."),
    Status.IN_PROGRESS: _l("Your application is being worked on."),
    Status.WAITING_APPLICANT: _l("We are waiting for you. See below what is needed."),
    Status.FORWARDED: _l("Another authority is responsible; your application was sent there."),
    Status.WITHDRAWN: _l("You took your application back."),
    Status.CLOSED: _l("Your application is concluded."),
}
_REASONS = {
    PauseKind.DOCUMENT: _l("a document is missing"),
    PauseKind.QUESTION: _l("a question to you is open"),
    PauseKind.FEE: _l("a fee is not paid yet"),
    PauseKind.IDENTITY: _l("your identity has not been seen yet"),
    PauseKind.OTHER_AUTHORITY: _l("another authority is asked"),
    PauseKind.APPLICANTS_WISH: _l("you asked us to wait"),
}
_EXPECTED = {
    PauseKind.DOCUMENT: _l("We asked you for a document."),
    PauseKind.QUESTION: _l("We asked you a question."),
    PauseKind.FEE: _l("A fee is to be paid."),
}
_ASKED = {
    PauseKind.DOCUMENT: _l("You were asked for a document"),
    PauseKind.QUESTION: _l("You were asked a question"),
    PauseKind.FEE: _l("You were asked to pay a fee"),
    PauseKind.IDENTITY: _l("You were asked to show your identity card"),
}
_OUTCOMES = {
    Outcome.GRANTED: _l("Granted"),
    Outcome.PARTLY_GRANTED: _l("Partly granted"),
    Outcome.REFUSED: _l("Refused"),
    Outcome.ANSWERED: _l("Answered"),
    Outcome.DONE: _l("Done"),
    Outcome.NO_LONGER_RELEVANT: _l("No longer relevant"),
    Outcome.DUPLICATE: _l("Applied for already"),
    Outcome.LAPSED: _l("Lapsed"),
}


def event_title(kind: str, status: str, payload: Mapping[str, Any], department: str) -> str:
    """One line of the timeline. `status` is that after the event, `department` whose list the case is on."""
    match EventKind(kind):
        case EventKind.MOVED:
            return _("Work on it has begun") if status == Status.IN_PROGRESS else _("It is being reviewed")
        case EventKind.ASKED:
            kind = payload.get("kind", "")
            return str(_ASKED[PauseKind(kind)]) if kind in _ASKED else _("The municipality asked you for something")
        case EventKind.HANDOVER_ACCEPTED:
            return _("Taken over by %(department)s", department=department)
        case EventKind.FORWARDED:
            return _("Forwarded to %(addressee)s", addressee=payload.get("addressee", ""))
        case EventKind.CLOSED:
            return _("Closed: %(outcome)s", outcome=_OUTCOMES[Outcome(payload["outcome"])])
        case other:
            return str(_PLAIN[other])


def status_sentence(status: str) -> str:
    """What the status means for whoever waits."""
    return str(_STATUS[Status(status)])


def expected_of_applicant(pause: OpenPause, in_file: bool) -> str:
    """What the applicant is to do. What was written stands in the open file and nowhere else."""
    until = f" {_('Until: %(day)s', day=day(pause.ends_by))}" if pause.ends_by else ""
    if pause.kind == PauseKind.IDENTITY:
        return _("Bring your identity card to the Single Service Desk once: nothing is handed out before.") + until
    if pause.kind == PauseKind.DOCUMENT and pause.reason == "missing_at_start":
        return _("Send the documents that are missing, or bring them to the desk:") + until
    where = _("Read below what we wrote.") if in_file else _("Open your application to read what we wrote.")
    return f"{_EXPECTED[PauseKind(pause.kind)]} {where}{until}"


def reason_to_wait(pause: OpenPause) -> str:
    """Why the promised time stands still."""
    return str(_REASONS[PauseKind(pause.kind)])
