"""What happened to a case: appended, never edited (triggers in the migration refuse it)."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import UTCDateTime
from app.extensions import db


class CaseEvent(db.Model):
    """One thing that happened. Status, owner and turn are those after it, so any moment can be recomputed."""

    __tablename__ = "case_event"
    __table_args__ = (
        UniqueConstraint("case_id", "seq"),
        CheckConstraint("actor IN ('citizen','clerk','system')", name="actor_known"),
        Index("ix_case_event_at", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(String(30))
    public: Mapped[bool]
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    actor: Mapped[str] = mapped_column(String(10))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    on_behalf_of: Mapped[str | None] = mapped_column(String(20))
    department_from: Mapped[str | None] = mapped_column(ForeignKey("department.id"))
    department_to: Mapped[str | None] = mapped_column(ForeignKey("department.id"))
    status: Mapped[str] = mapped_column(String(20))
    owner_department_id: Mapped[str] = mapped_column(ForeignKey("department.id"))
    owner_clerk_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    turn: Mapped[str] = mapped_column(String(10))
    payload: Mapped[dict] = mapped_column(JSON, default=dict)
    payload_version: Mapped[int] = mapped_column(default=1)


class CaseOpening(db.Model):
    """Who looked into which case: one row a clerk, case and hour. Polls and fragments are not openings."""

    __tablename__ = "case_opening"

    user_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    hour: Mapped[datetime] = mapped_column(UTCDateTime, primary_key=True)
    saw_answers: Mapped[bool] = mapped_column(default=True)


class EventText(db.Model):
    """What was written with an event, sealed; apart from it, so that retention can erase it and keep the trace."""

    __tablename__ = "event_text"

    event_id: Mapped[int] = mapped_column(ForeignKey("case_event.id"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
