"""When an answer is due: the town's promise and the law's limit, as pure functions of start, calendar and pauses.

Days end at 23:59:59 in Europe/Istanbul; every moment returned is aware UTC. Day clocks start the day after
(Law 2577, art. 8) and never end on a day the town does not work. A pause of n units of the clock moves the date
by n; a pause that begins after the date has passed moves nothing, since what is late stays late.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol

from app.cases.durations import Clock, Duration, Unit
from app.cases.working_calendar import WorkingCalendar
from app.clock import ISTANBUL, local_date
from app.sentence import Sentence, say

END_OF_DAY = time(23, 59, 59)
FOR_EVER = datetime.max.replace(tzinfo=UTC)


class Pause(Protocol):
    """A row of pause: since when, until when (None: still), and which clocks it stops."""

    @property
    def started_at(self) -> datetime: ...
    @property
    def ended_at(self) -> datetime | None: ...
    @property
    def stops_promise(self) -> bool: ...
    @property
    def stops_law(self) -> bool: ...


class AfterPause(StrEnum):
    """What the law clock does when a pause ends. "Kesilir" (4982) reads as restart; the town takes the shorter way."""

    RESUME = "resume"
    RESTART = "restart"


class ExtensionRefused(Exception):
    """The extension is not allowed; the sentence says what to do."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def promise_due(
    start: datetime, duration: Duration, calendar: WorkingCalendar, pauses: Iterable[Pause] = ()
) -> datetime | None:
    """When the town promised to be done; None while an open pause stops the promise.

    `immediate` means by the end of the opening hours of that day, or of the next day that has any.
    """
    return _due(start, duration, calendar, _stretches(start, (p for p in pauses if p.stops_promise)))


def law_due(
    start: datetime,
    duration: Duration,
    calendar: WorkingCalendar,
    pauses: Iterable[Pause] = (),
    after_pause: AfterPause = AfterPause.RESUME,
) -> datetime | None:
    """The last moment the law allows, rolled forward to a working day; None while an open pause stops the law.

    Sources: Law 3071, art. 7 and Law 4982, art. 11 for the length, Law 2577, art. 8 for the counting.
    """
    stretches = _stretches(start, (p for p in pauses if p.stops_law))
    if after_pause is AfterPause.RESUME:
        return _due(start, duration, calendar, stretches)
    due = _due(start, duration, calendar, [])
    for began, ended in stretches:
        if due is None or began > due:
            break
        due = None if ended == FOR_EVER else _due(ended, duration, calendar, [])
    return due


def internal_due(
    start: datetime, duration: Duration, calendar: WorkingCalendar, pauses: Iterable[Pause] = ()
) -> datetime | None:
    """The last working day on which the town can still keep the law without the roll forward; None while paused."""
    stretches = _stretches(start, (p for p in pauses if p.stops_law))
    if not duration.is_in_days:
        return _due(start, duration, calendar, stretches)
    last = _last_day(start, duration, calendar, stretches)
    if last is None:
        return None
    before = calendar.on_or_before(last)
    return end_of_day(before if before > local_date(start) else calendar.on_or_after(last))


def citizen_due(start: datetime, duration: Duration, calendar: WorkingCalendar) -> datetime:
    """The end of a citizen's own time: rolled forward to a whole working day, never to a half one."""
    if not duration.is_in_days:
        raise ValueError("a citizen's own time is given in days")
    last = calendar.on_or_after(_add(local_date(start), duration.amount, duration, calendar))
    while calendar.is_half(last):
        last = calendar.next_working_day(last)
    return end_of_day(last)


