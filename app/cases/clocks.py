"""The two clocks of a case: set when it is received, moved by every pause, both stored as instants."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.cases.calendar import working_calendar
from app.cases.deadlines import AfterPause, ExtensionRefused, extended, law_due, promise_due
from app.cases.durations import Clock, Duration, Unit, law_duration
from app.cases.errors import RefusedAction
from app.cases.models import Case, Pause, PauseKind
from app.cases.working_calendar import WorkingCalendar
from app.catalogue.queries import service_definition
from app.extensions import db
from app.sentence import say


def promise_rule(
    definition: Mapping[str, Any], variant: Mapping[str, Any] | None, on_call_phone: str | None
) -> dict[str, Any] | None:
    """What the town promises for these answers; None where nothing is promised.

    A promise that runs by night is only given by a department that can be called by night.
    """
    completion = (variant or {}).get("completion") or definition.get("completion")
    if not completion:
        return None
    duration = Duration.from_mapping(completion)
    if duration.clock is Clock.WALL and duration.unit is not Unit.IMMEDIATE and not on_call_phone:
        return None
    return duration.as_mapping()


def law_rule(definition: Mapping[str, Any]) -> dict[str, Any]:
    """What the law gives the town for this service."""
    return law_duration(definition).as_mapping()


def set_due(case: Case, pauses: Iterable[Pause], calendar: WorkingCalendar | None = None) -> None:
    """Compute both dates from the case's rules, its pauses and today's calendar. None while a clock stands still."""
    calendar, pauses = calendar or working_calendar(), list(pauses)
    promise = case.promise_rule
    case.promise_due_at = (
        promise_due(case.received_at, Duration.from_mapping(promise), calendar, pauses) if promise else None
    )
    case.law_due_at = law_due(
        case.received_at, Duration.from_mapping(case.law_rule), calendar, pauses, _after_pause(case.law_rule)
    )


def recompute(case: Case) -> None:
    """Both dates anew, after a pause began or ended or the calendar changed."""
    set_due(case, db.session.scalars(select(Pause).where(Pause.case_id == case.id)))


def pause_stops_law(case: Case, kind: PauseKind) -> bool:
    """Whether a pause of this kind stops the law's clock too; only where the service's own law says so."""
    stops = service_definition(case.service_version_id).get("clock_stops") or []
    return any(stop["kind"] == kind and stop.get("stops_law") for stop in stops)


def extend(case: Case, now: datetime, reason: str) -> None:
    """Give the law's clock its longer time. Raises RefusedAction where there is none, too late, or without reason."""
    pauses = list(db.session.scalars(select(Pause).where(Pause.case_id == case.id)))
    extend_with(case, pauses, working_calendar(), now, reason)


def extend_with(case: Case, pauses: list[Pause], calendar: WorkingCalendar, now: datetime, reason: str) -> None:
    """The same for a case whose pauses and calendar are at hand."""
    extension = service_definition(case.service_version_id).get("extension")
    if not extension or case.law_rule.get("extended"):
        raise RefusedAction(say("The law's date of this case cannot be extended."), "reason")
    longer = Duration.from_mapping({"amount": extension["to"], "unit": extension["unit"], "clock": extension["clock"]})
    first = Duration.from_mapping(case.law_rule)
    try:
        extended(
            case.received_at,
            first,
            longer,
            calendar,
            pauses,
            decided_at=now,
            reason=reason,
            after_pause=_after_pause(case.law_rule),
        )
    except ExtensionRefused as refused:
        raise RefusedAction(refused.sentence, "reason") from refused
    case.law_rule = {**case.law_rule, **longer.as_mapping(), "extended": True}
    set_due(case, pauses, calendar)


def _after_pause(rule: Mapping[str, Any]) -> AfterPause:
    return AfterPause(rule.get("after_pause", AfterPause.RESUME))
