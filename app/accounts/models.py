"""The tables of the staff: people, their sessions, one-time links, kept posts and the audit trail.

`audit_entry` is append-only: the migration lays triggers that refuse UPDATE and DELETE on it, on both engines.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.roles import Role
from app.catalogue.models import Department
from app.database import UTCDateTime
from app.extensions import db


class User(db.Model):
    """One member of staff: one department and a set of roles. Never deleted, only deactivated."""

    __tablename__ = "staff_user"
    __table_args__ = (CheckConstraint("version >= 1", name="staff_user_version_counts"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    email_fold: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    department_id: Mapped[str] = mapped_column(ForeignKey("department.id"), index=True)
    roles: Mapped[list[str]] = mapped_column(JSON, default=list)
    password_hash: Mapped[str | None] = mapped_column(String(255))
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    deactivated_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)

    department: Mapped[Department] = relationship()

    __mapper_args__ = {"version_id_col": version}

    # Flask-Login's four questions. Its user id is the token of the session in hand, so that a session can be revoked.
    is_authenticated = True
    is_anonymous = False
    session_token = None  # type: str | None  # an annotation would make it a column

    def get_id(self) -> str:
        """The token of the session this person came in with. Raises when there is none."""
        if self.session_token is None:
            raise RuntimeError("this user was not loaded through a session")
        return self.session_token

    def has_role(self, role: Role) -> bool:
        """Whether the person holds this role now; a deactivated person holds none."""
        return self.is_active and role.value in self.roles

    def deactivate(self, at: datetime) -> None:
        """Close the account; the row stays, because events and audit entries point to it."""
        self.is_active = False
        self.deactivated_at = at

    def reactivate(self) -> None:
        """Open the account again, with the roles it had."""
        self.is_active = True
        self.deactivated_at = None


class StaffSession(db.Model):
    """One sign-in on one browser; only the hash of its token is stored, and no address."""

    __tablename__ = "staff_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class OneTimeLink(db.Model):
    """A link that sets a password once; only a POST spends it, since mail scanners follow links."""

    __tablename__ = "one_time_link"
    __table_args__ = (CheckConstraint("purpose IN ('setup', 'invite', 'reset')", name="one_time_link_purpose_known"),)

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(10))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"), index=True)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    spent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class AuditEntry(db.Model):
    """Who did what, when. Append-only by trigger; `detail` holds ids and words of ours, never personal data."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        CheckConstraint("actor_kind IN ('clerk', 'system', 'citizen')", name="audit_entry_actor_kind_known"),
        Index("ix_audit_entry_actor", "actor_id", "id"),
        Index("ix_audit_entry_action", "action", "id"),
        Index("ix_audit_entry_subject", "subject_type", "subject_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    actor_kind: Mapped[str] = mapped_column(String(10))
    action: Mapped[str] = mapped_column(String(40))
    subject_type: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[str] = mapped_column(String(60))
    detail: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)


class KeptPost(db.Model):
    """A form sent after the idle limit, sealed for its author until the next sign-in."""

    __tablename__ = "kept_post"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"), index=True)
    path: Mapped[str] = mapped_column(String(500))  # where the form was sent to
    page: Mapped[str] = mapped_column(String(500))  # the page that shows the form
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    returned_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # offered back at a sign-in, once
