"""An application being filled in. A draft is its own record, never a case."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import UTCDateTime
from app.extensions import db


class Draft(db.Model):
    """What one browser has typed into one service's form, sealed; found by the hash of the browser's cookie."""

    __tablename__ = "draft"
    __table_args__ = (
        UniqueConstraint("browser_hash", "service_id"),
        Index("ix_draft_touched", "touched_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    browser_hash: Mapped[str] = mapped_column(String(64))
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    service_version_id: Mapped[int] = mapped_column(ForeignKey("service_version.id"))
    form_version_id: Mapped[int] = mapped_column(ForeignKey("form_version.id"))
    notice_version_id: Mapped[int | None] = mapped_column(ForeignKey("notice_version.id"))
    sealed_typed: Mapped[bytes | None] = mapped_column(LargeBinary)
    # Sent once: a second send finds the case under the same token.
    submission_token: Mapped[str] = mapped_column(String(64), unique=True)
    is_own_device: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    touched_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # Which steps were reached, for the drop-out counts.
    steps_reached: Mapped[str] = mapped_column(String(500), default="")
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
