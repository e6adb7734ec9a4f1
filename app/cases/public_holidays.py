"""Türkiye's public holidays and half days (Law 2429), year by year.

They come from the `holidays` package. Loading it costs about 17 MB and 120 ms in every process, so what it says for
the years at hand is kept in `public_holidays.json`; a test compares the two, and a year outside the file asks the
package itself. After an update of the package: `python -m app.cases.public_holidays`.
Bayram dates from 2035 on are estimates; administrative leave is not in here (the town's own table adds it).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

KEPT_YEARS = range(2020, 2041)
_FILE = Path(__file__).with_name("public_holidays.json")


@dataclass(frozen=True)
class Holiday:
    """A public holiday; a half day is free from 13:00. `name` is a label; two holidays on one day share it."""

    is_half: bool
    name: Mapping[str, str]


def holidays_of(year: int) -> Mapping[date, Holiday]:
    """The holidays of `year`: from the kept file, or for other years from the package (slow the first time)."""
    return _kept().get(year) or _asked(year)


@cache
def _kept() -> dict[int, dict[date, Holiday]]:
    years: dict[int, dict[date, Holiday]] = {}
    for text, (kind, turkish, english) in json.loads(_FILE.read_text(encoding="utf-8")).items():
        day = date.fromisoformat(text)
        years.setdefault(day.year, {})[day] = Holiday(kind == "half", {"tr": turkish, "en": english})
    return years


@cache
def _asked(year: int) -> dict[date, Holiday]:
    return dict(from_package(year))


def from_package(year: int) -> Mapping[date, Holiday]:
    """What the `holidays` package says about `year`; where a full and a half holiday meet, the full one counts."""
    import holidays  # only here: see the module's docstring

    found: dict[date, Holiday] = {}
    for category in ("half_day", "public"):
        turkish = holidays.country_holidays("TR", years=year, language="tr", categories=(category,))
        english = holidays.country_holidays("TR", years=year, language="en_US", categories=(category,))
        for day, name in turkish.items():
            label = {"tr": _merged(name), "en": _merged(english[day])}
            found[day] = Holiday(category == "half_day", label)
    return dict(sorted(found.items()))


def _merged(names: str) -> str:
    """Several names of one day as one, each once: "A; B; A" becomes "A / B"."""
    return " / ".join(dict.fromkeys(name.strip() for name in names.split(";")))


def _write() -> None:
    rows = [
        f"{json.dumps(day.isoformat())}: "
        + json.dumps(["half" if it.is_half else "full", it.name["tr"], it.name["en"]], ensure_ascii=False)
        for year in KEPT_YEARS
        for day, it in from_package(year).items()
    ]
    _FILE.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    _write()
