"""Amounts as they are typed in Türkiye: never guessed (domain.md §3, Formats)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.identifiers import InvalidValue, decimal, money


def refusal(check, text: str) -> str:
    with pytest.raises(InvalidValue) as caught:
        check(text)
    return str(caught.value.sentence)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.234,50", "1234.50"),
        ("1234.50", "1234.50"),
        ("1234,5", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1234", "1234.00"),
        ("1 234,50", "1234.50"),
        ("1.234.567", "1234567.00"),
        ("1.234.567,89", "1234567.89"),
        ("1234,50 TL", "1234.50"),
        ("₺1234,50", "1234.50"),
        ("1234.50 tl.", "1234.50"),
        ("0,05", "0.05"),
        ("0", "0.00"),
        ("١٢٣٤", "1234.00"),
    ],
)
def test_an_amount_is_read_in_turkish_and_in_plain_form(text, amount):
    assert str(money(text)) == amount


@pytest.mark.parametrize(("text", "readings"), [("1.234", ("1234", "1,23")), ("1,500 TL", ("1500", "1,50"))])
def test_an_amount_with_two_readings_is_refused_with_both(text, readings):
    sentence = refusal(money, text)
    assert sentence == f"“{text}” can be read in two ways. Write {readings[0]} or {readings[1]}."
    assert [money(reading) for reading in readings]


def test_a_wrong_amount_is_named_with_what_to_do():
    assert "without a minus sign" in refusal(money, "-5")
    assert "two digits after the comma" in refusal(money, "12,3456")
    assert "two digits after the comma" in refusal(money, "1234.500")
    for text in ("", "abc", "12,", ",5", "1..2", "1.23.456", "1,2,3", "5 lira 10 kuruş", "1e5", "NaN", "9" * 13):
        assert "for example 1250" in refusal(money, text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("1,234", "1.234"),
        ("0.500", "0.500"),
        ("-3", "-3"),
        ("−3,25", "-3.25"),
        ("+7", "7"),
        ("1234.567", "1234.567"),
        ("1.234,567", "1234.567"),
        ("007", "7"),
    ],
)
def test_a_measure_takes_comma_and_point(text, number):
    assert decimal(text) == Decimal(number)


def test_a_measure_with_two_readings_is_refused_with_both():
    assert refusal(decimal, "1.234") == "“1.234” can be read in two ways. Write 1234 or 1,234."
    assert decimal("1234") == 1234
    assert decimal("1,234") == Decimal("1.234")


def test_what_is_no_measure_is_named_with_an_example():
    for text in ("", "-", "on iki", "1.2.3", "12 5", "1e5", "Infinity"):
        assert refusal(decimal, text) == "Write a number, for example 12,5."


@given(st.integers(0, 10**11), st.integers(0, 99))
def test_every_amount_reads_back_from_its_turkish_form(lira, kurus):
    turkish = f"{lira:,}".replace(",", ".") + f",{kurus:02}"
    assert money(turkish) == money(f"{lira},{kurus:02}") == money(f"{lira}.{kurus:02}") == Decimal(f"{lira}.{kurus:02}")


@given(st.text(max_size=40) | st.text("0123456789.,- TL", max_size=20))
def test_whatever_is_typed_is_taken_or_refused_with_a_sentence(text):
    sentences = []
    for check in (money, decimal):
        try:
            assert check(text).is_finite()
        except InvalidValue as invalid:
            sentences.append(str(invalid.sentence))
    assert all(sentence.endswith(".") for sentence in sentences)
