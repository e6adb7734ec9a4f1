"""Reading a form: from what the browser sent to answers, errors, advice and papers. Pure; raises on no input."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from app.catalogue.engine.conditions import REFUSED, fields_of, is_met
from app.catalogue.engine.field_types import Calendar, FileFacts, Typed
from app.catalogue.engine.form import APPLICANT_KIND, Document, Field, Form, Label, Step
from app.catalogue.invalid_value import InvalidValue
from app.sentence import Sentence

Files = Mapping[str, Sequence[FileFacts]]


class AnswerState(StrEnum):
    GIVEN = "given"
    MISSING = "missing"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of one question: its state and, when given, its parsed value."""

    state: AnswerState
    value: Any = None


MISSING = Answer(AnswerState.MISSING)
NOT_ASKED = Answer(AnswerState.NOT_ASKED)


@dataclass(frozen=True, slots=True)
class VisibleStep:
    """A step as it is asked now: only the questions that apply."""

    key: str
    title: Label
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Urgency:
    """The service's priority condition, met by these answers."""

    text: Label | None
    show_112: bool
    first_response: Mapping[str, Any] | None


@dataclass(frozen=True)
class Reading:
    """All that follows from what was typed into a form."""

    form: Form
    answers: Mapping[str, Answer]
    errors: Mapping[str, list[Sentence]]
    advice: Mapping[str, list[Label]]
    steps: tuple[VisibleStep, ...]
    missing_documents: tuple[Document, ...]
    """Required now and not there; they never stop an application."""
    received_documents: tuple[Document, ...]
    recommended_documents: tuple[Document, ...]
    """Not there, and the application would be better with them."""
    documents_to_bring: tuple[Document, ...]
    """Shown at the desk, not uploaded."""
    required: frozenset[str]
    """The questions that need an answer now."""
    applicant_kind: str | None
    urgency: Urgency | None
    variant: Mapping[str, Any] | None
    """The first of the service's variants whose condition the answers meet."""

    @property
    def is_complete(self) -> bool:
        """Whether it may be sent."""
        return not self.errors

    @property
    def is_urgent(self) -> bool:
        return self.urgency is not None

    @property
    def first_step_with_errors(self) -> str | None:
        """The key of the first step that has to be mended."""
        return next((step.key for step in self.steps if any(one.key in self.errors for one in step.fields)), None)

    def step(self, key: str) -> VisibleStep | None:
        return next((step for step in self.steps if step.key == key), None)

    def value(self, key: str) -> Any:
        """The parsed value of a question; None when it has none."""
        answer = self.answers.get(key)
        return answer.value if answer else None

    def step_errors(self, key: str) -> dict[str, list[Sentence]]:
        """The errors of one step, in the order of its questions."""
        step = self.step(key)
        return {one.key: self.errors[one.key] for one in step.fields if one.key in self.errors} if step else {}


def read(
    form: Form, typed: Typed, files: Files, today: date, is_working: Callable[[date], bool] | None = None
) -> Reading:
    """Read everything typed so far. Unknown names and repeats are ignored; hidden questions are never checked."""
    calendar = Calendar(today, is_working) if is_working else Calendar(today)
    return _Reader(form, typed, files, calendar).reading()


