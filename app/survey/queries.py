"""Reading surveys: questionnaires, waves, and whether a case is asked."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import func, select

from app.cases.lifecycle import ENDED, Status
from app.cases.models import Case
from app.catalogue.queries import service_definition
from app.extensions import db
from app.survey.errors import NoQuestionnaire
from app.survey.models import QuestionnaireVersion, SurveyResponse, Wave
from app.survey.questionnaire import Moment, Questionnaire

RUNNING = "running"
BEFORE = "before"


@lru_cache(maxsize=16)
def _version(version_id: int) -> Questionnaire:
    definition = db.session.scalar(select(QuestionnaireVersion.definition).where(QuestionnaireVersion.id == version_id))
    if definition is None:
        raise NoQuestionnaire(f"no questionnaire version {version_id}")
    return Questionnaire.from_definition(definition)


def forget_questionnaires() -> None:
    """Read versions anew. They never change, but a test's database does."""
    _version.cache_clear()


def questionnaire_of(wave: Wave) -> Questionnaire:
    """What is asked in a wave."""
    return _version(wave.questionnaire_version_id)


def wave_named(key: str) -> Wave:
    """The wave with this key. Raises NoQuestionnaire."""
    wave = db.session.scalar(select(Wave).where(Wave.key == key))
    if wave is None:
        raise NoQuestionnaire(f"no wave {key!r}")
    return wave


def all_waves() -> list[Wave]:
    """All waves, the baseline first."""
    return list(db.session.scalars(select(Wave).order_by(Wave.id)))


@dataclass(frozen=True)
class AskedCase:
    """What a survey needs to know of a case. No personal data."""

    id: int
    service_id: int
    owner_department_id: str
    status: str
    outcome: str | None
    is_sensitive: bool
    service_name: dict[str, str]
    asks: bool

    @property
    def is_ended(self) -> bool:
        return Status(self.status) in ENDED


def asked_case(case_id: int, moment: Moment) -> AskedCase | None:
    """The case, with whether its service asks at this moment; None when there is none."""
    row = db.session.execute(
        select(
            Case.id, Case.service_id, Case.owner_department_id, Case.status, Case.outcome, Case.is_sensitive,
            Case.service_version_id,
        ).where(Case.id == case_id)
    ).first()  # fmt: skip
    if row is None:
        return None
    definition = service_definition(row[-1])
    return AskedCase(*row[:-1], service_name=definition["name"], asks=asks(definition, moment))


def asks(definition: dict, moment: Moment) -> bool:
    """Whether a service asks at a moment: yes, unless the catalogue says no."""
    return bool((definition.get("survey") or {}).get(moment.value, True))


def answered_at(case_id: int, moment: Moment) -> datetime | None:
    """When the case's answer was first given; None without one. Its content is nobody's to see here."""
    return db.session.scalar(
        select(SurveyResponse.answered_at).where(SurveyResponse.case_id == case_id, SurveyResponse.moment == moment)
    )


@dataclass(frozen=True)
class Pile:
    """A clerk's sheets of one batch: how many are in, and the number of the last."""

    n: int
    last: int


def pile(typed_by: int, batch: str) -> Pile:
    """What this clerk typed in of this batch."""
    n, last = db.session.execute(
        select(func.count(), func.coalesce(func.max(SurveyResponse.sheet), 0)).where(
            SurveyResponse.typed_by_id == typed_by, SurveyResponse.batch == batch
        )
    ).one()
    return Pile(n, last or 0)
