"""Which events are news for the applicant, and where the news goes."""

from datetime import datetime

from sqlalchemy import select

from app.cases.models import Applicant, Case, CaseEvent
from app.extensions import db
from app.messages.notify import Recipient, notify


def tell(case: Case, event: CaseEvent, now: datetime, applicant: Applicant | None = None) -> None:
    """Record news of a public event for the applicant, unless they do their own looking or did it themselves."""
    if not is_news(event.kind, event.actor):
        return
    if applicant is None:
        query = select(Applicant).where(Applicant.case_id == case.id, Applicant.role == "applicant")
        applicant = db.session.scalar(query)
    recipient = recipient_of(applicant, case.locale) if applicant else None
    if recipient is not None:
        notify(case.id, event.id, event.kind, recipient, facts_of(case, event.kind), now)


def is_news(kind: str, actor: str) -> bool:
    """Whether a public event tells the applicant something they did not do themselves."""
    return actor != "citizen" or kind == "received"


def recipient_of(applicant: Applicant, locale: str) -> Recipient | None:
    """Where this applicant wants news sent; None when nowhere."""
    if applicant.news_channel == "none":
        return None
    address = applicant.sealed_email if applicant.news_channel == "email" else applicant.sealed_phone
    if address is None:
        return None
    return Recipient(channel=applicant.news_channel, sealed_address=address, locale=locale)


def facts_of(case: Case, kind: str) -> dict[str, object]:
    """What a message is made from. No personal data, and nothing that names a sensitive service."""
    return {"status": case.status, "event": kind}
