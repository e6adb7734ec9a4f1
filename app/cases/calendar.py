"""The town's working calendar as the database has it, kept in memory by its version."""

from collections.abc import Mapping
from datetime import date

from flask import current_app
from sqlalchemy import func, select

from app.cases.models import CalendarDay, CalendarVersion
from app.cases.working_calendar import OpeningHours, WorkingCalendar
from app.extensions import db

_NEWEST_VERSION = select(func.max(CalendarVersion.id))
_by_version: dict[tuple[int, OpeningHours], WorkingCalendar] = {}


def working_calendar() -> WorkingCalendar:
    """The calendar in force. One small query; the days are read again only when the version moved."""
    return calendar_in_force()[1]


def calendar_in_force() -> tuple[int | None, WorkingCalendar]:
    """The calendar and the id of its version."""
    version_id = current_version_id()
    version = version_id or 0
    hours = current_app.config["MASA_OPENING_HOURS"]
    calendar = _by_version.get((version, hours))
    if calendar is None:
        calendar = WorkingCalendar(_overrides(), hours)
        _by_version.clear()
        _by_version[version, hours] = calendar
    return version_id, calendar


def current_version_id() -> int | None:
    """The newest row of the calendar's versions; None while the town changed nothing."""
    return db.session.connection().scalar(_NEWEST_VERSION)


def _overrides() -> Mapping[date, str]:
    return {row.day: row.kind for row in db.session.execute(select(CalendarDay.day, CalendarDay.kind))}
