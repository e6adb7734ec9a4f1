"""Identity seen, a new PIN, a changed contact: what only a named clerk may record."""

from datetime import datetime

from sqlalchemy import select, update

from app.cases.actions.seen import case_as_seen
from app.cases.actor import Actor
from app.cases.errors import RefusedAction
from app.cases.lifecycle import EventKind
from app.cases.models import Applicant, Case, OpenFile, PauseKind
from app.cases.people import sealed_contact
from app.cases.record import Happening, record
from app.extensions import db
from app.sentence import say

IDENTITY_MEANS = ("card", "edevlet", "esignature")


def record_identity(case_id: int, seen: int | None, how: str, by: Actor, now: datetime) -> Case:
    """A named clerk says how the applicant's identity was established; waiting for it ends."""
    case = case_as_seen(case_id, seen)
    if how not in IDENTITY_MEANS:
        raise RefusedAction(say("Choose how the identity was established."), "how")
    case.identity_level, case.identity_how = "verified", how
    case.identity_by_id, case.identity_at = by.id, now
    record(case, Happening(EventKind.IDENTITY_RECORDED, by, now, ends=[PauseKind.IDENTITY], payload={"how": how}), now)
    db.session.commit()
    return case


def renew_pin(case_id: int, seen: int | None, by: Actor, now: datetime) -> Case:
    """A new PIN for an applicant whose identity was seen; the old one dies, and so do files opened with it."""
    case = case_as_seen(case_id, seen)
    _need_identity(case)
    case.pin_generation += 1
    _close_open_files(case, now)
    record(case, Happening(EventKind.PIN_RENEWED, by, now, payload={"generation": case.pin_generation}), now)
    db.session.commit()
    return case


def change_contact(
    case_id: int, seen: int | None, phone: str, email: str, news_channel: str, by: Actor, now: datetime
) -> Case:
    """Another phone or e-mail, for an applicant whose identity was seen; what was opened with the old ones closes."""
    case = case_as_seen(case_id, seen)
    _need_identity(case)
    query = select(Applicant).where(Applicant.case_id == case.id, Applicant.role == "applicant")
    applicant = db.session.scalars(query).one()
    for name, value in sealed_contact(phone, email).items():
        setattr(applicant, name, value)
    applicant.news_channel = news_channel
    _close_open_files(case, now)
    record(
        case, Happening(EventKind.CONTACT_CHANGED, by, now, payload={"phone": bool(phone), "email": bool(email)}), now
    )
    db.session.commit()
    return case


def _need_identity(case: Case) -> None:
    if case.identity_level != "verified":
        raise RefusedAction(say("First record how you established the applicant's identity."))


def _close_open_files(case: Case, now: datetime) -> None:
    still_open = (OpenFile.case_id == case.id, OpenFile.ended_at.is_(None))
    db.session.execute(update(OpenFile).where(*still_open).values(ended_at=now))
