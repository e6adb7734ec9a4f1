"""The town works on weekdays without public holidays, changed day by day by its own table (Law 2429)."""

import subprocess
import sys
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.public_holidays import KEPT_YEARS, from_package, holidays_of
from app.cases.working_calendar import DEFAULT_HOURS, DayKind, WorkingCalendar, read_opening_hours
from app.clock import ISTANBUL

CALENDAR = WorkingCalendar()
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
TABLES = st.dictionaries(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.sampled_from(DayKind), max_size=20)


@pytest.mark.parametrize("year", KEPT_YEARS)
def test_the_kept_holidays_are_those_of_the_package(year):
    assert holidays_of(year) == from_package(year), "run: python -m app.cases.public_holidays"


def test_working_out_dates_of_kept_years_never_loads_the_package():
    program = (
        "import sys, datetime; from app.cases.working_calendar import WorkingCalendar; "
        "WorkingCalendar().add_working_days(datetime.date(2026, 12, 18), 300); sys.exit('holidays' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_year_beyond_the_kept_ones_comes_from_the_package():
    assert holidays_of(KEPT_YEARS.stop)[date(KEPT_YEARS.stop, 10, 29)].name["tr"] == "Cumhuriyet Bayramı"


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1),
        date(2026, 3, 20),  # Ramazan bayramı
        date(2026, 4, 23),
        date(2026, 5, 1),
        date(2026, 5, 19),
        date(2026, 5, 27),  # Kurban bayramı
        date(2026, 7, 15),
        date(2026, 10, 29),
        date(2026, 3, 14),  # a Saturday
        date(2027, 5, 15),  # the eve of a bayram, and a Saturday
    ],
)
def test_public_holidays_and_weekends_are_no_working_days(day):
    assert not CALENDAR.is_working(day)
    assert CALENDAR.opening(day) == []
    assert not CALENDAR.is_half(day)


@pytest.mark.parametrize("day", [date(2026, 3, 19), date(2026, 5, 26), date(2026, 10, 28)])
def test_half_days_count_as_working_days_and_end_at_noon(day):
    assert CALENDAR.is_working(day)
    assert CALENDAR.is_half(day)
    assert CALENDAR.opening(day) == [
        (datetime.combine(day, time(8, 30), ISTANBUL), datetime.combine(day, time(12), ISTANBUL))
    ]


def test_an_ordinary_day_is_open_before_and_after_lunch():
    day = date(2026, 3, 12)
    assert [(start.time(), end.time()) for start, end in CALENDAR.opening(day)] == list(DEFAULT_HOURS)
    assert all(moment.utcoffset() == timedelta(hours=3) for stretch in CALENDAR.opening(day) for moment in stretch)


def test_two_holidays_on_one_day_share_it_by_both_names():
    """domain.md §2, the trap of 2027: 19 May is a national day and the fourth day of Kurban bayramı."""
    assert holidays_of(2027)[date(2027, 5, 19)].name["tr"] == "Atatürk'ü Anma, Gençlik ve Spor Bayramı / Kurban Bayramı"


def test_the_towns_table_wins_over_the_public_holidays():
    leave, half, worked = date(2026, 3, 23), date(2026, 3, 24), date(2026, 3, 28)
    calendar = WorkingCalendar({leave: "full", half: "half", worked: "working", date(2026, 3, 19): "working"})
    assert not calendar.is_working(leave)
    assert calendar.is_half(half)
    assert calendar.is_working(half)
    assert len(calendar.opening(worked)) == 2  # a Saturday made up for
    assert not calendar.is_half(date(2026, 3, 19))
    assert calendar.next_working_day(date(2026, 3, 19)) == half
    assert calendar.add_working_days(date(2026, 3, 19), 5) == worked


def test_working_days_are_counted_over_the_end_of_a_year():
    assert CALENDAR.add_working_days(date(2026, 12, 31), 1) == date(2027, 1, 4)
    assert CALENDAR.working_days_between(date(2026, 12, 30), date(2027, 1, 5)) == 3
    assert CALENDAR.working_days_between(date(2027, 1, 5), date(2026, 12, 30)) == -3


def test_the_version_changes_with_the_table_and_with_the_hours_only():
    leave = {date(2026, 3, 23): "full"}
    assert WorkingCalendar(leave).version == WorkingCalendar({date(2026, 3, 23): DayKind.FULL}).version
    assert WorkingCalendar(leave).version != CALENDAR.version
    assert WorkingCalendar(leave).version != WorkingCalendar({date(2026, 3, 23): "half"}).version
    assert WorkingCalendar(opening_hours=read_opening_hours("09:00-16:00")).version != CALENDAR.version


@given(DAYS, st.integers(1, 400), TABLES)
def test_adding_working_days_lands_on_a_working_day_that_many_further(day, amount, table):
    calendar = WorkingCalendar(table)
    end = calendar.add_working_days(day, amount)
    assert calendar.is_working(end)
    assert calendar.working_days_between(day, end) == amount
    assert calendar.working_days_between(day, end - timedelta(days=1)) == amount - 1


@given(DAYS, DAYS, TABLES)
def test_counting_working_days_agrees_with_looking_at_each_day(one, two, table):
    calendar = WorkingCalendar(table)
    after, until = sorted((one, two))
    each = sum(calendar.is_working(after + timedelta(days=n)) for n in range(1, min((until - after).days, 400) + 1))
    assert calendar.working_days_between(after, min(until, after + timedelta(days=400))) == each


@given(DAYS, TABLES)
def test_rolling_lands_on_the_nearest_working_day_of_its_side(day, table):
    calendar = WorkingCalendar(table)
    forward, back = calendar.on_or_after(day), calendar.on_or_before(day)
    assert back <= day <= forward
    assert calendar.is_working(forward)
    assert calendar.is_working(back)
    assert calendar.is_working(day) == (back == day == forward)


def test_opening_hours_are_read_from_the_setting():
    assert read_opening_hours("08:30-12:00,13:00-17:30") == DEFAULT_HOURS
    assert read_opening_hours(" 09:00 - 16:00 ") == ((time(9), time(16)),)


@pytest.mark.parametrize("text", ["", "8-17", "17:00-08:00", "08:00-12:00,11:00-17:00", "08:00-12:00-13:00", "always"])
def test_opening_hours_that_make_no_sense_are_named(text):
    with pytest.raises(ValueError, match="opening hours"):
        read_opening_hours(text)


def test_a_town_that_never_opens_is_refused():
    with pytest.raises(ValueError, match="opening hours"):
        WorkingCalendar(opening_hours=())