class _Reader:
    """Goes through a form once, in its order."""

    def __init__(self, form: Form, typed: Typed, files: Files, calendar: Calendar) -> None:
        self.form, self.typed, self.files, self.calendar = form, typed, files, calendar
        self.answers: dict[str, Answer] = {}
        self.errors: dict[str, list[Sentence]] = {}
        self.advice: dict[str, list[Label]] = {}
        self.values: dict[str, Any] = {}
        self.required: set[str] = set()
        if len(form.applicant_kinds) == 1:
            self.values[APPLICANT_KIND] = form.applicant_kinds[0]

    def reading(self) -> Reading:
        steps = tuple(step for step in map(self._visible_step, self.form.steps) if step.fields)
        shown = [one for step in steps for one in step.fields]
        for one in shown:
            self._require(one)
        self._apply_rules({one.key for one in shown})
        for one in shown:
            self._advise(one)
        asked = [document for document in self.form.documents if self._holds(document.condition)]
        uploads = [document for document in asked if document.field_key is not None]
        absent = [document for document in uploads if not self.files.get(document.field_key or "")]
        return Reading(
            form=self.form,
            answers=self.answers,
            errors=self.errors,
            advice=self.advice,
            steps=steps,
            missing_documents=tuple(document for document in absent if document.is_required),
            received_documents=tuple(document for document in uploads if document not in absent),
            recommended_documents=tuple(one for one in absent if one.is_recommended and not one.is_required),
            documents_to_bring=tuple(document for document in asked if document.field_key is None),
            required=frozenset(self.required),
            applicant_kind=self._value(APPLICANT_KIND),
            urgency=self._urgency(),
            variant=next((one for one in self.form.variants if one.get("when") and self._holds(one["when"])), None),
        )

    def _visible_step(self, step: Step) -> VisibleStep:
        shown = []
        is_shown = self._holds(step.show_when)
        for one in step.fields:
            if is_shown and self._holds(one.show_when):
                shown.append(one)
                self.answers[one.key] = self._answer(one)
            else:
                self.answers.setdefault(one.key, NOT_ASKED)
        return VisibleStep(step.key, step.title, tuple(shown))

    def _answer(self, one: Field) -> Answer:
        try:
            value = self._parsed(one)
        except InvalidValue as invalid:
            self._refuse(one, [invalid.sentence])
            return MISSING
        if value is None:
            return MISSING
        problems = list(one.type.problems(one, value, self.calendar))
        if problems:
            self._refuse(one, problems)
            return MISSING
        self.values[one.key] = value
        return Answer(AnswerState.GIVEN, value)

    def _parsed(self, one: Field) -> Any:
        if one.type.name == "file":
            return tuple(self.files.get(one.key) or ()) or None
        return one.type.parse(one, self.typed)

    def _refuse(self, one: Field, problems: list[Sentence]) -> None:
        self.errors[one.key] = problems
        self.values[one.key] = REFUSED

    def _require(self, one: Field) -> None:
        is_needed = (
            one.must_be_true or one.required or (one.required_when is not None and self._holds(one.required_when))
        )
        if not is_needed:
            return
        self.required.add(one.key)
        # an unticked box is no answer where one is needed
        if one.key not in self.errors and self.values.get(one.key) in (None, False):
            self.errors[one.key] = [one.type.missing(one)]

    def _apply_rules(self, shown: set[str]) -> None:
        """Rules that look at several fields; a field that is wrong already is not blamed again."""
        for rule in self.form.rules:
            key = rule["field"]
            if key not in shown or key in self.errors:
                continue
            condition = rule["refuse_when"]
            if any(self.values.get(other) is REFUSED for other in fields_of(condition)):
                continue
            if self._holds(condition):
                # a text of the catalogue, not of the program: it brings its own languages
                self.errors[key] = [Sentence("%(text)s", {"text": rule["message"]})]

    def _advise(self, one: Field) -> None:
        texts = [advice["text"] for advice in one.advice if self._holds(advice.get("when"))]
        if texts:
            self.advice[one.key] = texts

    def _urgency(self) -> Urgency | None:
        for rule in self.form.priority:
            if rule.get("when") and self._holds(rule["when"]):
                return Urgency(rule.get("text"), bool(rule.get("show_112")), rule.get("first_response"))
        return None

    def _holds(self, condition: Mapping[str, Any] | None) -> bool:
        return is_met(condition, self.values.get, self.calendar.today)

    def _value(self, key: str) -> Any:
        value = self.values.get(key)
        return None if value is REFUSED else value
