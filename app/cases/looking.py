"""What the desk sees of one case, and the trace that somebody looked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.cases.answers import all_answers_of, open_answers_of
from app.cases.models import Applicant, Case, CaseAnswers, CaseEvent, CaseOpening, Pause
from app.cases.texts import texts_of
from app.extensions import db
from app.files.models import StoredFile
from app.messages.models import Message


@dataclass(frozen=True)
class CaseFile:
    """A case with everything that belongs to it, as far as the reader may see it."""

    case: Case
    people: list[Applicant]
    answers: dict
    events: list[CaseEvent]
    texts: dict[int, str]
    pauses: list[Pause]
    documents: dict
    messages: list[Message]


def case_by_id(case_id: int) -> Case | None:
    return db.session.get(Case, case_id)


def case_file(case: Case, with_secrets: bool) -> CaseFile:
    """Everything of a case; without `with_secrets` the sealed answers and the written texts stay sealed."""
    row = db.session.get(CaseAnswers, case.id)
    events = list(db.session.scalars(select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.seq)))
    people = db.session.scalars(select(Applicant).where(Applicant.case_id == case.id).order_by(Applicant.id))
    pauses = db.session.scalars(select(Pause).where(Pause.case_id == case.id).order_by(Pause.id))
    if row is None:
        answers: dict = {}
    else:
        answers = all_answers_of(row) if with_secrets else open_answers_of(row)
    return CaseFile(
        case=case,
        people=list(people),
        answers=answers,
        events=events,
        texts=texts_of(events) if with_secrets else {},
        pauses=list(pauses),
        documents=row.documents if row else {},
        messages=list(db.session.scalars(select(Message).where(Message.case_id == case.id).order_by(Message.id))),
    )


def has_opened(case_id: int, user_id: int, now: datetime, within: timedelta = timedelta(0)) -> bool:
    """Whether this clerk's opening of the case is in the log for this hour, or since `within` before it."""
    first = now.replace(minute=0, second=0, microsecond=0) - within
    query = select(CaseOpening.hour).where(
        CaseOpening.user_id == user_id, CaseOpening.case_id == case_id, CaseOpening.hour >= first
    )
    return db.session.scalars(query.limit(1)).first() is not None


def note_opening(case_id: int, user_id: int, saw_answers: bool, now: datetime) -> None:
    """Log that a clerk opened a case: once per clerk, case and hour. Commits."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    if db.session.get(CaseOpening, (user_id, case_id, hour)) is not None:
        return
    db.session.add(CaseOpening(user_id=user_id, case_id=case_id, hour=hour, saw_answers=saw_answers))
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()  # the same clerk's other tab was a moment earlier


def events_since(case_id: int, seq: int) -> list[CaseEvent]:
    """What happened after the reader saw version `seq`, oldest first."""
    query = select(CaseEvent).where(CaseEvent.case_id == case_id, CaseEvent.seq > seq).order_by(CaseEvent.seq)
    return list(db.session.scalars(query))


def staff_names(ids: set[int]) -> dict[int, str]:
    """The names of these members of staff, whether still active or not."""
    return {row.id: row.name for row in db.session.execute(select(User.id, User.name).where(User.id.in_(ids)))}


def newest_event_id() -> int:
    """The last thing that happened to any case: by it a list knows whether it may be old."""
    return db.session.scalar(select(func.max(CaseEvent.id))) or 0


def changed_cases(since_event_id: int, departments: frozenset[str] | None, clerk_id: int, most: int = 100) -> int:
    """How many cases of these departments others changed after that event; counted up to `most` events."""
    query = select(CaseEvent.case_id).where(
        CaseEvent.id > since_event_id, (CaseEvent.actor_id != clerk_id) | CaseEvent.actor_id.is_(None)
    )
    if departments is not None:
        query = query.where(CaseEvent.owner_department_id.in_(sorted(departments)))
    return len(set(db.session.scalars(query.order_by(CaseEvent.id.desc()).limit(most))))


def case_file_of(case_id: int, file_id: int) -> StoredFile | None:
    """This file, when it belongs to this case."""
    file = db.session.get(StoredFile, file_id)
    return file if file is not None and file.case_id == case_id and file.removed_at is None else None
