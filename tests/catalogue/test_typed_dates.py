"""Dates typed in three boxes say clearly what is wrong with them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.identifiers import InvalidValue, date_parts
from app.catalogue.typed_dates import FIRST_YEAR, LAST_YEAR, MONTHS


def refusal(day: str, month: str, year: str) -> str:
    with pytest.raises(InvalidValue) as caught:
        date_parts(day, month, year)
    return str(caught.value.sentence)


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [
        ("19", "3", "2026"),
        ("19.", "03", " 2026 "),
        ("19", "Mart", "2026"),
        ("19", "MART", "2026"),
        ("19", "mar", "2026"),
        ("19", "March", "2026"),
        ("١٩", "٣", "٢٠٢٦"),
    ],
)
def test_the_month_may_be_a_number_or_a_name(day, month, year):
    assert date_parts(day, month, year) == date(2026, 3, 19)


@pytest.mark.parametrize(
    ("name", "number"),
    [("şubat", 2), ("SUBAT", 2), ("mayıs", 5), ("MAYIS", 5), ("May", 5), ("ağustos", 8), ("EYLÜL", 9), ("kasım", 11),
     ("ARALIK", 12), ("aralık", 12), ("Oct", 10), ("oca", 1), ("jul", 7), ("haz", 6)],
)  # fmt: skip
def test_a_month_name_is_read_in_both_languages_however_it_is_written(name, number):
    assert date_parts("1", name, "2026") == date(2026, number, 1)


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (("", "", ""), "Enter the day, month and year."),
        (("", "3", "2026"), "Write the day as a number from 1 to 31."),
        (("32", "3", "2026"), "Write the day as a number from 1 to 31."),
        (("on", "3", "2026"), "Write the day as a number from 1 to 31."),
        (("1", "", "2026"), "Write the month as a number from 1 to 12, or by its name."),
        (("1", "13", "2026"), "Write the month as a number from 1 to 12, or by its name."),
        (("1", "0", "2026"), "Write the month as a number from 1 to 12, or by its name."),
        (("1", "ma", "2026"), "Write the month as a number from 1 to 12, or by its name."),
        (("1", "3", ""), "Write the year with four digits, for example 1985."),
        (("1", "3", "85"), "Write the year with four digits, for example 1985."),
        (("1", "3", "0985"), "Check the year: write one from 1850 to 2150."),
        (("31", "2", "2026"), "There is no day 31 February 2026. Check the day and the month."),
        (("29", "2", "2026"), "There is no day 29 February 2026. Check the day and the month."),
        (("²", "3", "2026"), "Write the day as a number from 1 to 31."),
    ],
)
def test_a_wrong_date_says_which_part_and_what_to_do(parts, sentence):
    assert refusal(*parts) == sentence


@given(st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)))
def test_every_date_reads_back(day):
    assert date_parts(str(day.day), str(day.month), str(day.year)) == day
    for name in MONTHS[day.month - 1].values():
        assert date_parts(f"{day.day:02}", name, str(day.year)) == day


@given(st.text(max_size=12), st.text(max_size=12), st.text(max_size=12))
def test_whatever_is_typed_is_taken_or_refused_with_a_sentence(day, month, year):
    try:
        sentence = f"{date_parts(day, month, year)}."
    except InvalidValue as invalid:
        sentence = str(invalid.sentence)
    assert sentence.endswith(".")
