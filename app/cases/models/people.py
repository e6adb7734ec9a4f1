"""The people of a case: who applies, for whom, and the browser that has its file open."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import UTCDateTime
from app.extensions import db


class Applicant(db.Model):
    """A person as the case names them: a snapshot. Numbers and contacts lie sealed, found by fingerprint."""

    __tablename__ = "applicant"
    __table_args__ = (
        CheckConstraint("role IN ('applicant','contact','represented')", name="role_known"),
        Index("ix_applicant_case", "case_id"),
        Index("ix_applicant_name", "name_fold"),
        Index("ix_applicant_id_no", "id_no_fingerprint"),
        Index("ix_applicant_phone", "phone_fingerprint"),
        Index("ix_applicant_email", "email_fingerprint"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    role: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(10))  # person | company | anonymous
    acts_as: Mapped[str] = mapped_column(String(20), default="kendi")
    name: Mapped[str] = mapped_column(String(250), default="")
    # Looked for by its beginning: only the order of code points keeps all that begin alike together.
    name_fold: Mapped[str] = mapped_column(String(250).with_variant(String(250, "C"), "postgresql"), default="")
    id_type: Mapped[str | None] = mapped_column(String(12))
    sealed_id_no: Mapped[bytes | None] = mapped_column(LargeBinary)
    id_no_fingerprint: Mapped[str | None] = mapped_column(String(64))
    sealed_phone: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_fingerprint: Mapped[str | None] = mapped_column(String(64))
    sealed_email: Mapped[bytes | None] = mapped_column(LargeBinary)
    email_fingerprint: Mapped[str | None] = mapped_column(String(64))
    news_channel: Mapped[str] = mapped_column(String(10), default="none")  # sms | email | phone | none


class OpenFile(db.Model):
    """A browser that gave the second fact: the file of one case stays open in it for a while."""

    __tablename__ = "open_file"
    __table_args__ = (Index("ix_open_file_case", "case_id"),)

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class ToldAnswer(db.Model):
    """Something told at once at the counter or on the phone, without a case: it counts as work done."""

    __tablename__ = "told_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    department_id: Mapped[str] = mapped_column(ForeignKey("department.id"))
    clerk_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    channel: Mapped[str] = mapped_column(String(10))
    topic: Mapped[str] = mapped_column(String(30))