def extended(
    start: datetime,
    first: Duration,
    longer: Duration,
    calendar: WorkingCalendar,
    pauses: Iterable[Pause] = (),
    *,
    decided_at: datetime,
    reason: str,
    after_pause: AfterPause = AfterPause.RESUME,
) -> datetime | None:
    """The law's date after an extension to `longer`, counted from `start` again; None while paused.

    Raises ExtensionRefused without a reason, or once the first date has passed. Source: Law 4982, art. 11.
    """
    pauses = list(pauses)
    if not reason.strip():
        raise ExtensionRefused(say("Write the reason for the extension; the applicant is told it."))
    due = law_due(start, first, calendar, pauses, after_pause)
    if due is not None and decided_at > due:
        raise ExtensionRefused(
            say("The time can no longer be extended: it ended on %(day)s. Answer the application.", day=local_date(due))
        )
    return law_due(start, longer, calendar, pauses, after_pause)


def end_of_day(day: date) -> datetime:
    """The last second of `day` in the town, as aware UTC."""
    return datetime.combine(day, END_OF_DAY, ISTANBUL).astimezone(UTC)


Stretch = tuple[datetime, datetime]


def _stretches(start: datetime, pauses: Iterable[Pause]) -> list[Stretch]:
    """The pauses as stretches after `start`, in order, overlapping ones made one; an open one never ends."""
    joined: list[Stretch] = []
    for began, ended in sorted((max(p.started_at, start), p.ended_at or FOR_EVER) for p in pauses):
        if ended <= began:
            continue
        if joined and began <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], ended))
        else:
            joined.append((began, ended))
    return joined


def _due(start: datetime, duration: Duration, calendar: WorkingCalendar, paused: list[Stretch]) -> datetime | None:
    if duration.is_in_days:
        last = _last_day(start, duration, calendar, paused)
        return None if last is None else end_of_day(calendar.on_or_after(last))
    return _due_moment(start, duration, calendar, paused)


def _last_day(start: datetime, duration: Duration, calendar: WorkingCalendar, paused: list[Stretch]) -> date | None:
    """The last day of a day clock before any rolling; None when an open pause begins before it is over."""
    received = local_date(start)
    amount = duration.amount
    last = _add(received, amount, duration, calendar)
    for began, ended in paused:
        if began > end_of_day(calendar.on_or_after(last)):
            break
        if ended == FOR_EVER:
            return None
        if duration.unit is Unit.WORKING_DAY:
            amount += calendar.working_days_between(local_date(began), local_date(ended))
        else:
            amount += (local_date(ended) - local_date(began)).days
        last = _add(received, amount, duration, calendar)
    return last


def _add(day: date, amount: int, duration: Duration, calendar: WorkingCalendar) -> date:
    if duration.unit is Unit.WORKING_DAY:
        return calendar.add_working_days(day, amount)
    return day + timedelta(days=amount)


def _due_moment(
    start: datetime, duration: Duration, calendar: WorkingCalendar, paused: list[Stretch]
) -> datetime | None:
    """The end of a duration in minutes or hours, counting only the time that is open and not paused."""
    left = timedelta(**{"hours" if duration.unit is Unit.HOUR else "minutes": duration.amount})
    running: Iterable[Stretch] = [(start, FOR_EVER)]
    if duration.clock is Clock.SERVICE_HOURS:
        running = calendar.openings_after(start)
    for begins, ends in _without(running, paused, start):
        if begins == FOR_EVER:
            return None
        if duration.unit is Unit.IMMEDIATE:
            return calendar.opening(local_date(begins))[-1][1].astimezone(UTC)
        if ends - begins >= left:
            return begins + left
        left -= ends - begins
    raise AssertionError("the running time never ends")


def _without(running: Iterable[Stretch], paused: list[Stretch], start: datetime) -> Iterator[Stretch]:
    """The running time after `start` with the pauses cut out; (FOR_EVER, FOR_EVER) where an open pause takes it all."""
    for begins, ends in running:
        begins, ends = max(begins, start).astimezone(UTC), ends.astimezone(UTC)
        for began, ended in paused:
            if ended <= begins or began >= ends:
                continue
            if began > begins:
                yield begins, began
            if ended == FOR_EVER:
                yield FOR_EVER, FOR_EVER
                return
            begins = ended
        if begins < ends:
            yield begins, ends
