"""A sheet as it is typed in."""

from datetime import date

import pytest

from app.survey.definition import shipped_definition
from app.survey.questionnaire import Questionnaire
from app.survey.sheets import read_heading, read_sheet

QUESTIONS = Questionnaire.from_definition(shipped_definition())
TODAY = date(2026, 3, 12)


def heading(**typed: str):
    return read_heading({k: [v] for k, v in typed.items()}, {"before", "after-1"}, {"FEN-01"}, TODAY, "before")


def test_an_empty_heading_is_today_in_the_first_wave_in_a_batch_named_for_the_day() -> None:
    found = heading()
    assert (found.wave, found.batch, found.filled_on, found.service_code) == ("before", "2026-03-12", TODAY, "")
    assert not found.errors


def test_a_heading_is_read_as_typed_and_the_service_by_its_code() -> None:
    found = heading(wave="after-1", batch=" gişe 2 ", day="2026-03-01", service="fen-01 Yol bozukluğu", number="7")
    assert (found.wave, found.batch, found.service_code, found.number) == ("after-1", "gişe 2", "FEN-01", 7)
    assert found.filled_on == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("name", "value"),
    [("wave", "running"), ("day", "1 Mart"), ("day", "2026-03-13"), ("service", "FEN-99")],
)
def test_what_is_wrong_in_the_heading_is_named_beside_it(name: str, value: str) -> None:
    assert list(heading(**{name: value}).errors) == [name]


@pytest.mark.parametrize("number", ["", "x", "-1", "１", "99999999"])
def test_a_number_nobody_gave_is_nought(number: str) -> None:
    assert heading(number=number).number == 0


def test_ticks_are_typed_as_letters() -> None:
    reading = read_sheet(QUESTIONS, {"overall": ["5"], "strengths": ["ae"], "weaknesses": ["C"]})
    assert (reading.strengths, reading.weaknesses) == (["information", "staff"], ["form"])


def test_a_letter_without_a_box_is_named() -> None:
    assert str(read_sheet(QUESTIONS, {"overall": ["5"], "strengths": ["az"]}).errors["strengths"][0]) == (
        "No box has the letter z."
    )


def test_an_empty_sheet_is_refused_and_one_that_only_writes_something_is_not() -> None:
    assert str(read_sheet(QUESTIONS, {}).errors["overall"][0]) == "Type at least one answer of the sheet."
    assert read_sheet(QUESTIONS, {"free_text": ["Sıra çok uzun"]}).is_sound
