"""Conditions over answers."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.engine.conditions import OPERATORS, REFUSED, fields_of, is_met, relative_day

TODAY = date(2026, 3, 19)
ANSWERS = {
    "tur": "cukur",
    "tehlike": True,
    "kapali": False,
    "kapsam": ("emlak", "su"),
    "m2": Decimal("12.5"),
    "sifir": 0,
    "baslangic": date(2026, 3, 20),
    "bitis": date(2026, 3, 19),
    "vefat": datetime(2026, 3, 19, 23, 30),  # noqa: DTZ001 — wall time of the town
    "aciklama": "Balkon YIKILMAK üzere, çöküyor",
    "bozuk": REFUSED,
}


def met(condition: dict) -> bool:
    return is_met(condition, ANSWERS.get, TODAY)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"field": "tur", "op": "eq", "value": "cukur"}, True),
        ({"field": "tur", "op": "ne", "value": "cukur"}, False),
        ({"field": "tur", "op": "in", "value": ["parke", "cukur"]}, True),
        ({"field": "tehlike", "op": "filled"}, True),
        ({"field": "tehlike", "op": "eq", "value": True}, True),
        ({"field": "kapali", "op": "empty"}, True),
        ({"field": "sifir", "op": "filled"}, True),
        ({"field": "kapsam", "op": "contains", "value": "su"}, True),
        ({"field": "kapsam", "op": "eq", "value": "su"}, True),
        ({"field": "kapsam", "op": "ne", "value": "su"}, False),
        ({"field": "kapsam", "op": "in", "value": ["ctv", "diger"]}, False),
        ({"field": "m2", "op": "gt", "value": 12}, True),
        ({"field": "m2", "op": "eq", "value": 12.5}, True),
        ({"field": "m2", "op": "le", "value": "on iki"}, False),
        ({"field": "baslangic", "op": "gt", "value": "today"}, True),
        ({"field": "baslangic", "op": "le", "value": "today+1"}, True),
        ({"field": "bitis", "op": "lt", "other": "baslangic"}, True),
        ({"field": "bitis", "op": "gt", "other": "baslangic", "plus_days": -2}, True),
        ({"field": "vefat", "op": "le", "value": "today"}, True),
        ({"field": "aciklama", "op": "contains_folded", "value": ["yıkıl", "çök"]}, True),
        ({"field": "aciklama", "op": "contains", "value": "yıkıl"}, False),
        ({"not": {"field": "tur", "op": "eq", "value": "parke"}}, True),
        ({"any": [{"field": "tur", "op": "eq", "value": "x"}, {"field": "tehlike", "op": "filled"}]}, True),
        ({"all": [{"field": "tur", "op": "eq", "value": "x"}, {"field": "tehlike", "op": "filled"}]}, False),
        ({"by": "clerk"}, False),
    ],
)
def test_a_condition_says_what_it_reads_like(condition, expected):
    assert met(condition) is expected


@pytest.mark.parametrize("operator", sorted(OPERATORS))
def test_a_field_without_answer_is_empty_and_different_and_nothing_else(operator):
    expected = operator in ("empty", "ne")
    assert met({"field": "hic", "op": operator, "value": "a"}) is expected


@pytest.mark.parametrize("operator", sorted(OPERATORS))
def test_what_was_typed_wrongly_is_filled_and_nothing_else(operator):
    assert met({"field": "bozuk", "op": operator, "value": "a"}) is (operator == "filled")


def test_no_condition_is_always_met():
    assert is_met(None, ANSWERS.get, TODAY)


def test_the_fields_of_a_condition_are_all_it_looks_at():
    condition = {"all": [{"field": "a", "op": "gt", "other": "b"}, {"not": {"any": [{"field": "c", "op": "filled"}]}}]}
    assert sorted(fields_of(condition)) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", TODAY),
        ("today+1", date(2026, 3, 20)),
        ("today-365", date(2025, 3, 19)),
        ("2020-02-29", date(2020, 2, 29)),
        ("2021-02-29", None),
        ("yesterday", None),
        (None, None),
    ],
)
def test_days_are_written_relative_to_today_or_as_dates(text, day):
    assert relative_day(text, TODAY) == day


VALUES = st.one_of(st.none(), st.booleans(), st.integers(), st.text(), st.dates(), st.decimals(), st.tuples(st.text()))


@given(st.sampled_from(sorted(OPERATORS)), VALUES, st.one_of(VALUES, st.floats(), st.lists(st.text())))
def test_no_pair_of_values_makes_a_condition_fail(operator, value, expected):
    assert is_met({"field": "a", "op": operator, "value": expected}, {"a": value}.get, TODAY) in (True, False)
