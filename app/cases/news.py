"""Which events are news for the applicant, and where the news goes."""

from datetime import datetime

from sqlalchemy import select

from app.cases.models import Applicant, Case, CaseEvent
from app.extensions import db
from app.messages.notify import Recipient, notify


def tell(case: Case, event: CaseEvent, now: datetime) -> None:
    """Record news of a public event for the applicant, unless they do their own looking or did it themselves."""
    if event.actor == "citizen" and event.kind != "received":
        return
    applicant = db.session.scalar(select(Applicant).where(Applicant.case_id == case.id, Applicant.role == "applicant"))
    if applicant is None or applicant.news_channel == "none":
        return
    address = applicant.sealed_email if applicant.news_channel == "email" else applicant.sealed_phone
    if address is None:
        return
    recipient = Recipient(channel=applicant.news_channel, sealed_address=address, locale=case.locale)
    # Facts carry no personal data: the number, and nothing that names a sensitive service.
    notify(case.id, event.id, event.kind, recipient, {"status": case.status, "event": event.kind}, now)
