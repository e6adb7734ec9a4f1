"""Both clocks of a case: the town's promise and the law's limit (domain.md §2; decisions.md, Deadlines)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import pytest

from app.cases.deadlines import (
    AfterPause,
    ExtensionRefused,
    citizen_due,
    extended,
    internal_due,
    law_due,
    promise_due,
)
from app.cases.due_state import DueKind, DueState, state_of
from app.cases.durations import Clock, Duration, Unit, law_duration
from app.cases.working_calendar import WorkingCalendar
from app.clock import ISTANBUL

CALENDAR = WorkingCalendar()
FIFTEEN = Duration(15, Unit.WORKING_DAY, Clock.WORKING)
THIRTY = Duration(30, Unit.WORKING_DAY, Clock.WORKING)
PETITION = Duration(30, Unit.CALENDAR_DAY, Clock.CALENDAR)  # Law 3071, art. 7
TEN_MINUTES = Duration(10, Unit.MINUTE, Clock.SERVICE_HOURS)
FOUR_HOURS = Duration(4, Unit.HOUR, Clock.SERVICE_HOURS)
A_DAY_AND_NIGHT = Duration(24, Unit.HOUR, Clock.WALL)


@dataclass(frozen=True)
class Pause:
    started_at: datetime
    ended_at: datetime | None
    stops_promise: bool = True
    stops_law: bool = False


def at(text: str) -> datetime:
    """A moment in the town, such as "12.03.2026 10:00"."""
    return datetime.strptime(text, "%d.%m.%Y %H:%M").replace(tzinfo=ISTANBUL)


def day_of(due: datetime | None) -> str:
    assert due is not None
    assert due.tzinfo is UTC
    assert due.astimezone(ISTANBUL).time() == time(23, 59, 59)
    return f"{due.astimezone(ISTANBUL):%d.%m.%Y}"


# The worked deadlines of domain.md §2, computed with the holidays of Law 2429; half days count as working days.


@pytest.mark.parametrize(
    ("received", "duration", "due"),
    [
        ("12.03.2026", FIFTEEN, "03.04.2026"),  # Ramazan bayramı 20-22 March
        ("12.03.2026", THIRTY, "27.04.2026"),
        ("12.03.2026", PETITION, "13.04.2026"),  # 11 April is a Saturday
        ("18.02.2026", PETITION, "23.03.2026"),  # 20 March is the first day of Ramazan bayramı
        ("18.02.2026", FIFTEEN, "11.03.2026"),
        ("15.05.2026", FIFTEEN, "11.06.2026"),  # 19 May, Kurban bayramı 27-29 May
        ("18.12.2026", FIFTEEN, "11.01.2027"),  # over New Year
    ],
)
def test_the_law_ends_on_the_worked_day(received, duration, due):
    for hour in ("00:01", "10:00", "23:58"):
        assert day_of(law_due(at(f"{received} {hour}"), duration, CALENDAR)) == due


def test_the_towns_own_last_day_lies_before_the_weekend():
    assert day_of(internal_due(at("12.03.2026 10:00"), PETITION, CALENDAR)) == "10.04.2026"


def test_the_towns_own_last_day_may_be_a_half_day():
    assert day_of(internal_due(at("18.02.2026 10:00"), PETITION, CALENDAR)) == "19.03.2026"


def test_a_national_day_that_is_also_a_bayram_day_is_lost_once():
    """domain.md §2, the trap of 2027: 19 May is Kurban day 4 too, and the eve, 15 May, is a Saturday."""
    due = promise_due(at("14.05.2027 10:00"), Duration(1, Unit.WORKING_DAY, Clock.WORKING), CALENDAR)
    assert day_of(due) == "20.05.2027"
    assert day_of(law_due(at("15.04.2027 10:00"), PETITION, CALENDAR)) == "20.05.2027"


def test_a_citizens_own_time_ends_neither_on_a_holiday_nor_on_a_half_day():
    """domain.md §2: do not let a citizen's deadline end on a half day; 19 March 2026 is one."""
    one = Duration(1, Unit.WORKING_DAY, Clock.WORKING)
    assert day_of(citizen_due(at("18.03.2026 10:00"), one, CALENDAR)) == "23.03.2026"
    assert day_of(citizen_due(at("18.02.2026 10:00"), PETITION, CALENDAR)) == "23.03.2026"
    assert day_of(citizen_due(at("12.03.2026 10:00"), FIFTEEN, CALENDAR)) == "03.04.2026"


def test_a_holiday_added_by_the_town_moves_the_date():
    leave = WorkingCalendar({date(2026, 3, 23): "full", date(2026, 3, 24): "half"})
    assert day_of(law_due(at("18.02.2026 10:00"), PETITION, leave)) == "24.03.2026"
    assert day_of(law_due(at("12.03.2026 10:00"), FIFTEEN, leave)) == "06.04.2026"


# Hours


