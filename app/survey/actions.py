"""What is done with surveys: import the questions, take an answer, type in a sheet and take it back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from app.clock import ISTANBUL
from app.extensions import db
from app.survey.counts import Cell, cell_of, shift
from app.survey.errors import NoQuestionnaire, NotAsked, NotYetAsked, TooLateToChange
from app.survey.models import QuestionnaireVersion, SurveyResponse, Wave
from app.survey.queries import BEFORE, RUNNING, asked_case, pile, wave_named
from app.survey.questionnaire import Moment, Questionnaire, content_hash
from app.survey.reading import ResponseReading

_WAVES: dict[str, dict[str, str]] = {
    BEFORE: {"tr": "Öncesi (başlangıç ölçümü)", "en": "Before (baseline)"},
    RUNNING: {"tr": "Sürekli ölçüm", "en": "Running"},
}


def import_questionnaire(definition: Mapping[str, Any], now: datetime) -> bool:
    """Take in a questionnaire and lay out the first waves; False when nothing was new. Raises BadQuestionnaire."""
    Questionnaire.from_definition(definition)
    found = content_hash(definition)
    version = db.session.scalar(select(QuestionnaireVersion).where(QuestionnaireVersion.content_hash == found))
    is_new = version is None
    if version is None:
        number = (db.session.scalar(select(func.max(QuestionnaireVersion.number))) or 0) + 1
        version = QuestionnaireVersion(number=number, content_hash=found, definition=dict(definition), created_at=now)
        db.session.add(version)
        db.session.flush()
    waves = {wave.key: wave for wave in db.session.scalars(select(Wave))}
    for key, name in _WAVES.items():
        if key not in waves:
            is_new = True
            db.session.add(Wave(key=key, name=name, questionnaire_version_id=version.id))
    # The baseline keeps the questions it was asked with; what is asked online follows the newest.
    if RUNNING in waves and is_new:
        waves[RUNNING].questionnaire_version_id = version.id
    db.session.commit()
    return is_new


def answer_survey(
    case_id: int,
    moment: Moment,
    reading: ResponseReading,
    channel: str,
    locale: str,
    wave: str,
    now: datetime,
    change_days: int = 30,
) -> None:
    """Take the one answer of a case at a moment, or put it in place of the earlier one, and commit.

    Raises NotAsked, NotYetAsked, TooLateToChange.
    """
    case = asked_case(case_id, moment)
    if case is None or not case.asks or not reading.is_sound:
        raise NotAsked(f"case {case_id} at {moment}")
    running = wave_named(wave)
    content = _content(reading) | {
        "department_id": case.owner_department_id,
        "outcome": case.outcome,
        "channel": channel,
        "locale": locale,
        "changed_at": now,
    }
    first = {
        "case_id": case_id,
        "moment": moment.value,
        "wave_id": running.id,
        "questionnaire_version_id": running.questionnaire_version_id,
        "service_id": case.service_id,
        "answered_at": now,
    }
    can_begin = case.is_ended or moment is Moment.APPLYING
    if can_begin and _insert_once(first | content, ["case_id", "moment"]):
        shift(Cell(case.service_id, running.id, moment.value), {}, reading.scores)
        db.session.commit()
        return
    _change(case_id, moment, content, now, timedelta(days=change_days))
    db.session.commit()


def _change(case_id: int, moment: Moment, content: dict[str, Any], now: datetime, window: timedelta) -> None:
    # Locked, so that two changes at once do not both take the same old scores out of the counts.
    response = db.session.scalar(
        select(SurveyResponse)
        .where(SurveyResponse.case_id == case_id, SurveyResponse.moment == moment)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if response is None:
        raise NotYetAsked(f"case {case_id} is still open")
    closes = response.answered_at + window
    if now > closes:
        raise TooLateToChange(closes)
    before = dict(response.scores)
    for name, value in content.items():
        setattr(response, name, value)
    shift(cell_of(response), before, response.scores)


@dataclass(frozen=True)
class Sheet:
    """A paper questionnaire as a clerk types it in. `number` is its place in the clerk's batch, from 1."""

    reading: ResponseReading
    wave: str
    batch: str
    number: int
    filled_on: date
    service_id: int | None
    department_id: str | None
    locale: str = "tr"


