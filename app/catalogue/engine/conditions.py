"""Conditions over answers: data, never code.

A condition is `{field, op, value}` or `{field, op, other, plus_days}`, combined by `all`, `any` and `not`.
A field that is unanswered or hidden is empty: it meets `empty` and `ne`, and no other. What was typed wrongly is
filled, and meets nothing else, so that one mistake is not told twice.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from app.turkish import fold

Condition = Mapping[str, Any]
Lookup = Callable[[str], Any]
"""Gives the parsed value of a field, None when there is none."""

REFUSED = object()
"""Stands for an answer that was typed and could not be taken."""

OPERATORS = frozenset({"eq", "ne", "in", "lt", "le", "gt", "ge", "filled", "empty", "contains", "contains_folded"})
_RELATIVE_DAY = re.compile(r"today(?:([+-])(\d{1,5}))?\Z")


def is_met(condition: Condition | None, lookup: Lookup, today: date) -> bool:
    """Whether the answers meet the condition; no condition is always met. Never raises on values of the wrong kind."""
    if not condition:
        return True
    if "all" in condition:
        return all(is_met(part, lookup, today) for part in condition["all"])
    if "any" in condition:
        return any(is_met(part, lookup, today) for part in condition["any"])
    if "not" in condition:
        return not is_met(condition["not"], lookup, today)
    if "field" not in condition:  # {by: clerk}: not for answers to decide
        return False
    operator = condition.get("op", "eq")
    value = lookup(condition["field"])
    if operator == "filled":
        return is_filled(value)
    if operator == "empty":
        return not is_filled(value)
    if value is None:
        return operator == "ne"
    if value is REFUSED:
        return False
    expected = _expected(condition, lookup, today)
    return expected is not None and _compare(operator, value, expected, today)


def is_filled(value: Any) -> bool:
    """An unticked box and an empty choice count as not filled; zero is an answer."""
    return value is not None and value is not False and value != "" and value != ()


def fields_of(condition: Condition | None) -> Iterator[str]:
    """The keys of all fields a condition looks at."""
    if not condition:
        return
    for part in (*condition.get("all", ()), *condition.get("any", ())):
        yield from fields_of(part)
    yield from fields_of(condition.get("not"))
    for name in ("field", "other"):
        if name in condition:
            yield condition[name]


def both(first: Condition | None, second: Condition | None) -> Condition | None:
    """A condition that is met when both are."""
    if first and second:
        return {"all": [first, second]}
    return first or second


def relative_day(text: object, today: date) -> date | None:
    """The day that `today`, `today+1`, `today-365` or an ISO date (text or date) means; None for anything else."""
    if isinstance(text, datetime):
        return text.date()
    if isinstance(text, date):
        return text
    if not isinstance(text, str):
        return None
    relative = _RELATIVE_DAY.match(text)
    try:
        if relative is None:
            return date.fromisoformat(text)
        days = int(relative[2] or 0)
        return today + timedelta(days=-days if relative[1] == "-" else days)
    except (ValueError, OverflowError):
        return None


def _expected(condition: Condition, lookup: Lookup, today: date) -> Any:
    if "other" not in condition:
        return condition.get("value")
    expected = lookup(condition["other"])
    if expected is not None and condition.get("plus_days"):
        day = relative_day(expected, today)
        return day + timedelta(days=condition["plus_days"]) if day is not None else None
    return expected


def _compare(operator: str, value: Any, expected: Any, today: date) -> bool:
    if operator in ("contains", "contains_folded"):
        return _contains(value, expected, folded=operator == "contains_folded")
    if operator == "in":
        return any(_compare("eq", value, one, today) for one in _listed(expected))
    if isinstance(value, tuple):  # several choices: equal to a value when it is among them
        met = any(one in value for one in _listed(expected))
        return met if operator == "eq" else not met if operator == "ne" else False
    value, expected = _same_kind(value, expected, today)
    try:
        return bool(_COMPARISONS[operator](value, expected))
    except (KeyError, TypeError, ArithmeticError):  # values that have no order between them, as a name and a number
        return False


_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "eq": eq,
    "ne": ne,
    "lt": lt,
    "le": le,
    "gt": gt,
    "ge": ge,
}


def _contains(value: Any, expected: Any, folded: bool) -> bool:
    wanted = _listed(expected)
    if isinstance(value, tuple):
        return any(one in value for one in wanted)
    if not isinstance(value, str):
        return False
    if folded:
        text = fold(value)
        return any(fold(str(one)) in text for one in wanted)
    return any(str(one) in value for one in wanted)


def _listed(expected: Any) -> list[Any]:
    return list(expected) if isinstance(expected, list | tuple) else [expected]


def _same_kind(value: Any, expected: Any, today: date) -> tuple[Any, Any]:
    """Make the value written in the catalogue comparable with the parsed one."""
    if isinstance(value, date):
        day = relative_day(expected, today)
        return (value.date() if isinstance(value, datetime) else value), day
    if isinstance(expected, float):
        return value, Decimal(str(expected))
    return value, expected
