"""What stands on a receipt."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.cases.models import Applicant, Case, CaseAnswers
from app.catalogue.models import Department
from app.catalogue.queries import service_definition
from app.extensions import db
from app.keys import keys

Label = dict[str, str]


@dataclass(frozen=True)
class ReceiptFacts:
    """A receipt's contents; the applicant's name is masked, the PIN is there only when it is what opens the case."""

    case_id: int
    tracking_number: str
    pin: str | None
    received_at: datetime
    service_name: Label
    is_sensitive: bool
    applicant: str
    department: Department
    promise_due_at: datetime | None
    law_due_at: datetime | None
    is_promise_paused: bool
    needs_identity: bool
    documents_received: list[Label]
    documents_missing: list[Label]
    documents_to_bring: list[Label]
    news_channel: str
    is_urgent: bool
    definition: dict


def receipt_facts(case: Case) -> ReceiptFacts:
    """Everything the receipt of this case says."""
    definition = service_definition(case.service_version_id)
    names = {document["key"]: document["name"] for document in definition.get("documents", [])}
    row = db.session.get(CaseAnswers, case.id)
    documents = row.documents if row else {}
    applicant = db.session.scalar(
        select(Applicant).where(Applicant.case_id == case.id, Applicant.role == "applicant")
    )
    return ReceiptFacts(
        case_id=case.id,
        tracking_number=case.tracking_number,
        pin=keys().pin(case.id, case.pin_generation) if case.uses_pin_only else None,
        received_at=case.received_at,
        service_name=definition["name"],
        is_sensitive=case.is_sensitive,
        applicant=masked_name(applicant.name) if applicant else "",
        department=case.owner_department,
        promise_due_at=case.promise_due_at,
        law_due_at=case.law_due_at,
        is_promise_paused=case.promise_rule is not None and case.promise_due_at is None,
        needs_identity=case.needs_identity and case.identity_level != "verified",
        documents_received=[names[key] for key in documents.get("received", []) if key in names],
        documents_missing=[names[key] for key in documents.get("missing", []) if key in names],
        documents_to_bring=[names[key] for key in documents.get("to_bring", []) if key in names],
        news_channel=applicant.news_channel if applicant else "none",
        is_urgent=case.is_urgent,
        definition=definition,
    )


def masked_name(name: str) -> str:
    """A name as a receipt may carry it: the first letter of each word, then stars."""
    return " ".join(word[0] + "*" * (len(word) - 1) for word in name.split())
