"""Receiving an application: from a finished form to a case, in one transaction."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, null, select, update
from sqlalchemy.exc import IntegrityError

from app.cases import clocks, search
from app.cases.actor import Actor
from app.cases.answers import answers_row
from app.cases.calendar import calendar_in_force
from app.cases.lifecycle import EventKind, Status
from app.cases.models import Applicant, Case, CaseAnswers, Draft, PauseKind
from app.cases.people import person_row, put_identity, sealed_contact
from app.cases.record import Happening, PauseToOpen, record_first
from app.cases.rows import write_row
from app.cases.tracking_number import new_number
from app.catalogue.engine.applicant import ApplicantFacts, applicant_of
from app.catalogue.engine.form import APPLICANT_KIND
from app.catalogue.engine.presenting import exported, searchable_text, show
from app.catalogue.engine.reading import Reading
from app.catalogue.queries import on_call_phones, service_definition
from app.extensions import db
from app.files.models import StoredFile

# The catalogue's words for how to send news, as message channels.
_NEWS = {"sms": "sms", "eposta": "email", "telefon": "phone"}
# What a list's one line is made of: choices and short texts, the place among them.
_TOLD = frozenset({"select", "multiselect", "text", "textarea", "select_mahalle"})
_PLACES = ("konum", "yer", "olay_yeri_adresi")
_NO_END = date(9999, 12, 31)
_TRIES = 5


@dataclass(frozen=True)
class Application:
    """A filled form on its way to becoming a case. `reading` has no errors; missing documents do not count as such."""

    service_id: int
    service_version_id: int
    form_version_id: int
    notice_version_id: int | None
    reading: Reading
    submission_token: str
    channel: str
    locale: str
    wants_pin: bool = False
    draft_id: int | None = None


def receive_case(
    application: Application, by: Actor, now: datetime, choose: Callable[[str], str] = secrets.choice
) -> Case:
    """Open the case and commit; sending the same application again gives the same case.

    Raises ValueError when the form still has errors: no caller may send one.
    """
    if not application.reading.is_complete:
        raise ValueError("an application with errors cannot be received")
    for _try in range(_TRIES):
        try:
            case = write_case(application, by, now, choose)
            db.session.commit()
            return case
        except IntegrityError:
            # Either the same application was a moment earlier, or (once in 10¹⁶) the number is taken: draw another.
            db.session.rollback()
            already = case_sent_with(application.submission_token)
            if already is not None:
                return already
    raise RuntimeError("no free tracking number was found")


def case_sent_with(submission_token: str) -> Case | None:
    """The case that an application with this token already became."""
    return db.session.scalar(select(Case).where(Case.submission_token == submission_token))


def write_case(application: Application, by: Actor, now: datetime, choose: Callable[[str], str]) -> Case:
    """Everything a new case is made of, in the caller's transaction; the case itself belongs to no session."""
    definition = service_definition(application.service_version_id)
    reading, facts = application.reading, applicant_of(application.reading)
    case = case_row(application, definition, facts, now, choose)
    people = people_of(facts)
    happening = Happening(
        EventKind.RECEIVED,
        by,
        now,
        opens=pauses_at_start(case, reading),
        payload={"channel": application.channel},
        on_behalf_of="applicant" if by.kind == "clerk" else None,
    )
    record_first(case, happening, now, people[0])
    for person in people:
        person.case_id = case.id
        write_row(person)
    write_row(kept_answers(case.id, reading))
    _take_files(application.draft_id, case.id, now)
    search.add(case, words_to_find(definition, reading))
    return case


def words_to_find(definition: dict, reading: Reading) -> str:
    """By which words the case is found: the service's names and, unless it is sensitive, what is not personal."""
    names = " ".join(definition["name"].values())
    return f"{definition['code']} {names}" + ("" if definition.get("sensitive") else f" {searchable_text(reading)}")