@dataclass(frozen=True)
class TypedIn:
    """The number a sheet got, and whether it was new: Enter pressed twice types the same sheet once."""

    number: int
    is_new: bool


def type_sheet(sheet: Sheet, typed_by: int, now: datetime) -> TypedIn:
    """Store a sheet and commit. One that differs from the sheet of its number (a second tab) gets the next number."""
    wave = wave_named(sheet.wave)
    if wave.key == RUNNING:
        raise NoQuestionnaire("sheets belong to a wave of their own")
    row = _sheet_row(sheet, wave, typed_by, now)
    while not _insert_once(row, ["typed_by_id", "batch", "sheet"]):
        if _is_same(row):
            db.session.commit()
            return TypedIn(row["sheet"], is_new=False)
        row["sheet"] = max(row["sheet"], pile(typed_by, sheet.batch).last) + 1
    shift(Cell(sheet.service_id or 0, wave.id, Moment.PAPER.value), {}, sheet.reading.scores)
    db.session.commit()
    return TypedIn(row["sheet"], is_new=True)


def _sheet_row(sheet: Sheet, wave: Wave, typed_by: int, now: datetime) -> dict[str, Any]:
    return _content(sheet.reading) | {
        "case_id": None,
        "moment": Moment.PAPER.value,
        "wave_id": wave.id,
        "questionnaire_version_id": wave.questionnaire_version_id,
        "channel": "paper",
        "locale": sheet.locale,
        "service_id": sheet.service_id,
        "department_id": sheet.department_id,
        "outcome": None,
        "answered_at": datetime.combine(sheet.filled_on, time(12), ISTANBUL),
        "changed_at": now,
        "typed_by_id": typed_by,
        "batch": sheet.batch,
        "sheet": sheet.number,
    }


def _is_same(row: dict[str, Any]) -> bool:
    """Whether the sheet that has this number says the same, with the same date and service."""
    held = db.session.scalar(
        select(SurveyResponse).where(
            SurveyResponse.typed_by_id == row["typed_by_id"],
            SurveyResponse.batch == row["batch"],
            SurveyResponse.sheet == row["sheet"],
        )
    )
    said = ("scores", "strengths", "weaknesses", "free_text", "answered_at", "service_id", "wave_id")
    return held is not None and all(getattr(held, name) == row[name] for name in said)


def take_back_sheet(typed_by: int, batch: str, number: int) -> bool:
    """Remove a clerk's last sheet of a batch and commit; False when `number` is not the last one (any more)."""
    response = db.session.scalar(
        select(SurveyResponse)
        .where(SurveyResponse.typed_by_id == typed_by, SurveyResponse.batch == batch)
        .order_by(SurveyResponse.sheet.desc())
        .limit(1)
        .with_for_update()
    )
    if response is None or response.sheet != number:
        db.session.rollback()
        return False
    shift(cell_of(response), response.scores, {})
    db.session.delete(response)
    db.session.commit()
    return True


def _content(reading: ResponseReading) -> dict[str, Any]:
    return {
        "scores": reading.scores,
        "strengths": reading.strengths,
        "weaknesses": reading.weaknesses,
        "free_text": reading.free_text,
    }


def _insert_once(row: dict[str, Any], unique: list[str]) -> bool:
    """Insert unless such a row stands already; waits for whoever is inserting it at this moment."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    made = dialect.insert(SurveyResponse).values(row).on_conflict_do_nothing(index_elements=unique)
    return db.session.execute(made.returning(SurveyResponse.id)).first() is not None
