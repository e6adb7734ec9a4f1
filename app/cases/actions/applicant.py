"""What the applicant does to their own case: write, add a document, withdraw."""

from datetime import datetime

from app.cases.actions.seen import case_as_seen, need_open, need_text
from app.cases.actor import CITIZEN
from app.cases.lifecycle import EventKind, Status
from app.cases.models import Case, PauseKind
from app.cases.record import Happening, open_pauses, record
from app.cases.texts import keep_text
from app.extensions import db


def write_to_town(case_id: int, words: str, now: datetime) -> Case:
    """A reply or question of the applicant; an open question of ours is thereby answered."""
    case = case_as_seen(case_id, None)
    need_open(case)
    words = need_text(words, "text")
    answered = [PauseKind.QUESTION] if _waits(case, PauseKind.QUESTION) else []
    keep_text(record(case, Happening(EventKind.CITIZEN_WROTE, CITIZEN, now, ends=answered), now), words)
    db.session.commit()
    return case


def add_document(case_id: int, file_id: int, now: datetime) -> Case:
    """Note that the applicant added the stored file `file_id`, which the caller attached in this transaction.

    Waiting for a document ends with it; whether it is the right one the clerk says.
    """
    case = case_as_seen(case_id, None)
    need_open(case)
    came = [PauseKind.DOCUMENT] if _waits(case, PauseKind.DOCUMENT) else []
    record(case, Happening(EventKind.DOCUMENT_ADDED, CITIZEN, now, ends=came, payload={"file_id": file_id}), now)
    db.session.commit()
    return case


def withdraw_case(case_id: int, reason: str, now: datetime) -> Case:
    """The applicant takes the application back; it can be reopened."""
    case = case_as_seen(case_id, None)
    need_open(case)
    withdrawal = Happening(EventKind.WITHDRAWN, CITIZEN, now, status=Status.WITHDRAWN, ends=list(PauseKind))
    keep_text(record(case, withdrawal, now), reason.strip()[:1000])
    db.session.commit()
    return case


def _waits(case: Case, kind: PauseKind) -> bool:
    return any(pause.kind == kind for pause in open_pauses(case))