@pytest.mark.parametrize(
    ("start", "duration", "due"),
    [
        ("12.03.2026 10:00", TEN_MINUTES, "12.03.2026 10:10"),
        ("12.03.2026 11:55", TEN_MINUTES, "12.03.2026 13:05"),  # lunch
        ("12.03.2026 12:20", TEN_MINUTES, "12.03.2026 13:10"),
        ("12.03.2026 17:25", TEN_MINUTES, "13.03.2026 08:35"),
        ("13.03.2026 20:00", TEN_MINUTES, "16.03.2026 08:40"),  # Friday evening
        ("19.03.2026 11:55", TEN_MINUTES, "23.03.2026 08:35"),  # the eve of a bayram ends at noon
        ("12.03.2026 10:00", FOUR_HOURS, "12.03.2026 15:00"),
        ("12.03.2026 16:30", FOUR_HOURS, "13.03.2026 11:30"),
        ("14.03.2026 23:00", A_DAY_AND_NIGHT, "15.03.2026 23:00"),  # a weekend
    ],
)
def test_hours_run_while_the_desk_is_open_or_round_the_clock(start, duration, due):
    assert promise_due(at(start), duration, CALENDAR) == at(due)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("12.03.2026 10:00", "12.03.2026 17:30"),
        ("12.03.2026 17:30", "13.03.2026 17:30"),
        ("14.03.2026 10:00", "16.03.2026 17:30"),
        ("19.03.2026 10:00", "19.03.2026 12:00"),  # a half day
    ],
)
def test_at_once_means_before_the_desk_next_closes_for_the_day(start, due):
    immediate = Duration(0, Unit.IMMEDIATE, Clock.SERVICE_HOURS)
    assert promise_due(at(start), immediate, CALENDAR) == at(due)


# Pauses


def test_a_pause_of_three_working_days_moves_the_promise_three_working_days():
    pause = Pause(at("16.03.2026 09:00"), at("19.03.2026 11:00"))
    assert day_of(promise_due(at("12.03.2026 10:00"), FIFTEEN, CALENDAR, [pause])) == "08.04.2026"


def test_a_pause_within_one_day_moves_no_day_clock():
    pause = Pause(at("16.03.2026 09:00"), at("16.03.2026 16:00"))
    assert day_of(promise_due(at("12.03.2026 10:00"), FIFTEEN, CALENDAR, [pause])) == "03.04.2026"


def test_overlapping_pauses_count_once():
    pauses = [
        Pause(at("17.03.2026 09:00"), at("19.03.2026 11:00")),
        Pause(at("16.03.2026 09:00"), at("18.03.2026 9:00")),
    ]
    assert day_of(promise_due(at("12.03.2026 10:00"), FIFTEEN, CALENDAR, pauses)) == "08.04.2026"


def test_two_hours_paused_move_an_hour_promise_two_hours():
    pause = Pause(at("12.03.2026 10:30"), at("12.03.2026 14:00"))  # lunch is no opening time: two and a half hours
    assert promise_due(at("12.03.2026 10:00"), FOUR_HOURS, CALENDAR, [pause]) == at("12.03.2026 17:30")
    wall = Pause(at("14.03.2026 23:30"), at("15.03.2026 01:30"))
    assert promise_due(at("14.03.2026 23:00"), A_DAY_AND_NIGHT, CALENDAR, [wall]) == at("16.03.2026 01:00")


@pytest.mark.parametrize("duration", [FIFTEEN, PETITION, FOUR_HOURS, A_DAY_AND_NIGHT])
def test_while_an_open_pause_stops_the_promise_there_is_no_date(duration):
    assert promise_due(at("12.03.2026 10:00"), duration, CALENDAR, [Pause(at("12.03.2026 10:30"), None)]) is None


def test_what_is_late_stays_late_when_a_pause_begins_afterwards():
    for pause in (Pause(at("06.04.2026 09:00"), at("10.04.2026 09:00")), Pause(at("06.04.2026 09:00"), None)):
        assert day_of(promise_due(at("12.03.2026 10:00"), FIFTEEN, CALENDAR, [pause])) == "03.04.2026"


def test_a_missing_document_stops_the_promise_but_never_the_law():
    pause = Pause(at("16.03.2026 09:00"), None)
    assert promise_due(at("12.03.2026 10:00"), FIFTEEN, CALENDAR, [pause]) is None
    assert day_of(law_due(at("12.03.2026 10:00"), PETITION, CALENDAR, [pause])) == "13.04.2026"


