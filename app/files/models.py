"""The record of a file: whose it is, what it is called, where its content lies."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import UTCDateTime
from app.extensions import db
from app.files.sniff import FileKind, kind_of


class Purpose(StrEnum):
    """What a file is for."""

    ANSWER = "answer"  # a form field of type file
    DOCUMENT = "document"  # a document the service asks of the citizen
    REPLY = "reply"  # sent along with a message after the application
    CLERK = "clerk"  # added by the town


class ScanState(StrEnum):
    """What a virus scanner said; without one, nothing."""

    NOT_SCANNED = "not_scanned"
    CLEAN = "clean"
    REFUSED = "refused"


def _one_of(column: str, names: type[StrEnum]) -> str:
    return f"{column} IN ({', '.join(repr(name.value) for name in names)})"


class StoredFile(db.Model):
    """One file of one draft or case. Two records may share one content; the content goes when the last record does."""

    __tablename__ = "stored_file"
    __table_args__ = (
        CheckConstraint("removed_at IS NOT NULL OR ((case_id IS NULL) <> (draft_id IS NULL))", name="has_one_owner"),
        CheckConstraint(_one_of("purpose", Purpose), name="purpose_is_known"),
        CheckConstraint(_one_of("scan_state", ScanState), name="scan_state_is_known"),
        CheckConstraint("size > 0", name="is_not_empty"),
        Index(None, "case_id"),
        Index(None, "draft_id"),
        Index(None, "sha256"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(120))
    purpose: Mapped[str] = mapped_column(String(10))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("draft.id"))
    field_key: Mapped[str | None] = mapped_column(String(80))
    scan_state: Mapped[str] = mapped_column(String(12), default=ScanState.NOT_SCANNED.value)
    uploaded_by: Mapped[str] = mapped_column(String(40))  # "citizen", or a clerk's id
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @property
    def kind(self) -> FileKind:
        """What kind of file it is."""
        return kind_of(self.media_type)

    def move_to_case(self, case_id: int) -> None:
        """What was sent with a draft belongs to the case made of it."""
        self.case_id, self.draft_id = case_id, None

    def remove(self, at: datetime) -> None:
        """Take the file from its owner; its name, which may say much, goes at once, its content with the next sweep."""
        self.removed_at, self.draft_id, self.name = at, None, ""
