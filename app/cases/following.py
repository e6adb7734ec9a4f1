"""Following a case by its number: what the number alone shows, and what the second fact opens."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from app.cases.models import Applicant, Case, CaseEvent, OpenFile, Pause
from app.cases.people import email_of, folded_email, phone_of
from app.extensions import db
from app.keys import keys, new_token, token_hash

# Compared against when there is nothing to compare with, so that an unknown number costs the same.
_NOTHING = new_token()


@dataclass(frozen=True)
class PublicCase:
    """What whoever has the number may see. No personal data."""

    id: int
    tracking_number: str
    service_id: int
    service_version_id: int
    status: str
    outcome: str | None
    is_sensitive: bool
    received_at: datetime
    closed_at: datetime | None
    promise_due_at: datetime | None
    law_due_at: datetime | None
    owner_department_id: str
    uses_pin_only: bool


_PUBLIC = (
    Case.id,
    Case.tracking_number,
    Case.service_id,
    Case.service_version_id,
    Case.status,
    Case.outcome,
    Case.is_sensitive,
    Case.received_at,
    Case.closed_at,
    Case.promise_due_at,
    Case.law_due_at,
    Case.owner_department_id,
    Case.uses_pin_only,
)


@dataclass(frozen=True)
class PublicEvent:
    """One public event; it names the department, never the clerk."""

    id: int
    kind: str
    at: datetime
    actor: str
    status: str
    owner_department_id: str
    payload: dict


def public_case(tracking_number: str) -> PublicCase | None:
    """The case with this number, one row by its unique key."""
    row: Any = db.session.execute(select(*_PUBLIC).where(Case.tracking_number == tracking_number)).first()
    return PublicCase(*row) if row else None


def public_case_by_id(case_id: int) -> PublicCase | None:
    row: Any = db.session.execute(select(*_PUBLIC).where(Case.id == case_id)).first()
    return PublicCase(*row) if row else None


def public_events(case_id: int) -> list[PublicEvent]:
    """What happened, as far as the number shows it, oldest first."""
    query = (
        select(
            CaseEvent.id,
            CaseEvent.kind,
            CaseEvent.at,
            CaseEvent.actor,
            CaseEvent.status,
            CaseEvent.owner_department_id,
            CaseEvent.payload,
        )
        .where(CaseEvent.case_id == case_id, CaseEvent.public)
        .order_by(CaseEvent.seq)
    )
    return [PublicEvent(*row) for row in db.session.execute(query)]


def awaited(case_id: int) -> list[Pause]:
    """The pauses in which the applicant is expected to act."""
    query = select(Pause).where(Pause.case_id == case_id, Pause.ended_at.is_(None)).order_by(Pause.id)
    return [pause for pause in db.session.scalars(query) if pause.waits_for_applicant]


def is_second_fact(case: PublicCase | None, fact: str) -> bool:
    """Whether `fact` is the PIN, the phone's last four digits or the e-mail address of the case's applicant.

    Does the same work whether or not there is such a case, so that time tells a stranger nothing.
    """
    case_id = case.id if case else 0
    generation = db.session.scalar(select(Case.pin_generation).where(Case.id == case_id))
    applicant = db.session.scalar(
        select(Applicant).where(Applicant.case_id == case_id, Applicant.role == "applicant")
    )
    phone, email = (phone_of(applicant), email_of(applicant)) if applicant else ("", "")
    is_pin = keys().is_pin(_digits(fact), case_id, generation or 0)
    if case is None or case.uses_pin_only:
        phone = email = ""
    tried = (
        is_pin and case is not None,
        _same(_digits(fact), _digits(phone)[-4:] or _NOTHING),
        _same(folded_email(fact), folded_email(email) or _NOTHING),
    )
    return any(tried)


def _digits(text: str) -> str:
    """The digits of what is meant as a number; an address is compared as such, whatever digits stand in it."""
    if "@" in text:
        return ""
    return "".join(sign for sign in text if sign.isdigit())


def _same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode(), right.encode())


def open_file(case_id: int, minutes: int, now: datetime) -> str:
    """Open the file of a case in one browser for a while; commits. Returns the token for its cookie."""
    token = new_token()
    db.session.add(
        OpenFile(
            token_hash=token_hash(token), case_id=case_id, opened_at=now, expires_at=now + timedelta(minutes=minutes)
        )
    )
    db.session.commit()
    return token


def opened_case_id(token: str, now: datetime) -> int | None:
    """The case whose file this browser has open now."""
    row = db.session.get(OpenFile, token_hash(token))
    if row is None or row.ended_at is not None or not row.opened_at - timedelta(minutes=1) <= now < row.expires_at:
        return None
    return row.case_id


def extend_file(token: str, minutes: int, now: datetime) -> None:
    """Keep it open for another while; commits."""
    _change(token, expires_at=now + timedelta(minutes=minutes))


def close_file(token: str, now: datetime) -> None:
    """Close it for good; commits."""
    _change(token, ended_at=now)


def _change(token: str, **values: datetime) -> None:
    still_open = (OpenFile.token_hash == token_hash(token), OpenFile.ended_at.is_(None))
    db.session.execute(update(OpenFile).where(*still_open).values(**values))
    db.session.commit()
