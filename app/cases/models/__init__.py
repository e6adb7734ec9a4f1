"""The rows of a case: the case itself, its people, what happened to it, what holds it up, and drafts before it."""

from app.cases.models.calendar import CalendarDay, CalendarVersion
from app.cases.models.case import Case, CaseAnswers, CaseCount
from app.cases.models.draft import Draft
from app.cases.models.event import CaseEvent, CaseOpening, EventText
from app.cases.models.hold import Handover, Pause, PauseKind
from app.cases.models.people import Applicant, OpenFile, ToldAnswer

__all__ = [
    "Applicant",
    "CalendarDay",
    "CalendarVersion",
    "Case",
    "CaseAnswers",
    "CaseCount",
    "CaseEvent",
    "CaseOpening",
    "Draft",
    "EventText",
    "Handover",
    "OpenFile",
    "Pause",
    "PauseKind",
    "ToldAnswer",
]
