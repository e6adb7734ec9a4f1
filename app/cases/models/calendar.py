"""The town's own calendar: what it changes in the public holidays, by version."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import UTCDateTime
from app.extensions import db


class CalendarVersion(db.Model):
    """A state of the calendar; cases name the one their dates came from."""

    __tablename__ = "calendar_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    note: Mapped[str] = mapped_column(String(200), default="")


class CalendarDay(db.Model):
    """One day that is not what the public holidays say: administrative leave, a local day, a correction."""

    __tablename__ = "calendar_day"
    __table_args__ = (CheckConstraint("kind IN ('full','half','working')", name="kind_known"),)

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(String(200), default="")
    source: Mapped[str] = mapped_column(String(200), default="")
    version_id: Mapped[int] = mapped_column(ForeignKey("calendar_version.id"))
