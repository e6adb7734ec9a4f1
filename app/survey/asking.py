"""The questions as a page shows them, and whether a visit is asked at all."""

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from app.keys import Keys
from app.sentence import Sentence
from app.survey.queries import RUNNING, answered_at, asked_case, questionnaire_of, wave_named
from app.survey.questionnaire import Label, Moment, Questionnaire, Tick
from app.survey.reading import MOST_CHARACTERS, NO_OPINION, ResponseReading, Typed
from app.survey.tokens import survey_token

_VISIT_KEY = "survey"


@dataclass(frozen=True)
class QuestionView:
    key: str
    question: Label
    scale: tuple[tuple[int, Label], ...]
    required: bool
    chosen: str
    errors: Sequence[Sentence]


@dataclass(frozen=True)
class TickView:
    key: str
    label: Label
    is_ticked: bool


@dataclass(frozen=True)
class Asking:
    """One form: `overall` stands in front, `more` is there for who wants to say more."""

    token: str
    moment: Moment
    is_answered: bool
    shows_form: bool
    changeable_until: datetime | None
    overall: QuestionView | None = None
    more: tuple[QuestionView, ...] = ()
    strengths: tuple[TickView, ...] = ()
    weaknesses: tuple[TickView, ...] = ()
    free_text_question: Label | None = None
    free_text: str = ""
    free_text_errors: Sequence[Sentence] = ()
    most_characters: int = MOST_CHARACTERS

    @property
    def more_is_open(self) -> bool:
        """Whether the second part must be seen: it holds an error or something already said."""
        return bool(
            self.free_text
            or self.free_text_errors
            or any(question.errors or question.chosen for question in self.more)
            or any(tick.is_ticked for tick in (*self.strengths, *self.weaknesses))
        )

    @property
    def errors(self) -> list[tuple[str, Sentence]]:
        """Each error with the id of the input it is about."""
        asked = ((self.overall,) if self.overall else ()) + self.more
        found = [(f"{question.key}-5", error) for question in asked for error in question.errors]
        return found + [("free_text", error) for error in self.free_text_errors]


def ask(
    case_id: int,
    moment: Moment,
    keys: Keys,
    visit: MutableMapping[str, Any],
    now: datetime,
    change_days: int,
    file_is_open: bool = False,
) -> Asking | None:
    """The form a receipt or a tracking page embeds; None when there is nothing to ask.

    `visit` is the browser's session: one visit is asked about one case and moment, never about a second.
    A sensitive service is asked about only in its open file.
    """
    case = asked_case(case_id, moment)
    if case is None or not case.asks or (case.is_sensitive and not file_is_open):
        return None
    if moment is Moment.SERVICE and not case.is_ended:
        return None
    token = survey_token(keys, case_id, moment)
    if visit.get(_VISIT_KEY, token) != token:
        return None
    visit[_VISIT_KEY] = token
    shown = asking(token, case_id, moment, now, change_days)
    return replace(shown, shows_form=not shown.is_answered)


def asking(
    token: str,
    case_id: int,
    moment: Moment,
    now: datetime,
    change_days: int,
    typed: Typed | None = None,
    reading: ResponseReading | None = None,
) -> Asking:
    """The form with what was typed; an earlier answer is never shown, because a link may be followed by others."""
    first = answered_at(case_id, moment)
    closes = first + timedelta(days=change_days) if first else None
    return _drawn(
        questionnaire_of(wave_named(RUNNING)),
        typed or {},
        reading,
        token=token,
        moment=moment,
        is_answered=first is not None,
        shows_form=True,
        changeable_until=closes if closes and closes >= now else None,
    )


def _drawn(questionnaire: Questionnaire, typed: Typed, reading: ResponseReading | None, **about: Any) -> Asking:
    errors: Mapping[str, Sequence[Sentence]] = reading.errors if reading else {}
    questions = [
        QuestionView(
            key=item.key,
            question=item.question,
            scale=tuple(enumerate(item.scale, start=1)),
            required=item.required,
            chosen=_chosen(typed.get(item.key, ())),
            errors=errors.get(item.key, ()),
        )
        for item in questionnaire.at(about["moment"])
    ]
    text = typed.get("free_text", ())
    return Asking(
        overall=questions[0] if questions else None,
        more=tuple(questions[1:]),
        strengths=_tick_views(questionnaire.strengths, typed.get("strengths", ())),
        weaknesses=_tick_views(questionnaire.weaknesses, typed.get("weaknesses", ())),
        free_text_question=questionnaire.free_text,
        free_text=text[0] if text else "",
        free_text_errors=errors.get("free_text", ()),
        **about,
    )


def _chosen(values: Sequence[str]) -> str:
    value = values[0].strip() if len(set(values)) == 1 else ""
    return value if value in ("1", "2", "3", "4", "5", NO_OPINION) else ""


def _tick_views(ticks: Sequence[Tick], given: Sequence[str]) -> tuple[TickView, ...]:
    return tuple(TickView(tick.key, tick.label, tick.key in given) for tick in ticks)