def test_an_unpaid_access_fee_stops_the_law_and_by_default_it_goes_on_afterwards():
    """Law 4982: the cost notice interrupts the 15 working days. Resuming is the shorter reading, so the default."""
    fee = Pause(at("16.03.2026 09:00"), at("19.03.2026 11:00"), stops_law=True)
    start = at("12.03.2026 10:00")
    assert day_of(law_due(start, FIFTEEN, CALENDAR, [fee])) == "08.04.2026"
    assert day_of(law_due(start, FIFTEEN, CALENDAR, [fee], AfterPause.RESTART)) == "10.04.2026"
    assert law_due(start, FIFTEEN, CALENDAR, [Pause(fee.started_at, None, stops_law=True)]) is None
    unpaid = [Pause(fee.started_at, None, stops_law=True)]
    assert law_due(start, FIFTEEN, CALENDAR, unpaid, AfterPause.RESTART) is None
    late = [Pause(at("06.04.2026 09:00"), at("08.04.2026 09:00"), stops_law=True)]
    assert day_of(law_due(start, FIFTEEN, CALENDAR, late, AfterPause.RESTART)) == "03.04.2026"


# Extension


def test_the_fifteen_days_may_become_thirty_inside_the_first_fifteen():
    """Law 4982, art. 11; the worked dates of 12.03.2026."""
    start = at("12.03.2026 10:00")
    due = extended(start, FIFTEEN, THIRTY, CALENDAR, decided_at=at("03.04.2026 17:00"), reason="Another unit answers.")
    assert day_of(due) == "27.04.2026"


def test_after_the_first_date_it_is_too_late_to_extend():
    with pytest.raises(ExtensionRefused) as caught:
        extended(at("12.03.2026 10:00"), FIFTEEN, THIRTY, CALENDAR, decided_at=at("04.04.2026 00:00"), reason="Late.")
    assert str(caught.value.sentence).startswith("The time can no longer be extended")
    assert caught.value.sentence.params["day"] == date(2026, 4, 3)


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_an_extension_needs_a_reason(reason):
    with pytest.raises(ExtensionRefused) as caught:
        extended(at("12.03.2026 10:00"), FIFTEEN, THIRTY, CALENDAR, decided_at=at("13.03.2026 9:00"), reason=reason)
    assert str(caught.value.sentence) == "Write the reason for the extension; the applicant is told it."


# Which law, and how it stands


def test_a_service_with_an_outer_limit_has_that_limit():
    limit = {"amount": 60, "unit": "calendar_day", "legal_ref": "x"}
    sixty = Duration(60, Unit.CALENDAR_DAY, Clock.CALENDAR)
    completion = {"amount": 15, "unit": "working_day", "clock": "working", "basis": "statutory"}
    assert law_duration({"completion": completion, "outer_limit": limit}) == sixty


def test_a_term_set_by_law_is_the_limit_itself_and_else_the_petition_law_holds():
    completion = {"amount": 15, "unit": "working_day", "clock": "working"}
    assert law_duration({"completion": completion | {"basis": "statutory"}}) == FIFTEEN
    assert law_duration({"completion": completion | {"basis": "typical"}}) == PETITION


def test_a_duration_is_stored_and_read_back():
    for duration in (FIFTEEN, PETITION, TEN_MINUTES, A_DAY_AND_NIGHT):
        assert Duration.from_mapping(duration.as_mapping()) == duration


def test_a_first_response_runs_like_the_completion_it_stands_beside():
    response = {"amount": 4, "unit": "hour"}
    assert Duration.from_mapping(response) == FOUR_HOURS
    assert Duration.from_mapping(response, beside=FIFTEEN) == FOUR_HOURS
    assert Duration.from_mapping(response, beside=A_DAY_AND_NIGHT) == Duration(4, Unit.HOUR, Clock.WALL)


@pytest.mark.parametrize(
    "written",
    [
        {"amount": 1, "unit": "hour", "clock": "working"},
        {"amount": 1, "unit": "working_day", "clock": "calendar"},
        {"amount": -1, "unit": "hour"},
        {"amount": 4000, "unit": "calendar_day"},
        {"amount": 1, "unit": "fortnight"},
        {"amount": 5, "unit": "immediate"},
    ],
)
def test_a_bad_clock_is_refused(written):
    with pytest.raises(ValueError, match=r"."):
        Duration.from_mapping(written)


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ("31.03.2026 09:00", DueState(DueKind.ON_TIME, 3)),
        ("01.04.2026 09:00", DueState(DueKind.SOON, 2)),
        ("03.04.2026 23:59", DueState(DueKind.SOON, 0)),
        ("04.04.2026 00:00", DueState(DueKind.LATE, 0)),
        ("06.04.2026 09:00", DueState(DueKind.LATE, -1)),
    ],
)
def test_a_date_is_far_near_or_past(now, state):
    due = law_due(at("12.03.2026 10:00"), FIFTEEN, CALENDAR)
    assert state_of(due, at(now), CALENDAR) == state


def test_a_paused_case_is_neither_late_nor_in_time():
    assert state_of(None, at("31.03.2026 09:00"), CALENDAR) == DueState(DueKind.PAUSED, None)
    due = law_due(at("12.03.2026 10:00"), FIFTEEN, CALENDAR)
    assert state_of(due, at("31.03.2026 09:00"), CALENDAR, is_paused=True).kind is DueKind.PAUSED
