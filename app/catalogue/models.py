"""What the municipality offers, as rows: departments, services and their versions, referenced for ever."""

from datetime import date, datetime

from sqlalchemy import JSON, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import UTCDateTime
from app.extensions import db


class Department(db.Model):
    """A unit of the town (müdürlük); `masa` is the Single Service Desk itself."""

    __tablename__ = "department"

    id: Mapped[str] = mapped_column(String(30), primary_key=True)
    name_tr: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    on_call_phone: Mapped[str | None] = mapped_column(String(30))
    position: Mapped[int] = mapped_column(Integer, default=0)

    note: Mapped[dict[str, str] | None] = mapped_column(JSON)

    @property
    def name(self) -> dict[str, str]:
        return {"tr": self.name_tr, "en": self.name_en}

    @property
    def definition(self) -> dict:
        """As the catalogue file says it."""
        optional = {"on_call_phone": self.on_call_phone, "note": self.note}
        return {"id": self.id, "name": self.name} | {key: value for key, value in optional.items() if value}


class Topic(db.Model):
    """A life topic under which citizens look for services."""

    __tablename__ = "topic"

    id: Mapped[str] = mapped_column(String(30), primary_key=True)
    name: Mapped[dict[str, str]] = mapped_column(JSON)
    position: Mapped[int] = mapped_column(Integer, default=0)

    @property
    def definition(self) -> dict:
        """As the catalogue file says it."""
        return {"id": self.id, "name": self.name, "position": self.position}


class Neighbourhood(db.Model):
    """A mahalle. Keyed by code: names repeat within the district."""

    __tablename__ = "neighbourhood"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[dict[str, str]] = mapped_column(JSON)
    settlement: Mapped[str] = mapped_column(String(80), default="")
    is_verified: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(Integer, default=0)

    @property
    def definition(self) -> dict:
        """As the catalogue file says it."""
        return {"code": self.code, "name": self.name, "settlement": self.settlement, "verified": self.is_verified}


class Service(db.Model):
    """One thing a citizen can ask of the town. What it says and asks stands in its versions."""

    __tablename__ = "service"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    department_id: Mapped[str] = mapped_column(ForeignKey("department.id"))
    position: Mapped[int] = mapped_column(Integer, default=0)
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # No foreign keys: service and version would point at each other, which SQLite cannot lay down in one migration.
    current_version_id: Mapped[int | None]
    current_form_id: Mapped[int | None]

    department: Mapped[Department] = relationship()
    current_version: Mapped["ServiceVersion | None"] = relationship(
        primaryjoin="foreign(Service.current_version_id) == ServiceVersion.id", viewonly=True
    )
    current_form: Mapped["FormVersion | None"] = relationship(
        primaryjoin="foreign(Service.current_form_id) == FormVersion.id", viewonly=True
    )

    @property
    def is_retired(self) -> bool:
        return self.retired_at is not None


class OldSlug(db.Model):
    """An address a service had before: printed on paper somewhere, so it redirects for ever."""

    __tablename__ = "old_slug"

    slug: Mapped[str] = mapped_column(String(120), primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))


class _ServiceWritten:
    """One immutable version of something written about a service; a trigger refuses to change it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    number: Mapped[int]
    content_hash: Mapped[str] = mapped_column(String(64))
    definition: Mapped[dict] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class ServiceVersion(_ServiceWritten, db.Model):
    """What the town said about a service at one time."""

    __tablename__ = "service_version"
    __table_args__ = (UniqueConstraint("service_id", "number"),)


class FormVersion(_ServiceWritten, db.Model):
    """The questions of a service at one time, fully expanded."""

    __tablename__ = "form_version"
    __table_args__ = (UniqueConstraint("service_id", "number"),)


class NoticeVersion(db.Model):
    """The privacy notice as it was shown; a case names the one its applicant saw. Immutable."""

    __tablename__ = "notice_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    content_hash: Mapped[str] = mapped_column(String(64), unique=True)
    body: Mapped[dict] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class CatalogueDefault(db.Model):
    """The parts of a catalogue file that belong to no single service (blocks), kept for export and recompiling."""

    __tablename__ = "catalogue_default"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    body: Mapped[dict | list] = mapped_column(JSON)


class FormStepCount(db.Model):
    """How often a step of a form was reached and left that day: drop-out, without knowing by whom."""

    __tablename__ = "form_step_count"
    __table_args__ = (Index("ix_form_step_count_day", "day"),)

    form_version_id: Mapped[int] = mapped_column(ForeignKey("form_version.id"), primary_key=True)
    step: Mapped[str] = mapped_column(String(40), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    reached: Mapped[int] = mapped_column(default=0)
    left: Mapped[int] = mapped_column(default=0)
