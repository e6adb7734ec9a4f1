"""Every kind of field: what it takes, what it refuses, how it shows and keeps what it took."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from app.catalogue.engine import FIELD_TYPES, FileFacts, export, read, restore, show
from tests.catalogue.engine.building import TODAY, form_of

OPTIONS = [{"value": value, "label": {"tr": value.upper(), "en": value}} for value in ("bir", "iki", "uc")]


def boxes(*parts: str) -> dict[str, list[str]]:
    return {f"x-{name}": [part] for name, part in zip(("day", "month", "year", "time"), parts, strict=False)}


GOOD: list[tuple[str, dict[str, Any], Any, Any, str]] = [
    ("text", {}, "  Çınar\x00  Sokak\r\n ", "Çınar Sokak", "Çınar Sokak"),
    ("text", {}, "I\u0307stanbul", "İstanbul", "İstanbul"),
    ("textarea", {}, "bir\r\niki", "bir\niki", "bir\niki"),
    ("name", {}, "Ümmü Gülsüm  O'Neill-Öz", "Ümmü Gülsüm O'Neill-Öz", "Ümmü Gülsüm O'Neill-Öz"),
    ("name", {}, "Ng", "Ng", "Ng"),
    ("name", {}, "-", "-", "-"),
    ("name", {}, "محمد", "محمد", "محمد"),
    ("digits", {"max_length": 6}, "001 2", "0012", "0012"),
    ("digits", {}, "٠١٢", "012", "012"),
    ("integer", {}, "12", 12, "12"),
    ("integer", {}, "1.234", 1234, "1.234"),
    ("integer", {"min": 1998, "max": "this_year"}, "2026", 2026, "2026"),
    ("decimal", {}, "12,5", Decimal("12.5"), "12,5"),
    ("decimal", {}, "12.5", Decimal("12.5"), "12,5"),
    ("decimal", {}, "0.125", Decimal("0.125"), "0,125"),
    ("decimal", {}, "1.234,5", Decimal("1234.5"), "1.234,5"),
    ("money_try", {}, "1.234,50", Decimal("1234.50"), "1.234,50 TL"),
    ("money_try", {}, "1234.50", Decimal("1234.50"), "1.234,50 TL"),
    ("money_try", {}, "0", Decimal(0), "0,00 TL"),
    ("date", {}, boxes("19", "3", "2026"), date(2026, 3, 19), "19.03.2026"),
    ("datetime", {}, boxes("19", "3", "2026", "14.05"), datetime(2026, 3, 19, 14, 5), "19.03.2026 14:05"),  # noqa: DTZ001
    ("datetime", {}, boxes("19", "3", "2026", "9"), datetime(2026, 3, 19, 9), "19.03.2026 09:00"),  # noqa: DTZ001
    ("month", {}, {"x-month": ["3"], "x-year": ["2026"]}, date(2026, 3, 1), "03.2026"),
    ("time_slot", {"options": OPTIONS}, "bir", "bir", "BIR"),
    ("select", {"options": OPTIONS}, "iki", "iki", "IKI"),
    ("multiselect", {"options": OPTIONS}, {"x": ["uc", "bir", "uc"]}, ("bir", "uc"), "BIR, UC"),
    ("checkbox", {}, "1", True, "Evet"),
    ("checkbox", {}, "", False, "Hayır"),
    ("geo", {}, "41.40, 27.35", (41.4, 27.35), "41.40000, 27.35000"),
    ("geo", {}, "41,4013 27,3551", (41.4013, 27.3551), "41.40130, 27.35510"),
    ("country", {}, "TR", "TR", "Türkiye"),
    ("country", {}, "NL", "NL", "Hollanda"),
    ("plate_tr", {}, "39 ab 123", "39 AB 123", "39 AB 123"),
    (
        "iban_tr",
        {},
        "tr33 0006 1005 1978 6457 8413 26",
        "TR330006100519786457841326",
        "TR33 0006 1005 1978 6457 8413 26",
    ),
    ("phone", {}, "0532 123 45 67", "+905321234567", "0532 123 45 67"),
    ("phone_tr", {}, "0288 417 10 10", "+902884171010", "0288 417 10 10"),
    ("phone", {}, "444 55 39", "444 55 39", "444 55 39"),
    ("phone", {}, "153", "153", "153"),
    ("email", {}, "ayse@example.com", "ayse@example.com", "ayse@example.com"),
    ("tckn", {}, "10000000146", "10000000146", "10000000146"),
    ("tckn_or_ykn", {}, "99000000110", "99000000110", "99000000110"),
    ("vkn", {}, "4540536920", "4540536920", "4540536920"),
    ("select_mahalle", {}, "durak", "durak", "Durak"),
    ("share", {}, "2 / 4", "2/4", "2/4"),
    ("share", {}, "tam", "1/1", "1/1"),
]

BAD: list[tuple[str, dict[str, Any], Any, str]] = [
    ("text", {}, "x" * 201, "Shorten this to at most 200 characters; it has 201 now."),
    ("text", {}, "x" * 1_000_000, "1000000 characters"),
    ("text", {"min_length": 3}, "ab", "at least 3 characters; there are 2"),
    ("textarea", {"max_length": 10}, "x" * 11, "at most 10"),
    ("name", {}, "Ayşe 2", "with letters"),
    ("name", {}, "😀", "with letters"),
    ("digits", {}, "12a", "digits only"),
    ("digits", {}, "²", "digits only"),
    ("digits", {"min_length": 10, "max_length": 10}, "123", "has 10 digits; you wrote 3"),
    ("integer", {}, "1,5", "whole number"),
    ("integer", {"min": 1}, "0", "can be 1 at the least"),
    ("integer", {"max": "this_year"}, "2027", "can be 2026 at the most"),
    ("decimal", {}, "1.234", "two ways. Write 1234 or 1,234"),
    ("decimal", {}, "on", "Write a number"),
    ("decimal", {"max": 200}, "200,1", "can be 200 at the most"),
    ("money_try", {}, "beş lira", "in digits"),
    ("money_try", {"min": 0.01}, "0", "at the least"),
    ("date", {}, boxes("30", "2", "2026"), "There is no day"),
    ("date", {}, boxes("1", "", "2026"), "Write the month"),
    ("date", {"not_after": "today"}, boxes("20", "3", "2026"), "has not come yet"),
    ("date", {"not_before": "today"}, boxes("18", "3", "2026"), "has passed"),
    ("date", {"not_before": "today+1"}, boxes("19", "3", "2026"), "not before 2026-03-20"),
    ("date", {"not_after": "today+365"}, boxes("1", "1", "2028"), "not after 2027-03-19"),
    ("date", {"working_day": True}, boxes("21", "3", "2026"), "Choose a working day"),
    ("datetime", {}, boxes("19", "3", "2026", ""), "Write the time too"),
    ("datetime", {}, boxes("19", "3", "2026", "25:00"), "hours and minutes"),
    ("datetime", {}, boxes("", "", "", "12:00"), "day, month and year"),
    ("month", {}, {"x-month": ["13"], "x-year": ["2026"]}, "from 1 to 12"),
    ("time_slot", {"options": OPTIONS}, "gece", "Choose one of the answers"),
    ("select", {"options": OPTIONS}, "dört", "Choose one of the answers"),
    ("multiselect", {"options": OPTIONS}, {"x": ["bir", "dört"]}, "Choose one of the answers"),
    ("multiselect", {"options": OPTIONS, "max": 1}, {"x": ["bir", "iki"]}, "at most 1"),
    ("geo", {}, "Durak", "41.40, 27.35"),
    ("geo", {}, "39.92, 32.85", "outside the district"),
    ("country", {}, "EU", "Choose one of the answers"),
    ("plate_tr", {}, "99 AB 123", "number plate"),
    ("iban_tr", {}, "TR330006100519786457841327", "mistyped"),
    ("phone", {}, "12345", "number"),
    ("email", {}, "ayse@", "one e-mail address"),
    ("tckn", {}, "12345678901", "mistyped"),
    ("tckn_or_ykn", {}, "1234567890", "has 11 digits"),
    ("vkn", {}, "4540536921", "mistyped"),
    ("select_mahalle", {}, "yok", "Choose one of the answers"),
    ("share", {}, "3/2", "from 1 to the second"),
    ("share", {}, "0/2", "from 1 to the second"),
    ("share", {}, "yarım", "two numbers"),
]


def reading_of(kind: str, limits: dict[str, Any], typed: Any):
    form = form_of({"key": "x", "type": kind, **limits})
    return form.fields[0], read(form, typed if isinstance(typed, dict) else {"x": [typed]}, {}, TODAY)


@pytest.mark.parametrize(("kind", "limits", "typed", "value", "shown"), GOOD)
def test_what_is_typed_well_is_taken_kept_and_shown(kind, limits, typed, value, shown):
    field, reading = reading_of(kind, limits, typed)
    assert reading.errors == {}
    assert reading.value("x") == value
    assert show(field, value, "tr") == shown
    stored = json.loads(json.dumps(export(field, value)))
    assert restore(field, stored) == value
    assert show(field, stored, "tr") == shown


@pytest.mark.parametrize(("kind", "limits", "typed", "part"), BAD)
def test_what_is_typed_wrongly_is_refused_with_a_sentence(kind, limits, typed, part):
    _, reading = reading_of(kind, limits, typed)
    assert part in str(reading.errors["x"][0])


@pytest.mark.parametrize("kind", sorted(set(FIELD_TYPES) - {"file"}))
def test_every_kind_of_field_has_a_good_and_a_bad_example(kind):
    assert kind in {row[0] for row in GOOD}
    assert kind in {row[0] for row in BAD} | {"checkbox", "phone_tr"}


@pytest.mark.parametrize("kind", sorted(FIELD_TYPES))
def test_nothing_typed_is_no_answer_and_no_error(kind):
    _, reading = reading_of(kind, {}, "  ")
    assert reading.errors == {}
    assert reading.value("x") in (None, False)


@pytest.mark.parametrize(
    ("facts", "part"),
    [
        ([FileFacts("1", "a.pdf"), FileFacts("2", "b.pdf")], "Too many files: 2. At most 1 can"),
        ([FileFacts("1", "a.odt", kind="document")], "“a.odt” is not of a kind"),
        ([FileFacts("1", "a.pdf", size=6 * 1024 * 1024)], "larger than 5 MB"),
    ],
)
def test_files_are_held_to_number_kind_and_size(facts, part):
    form = form_of({"key": "x", "type": "file", "accept": ["pdf", "image"], "max_mib": 5})
    assert part in str(read(form, {}, {"x": facts}, TODAY).errors["x"][0])
    good = [FileFacts("1", "a.pdf", size=10)]
    reading = read(form, {}, {"x": good}, TODAY)
    assert reading.is_complete
    assert restore(form.fields[0], export(form.fields[0], reading.value("x"))) == tuple(good)


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("tckn", "10000000146", "100********"),
        ("tckn_or_ykn", "99000000110", "990********"),
        ("vkn", "4540536920", "454*******"),
        ("email", "ayse@example.com", "a***************"),
    ],
)
def test_a_masked_number_shows_no_more_than_its_beginning(kind, value, shown):
    field = form_of({"key": "x", "type": kind}).fields[0]
    assert show(field, value, "tr", mask=True) == shown


def test_a_masked_telephone_keeps_its_last_four_digits_to_itself():
    field = form_of({"key": "x", "type": "phone"}).fields[0]
    assert "4567" not in show(field, "+905321234567", "tr", mask=True).replace(" ", "")


def test_numbers_and_choices_speak_english_too():
    assert show(form_of({"key": "x", "type": "decimal"}).fields[0], Decimal("1234.5"), "en") == "1,234.5"
    assert show(form_of({"key": "x", "type": "checkbox"}).fields[0], True, "en") == "Yes"
    assert show(form_of({"key": "x", "type": "country"}).fields[0], "DE", "en") == "Germany"


def test_a_choice_that_is_no_longer_offered_still_shows():
    assert show(form_of({"key": "x", "type": "select_mahalle"}).fields[0], "eski-mahalle", "tr") == "eski-mahalle"
