"""What happened and what is waited for, in the words a citizen reads. A department is named, a clerk never."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from app.cases.lifecycle import EventKind, Outcome, Status
from app.cases.models import PauseKind
from app.tracking.queries import OpenPause
from app.web.formats import day


def event_title(kind: str, status: str, payload: Mapping[str, Any], department: str) -> str:
    """One line of the timeline. `status` is that after the event, `department` whose list the case is on."""
    match EventKind(kind):
        case EventKind.MOVED:
            return _("Work on it has begun") if status == Status.IN_PROGRESS else _("It is being reviewed")
        case EventKind.ASKED:
            return _asked(str(payload.get("kind", "")))
        case EventKind.HANDOVER_ACCEPTED:
            return _("Taken over by %(department)s", department=department)
        case EventKind.FORWARDED:
            return _("Forwarded to %(addressee)s", addressee=payload.get("addressee", ""))
        case EventKind.CLOSED:
            return _("Closed: %(outcome)s", outcome=_outcome(str(payload.get("outcome", ""))))
    plain = {
        EventKind.RECEIVED: _("Application received"),
        EventKind.RESUMED: _("Work goes on"),
        EventKind.MESSAGED: _("The municipality wrote to you"),
        EventKind.CITIZEN_WROTE: _("You wrote to the municipality"),
        EventKind.DOCUMENT_ADDED: _("You added a document"),
        EventKind.REOPENED: _("Opened again"),
        EventKind.WITHDRAWN: _("You took the application back"),
        EventKind.IDENTITY_RECORDED: _("Your identity was seen"),
        EventKind.EXTENDED: _("The legal last date was extended"),
        EventKind.PROGRESS_TOLD: _("The municipality told you how far it is"),
    }
    return plain.get(EventKind(kind), _("Something changed"))


def status_sentence(status: str) -> str:
    """What the status means for whoever waits."""
    return {
        Status.RECEIVED: _("Your application has arrived and waits to be looked at."),
        Status.IN_REVIEW: _("Your application is being reviewed."),
        Status.IN_PROGRESS: _("Your application is being worked on."),
        Status.WAITING_APPLICANT: _("We are waiting for you. See below what is needed."),
        Status.FORWARDED: _("Another authority is responsible; your application was sent there."),
        Status.WITHDRAWN: _("You took your application back."),
        Status.CLOSED: _("Your application is concluded."),
    }[Status(status)]


def expected_of_applicant(pause: OpenPause, in_file: bool) -> str:
    """What the applicant is to do. What was written stands in the open file and nowhere else."""
    until = f" {_('Until: %(day)s', day=day(pause.ends_by))}" if pause.ends_by else ""
    if pause.kind == PauseKind.IDENTITY:
        return _("Bring your identity card to the Single Service Desk once: nothing is handed out before.") + until
    if pause.kind == PauseKind.DOCUMENT and pause.reason == "missing_at_start":
        return _("Send the documents that are missing, or bring them to the desk:") + until
    words = {
        PauseKind.DOCUMENT: _("We asked you for a document."),
        PauseKind.QUESTION: _("We asked you a question."),
        PauseKind.FEE: _("A fee is to be paid."),
    }[PauseKind(pause.kind)]
    where = _("Read below what we wrote.") if in_file else _("Open your application to read what we wrote.")
    return f"{words} {where}{until}"


def reason_to_wait(pause: OpenPause) -> str:
    """Why the promised time stands still."""
    return {
        PauseKind.DOCUMENT: _("a document is missing"),
        PauseKind.QUESTION: _("a question to you is open"),
        PauseKind.FEE: _("a fee is not paid yet"),
        PauseKind.IDENTITY: _("your identity has not been seen yet"),
        PauseKind.OTHER_AUTHORITY: _("another authority is asked"),
        PauseKind.APPLICANTS_WISH: _("you asked us to wait"),
    }[PauseKind(pause.kind)]


def _asked(kind: str) -> str:
    return {
        PauseKind.DOCUMENT: _("You were asked for a document"),
        PauseKind.QUESTION: _("You were asked a question"),
        PauseKind.FEE: _("You were asked to pay a fee"),
        PauseKind.IDENTITY: _("You were asked to show your identity card"),
    }.get(kind, _("The municipality asked you for something"))  # type: ignore[call-overload]


def _outcome(outcome: str) -> str:
    return {
        Outcome.GRANTED: _("Granted"),
        Outcome.PARTLY_GRANTED: _("Partly granted"),
        Outcome.REFUSED: _("Refused"),
        Outcome.ANSWERED: _("Answered"),
        Outcome.DONE: _("Done"),
        Outcome.NO_LONGER_RELEVANT: _("No longer relevant"),
        Outcome.DUPLICATE: _("Applied for already"),
        Outcome.LAPSED: _("Lapsed"),
    }.get(outcome, _("Closed"))  # type: ignore[call-overload]