def case_row(
    application: Application,
    definition: dict,
    facts: ApplicantFacts,
    now: datetime,
    choose: Callable[[str], str],
) -> Case:
    """The case's own row, both dates set as if nothing held it up."""
    reading = application.reading
    is_sensitive = bool(definition.get("sensitive"))
    calendar_version_id, calendar = calendar_in_force()
    case = Case(
        tracking_number=new_number(choose),
        submission_token=application.submission_token,
        service_id=application.service_id,
        service_version_id=application.service_version_id,
        form_version_id=application.form_version_id,
        notice_version_id=application.notice_version_id,
        version=0,
        event_count=0,
        status=Status.RECEIVED,
        received_at=now,
        changed_at=now,
        is_urgent=reading.is_urgent,
        is_sensitive=is_sensitive,
        confidential_until=_NO_END if reading.value("gizlilik") else None,
        owner_department_id=definition["department"],
        channel=application.channel,
        locale=application.locale,
        identity_level="declared",
        needs_identity=definition.get("identity_level") == "verified",
        pin_generation=1,
        uses_pin_only=application.wants_pin or not facts.has_contact,
        outside_numbers={},
        promise_rule=clocks.promise_rule(definition, reading.variant, on_call_phones()[definition["department"]]),
        law_rule=clocks.law_rule(definition),
        calendar_version_id=calendar_version_id,
        place=reading.value("konum_mahalle"),
        subject="" if is_sensitive else _subject(reading),
    )
    clocks.set_due(case, [], calendar)
    return case


def _subject(reading: Reading) -> str:
    """One line for lists: the first things answered about the matter itself, none of them personal."""
    told = [
        " ".join(show(field, reading.value(field.key), "tr").split())
        for field in reading.form.fields
        if not field.is_secret
        and field.block in (None, *_PLACES)
        and field.key != APPLICANT_KIND
        and field.type.name in _TOLD
        and reading.value(field.key) is not None
    ]
    return " · ".join(told[:4])[:200]


def people_of(facts: ApplicantFacts) -> list[Applicant]:
    """The rows of the people the answers name, the applicant first; of no case yet."""
    kind = "company" if facts.organisation else "person" if facts.full_name else "anonymous"
    name = facts.organisation or facts.full_name
    applicant = person_row("applicant", kind, name, facts.kind or "kendi")
    put_identity(applicant, "vkn" if facts.tax_number else facts.id_type, facts.tax_number or facts.id_no)
    for column, value in sealed_contact(facts.phone, facts.email).items():
        setattr(applicant, column, value)
    applicant.news_channel = _NEWS.get(facts.wishes, "none")
    people = [applicant]
    if facts.organisation and facts.full_name:
        people.append(person_row("contact", "person", facts.full_name, facts.kind or "kendi"))
        put_identity(people[-1], facts.id_type, facts.id_no)
    if facts.represented_name:
        represented = person_row("represented", "person", facts.represented_name)
        put_identity(represented, None, facts.represented_id_no or facts.represented_tax_number)
        people.append(represented)
    return people


def kept_answers(case_id: int, reading: Reading) -> CaseAnswers:
    """The row of the answers, with the documents that came, lack and are to be brought."""
    documents = {
        "received": [document.key for document in reading.received_documents],
        "missing": [document.key for document in reading.missing_documents],
        "recommended": [document.key for document in reading.recommended_documents],
        "to_bring": [document.key for document in reading.documents_to_bring],
    }
    return answers_row(case_id, exported(reading, secret=False), exported(reading, secret=True), documents)


def _take_files(draft_id: int | None, case_id: int, now: datetime) -> None:
    """The draft's files become the case's; what was typed is forgotten, the draft only remembers its case.

    Sending counts as a touch: whoever thought for long before it still finds the receipt.
    """
    if draft_id is None:
        return
    connection = db.session.connection()
    connection.execute(_GIVE_FILES, {"sent": draft_id, "case_id": case_id})
    connection.execute(_FORGET_TYPED, {"sent": draft_id, "case_id": case_id, "touched_at": now})


# Said past the session's objects: nobody looks at the draft again in this transaction.
_DRAFT, _FILE = Draft.__table__, StoredFile.__table__
_GIVE_FILES = (
    update(_FILE).where(_FILE.c.draft_id == bindparam("sent")).values(case_id=bindparam("case_id"), draft_id=null())
)
_FORGET_TYPED = (
    update(_DRAFT)
    .where(_DRAFT.c.id == bindparam("sent"))
    .values(case_id=bindparam("case_id"), sealed_typed=null(), touched_at=bindparam("touched_at"))
)


def pauses_at_start(case: Case, reading: Reading) -> list[PauseToOpen]:
    """What the case waits for from its first moment: missing documents, and an identity nobody has seen yet."""
    pauses = []
    if reading.missing_documents:
        pauses.append(PauseToOpen(PauseKind.DOCUMENT, reason="missing_at_start"))
    if case.needs_identity:
        pauses.append(PauseToOpen(PauseKind.IDENTITY, reason="service_needs_identity"))
    return pauses
