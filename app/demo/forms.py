"""Filled-in forms to draw cases from: each goes through the form engine and the very functions that open a case."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Any

from sqlalchemy import ColumnDefault

from app.cases.answers import answers_row
from app.cases.happening import PauseToOpen
from app.cases.news import recipient_of
from app.cases.open_case import Application, case_row, kept_answers, pauses_at_start, people_of, words_to_find
from app.cases.working_calendar import WorkingCalendar
from app.catalogue.engine.applicant import applicant_of
from app.catalogue.engine.field_types import FileFacts
from app.catalogue.engine.presenting import exported
from app.catalogue.engine.reading import Reading, read
from app.catalogue.engine.sampling import sample_typed
from app.catalogue.queries import Listed, form_of
from app.demo.files import SampleFiles
from app.demo.texts import fitting, texts_from
from app.messages.notify import Recipient
from app.turkish import fold

MOST_A_MONTH = 12
"""Forms of one service and month; a large town's further cases repeat them."""
_WANTS_PIN = 0.1


@dataclass(frozen=True)
class Filled:
    """All that a case takes from its form; cases copy it, nobody changes it."""

    listed: Listed
    case: dict[str, Any]
    people: list[dict[str, Any]]
    recipient: Recipient | None
    answers: dict[str, Any]
    secret_answers: dict[str, Any]
    files: dict[str, list[FileFacts]]
    document_fields: frozenset[str]
    pauses: list[PauseToOpen]
    folded_words: str


class Forms:
    """Gives a filled form for a service and a day; makes up to MOST_A_MONTH of each month."""

    def __init__(
        self, rng: Random, calendar: WorkingCalendar, notice_version_id: int | None, samples: SampleFiles
    ) -> None:
        self._rng, self._calendar, self._notice, self._samples = rng, calendar, notice_version_id, samples
        self._made: dict[tuple[int, int, int], list[Filled]] = {}

    def one(self, listed: Listed, day: date, at: datetime) -> Filled:
        """A form of this service that could have been sent on this day."""
        made = self._made.setdefault((listed.id, day.year, day.month), [])
        if len(made) < MOST_A_MONTH:
            made.append(self._new(listed, day, at))
            return made[-1]
        return self._rng.choice(made)

    def forget_before(self, day: date) -> None:
        """Let go of the forms of months gone by."""
        for key in [key for key in self._made if key[1:] < (day.year, day.month)]:
            del self._made[key]

    def _new(self, listed: Listed, day: date, at: datetime) -> Filled:
        rng, is_working = self._rng, self._calendar.is_working
        form = form_of(listed.form_id)
        typed, files = sample_typed(form, rng, day, texts=texts_from(rng), is_working=is_working)
        files = {key: [self._ours(facts) for facts in given] for key, given in files.items()}
        reading = read(form, fitting(listed.code, typed, rng), files, day, is_working)
        return filled(listed, reading, files, self._notice, rng.random() < _WANTS_PIN, at, rng.choice)

    def _ours(self, facts: FileFacts) -> FileFacts:
        """The same file as one of the two sample files that really lie in the store."""
        kind = "image" if facts.kind == "image" else "pdf"
        suffix = "png" if kind == "image" else "pdf"
        return FileFacts("0", f"{facts.name.partition('.')[0]}.{suffix}", self._samples.size(kind), kind)


def filled(
    listed: Listed,
    reading: Reading,
    files: dict[str, list[FileFacts]],
    notice_version_id: int | None,
    wants_pin: bool,
    at: datetime,
    choose: Callable[[str], str],
) -> Filled:
    """Everything a case will copy, made by the functions that open a case."""
    application = Application(
        service_id=listed.id,
        service_version_id=listed.version_id,
        form_version_id=listed.form_id,
        notice_version_id=notice_version_id,
        reading=reading,
        submission_token="",
        channel="portal",
        locale="tr",
        wants_pin=wants_pin,
    )
    facts = applicant_of(reading)
    case = case_row(application, listed.definition, facts, at, choose)
    people = people_of(facts)
    secret = exported(reading, secret=True)
    return Filled(
        listed=listed,
        case=_values(case),
        people=[_values(person) for person in people],
        recipient=recipient_of(people[0], "tr"),
        answers=_values(kept_answers(0, reading)),
        secret_answers=secret,
        files=files,
        document_fields=frozenset(one.key for one in reading.form.fields if one.document_key),
        pauses=pauses_at_start(case, reading),
        folded_words=fold(words_to_find(listed.definition, reading)),
    )


def answers_with_files(form: Filled, case_id: int, file_ids: dict[str, list[int]]) -> dict[str, Any]:
    """The case's row of answers, naming the files that are its own."""
    values = form.answers | {"case_id": case_id}
    if not file_ids:
        return values
    given = {
        key: {"state": "given", "value": [_exported(facts, n) for facts, n in zip(form.files[key], ids, strict=True)]}
        for key, ids in file_ids.items()
    }
    secret = {key: answer for key, answer in given.items() if key in form.secret_answers}
    values["open_answers"] = {**values["open_answers"], **{k: v for k, v in given.items() if k not in secret}}
    if secret:
        values["sealed_answers"] = answers_row(case_id, {}, form.secret_answers | secret, {}).sealed_answers
    return values


def _exported(facts: FileFacts, file_id: int) -> dict[str, Any]:
    return {"id": str(file_id), "name": facts.name, "size": facts.size, "kind": facts.kind}


def _values(row: Any) -> dict[str, Any]:
    """A row that was never stored, as values for an insert; columns nobody set have their default."""
    values = {}
    for column in row.__table__.columns:
        value = getattr(row, column.key)
        if value is None and isinstance(column.default, ColumnDefault) and column.default.is_scalar:
            value = column.default.arg
        values[column.key] = value
    return values
