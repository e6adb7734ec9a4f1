"""Telephone numbers as people write them: mobile, landline, 444, short codes, and numbers abroad."""

import re

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType, ValidationResult

from app.catalogue.invalid_value import InvalidValue, ascii_digits
from app.sentence import say

SHORT_CODES = frozenset({"112", "153", "174", "183", "185", "186", "187", "188"})

TURKIYE = 90
_HOME = f"+{TURKIYE}"
_NATIONWIDE = re.compile(r"(?:\+90|0090|90|0)?444(\d{2})(\d{2})")
_UNPRINTED = re.compile(r"[^\d+]")
_LONGEST = 40
_OFF = {ValidationResult.TOO_SHORT: -1, ValidationResult.IS_POSSIBLE_LOCAL_ONLY: -1, ValidationResult.TOO_LONG: 1}


def phone(text: str) -> str:
    """The number to store: E.164 ("+905321234567"), "444 55 39" for a 444 number, or a short code as it is.

    Raises InvalidValue. A number without a country is one in Türkiye.
    """
    written = ascii_digits(text).strip()
    if any(c.isalpha() for c in written):
        raise InvalidValue(say("Write the telephone number in digits, without words or an extension."))
    digits = _UNPRINTED.sub("", written)
    if digits in SHORT_CODES:
        return digits
    nationwide = _NATIONWIDE.fullmatch(digits)
    if nationwide:
        return f"444 {nationwide[1]} {nationwide[2]}"
    if len(written) > _LONGEST:
        raise _unknown()
    try:
        number = phonenumbers.parse(written, "TR")
    except phonenumbers.NumberParseException:
        raise _unknown() from None
    if number.extension:
        raise InvalidValue(say("Write the telephone number in digits, without words or an extension."))
    if not phonenumbers.is_valid_number(number):
        _refuse_length(number)
        raise _unknown()
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def show_phone(value: str) -> str:
    """A stored number as people in Türkiye read it: 0532 123 45 67, 444 55 39, +31 6 12345678."""
    if value.startswith(_HOME) and len(value) == len("+905321234567"):
        return f"0{value[3:6]} {value[6:9]} {value[9:11]} {value[11:]}"
    if not value.startswith("+"):
        return value
    return phonenumbers.format_number(phonenumbers.parse(value), PhoneNumberFormat.INTERNATIONAL)


def can_get_sms(value: str) -> bool:
    """Whether a stored number can receive an SMS: mobile numbers here and abroad, nothing else."""
    if not value.startswith("+"):
        return False
    kind = phonenumbers.number_type(phonenumbers.parse(value))
    return kind in (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)


def _refuse_length(number: phonenumbers.PhoneNumber) -> None:
    """Say so when the length alone is wrong; a lost digit is the commonest slip."""
    if number.country_code == TURKIYE:  # metadata calls seven to thirteen digits possible here, people dial ten
        off = len(str(number.national_number)) - len("5321234567")
    else:
        off = _OFF.get(phonenumbers.is_possible_number_with_reason(number), 0)
    if off < 0:
        raise InvalidValue(say("This telephone number is too short. Write all of it, with the area code."))
    if off > 0:
        raise InvalidValue(say("This telephone number is too long. Write one number only."))


def _unknown() -> InvalidValue:
    return InvalidValue(
        say(
            "Write a telephone number such as 0532 123 45 67 or 0288 417 10 10. "
            "For a number abroad begin with + and the country code."
        )
    )
