"""What the desk sees of one case, and the trace that somebody looked."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.cases.answers import all_answers_of, open_answers_of
from app.cases.models import Applicant, Case, CaseAnswers, CaseEvent, CaseOpening, Pause
from app.cases.texts import texts_of
from app.extensions import db


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
    )


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
