"""Answering: messages, closing with an outcome, forwarding to another authority, reopening."""

from datetime import datetime

from app.cases.actions.seen import case_as_seen, need_open, need_text
from app.cases.actor import Actor
from app.cases.errors import RefusedAction
from app.cases.lifecycle import OUTCOMES_WITH_REASON, EventKind, Outcome, Status
from app.cases.models import Case, PauseKind
from app.cases.record import Happening, PauseToOpen, record
from app.cases.texts import keep_text
from app.extensions import db
from app.sentence import say


def message_applicant(case_id: int, seen: int | None, words: str, by: Actor, now: datetime) -> Case:
    """Write to the applicant; they read it with the second fact."""
    case = case_as_seen(case_id, seen)
    words = need_text(words, "text")
    keep_text(record(case, Happening(EventKind.MESSAGED, by, now), now), words)
    db.session.commit()
    return case


def tell_progress(case_id: int, seen: int | None, words: str, by: Actor, now: datetime) -> Case:
    """A reasoned answer on progress: satisfies the law's clock and leaves the case open. Source: Law 3071, art. 7."""
    case = case_as_seen(case_id, seen)
    need_open(case)
    words = need_text(words, "text")
    case.law_satisfied_at = case.law_satisfied_at or now
    keep_text(record(case, Happening(EventKind.PROGRESS_TOLD, by, now), now), words)
    db.session.commit()
    return case


def close_case(
    case_id: int,
    seen: int | None,
    outcome: Outcome,
    words: str,
    by: Actor,
    now: datetime,
    remedy: str = "",
    duplicate_of_id: int | None = None,
) -> Case:
    """Answer and close. A refusal needs its reason and says the remedy; a duplicate names the case it repeats."""
    case = case_as_seen(case_id, seen)
    need_open(case)
    words = need_text(words, "answer")
    if outcome in OUTCOMES_WITH_REASON and not remedy.strip():
        raise RefusedAction(say("Say where the applicant can object, and until when."), "remedy")
    if _waits_for_identity(case) and outcome in _GIVES_SOMETHING_OUT:
        raise RefusedAction(
            say("Nothing of this service may leave the town before someone recorded the applicant's identity."),
            "outcome",
        )
    if outcome is Outcome.DUPLICATE and (duplicate_of_id is None or duplicate_of_id == case.id):
        raise RefusedAction(say("Name the case that this one repeats."), "duplicate_of")
    if case.status == Status.RECEIVED:
        record(case, Happening(EventKind.MOVED, by, now, status=Status.IN_REVIEW), now)
    payload: dict[str, object] = {"outcome": outcome}
    if duplicate_of_id is not None:
        payload["duplicate_of_id"] = duplicate_of_id
    case.law_satisfied_at = case.law_satisfied_at or now
    closing = Happening(
        EventKind.CLOSED, by, now, status=Status.CLOSED, outcome=outcome, ends=list(PauseKind), payload=payload
    )
    keep_text(record(case, closing, now), f"{words}\n\n{remedy.strip()}".strip())
    db.session.commit()
    return case


def _waits_for_identity(case: Case) -> bool:
    return case.needs_identity and case.identity_level != "verified"


_GIVES_SOMETHING_OUT = frozenset({Outcome.GRANTED, Outcome.PARTLY_GRANTED, Outcome.ANSWERED, Outcome.DONE})


def forward_case(case_id: int, seen: int | None, addressee: str, words: str, by: Actor, now: datetime) -> Case:
    """Send it to the authority it belongs to and tell the applicant. Source: Law 3071, art. 5."""
    case = case_as_seen(case_id, seen)
    need_open(case)
    addressee = need_text(addressee, "addressee", most=200)
    words = need_text(words, "text")
    case.law_satisfied_at = case.law_satisfied_at or now
    forwarding = Happening(
        EventKind.FORWARDED,
        by,
        now,
        status=Status.FORWARDED,
        ends=list(PauseKind),
        payload={"addressee": addressee},
    )
    keep_text(record(case, forwarding, now), words)
    db.session.commit()
    return case


def reopen_case(case_id: int, seen: int | None, reason: str, by: Actor, now: datetime) -> Case:
    """Back to review, with the reason. The clocks go on as if it had never been closed.

    An identity that nobody has seen is waited for again: closing had ended that waiting.
    """
    case = case_as_seen(case_id, seen)
    if case.is_open:
        raise RefusedAction(say("This case is open."))
    reason = need_text(reason, "reason")
    case.law_satisfied_at = None
    keep_text(record(case, Happening(EventKind.REOPENED, by, now, status=Status.IN_REVIEW), now), reason)
    if _waits_for_identity(case):
        pause = PauseToOpen(PauseKind.IDENTITY, reason="service_needs_identity")
        record(case, Happening(EventKind.ASKED, by, now, opens=[pause], payload={"kind": PauseKind.IDENTITY}), now)
    db.session.commit()
    return case
