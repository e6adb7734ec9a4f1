"""How dates, numbers, money and sentences read, by language. Templates know these as filters; nothing else formats."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from flask import Flask
from flask_babel import format_date, format_decimal, gettext, ngettext

from app.cases.tracking_number import grouped
from app.clock import ISTANBUL
from app.sentence import Sentence
from app.web.locale import current_locale

NO_BREAK = "\u00a0"


def day(value: date | datetime | None) -> str:
    """19.03.2026 in Turkish, 19/03/2026 in English; the town's own day."""
    if value is None:
        return ""
    return _local_day(value).strftime("%d.%m.%Y" if current_locale() == "tr" else "%d/%m/%Y")


def long_day(value: date | datetime | None) -> str:
    """19 Mart 2026 Perşembe."""
    if value is None:
        return ""
    pattern = "d MMMM y EEEE" if current_locale() == "tr" else "EEEE d MMMM y"
    return format_date(_local_day(value), pattern)


def moment(value: datetime | None) -> str:
    """19.03.2026 14:05, in the town's time."""
    return f"{day(value)}{NO_BREAK}{value.astimezone(ISTANBUL):%H:%M}" if value else ""


def until(value: datetime | None) -> str:
    """A due moment as people keep it: the day, and the hour where it is not the end of a day."""
    if value is None:
        return ""
    local = value.astimezone(ISTANBUL)
    return day(value) if (local.hour, local.minute) == (23, 59) else moment(value)


def money(value: Decimal | float | int) -> str:
    """1.234,50 TL."""
    return f"{format_decimal(Decimal(str(value)), '#,##0.00')}{NO_BREAK}TL"


def number(value: Decimal | float | int) -> str:
    """1.234.567,5"""
    return str(format_decimal(value))


def percent(value: float, digits: int = 0) -> str:
    """%81,5 in Turkish, 81.5% in English, of a share between 0 and 1."""
    figure = format_decimal(round(value * 100, digits), "0." + "0" * digits if digits else "0")
    return f"%{figure}" if current_locale() == "tr" else f"{figure}%"


def size(octets: int) -> str:
    """1,2 MB"""
    if octets < 1_000_000:
        return f"{format_decimal(max(1, round(octets / 1000)))}{NO_BREAK}kB"
    return f"{format_decimal(round(octets / 1_000_000, 1))}{NO_BREAK}MB"


def duration(value: Mapping[str, object] | None) -> str:
    """5 iş günü; what the catalogue does not say is said to be undecided, never zero."""
    if not value:
        return gettext("not set")
    amount = int(str(value.get("amount", 0)))
    match value.get("unit"):
        case "minute":
            return ngettext("%(num)s minute", "%(num)s minutes", amount)
        case "hour":
            return ngettext("%(num)s hour", "%(num)s hours", amount)
        case "working_day":
            return ngettext("%(num)s working day", "%(num)s working days", amount)
        case "calendar_day":
            return ngettext("%(num)s day", "%(num)s days", amount)
    return gettext("at once")


def label(text: Mapping[str, str] | str | None) -> str:
    """The label in the page's language, else in any it has."""
    if isinstance(text, str):
        return text
    if not text:
        return ""
    return text.get(current_locale()) or next(iter(text.values()), "")


def speak(sentence: Sentence | str) -> str:
    """A rule's sentence in the page's language, its holes filled the way that language writes them."""
    if isinstance(sentence, str):
        return sentence
    return str(gettext(sentence.msgid, **{name: _spoken(value) for name, value in sentence.params.items()}))


def _spoken(value: object) -> str:
    if isinstance(value, Mapping):
        return label(value)
    if isinstance(value, (date, datetime)):
        return day(value)
    return number(value) if isinstance(value, (int, Decimal)) else str(value)


def _local_day(value: date | datetime) -> date:
    return value.astimezone(ISTANBUL).date() if isinstance(value, datetime) else value


def init_app(app: Flask) -> None:
    """Give templates the filters."""
    for filter_ in (day, long_day, moment, until, money, number, percent, size, duration, label, speak):
        app.add_template_filter(filter_)
    app.add_template_filter(grouped, "tracking")
