"""The case, its answers, and the counts kept beside it."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.cases.lifecycle import ENDED, Status, Turn, turn_of
from app.catalogue.models import Department, Service
from app.database import UTCDateTime
from app.extensions import db


def _open_index(name: str, *columns: str) -> Index:
    """An index over open cases only: most cases are closed, and no queue walks past them."""
    is_open = text("closed_at IS NULL")
    return Index(name, *columns, sqlite_where=is_open, postgresql_where=is_open)


_STATUSES = ",".join(f"'{s}'" for s in Status)
_ENDED = ",".join(f"'{s}'" for s in sorted(ENDED))


class Case(db.Model):
    """One citizen's application, from receipt to answer. Only `record` writes its status, owner and version."""

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint(f"status IN ({_STATUSES})", name="status_known"),
        CheckConstraint(f"(status IN ({_ENDED})) = (closed_at IS NOT NULL)", name="ended_has_date"),
        CheckConstraint("(status = 'closed') = (outcome IS NOT NULL)", name="closed_has_outcome"),
        # The queue's pages walk these in order, urgent first, newest first.
        _open_index("ix_cases_open", "is_urgent", "id"),
        _open_index("ix_cases_open_department", "owner_department_id", "is_urgent", "id"),
        _open_index("ix_cases_open_clerk", "owner_clerk_id", "is_urgent", "id"),
        _open_index("ix_cases_open_promise", "promise_due_at", "id"),
        Index("ix_cases_department", "owner_department_id", "id"),
        Index("ix_cases_service", "service_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tracking_number: Mapped[str] = mapped_column(String(12), unique=True)
    submission_token: Mapped[str] = mapped_column(String(64), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    event_count: Mapped[int] = mapped_column(default=0)

    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    service_version_id: Mapped[int] = mapped_column(ForeignKey("service_version.id"))
    form_version_id: Mapped[int] = mapped_column(ForeignKey("form_version.id"))
    notice_version_id: Mapped[int | None] = mapped_column(ForeignKey("notice_version.id"))

    status: Mapped[str] = mapped_column(String(20))
    # Where a waiting case goes back to when the applicant has answered.
    status_before_waiting: Mapped[str | None] = mapped_column(String(20))
    outcome: Mapped[str | None] = mapped_column(String(20))
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    is_urgent: Mapped[bool] = mapped_column(default=False)
    is_sensitive: Mapped[bool] = mapped_column(default=False)
    confidential_until: Mapped[date | None] = mapped_column(Date)

    owner_department_id: Mapped[str] = mapped_column(ForeignKey("department.id"))
    owner_clerk_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    sent_by_department_id: Mapped[str | None] = mapped_column(ForeignKey("department.id"))

    channel: Mapped[str] = mapped_column(String(10))
    locale: Mapped[str] = mapped_column(String(5))
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    identity_level: Mapped[str] = mapped_column(String(10), default="declared")  # declared | verified
    # Nothing that only the right person may have leaves the town before a clerk recorded who it is.
    needs_identity: Mapped[bool] = mapped_column(default=False)
    identity_how: Mapped[str | None] = mapped_column(String(20))
    identity_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    identity_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    signature_method: Mapped[str | None] = mapped_column(String(20))
    outside_numbers: Mapped[dict] = mapped_column(JSON, default=dict)

    # The PIN is derived from (id, generation): nothing of it is stored.
    pin_generation: Mapped[int] = mapped_column(default=1)
    uses_pin_only: Mapped[bool] = mapped_column(default=False)

    promise_rule: Mapped[dict | None] = mapped_column(JSON)
    law_rule: Mapped[dict] = mapped_column(JSON)
    promise_due_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    law_due_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    law_satisfied_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    calendar_version_id: Mapped[int | None] = mapped_column(ForeignKey("calendar_version.id"))

    place: Mapped[str | None] = mapped_column(String(40))
    # One line for lists, of answers that are neither personal nor sensitive.
    subject: Mapped[str] = mapped_column(String(200), default="")

    service: Mapped[Service] = relationship()
    owner_department: Mapped[Department] = relationship(foreign_keys=[owner_department_id])
    owner_clerk: Mapped[User | None] = relationship(foreign_keys=[owner_clerk_id])

    @property
    def is_open(self) -> bool:
        return Status(self.status) not in ENDED

    @property
    def turn(self) -> Turn:
        return turn_of(Status(self.status))


class CaseAnswers(db.Model):
    """What was answered, by field key with its state; what is personal or sensitive lies sealed."""

    __tablename__ = "case_answers"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    open_answers: Mapped[dict] = mapped_column(JSON)
    sealed_answers: Mapped[bytes | None] = mapped_column(LargeBinary)
    documents: Mapped[dict] = mapped_column(JSON, default=dict)


class CaseCount(db.Model):
    """How many cases stand where. Kept by `record`; rebuilt and verified by a command. `clerk_id` 0 is nobody."""

    __tablename__ = "case_count"

    department_id: Mapped[str] = mapped_column(ForeignKey("department.id"), primary_key=True)
    clerk_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    status: Mapped[str] = mapped_column(String(20), primary_key=True)
    n: Mapped[int] = mapped_column(default=0)
