"""How it went, as citizens say it: questionnaires, waves, answers, and the sums kept beside them."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import UTCDateTime
from app.extensions import db


class QuestionnaireVersion(db.Model):
    """The questions as they were asked. Immutable once an answer names them."""

    __tablename__ = "questionnaire_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    content_hash: Mapped[str] = mapped_column(String(64), unique=True)
    definition: Mapped[dict] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Wave(db.Model):
    """A measuring in a period: `before` is the baseline, without which no improvement can be claimed."""

    __tablename__ = "wave"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[dict] = mapped_column(JSON)
    questionnaire_version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"))
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)


class SurveyResponse(db.Model):
    """One answer, for one case and moment; a paper sheet has no case. Never shown singly to those it speaks of."""

    __tablename__ = "survey_response"
    __table_args__ = (
        UniqueConstraint("case_id", "moment"),
        # Enter pressed twice types one sheet: the second finds its number taken.
        UniqueConstraint("typed_by_id", "batch", "sheet"),
        CheckConstraint("moment IN ('applying','service','paper')", name="moment_known"),
        Index("ix_survey_response_service", "service_id", "moment"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    moment: Mapped[str] = mapped_column(String(10))
    questionnaire_version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"))
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"))
    channel: Mapped[str] = mapped_column(String(10))
    locale: Mapped[str] = mapped_column(String(5))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    department_id: Mapped[str | None] = mapped_column(ForeignKey("department.id"))
    outcome: Mapped[str | None] = mapped_column(String(20))
    # Item key → 1..5; an item not answered ("Fikrim yok") is absent.
    scores: Mapped[dict] = mapped_column(JSON)
    strengths: Mapped[list] = mapped_column(JSON, default=list)
    weaknesses: Mapped[list] = mapped_column(JSON, default=list)
    free_text: Mapped[str] = mapped_column(String(1200), default="")
    answered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    typed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    # A typed-in sheet's pile and its place in it.
    batch: Mapped[str | None] = mapped_column(String(40))
    sheet: Mapped[int | None]


class SurveyCount(db.Model):
    """How often a score was given. `service_id` 0 is a sheet without a service. Rebuilt and verified by a command.

    `told` is what those who work on such cases are shown: it follows `n` in steps of five answers, so that nobody
    reads a single answer off two visits to the table.
    """

    __tablename__ = "survey_count"

    service_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    moment: Mapped[str] = mapped_column(String(10), primary_key=True)
    item: Mapped[str] = mapped_column(String(20), primary_key=True)
    score: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(default=0)
    told: Mapped[int] = mapped_column(default=0)
