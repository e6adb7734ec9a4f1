"""Numbers with decimals, and money. What could mean two numbers is asked again, never guessed.

The rule: with both signs present the last one is the decimal sign; one sign used several times groups thousands;
a single comma is the decimal sign, as Turkish writes it; a single point is one too, unless exactly three digits follow
and the number could be thousands: "1.234" is refused with both readings.
"""

import re
from decimal import Decimal

from app.catalogue.invalid_value import InvalidValue, ascii_digits
from app.sentence import say

_CURRENCY = re.compile(r"\A(?:TL|TRY|₺)\s*|\s*(?:TL|TRY|₺)\.?\Z", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?\d[\d.,]*\Z")
_SPACED = re.compile(r"(?<=\d)[ \u00a0\u202f'’](?=\d{3}(?!\d))")
_GROUPED = {sign: re.compile(rf"\d{{1,3}}(?:\{sign}\d{{3}})+\Z") for sign in ".,"}
_COULD_BE_THOUSANDS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}\Z")
_MOST_DIGITS = 12
_MOST_DECIMALS = 6
_CENT = Decimal("0.01")


def decimal(text: str) -> Decimal:
    """A number such as 12,5 or 1.234,5 or -3. Raises InvalidValue, also where it could mean two numbers."""
    written = _cleaned(text)
    digits = written.lstrip("+-")
    if "." in digits and _COULD_BE_THOUSANDS.match(digits):
        raise _ambiguous(text, digits.replace(".", ""), digits.replace(".", ","))
    number = _read(written)
    if number is None:
        raise InvalidValue(say("Write a number, for example 12,5."))
    return number


def money(text: str) -> Decimal:
    """An amount in Turkish liras, with two decimals. Raises InvalidValue, also where it could mean two amounts."""
    written = _cleaned(_CURRENCY.sub("", text.strip()))
    if written.startswith("-"):
        raise InvalidValue(say("Write the amount without a minus sign."))
    digits = written.lstrip("+")
    if _COULD_BE_THOUSANDS.match(digits):
        whole, decimals = re.split(r"[.,]", digits)
        raise _ambiguous(text, whole + decimals, f"{whole},{decimals[:2]}")
    number = _read(digits)
    if number is None:
        raise InvalidValue(say("Write the amount in digits, for example 1250 or 1250,50."))
    if len(str(number).partition(".")[2]) > 2:
        raise InvalidValue(say("An amount has at most two digits after the comma, for example 1250,50."))
    return number.quantize(_CENT)


def _cleaned(text: str) -> str:
    return _SPACED.sub("", ascii_digits(text).strip().replace("−", "-"))


def _read(written: str) -> Decimal | None:
    """The number by the rule above; None where the signs make no number."""
    if not _NUMBER.match(written):
        return None
    sign, digits = ("-", written[1:]) if written[0] == "-" else ("", written.lstrip("+"))
    mark = _decimal_mark(digits)
    whole, _, decimals = digits.rpartition(mark) if mark else (digits, "", "")
    if mark and not decimals:
        return None
    for group in ".,":
        if group in whole:
            if not _GROUPED[group].match(whole):
                return None
            whole = whole.replace(group, "")
    if len(whole) > _MOST_DIGITS or len(decimals) > _MOST_DECIMALS:
        return None
    return Decimal(f"{sign}{whole}.{decimals or 0}") if mark else Decimal(f"{sign}{whole}")


def _decimal_mark(digits: str) -> str:
    """The sign that begins the decimals; empty when there are none."""
    signs = re.sub(r"\d", "", digits)
    if not signs or (len(signs) > 1 and len(set(signs)) == 1):
        return ""
    return signs[-1]


def _ambiguous(text: str, thousands: str, fraction: str) -> InvalidValue:
    return InvalidValue(
        say(
            "“%(text)s” can be read in two ways. Write %(thousands)s or %(decimal)s.",
            text=text,
            thousands=thousands,
            decimal=fraction,
        )
    )
