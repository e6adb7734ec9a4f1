"""What the tracking pages read beside the case itself. All of it by the case's id or by unique keys."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.cases.models import CaseAnswers, CaseEvent, Pause
from app.catalogue.models import Department
from app.extensions import db
from app.files.models import Purpose, StoredFile

Label = dict[str, str]


@dataclass(frozen=True)
class OpenPause:
    """Something that holds the case up now."""

    kind: str
    reason: str
    ends_by: datetime | None
    stops_promise: bool


def department_names(ids: Collection[str]) -> dict[str, Label]:
    """The departments' names by id."""
    rows = db.session.execute(
        select(Department.id, Department.name_tr, Department.name_en).where(Department.id.in_(ids))
    )
    return {row.id: {"tr": row.name_tr, "en": row.name_en} for row in rows}


def open_pauses_of(case_id: int) -> list[OpenPause]:
    """What holds the case up, oldest first."""
    query = (
        select(Pause.kind, Pause.reason, Pause.ends_by, Pause.stops_promise)
        .where(Pause.case_id == case_id, Pause.ended_at.is_(None))
        .order_by(Pause.id)
    )
    return [OpenPause(*row) for row in db.session.execute(query)]


def document_keys(case_id: int, state: str) -> list[str]:
    """The keys of the documents that were `missing`, `received` or `to_bring` when the application was sent."""
    documents = db.session.scalar(select(CaseAnswers.documents).where(CaseAnswers.case_id == case_id))
    return list((documents or {}).get(state, []))


def told_events(case_id: int) -> list[CaseEvent]:
    """The public events as rows, newest first."""
    query = select(CaseEvent).where(CaseEvent.case_id == case_id, CaseEvent.public).order_by(CaseEvent.seq.desc())
    return list(db.session.scalars(query))


def files_shown(case_id: int) -> list[StoredFile]:
    """The files the applicant sent. What a clerk put beside the case is the desk's own until it is handed out."""
    query = (
        select(StoredFile)
        .where(
            StoredFile.case_id == case_id, StoredFile.removed_at.is_(None), StoredFile.purpose != Purpose.CLERK.value
        )
        .order_by(StoredFile.id)
    )
    return list(db.session.scalars(query))


def file_shown(case_id: int, file_id: int) -> StoredFile | None:
    """One of these files; None when it is another case's, or none at all."""
    return next((file for file in files_shown(case_id) if file.id == file_id), None)
