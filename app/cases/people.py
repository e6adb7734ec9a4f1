"""The people of a case as rows: names to be found by, numbers and contacts sealed with their fingerprints."""

from typing import TypedDict

from app.cases.models import Applicant
from app.keys import keys
from app.turkish import fold

ID_PURPOSE, PHONE_PURPOSE, EMAIL_PURPOSE = "id-no", "phone", "email"


class SealedContact(TypedDict):
    sealed_phone: bytes | None
    phone_fingerprint: str | None
    sealed_email: bytes | None
    email_fingerprint: str | None


def sealed_contact(phone: str, email: str) -> SealedContact:
    """The columns of a contact; an empty value clears its own."""
    email = email.strip()
    return SealedContact(
        sealed_phone=keys().seal(phone.encode(), PHONE_PURPOSE) if phone else None,
        phone_fingerprint=keys().fingerprint(phone, PHONE_PURPOSE) if phone else None,
        sealed_email=keys().seal(email.encode(), EMAIL_PURPOSE) if email else None,
        email_fingerprint=keys().fingerprint(folded_email(email), EMAIL_PURPOSE) if email else None,
    )


def folded_email(email: str) -> str:
    """An address as it is compared: people type İ for i on Turkish keyboards."""
    return fold(email.strip())


def person_row(role: str, kind: str, name: str, acts_as: str = "kendi") -> Applicant:
    """A person by name, of no case yet."""
    return Applicant(role=role, kind=kind, name=name[:250], name_fold=fold(name)[:250], acts_as=acts_as)


def put_identity(person: Applicant, id_type: str | None, id_no: str | None) -> None:
    """Seal the identity number; its fingerprint finds the person again."""
    person.id_type = id_type
    if id_no:
        person.sealed_id_no = keys().seal(id_no.encode(), ID_PURPOSE)
        person.id_no_fingerprint = keys().fingerprint(id_no, ID_PURPOSE)


def phone_of(person: Applicant) -> str:
    """The phone in E.164 or as typed; empty when there is none."""
    return keys().open(person.sealed_phone, PHONE_PURPOSE).decode() if person.sealed_phone else ""


def email_of(person: Applicant) -> str:
    """The e-mail address as typed; empty when there is none."""
    return keys().open(person.sealed_email, EMAIL_PURPOSE).decode() if person.sealed_email else ""


def id_no_of(person: Applicant) -> str:
    """The identity number; empty when there is none."""
    return keys().open(person.sealed_id_no, ID_PURPOSE).decode() if person.sealed_id_no else ""
