"""What holds a case up, and the hand-overs between departments."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import UTCDateTime
from app.extensions import db


class PauseKind(StrEnum):
    DOCUMENT = "document"
    QUESTION = "question"
    FEE = "fee"
    IDENTITY = "identity"
    OTHER_AUTHORITY = "other_authority"
    APPLICANTS_WISH = "applicants_wish"


# Kinds in which the applicant is expected to act.
WAITS_FOR_APPLICANT = frozenset({PauseKind.DOCUMENT, PauseKind.QUESTION, PauseKind.FEE, PauseKind.IDENTITY})


class Pause(db.Model):
    """A time in which a clock of the case stands still, and why."""

    __tablename__ = "pause"
    __table_args__ = (
        CheckConstraint("ended_at IS NULL OR ended_at >= started_at", name="ends_after_start"),
        Index("ix_pause_case", "case_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(500), default="")
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_by: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    stops_promise: Mapped[bool] = mapped_column(default=True)
    stops_law: Mapped[bool] = mapped_column(default=False)

    @property
    def waits_for_applicant(self) -> bool:
        return self.ended_at is None and PauseKind(self.kind) in WAITS_FOR_APPLICANT


class Handover(db.Model):
    """A case offered to another department; accepted or bounced there."""

    __tablename__ = "handover"
    __table_args__ = (
        CheckConstraint("state IN ('offered','accepted','bounced')", name="state_known"),
        Index("ix_handover_case", "case_id"),
        Index("ix_handover_to", "to_department_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    from_department_id: Mapped[str] = mapped_column(ForeignKey("department.id"))
    to_department_id: Mapped[str] = mapped_column(ForeignKey("department.id"))
    to_clerk_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    reason: Mapped[str] = mapped_column(String(500))
    state: Mapped[str] = mapped_column(String(10))
    offered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
