"""One case as its page draws it: what the reader may not see is not in here."""

from dataclasses import dataclass
from datetime import datetime

from app.accounts.models import User
from app.accounts.rights import Action, may
from app.cases.calendar import working_calendar
from app.cases.looking import CaseFile, case_file, staff_names
from app.cases.models import Applicant, Case, Pause
from app.cases.people import email_of, id_no_of, phone_of
from app.cases.tracking_number import code_words
from app.catalogue.engine.field_types.identities import masked
from app.catalogue.engine.form import Field, Form
from app.catalogue.engine.presenting import show
from app.catalogue.phones import show_phone
from app.catalogue.queries import departments, form_of, service_definition
from app.desk.due import DueBadge, law_badge, promise_badge
from app.desk.event_words import Names, author_of, ids_in, title_of
from app.desk.words import MESSAGE_WORDS
from app.files.models import StoredFile
from app.files.queries import Owner, files_of

_IDENTITY_NUMBERS = frozenset({"tckn", "tckn_or_ykn", "vkn"})
_SHOWN_DIGITS = 3


@dataclass(frozen=True)
class Line:
    """One question and its answer; `is_hidden` when the reader may not see it."""

    label: dict
    value: str
    is_hidden: bool = False


@dataclass(frozen=True)
class StepLines:
    title: dict
    lines: list[Line]


@dataclass(frozen=True)
class PersonView:
    """A person of the case; number and contact are empty for who may not see them."""

    role: str
    kind: str
    name: str
    acts_as: str
    id_no: str
    phone: str
    email: str
    news_channel: str


@dataclass(frozen=True)
class FileView:
    id: int
    name: str
    size: int
    label: dict | None
    added_at: datetime


@dataclass(frozen=True)
class EventView:
    at: datetime
    title: str
    by: str
    text: str
    public: bool
    news: list[str]


@dataclass(frozen=True)
class CaseView:
    """Everything the page says about a case."""

    case: Case
    definition: dict
    sees_answers: bool
    sees_files: bool
    spoken_number: str
    steps: list[StepLines]
    people: list[PersonView]
    files: list[FileView]
    documents: dict[str, list[dict]]
    events: list[EventView]
    pauses: list[Pause]
    promise: DueBadge | None
    law: DueBadge | None
    is_promise_paused: bool
    identity_by: str
    department: dict
    sent_by: dict | None
    names: Names


def case_view(case: Case, person: User, now: datetime, locale: str) -> CaseView:
    """The case as `person` may see it."""
    sees_answers = may(person, Action.SEE_ANSWERS, case)
    sees_files = may(person, Action.SEE_ATTACHMENTS, case)
    file = case_file(case, with_secrets=sees_answers)
    definition, form = service_definition(case.service_version_id), form_of(case.form_version_id)
    people_ids = ids_in(file.events) | ({case.identity_by_id} if case.identity_by_id else set())
    names = Names(staff_names(people_ids), {one.id: one.name for one in departments()})
    is_paused = any(pause.ended_at is None and pause.stops_promise for pause in file.pauses)
    is_waiting = is_paused and case.promise_rule is not None
    return CaseView(
        case=case,
        definition=definition,
        sees_answers=sees_answers,
        sees_files=sees_files,
        spoken_number=", ".join(code_words(case.tracking_number, locale)),
        steps=_steps(form, file, person, locale) if sees_answers else [],
        people=[_person(one, case, person, sees_answers) for one in file.people],
        files=_files(case, form, person) if sees_files else [],
        documents=_documents(file, definition) if sees_answers else {},
        events=_events(file, names),
        pauses=[pause for pause in file.pauses if pause.ended_at is None],
        promise=promise_badge(case.promise_due_at, is_waiting, now, working_calendar()) if case.is_open else None,
        law=law_badge(case.law_due_at, case.law_satisfied_at, now) if case.is_open else None,
        is_promise_paused=is_waiting and case.is_open,
        identity_by=names.person(case.identity_by_id),
        department=names.departments[case.owner_department_id],
        sent_by=names.departments.get(case.sent_by_department_id or ""),
        names=names,
    )


def may_see_field(person: User, case: Case, field: Field | None) -> bool:
    """Whether the person may see the answer to this question, given that they may see answers of the case."""
    return field is None or not field.is_sensitive or may(person, Action.SEE_SENSITIVE_ANSWERS, case)


def needs_numbers(person: User, case: Case) -> bool:
    """Whether whole identity numbers are needed: to compare with the card of who stands at the desk."""
    return case.is_open and case.needs_identity and may(person, Action.RECORD_IDENTITY, case)


def _steps(form: Form, file: CaseFile, person: User, locale: str) -> list[StepLines]:
    steps = []
    for step in form.steps:
        lines = [
            _line(one, file, person, locale)
            for one in step.fields
            if one.type.name != "file" and file.answers.get(one.key, {}).get("state", "not_asked") != "not_asked"
        ]
        if lines:
            steps.append(StepLines(dict(step.title), lines))
    return steps


def _line(one: Field, file: CaseFile, person: User, locale: str) -> Line:
    if not may_see_field(person, file.case, one):
        return Line(dict(one.label), "", is_hidden=True)
    mask = one.type.name in _IDENTITY_NUMBERS and not needs_numbers(person, file.case)
    return Line(dict(one.label), show(one, file.answers[one.key].get("value"), locale, mask))


def _person(one: Applicant, case: Case, person: User, sees_answers: bool) -> PersonView:
    id_no = id_no_of(one) if sees_answers else ""
    phone = phone_of(one) if sees_answers else ""
    return PersonView(
        role=one.role,
        kind=one.kind,
        name=one.name,
        acts_as=one.acts_as,
        id_no=id_no if needs_numbers(person, case) else masked(id_no, _SHOWN_DIGITS) if id_no else "",
        phone=show_phone(phone) if phone else "",
        email=email_of(one) if sees_answers else "",
        news_channel=one.news_channel,
    )


def _files(case: Case, form: Form, person: User) -> list[FileView]:
    return [
        FileView(file.id, file.name, file.size, _label_of(file, form), file.created_at)
        for file in files_of(Owner(case_id=case.id))
        if may_see_field(person, case, form.fields_by_key.get(file.field_key or ""))
    ]


def _label_of(file: StoredFile, form: Form) -> dict | None:
    field = form.fields_by_key.get(file.field_key or "")
    return dict(field.label) if field else None


def _documents(file: CaseFile, definition: dict) -> dict[str, list[dict]]:
    names = {document["key"]: document["name"] for document in definition.get("documents", [])}
    return {state: [names[key] for key in keys if key in names] for state, keys in file.documents.items()}


def _events(file: CaseFile, names: Names) -> list[EventView]:
    news: dict[int | None, list[str]] = {}
    for message in file.messages:
        news.setdefault(message.event_id, []).append(str(MESSAGE_WORDS.get(message.state, message.state)))
    return [
        EventView(
            at=event.at,
            title=title_of(event, names),
            by=author_of(event, names),
            text=file.texts.get(event.id, ""),
            public=event.public,
            news=news.get(event.id, []),
        )
        for event in reversed(file.events)
    ]
