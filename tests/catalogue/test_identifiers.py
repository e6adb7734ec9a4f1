"""Numbers and addresses with a form of their own (domain.md §3); python-stdnum is the second opinion."""

import random

import pytest
import stdnum.iban
import stdnum.tr.tckimlik
import stdnum.tr.vkn
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.identifiers import InvalidValue, email, iban, plate, tckn, tckn_or_ykn, vkn, ykn


def refusal(check, text: str) -> str:
    with pytest.raises(InvalidValue) as caught:
        check(text)
    return str(caught.value.sentence)


def is_taken(check, text: str) -> bool:
    try:
        check(text)
    except InvalidValue:
        return False
    return True


@pytest.mark.parametrize("number", ["10000000146", "12345678950"])
def test_a_right_identity_number_is_taken_however_it_is_spaced(number):
    assert tckn(number) == tckn_or_ykn(number) == number
    assert tckn(f" {number[:3]} {number[3:6]}-{number[6:]}\u00a0") == number
    assert tckn(number.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))) == number


@pytest.mark.parametrize("check", [tckn, tckn_or_ykn])
def test_a_wrong_identity_number_is_named_with_what_to_do(check):
    assert "Compare it with" in refusal(check, "12345678901")
    assert "Compare it with" in refusal(check, "02345678950")
    assert "11 digits; you wrote 10" in refusal(check, "1234567895")
    assert "11 digits; you wrote 0" in refusal(check, "")
    assert refusal(check, "1234567895a") == "Write this number with digits only."
    assert refusal(check, "1234567895²") == "Write this number with digits only."


def test_a_foreigners_number_begins_with_99():
    assert ykn("99000000110") == tckn_or_ykn("99000000110") == "99000000110"
    assert "begins with 99" in refusal(ykn, "10000000146")


@given(st.from_regex(r"[0-9]{11}", fullmatch=True) | st.from_regex(r"[0-9]{9,12}", fullmatch=True))
def test_identity_numbers_are_judged_as_stdnum_judges_them(number):
    assert is_taken(tckn, number) == stdnum.tr.tckimlik.is_valid(number)


@given(st.from_regex(r"[1-9][0-9]{8}", fullmatch=True))
def test_identity_numbers_made_by_stdnum_are_taken_and_every_single_slip_in_the_end_is_caught(body):
    number = body + stdnum.tr.tckimlik.calc_check_digits(body)
    assert tckn(number) == number
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert not is_taken(tckn, wrong)


def test_a_tax_number_keeps_its_leading_zeros():
    assert vkn("4540536920") == "4540536920"
    number = "001234567" + stdnum.tr.vkn.calc_check_digit("001234567")
    assert vkn(number) == number
    assert "10 digits; you wrote 8" in refusal(vkn, number.lstrip("0"))
    assert "tax certificate" in refusal(vkn, "4540536921")


@given(st.from_regex(r"[0-9]{9}", fullmatch=True), st.integers(0, 9))
def test_tax_numbers_are_judged_as_stdnum_judges_them(body, last):
    assert is_taken(vkn, f"{body}{last}") == stdnum.tr.vkn.is_valid(f"{body}{last}")
    assert vkn(body + stdnum.tr.vkn.calc_check_digit(body))


@pytest.mark.parametrize(
    "text", ["TR330006100519786457841326", "tr33 0006 1005 1978 6457 8413 26", "IBAN: TR33-0006100519786457841326"]
)
def test_an_iban_is_stored_without_spaces(text):
    assert iban(text) == "TR330006100519786457841326"


def test_an_iban_without_its_country_is_completed():
    assert iban("33 0006 1005 1978 6457 8413 26") == "TR330006100519786457841326"


def test_a_wrong_iban_is_named_with_what_to_do():
    assert "begins with TR" in refusal(iban, "DE89370400440532013000")
    assert "you wrote 25" in refusal(iban, "TR33000610051978645784132")
    assert "mistyped" in refusal(iban, "TR340006100519786457841326")
    assert "mistyped" in refusal(iban, "TR33OOO6100519786457841326")
    assert "you wrote 0" in refusal(iban, "")


@given(st.from_regex(r"[0-9]{5}0[0-9]{16}", fullmatch=True), st.integers(0, 10**6))
def test_ibans_are_judged_as_stdnum_judges_them(account, slip):
    check = stdnum.iban.calc_check_digits(f"TR00{account}")
    number = f"TR{check}{account}"
    assert iban(number) == number
    place = 2 + slip % (len(number) - 2)
    wrong = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
    assert is_taken(iban, wrong) == stdnum.iban.is_valid(wrong)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("39 AB 123", "39 AB 123"),
        ("39ab123", "39 AB 123"),
        ("39-k-1234", "39 K 1234"),
        ("01 AAA 99", "01 AAA 99"),
        ("34 is 12", "34 IS 12"),
        ("34 İS 12", "34 IS 12"),
    ],
)
def test_a_number_plate_gets_its_spaces(text, stored):
    assert plate(text) == stored


@pytest.mark.parametrize(
    "text", ["", "82 AB 123", "00 A 123", "39 ŞA 123", "39 QA 123", "39 AB 1", "39 ABCD 12", "AB 123"]
)
def test_a_wrong_number_plate_is_named_with_an_example(text):
    assert "for example 39 AB 123" in refusal(plate, text)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("ayse@example.com", "ayse@example.com"),
        (" Ayse.Yilmaz+belediye@Example.COM ", "ayse.yilmaz+belediye@example.com"),
        ("o'neil_1@mail.luleburgaz.bel.tr", "o'neil_1@mail.luleburgaz.bel.tr"),
        ("a@xn--rnek-5qa.com", "a@xn--rnek-5qa.com"),
    ],
)
def test_an_email_address_is_stored_in_small_letters(text, stored):
    assert email(text) == stored


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ayse",
        "ayse@",
        "ayse@example",
        "@example.com",
        "ayse@@example.com",
        "ayse yilmaz@example.com",
        "ayse@example..com",
        ".ayse@example.com",
        "ayse@-example.com",
        "ayse@1.2.3.4",
        "a@example.com, b@example.com",
        "a@example.com\nBcc: b@example.com",
        "a" * 65 + "@example.com",
    ],
)
def test_a_wrong_email_address_is_named_with_an_example(text):
    assert "for example ayse@example.com" in refusal(email, text)


def test_a_turkish_letter_in_an_email_address_is_pointed_at():
    assert "“ı”" in refusal(email, "ayse@gmaıl.com")
    assert "“ş”" in refusal(email, "ayşe@example.com")


def test_an_endless_email_address_is_refused_with_the_numbers():
    assert "at most 254 characters; you wrote 1006" in refusal(email, "a" * 1000 + "@b.com")


@given(st.text(max_size=60))
def test_whatever_is_typed_is_taken_or_refused_with_a_sentence(text):
    sentences = []
    for check in (tckn, ykn, tckn_or_ykn, vkn, iban, plate, email):
        try:
            stored = check(text)
        except InvalidValue as invalid:
            sentences.append(str(invalid.sentence))
        else:
            assert check(stored) == stored
    assert all(sentence.endswith(".") for sentence in sentences)


def test_a_megabyte_of_anything_is_refused_at_once():
    noise = "".join(random.Random(3).choices("0123456789abc .@-", k=1_000_000))
    for check in (tckn, ykn, tckn_or_ykn, vkn, iban, plate, email):
        assert not is_taken(check, noise)
        assert not is_taken(check, "1" * 1_000_000)
