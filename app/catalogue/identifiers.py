"""Values with a form of their own: checked, and brought into the one form that is stored.

Each function takes what was typed and returns what is stored, or raises InvalidValue with a sentence that says what
to do. A right check digit proves that nothing was mistyped; it never proves who someone is.
"""

import re

from app.catalogue.amounts import decimal, money
from app.catalogue.invalid_value import InvalidValue, ascii_digits
from app.catalogue.phones import can_get_sms, phone, show_phone
from app.catalogue.typed_dates import date_parts
from app.sentence import say

__all__ = [
    "InvalidValue",
    "can_get_sms",
    "date_parts",
    "decimal",
    "email",
    "iban",
    "money",
    "phone",
    "plate",
    "show_phone",
    "tckn",
    "tckn_or_ykn",
    "vkn",
    "ykn",
]

ID_DIGITS = 11
VKN_DIGITS = 10
IBAN_LENGTH = 26
EMAIL_LENGTH = 254

_SEPARATORS = re.compile(r"[\s.\-/\u2010-\u2015]+")
_IBAN = re.compile(r"TR\d{8}[0-9A-Z]{16}\Z")
_PLATE = re.compile(r"(0[1-9]|[1-7]\d|8[01])([A-PR-VYZ]{1,3})(\d{2,5})\Z")
_EMAIL = re.compile(
    r"(?=.{1,64}@)[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,58}[a-z0-9])\Z"
)


def tckn(text: str) -> str:
    """A T.C. identity number: 11 digits, the last two of them check digits."""
    number = _digits(text)
    if len(number) != ID_DIGITS:
        raise InvalidValue(
            say("A T.C. identity number has 11 digits; you wrote %(n)s. Write all of them.", n=len(number))
        )
    if not _has_sound_id_digits(number):
        raise InvalidValue(
            say("This T.C. identity number is mistyped. Compare it with the identity card, digit by digit.")
        )
    return number


def ykn(text: str) -> str:
    """A foreigner's identity number: as a T.C. identity number, and it begins with 99."""
    number = tckn_or_ykn(text)
    if not number.startswith("99"):
        raise InvalidValue(say("A foreigner's identity number begins with 99. Write the number of the residence card."))
    return number


def tckn_or_ykn(text: str) -> str:
    """A T.C. identity number or a foreigner's; both are made the same way."""
    number = _digits(text)
    if len(number) != ID_DIGITS:
        raise InvalidValue(say("An identity number has 11 digits; you wrote %(n)s. Write all of them.", n=len(number)))
    if not _has_sound_id_digits(number):
        raise InvalidValue(say("This identity number is mistyped. Compare it with the card, digit by digit."))
    return number


def vkn(text: str) -> str:
    """A tax number: 10 digits, leading zeros kept, the last one a check digit."""
    number = _digits(text)
    if len(number) != VKN_DIGITS:
        raise InvalidValue(
            say("A tax number has 10 digits; you wrote %(n)s. Write all of them, with leading zeros.", n=len(number))
        )
    if _tax_check_digit(number) != int(number[-1]):
        raise InvalidValue(say("This tax number is mistyped. Compare it with the tax certificate, digit by digit."))
    return number


def iban(text: str) -> str:
    """A Turkish account number, without spaces: TR and 24 characters, remainder 1 modulo 97. TR may be left out."""
    number = _SEPARATORS.sub("", ascii_digits(text)).upper().removeprefix("IBAN").removeprefix(":")
    if number[:2].isdecimal() and len(number) == IBAN_LENGTH - 2:
        number = f"TR{number}"
    if number[:2].isalpha() and not number.startswith("TR"):
        raise InvalidValue(say("Write the IBAN of an account in Türkiye; it begins with TR."))
    if len(number) != IBAN_LENGTH:
        raise InvalidValue(
            say("An IBAN is TR and 24 digits, 26 characters; you wrote %(n)s. Write all of them.", n=len(number))
        )
    if not _IBAN.match(number) or int("".join(str(int(c, 36)) for c in number[4:] + number[:4])) % 97 != 1:
        raise InvalidValue(say("This IBAN is mistyped. Compare it with what your bank gave you."))
    return number


def plate(text: str) -> str:
    """A Turkish number plate with its spaces: "39 AB 123". Turkish letters other than A to Z never stand on one."""
    written = _SEPARATORS.sub("", ascii_digits(text)).replace("İ", "I").replace("ı", "I").upper()
    parts = _PLATE.match(written)
    if parts is None:
        raise InvalidValue(
            say("Write the number plate as province, letters and digits, for example 39 AB 123; letters from A to Z.")
        )
    return " ".join(parts.groups())


def email(text: str) -> str:
    """An e-mail address in small letters, so that it is found however it was typed."""
    written = text.strip()
    foreign = next((c for c in written if not c.isascii()), None)
    if foreign is not None:
        raise InvalidValue(
            say("Letters such as ş, ı or ğ do not stand in an e-mail address. Correct “%(letter)s”.", letter=foreign)
        )
    if len(written) > EMAIL_LENGTH:
        raise InvalidValue(
            say("An e-mail address has at most 254 characters; you wrote %(n)s. Write a shorter one.", n=len(written))
        )
    address = written.lower()  # ASCII by now, so lower() is safe
    if not _EMAIL.match(address):
        raise InvalidValue(say("Write one e-mail address with an @ and a dot after it, for example ayse@example.com."))
    return address


def _digits(text: str) -> str:
    """The digits of a number written with spaces, points or dashes."""
    number = _SEPARATORS.sub("", ascii_digits(text))
    if number and not number.isdecimal():
        raise InvalidValue(say("Write this number with digits only."))
    return number


def _has_sound_id_digits(number: str) -> bool:
    """d10 = (7·(d1+d3+d5+d7+d9) − (d2+d4+d6+d8)) mod 10 and d11 = (d1+…+d10) mod 10 (domain.md, section 3)."""
    d = [int(c) for c in number]
    return d[0] != 0 and d[9] == (7 * sum(d[0:9:2]) - sum(d[1:8:2])) % 10 and d[10] == sum(d[:10]) % 10


def _tax_check_digit(number: str) -> int:
    total = 0
    for place, digit in enumerate(number[: VKN_DIGITS - 1]):
        power = VKN_DIGITS - 1 - place
        shifted = (int(digit) + power) % 10
        # a product of 9 counts as 9, not as 0, since the remainder is taken modulo 9
        total += (shifted * 2**power) % 9 or 9 if shifted else 0
    return -total % 10
