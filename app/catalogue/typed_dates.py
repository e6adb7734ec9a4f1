"""A date as it is typed: day, month and year in three boxes."""

from datetime import date

from app.catalogue.invalid_value import InvalidValue, ascii_digits
from app.sentence import say
from app.turkish import fold

FIRST_YEAR, LAST_YEAR = 1850, 2150
_TURKISH = "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık"
_ENGLISH = "January February March April May June July August September October November December"
MONTHS = tuple({"tr": tr, "en": en} for tr, en in zip(_TURKISH.split(), _ENGLISH.split(), strict=True))
_FEWEST_LETTERS = 3


def date_parts(day: str, month: str, year: str) -> date:
    """The day that three boxes name; the month may be a number or a name. Raises InvalidValue."""
    day, month, year = (ascii_digits(part).strip().rstrip(".") for part in (day, month, year))
    if not (day or month or year):
        raise InvalidValue(say("Enter the day, month and year."))
    day_number, month_number, year_number = _day(day), _month(month), _year(year)
    try:
        return date(year_number, month_number, day_number)
    except ValueError:
        raise InvalidValue(
            say(
                "There is no day %(day)s %(month)s %(year)s. Check the day and the month.",
                day=day_number,
                month=MONTHS[month_number - 1],
                year=str(year_number),
            )
        ) from None


def _day(text: str) -> int:
    if _is_number(text, 2) and 1 <= int(text) <= 31:
        return int(text)
    raise InvalidValue(say("Write the day as a number from 1 to 31."))


def _month(text: str) -> int:
    if _is_number(text, 2) and 1 <= int(text) <= 12:
        return int(text)
    name = fold(text)
    if len(name) >= _FEWEST_LETTERS:
        for number, names in enumerate(MONTHS, start=1):
            if any(fold(own).startswith(name) for own in names.values()):
                return number
    raise InvalidValue(say("Write the month as a number from 1 to 12, or by its name."))


def _year(text: str) -> int:
    if not _is_number(text, 4) or len(text) < 4:
        raise InvalidValue(say("Write the year with four digits, for example 1985."))
    if not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise InvalidValue(
            say("Check the year: write one from %(first)s to %(last)s.", first=str(FIRST_YEAR), last=str(LAST_YEAR))
        )
    return int(text)


def _is_number(text: str, digits: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= digits
