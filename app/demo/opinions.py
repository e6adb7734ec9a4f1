"""What people of the demonstration say about how it went: better with time, worse when late or refused."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from app.cases.lifecycle import ENDED, EventKind, Outcome
from app.demo.story import Story
from app.survey.models import Wave
from app.survey.queries import BEFORE, RUNNING, asks, questionnaire_of, wave_named
from app.survey.questionnaire import Moment, Questionnaire

_ANSWERS_APPLYING, _ANSWERS_SERVICE = 0.16, 0.2
_HARSH = frozenset({Outcome.REFUSED, Outcome.LAPSED})


@dataclass(frozen=True)
class Opinions:
    """The questions of the two waves and the year they are asked in."""

    rng: Random
    running: Wave
    before: Wave
    questions: Questionnaire
    first: datetime
    end: datetime
    texts: dict[str, list[str]]

    def of(self, story: Story) -> list[dict[str, Any]]:
        """The answers this case's applicant gives, as rows; usually none."""
        rows, case, definition = [], story.case, story.form.listed.definition
        if case.channel == "portal" and asks(definition, Moment.APPLYING) and self.rng.random() < _ANSWERS_APPLYING:
            at = case.received_at + timedelta(minutes=self.rng.randint(1, 20))
            rows += self._row(story, Moment.APPLYING, at, 3.9, case.owner_department_id, None)
        if case.status in ENDED and asks(definition, Moment.SERVICE) and self.rng.random() < _ANSWERS_SERVICE:
            at = _ended_at(story) + timedelta(minutes=int(self.rng.expovariate(1 / 1500)) + 2)
            mood = 3.9 - (1.5 if case.outcome in _HARSH else 0) - (0.9 if _is_late(story) else 0)
            rows += self._row(story, Moment.SERVICE, at, mood, case.owner_department_id, case.outcome)
        return rows

    def sheets(self, n: int, typed_by: int, service_ids: list[int]) -> list[dict[str, Any]]:
        """The paper sheets of the wave before, typed in on one day."""
        at = self.first - timedelta(days=20)
        return [
            self._values(Moment.PAPER, at, 3.0)
            | {
                "case_id": None, "wave_id": self.before.id, "channel": "paper", "locale": "tr",
                "questionnaire_version_id": self.before.questionnaire_version_id,
                "service_id": self.rng.choice(service_ids), "department_id": None, "outcome": None,
                "typed_by_id": typed_by, "batch": at.date().isoformat(), "sheet": number,
            }
            for number in range(1, n + 1)
        ]  # fmt: skip

    def _row(
        self, story: Story, moment: Moment, at: datetime, mood: float, department_id: str, outcome: str | None
    ) -> list[dict[str, Any]]:
        if at >= self.end:
            return []
        improving = 0.4 * ((at - self.first) / (self.end - self.first))
        about = {
            "case_id": story.case.id, "wave_id": self.running.id, "channel": "portal", "locale": story.case.locale,
            "questionnaire_version_id": self.running.questionnaire_version_id, "service_id": story.case.service_id,
            "department_id": department_id, "outcome": outcome, "typed_by_id": None, "batch": None, "sheet": None,
        }  # fmt: skip
        return [self._values(moment, at, mood + improving) | about]

    def _values(self, moment: Moment, at: datetime, mood: float) -> dict[str, Any]:
        rng = self.rng
        mood = rng.gauss(mood, 0.9)
        scores = {
            item.key: max(1, min(5, round(rng.gauss(mood + (0.4 if item.key == "fairness" else 0), 0.6))))
            for item in self.questions.at(moment)
            if item.required or rng.random() < 0.7
        }
        tone = "good" if mood >= 3.8 else "fair" if mood >= 2.6 else "bad"
        return {
            "moment": moment.value,
            "scores": scores,
            "strengths": [tick.key for tick in self.questions.strengths if rng.random() < (mood - 1) / 10],
            "weaknesses": [tick.key for tick in self.questions.weaknesses if rng.random() < (5 - mood) / 10],
            "free_text": rng.choice(self.texts[tone]) if rng.random() < 0.2 else "",
            "answered_at": at,
            "changed_at": at,
        }


def opinions(rng: Random, first: datetime, end: datetime, texts: dict[str, list[str]]) -> Opinions:
    """With the questions that are in force."""
    running = wave_named(RUNNING)
    return Opinions(rng, running, wave_named(BEFORE), questionnaire_of(running), first, end, texts)


def _ended_at(story: Story) -> datetime:
    return story.events[-1]["at"] if story.events[-1]["kind"] != EventKind.NOTED else story.case.closed_at


def _is_late(story: Story) -> bool:
    """Whether the promise was missed. Once a pause stopped it for good, nothing was."""
    due = story.case.promise_due_at
    return due is not None and story.case.closed_at > due
