"""What holds for every date, duration, calendar and pause (issue: Deadlines)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from app.cases.deadlines import AfterPause, citizen_due, end_of_day, internal_due, law_due, promise_due
from app.cases.durations import Clock, Duration, Unit
from app.cases.working_calendar import DayKind, WorkingCalendar
from app.clock import local_date


@dataclass(frozen=True)
class Pause:
    started_at: datetime
    ended_at: datetime | None
    stops_promise: bool = True
    stops_law: bool = True


MOMENTS = st.integers(0, 941 * 24 * 3600).map(lambda n: datetime(2025, 6, 1, tzinfo=UTC) + timedelta(seconds=n))
CALENDARS = st.dictionaries(st.dates(date(2025, 6, 1), date(2028, 6, 1)), st.sampled_from(DayKind), max_size=15).map(
    WorkingCalendar
)
IN_DAYS = st.builds(Duration, st.integers(1, 60), st.just(Unit.WORKING_DAY), st.just(Clock.WORKING)) | st.builds(
    Duration, st.integers(1, 90), st.just(Unit.CALENDAR_DAY), st.just(Clock.CALENDAR)
)
IN_HOURS = st.builds(
    Duration, st.integers(1, 60), st.sampled_from([Unit.MINUTE, Unit.HOUR]), st.just(Clock.SERVICE_HOURS)
)
ROUND_THE_CLOCK = st.builds(
    Duration, st.integers(1, 60), st.sampled_from([Unit.MINUTE, Unit.HOUR]), st.just(Clock.WALL)
)
PETITION = Duration(30, Unit.CALENDAR_DAY, Clock.CALENDAR)  # Law 3071, art. 7
ENDED = st.builds(
    lambda start, length: Pause(start, start + length), MOMENTS, st.timedeltas(timedelta(0), timedelta(days=40))
)
PAUSES = st.lists(ENDED, max_size=4)


@given(MOMENTS, IN_DAYS, CALENDARS, PAUSES)
def test_a_day_clock_never_ends_on_a_day_without_work(start, duration, calendar, pauses):
    for due in (
        promise_due(start, duration, calendar, pauses),
        law_due(start, duration, calendar, pauses),
        law_due(start, duration, calendar, pauses, AfterPause.RESTART),
        internal_due(start, duration, calendar, pauses),
    ):
        assert due is not None
        assert due == end_of_day(local_date(due))
        assert calendar.is_working(local_date(due))
        assert due > start


@given(MOMENTS, IN_DAYS, CALENDARS)
def test_a_citizens_time_ends_on_a_whole_working_day(start, duration, calendar):
    last = local_date(citizen_due(start, duration, calendar))
    assert calendar.is_working(last)
    assert not calendar.is_half(last)


@given(MOMENTS, MOMENTS, IN_DAYS | IN_HOURS | ROUND_THE_CLOCK, CALENDARS, PAUSES)
def test_who_applies_later_is_never_due_earlier(one, two, duration, calendar, pauses):
    earlier, later = sorted((one, two))
    first, second = (promise_due(start, duration, calendar, pauses) for start in (earlier, later))
    assert first is not None
    assert second is not None
    assert first <= second


@given(MOMENTS, st.integers(1, 60), CALENDARS, st.integers(0, 60), st.integers(0, 30))
def test_pausing_n_working_days_moves_the_promise_n_working_days(start, amount, calendar, later, paused):
    duration = Duration(amount, Unit.WORKING_DAY, Clock.WORKING)
    plain = promise_due(start, duration, calendar)
    began = start + timedelta(days=later)
    assume(began <= plain)
    resumed = calendar.add_working_days(local_date(began), paused)
    ended = max(began, end_of_day(resumed))
    moved = promise_due(start, duration, calendar, [Pause(began, ended)])
    assert calendar.working_days_between(local_date(plain), local_date(moved)) == paused


@given(MOMENTS, st.integers(1, 90), st.integers(0, 60), st.integers(0, 30))
def test_pausing_n_calendar_days_moves_the_promise_n_days_before_it_rolls(start, amount, later, paused):
    calendar = WorkingCalendar()
    assume(later < amount)
    began = start + timedelta(days=later)
    pause = Pause(began, began + timedelta(days=paused))
    moved = promise_due(start, Duration(amount, Unit.CALENDAR_DAY, Clock.CALENDAR), calendar, [pause])
    assert local_date(moved) == calendar.on_or_after(local_date(start) + timedelta(days=amount + paused))


@given(MOMENTS, IN_HOURS, CALENDARS, PAUSES)
def test_an_hour_promise_never_ends_while_the_desk_is_closed(start, duration, calendar, pauses):
    due = promise_due(start, duration, calendar, pauses)
    assert any(opens < due <= closes for opens, closes in calendar.opening(local_date(due)))


@given(MOMENTS, IN_HOURS, CALENDARS, PAUSES)
def test_an_hour_promise_gives_exactly_its_open_and_unpaused_minutes(start, duration, calendar, pauses):
    due = promise_due(start, duration, calendar, pauses)
    given_time = timedelta(0)
    edges = sorted({start, due} | {e for p in pauses for e in (p.started_at, p.ended_at) if start < e < due})
    for begins, ends in pairwise(edges):
        if any(pause.started_at <= begins and ends <= pause.ended_at for pause in pauses):
            continue
        day = local_date(begins)
        while day <= local_date(ends):
            for opens, closes in calendar.opening(day):
                given_time += max(timedelta(0), min(closes, ends) - max(opens, begins))
            day += timedelta(days=1)
    assert given_time == timedelta(**{f"{duration.unit}s": duration.amount})


@given(MOMENTS, ROUND_THE_CLOCK, st.integers(0, 99), st.timedeltas(timedelta(0), timedelta(days=40)))
def test_a_pause_moves_a_promise_round_the_clock_by_its_length(start, duration, percent, length):
    plain = promise_due(start, duration, WorkingCalendar())
    began = start + (plain - start) * percent / 100
    assert promise_due(start, duration, WorkingCalendar(), [Pause(began, began + length)]) - plain == length


@given(MOMENTS, CALENDARS, PAUSES)
def test_the_petition_law_gives_thirty_days_or_more_and_the_towns_own_day_is_never_later(start, calendar, pauses):
    due = law_due(start, PETITION, calendar)
    assert local_date(due) - local_date(start) >= timedelta(days=30)
    assert internal_due(start, PETITION, calendar, pauses) <= law_due(start, PETITION, calendar, pauses)


@given(MOMENTS, IN_DAYS | IN_HOURS | ROUND_THE_CLOCK, CALENDARS, PAUSES, ENDED)
def test_a_pause_never_brings_a_date_forward(start, duration, calendar, pauses, another):
    assert promise_due(start, duration, calendar, [*pauses, another]) >= promise_due(start, duration, calendar, pauses)
