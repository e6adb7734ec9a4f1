"""News for citizens as rows, written in the transaction of what they tell."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import UTCDateTime
from app.extensions import db


class MessageState(StrEnum):
    NOT_SENT = "not_sent"  # no channel is configured: the case shows it
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    DROPPED = "dropped"


class TextVersion(db.Model):
    """The wording of one kind of message in one channel and language. Immutable once used."""

    __tablename__ = "text_version"
    __table_args__ = (UniqueConstraint("kind", "channel", "locale", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    channel: Mapped[str] = mapped_column(String(10))
    locale: Mapped[str] = mapped_column(String(5))
    number: Mapped[int]
    subject: Mapped[str] = mapped_column(String(200), default="")
    body: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Message(db.Model):
    """One piece of news for one recipient. `idempotency_key` makes writing it twice impossible."""

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint(
            "state IN ('not_sent','waiting','sending','sent','failed','uncertain','dropped')", name="state_known"
        ),
        Index("ix_message_state_not_before", "state", "not_before"),
        Index("ix_message_case", "case_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("case_event.id"))
    kind: Mapped[str] = mapped_column(String(30))
    channel: Mapped[str] = mapped_column(String(10))  # sms | email | phone | none
    locale: Mapped[str] = mapped_column(String(5))
    text_version_id: Mapped[int | None] = mapped_column(ForeignKey("text_version.id"))
    sealed_recipient: Mapped[bytes | None] = mapped_column(LargeBinary)
    facts: Mapped[dict] = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(String(10))
    idempotency_key: Mapped[str] = mapped_column(String(80), unique=True)
    not_before: Mapped[datetime] = mapped_column(UTCDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
