"""Telephone numbers as people write them (domain.md §3, Phones)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.identifiers import InvalidValue, can_get_sms, phone, show_phone
from app.catalogue.phones import SHORT_CODES


def refusal(text: str) -> str:
    with pytest.raises(InvalidValue) as caught:
        phone(text)
    return str(caught.value.sentence)


@pytest.mark.parametrize(
    "text",
    [
        "0532 123 45 67",
        "05321234567",
        "+90 532 123 45 67",
        "0090 532 123 45 67",
        "90 532 123 45 67",
        "532 123 45 67",
        "0 (532) 123-45-67",
        "0532.123.45.67",
        "(0532) 123 4567",
        "٠٥٣٢ ١٢٣ ٤٥ ٦٧",
    ],
)
def test_a_mobile_number_is_one_number_however_it_is_written(text):
    assert phone(text) == "+905321234567"
    assert show_phone("+905321234567") == "0532 123 45 67"
    assert can_get_sms("+905321234567")


def test_a_landline_is_a_contact_that_gets_no_sms():
    assert phone("0288 417 10 10") == phone("(288) 4171010") == "+902884171010"
    assert show_phone("+902884171010") == "0288 417 10 10"
    assert not can_get_sms("+902884171010")


@pytest.mark.parametrize("text", ["444 55 39", "4445539", "444 5 539", "0444 55 39", "+90 444 55 39"])
def test_a_444_number_stays_as_people_know_it(text):
    assert phone(text) == "444 55 39"
    assert show_phone("444 55 39") == "444 55 39"
    assert not can_get_sms("444 55 39")


@pytest.mark.parametrize("code", sorted(SHORT_CODES))
def test_short_codes_are_kept_as_text(code):
    assert phone(f" {code} ") == show_phone(code) == code
    assert not can_get_sms(code)


@pytest.mark.parametrize(
    ("text", "stored", "shown", "sms"),
    [
        ("+31 6 12345678", "+31612345678", "+31 6 12345678", True),
        ("0049 30 901820", "+4930901820", "+49 30 901820", False),
        ("+359 2 981 1111", "+35929811111", "+359 2 981 1111", False),
        ("+1 202-456-1111", "+12024561111", "+1 202-456-1111", True),  # there, mobile and landline look alike
    ],
)
def test_a_number_abroad_is_kept_with_its_country(text, stored, shown, sms):
    assert phone(text) == stored
    assert show_phone(stored) == shown
    assert can_get_sms(stored) is sms


def test_a_wrong_number_is_named_with_what_to_do():
    assert "too short" in refusal("0532 123 45 6")
    assert "too short" in refusal("417 10 10")
    assert "too long" in refusal("0532 123 45 67 89 01")
    assert "without words or an extension" in refusal("0288 417 10 10 dahili 12")
    assert "without words or an extension" in refusal("0288 417 10 10 #12")
    assert "such as 0532 123 45 67" in refusal("")
    assert "such as 0532 123 45 67" in refusal("0532 123 45 67 / 0533 123 45 67 / 0534 123 45 67")
    assert "such as 0532 123 45 67" in refusal("0100 000 00 00")
    assert "such as 0532 123 45 67" in refusal("1" * 1_000_000)


@given(st.text(max_size=60) | st.text("0123456789+ ()-.;#*", max_size=30))
def test_whatever_is_typed_is_taken_or_refused_with_a_sentence(text):
    try:
        stored = phone(text)
    except InvalidValue as invalid:
        sentence = str(invalid.sentence)
    else:
        sentence = "."
        assert phone(stored) == phone(show_phone(stored)) == stored
        assert can_get_sms(stored) in (True, False)
    assert sentence.endswith(".")
