"""Working on a case: move it, ask the applicant, go on, note, extend."""

from datetime import datetime

from app.cases import clocks
from app.cases.actions.seen import case_as_seen, need_open, need_text
from app.cases.actor import Actor
from app.cases.errors import RefusedAction
from app.cases.lifecycle import ENDED, EventKind, Status
from app.cases.models import Case, PauseKind
from app.cases.models.hold import WAITS_FOR_APPLICANT
from app.cases.record import Happening, PauseToOpen, open_pauses, record
from app.cases.texts import keep_text
from app.extensions import db
from app.sentence import say


def move_case(case_id: int, seen: int | None, to: Status, by: Actor, now: datetime) -> Case:
    """To review or to work. Waiting and ending have verbs of their own."""
    case = case_as_seen(case_id, seen)
    need_open(case)
    if to in ENDED or to is Status.WAITING_APPLICANT:
        raise RefusedAction(say("Choose review or work; waiting and closing have their own buttons."), "status")
    if any(pause.waits_for_applicant for pause in open_pauses(case)):
        raise RefusedAction(say("The case waits for the applicant. End the waiting first."), "status")
    record(case, Happening(EventKind.MOVED, by, now, status=to), now)
    db.session.commit()
    return case


def ask_applicant(
    case_id: int, seen: int | None, kind: PauseKind, words: str, ends_by: datetime | None, by: Actor, now: datetime
) -> Case:
    """Ask the applicant for something; the promise stands still until it comes. Raises RefusedAction."""
    case = case_as_seen(case_id, seen)
    need_open(case)
    words = need_text(words, "text")
    if kind not in WAITS_FOR_APPLICANT:
        raise RefusedAction(say("Choose what the applicant is asked for."), "kind")
    if ends_by is not None and ends_by <= now:
        raise RefusedAction(say("The date until which you wait must lie in the future."), "ends_by")
    if case.status == Status.RECEIVED:
        record(case, Happening(EventKind.MOVED, by, now, status=Status.IN_REVIEW), now)
    pause = PauseToOpen(kind, reason=kind, ends_by=ends_by, stops_law=clocks.pause_stops_law(case, kind))
    happening = Happening(
        EventKind.ASKED, by, now, opens=[pause], payload={"kind": kind, "ends_by": ends_by and ends_by.isoformat()}
    )
    keep_text(record(case, happening, now), words)
    db.session.commit()
    return case


def resume_case(case_id: int, seen: int | None, kinds: list[PauseKind], by: Actor, now: datetime) -> Case:
    """Stop waiting: what was asked for came, or is no longer needed."""
    case = case_as_seen(case_id, seen)
    need_open(case)
    if PauseKind.IDENTITY in kinds and case.needs_identity and case.identity_level != "verified":
        raise RefusedAction(say("Record how the identity was established; that ends the waiting."))
    if not any(pause.kind in kinds for pause in open_pauses(case)):
        raise RefusedAction(say("The case is not waiting."))
    record(case, Happening(EventKind.RESUMED, by, now, ends=kinds, payload={"kinds": list(kinds)}), now)
    db.session.commit()
    return case


def note_case(case_id: int, words: str, by: Actor, now: datetime) -> Case:
    """Write an internal note; nothing a note says depends on what others changed meanwhile."""
    case = case_as_seen(case_id, None)
    words = need_text(words, "text")
    keep_text(record(case, Happening(EventKind.NOTED, by, now), now), words)
    db.session.commit()
    return case


def extend_law(case_id: int, seen: int | None, reason: str, by: Actor, now: datetime) -> Case:
    """Extend the law's date where the service knows an extension (4982 m.11): in time, once, with the reason told."""
    case = case_as_seen(case_id, seen)
    need_open(case)
    reason = need_text(reason, "reason")
    clocks.extend(case, now, reason)
    event = record(
        case,
        Happening(EventKind.EXTENDED, by, now, payload={"law_due_at": case.law_due_at and case.law_due_at.isoformat()}),
        now,
    )
    keep_text(event, reason)
    db.session.commit()
    return case
