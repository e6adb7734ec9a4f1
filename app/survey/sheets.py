"""A paper sheet as a clerk types it in: what stands above the pile, and the answers keyed one after another."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from app.sentence import Sentence, say
from app.survey.questionnaire import Moment, Questionnaire, Tick
from app.survey.reading import ResponseReading, Typed, read_letters, read_response

BATCH_CHARACTERS = 40


@dataclass(frozen=True)
class Heading:
    """What stays the same from sheet to sheet: wave, batch, day, service. `errors` is by input name."""

    wave: str
    batch: str
    filled_on: date
    service_code: str
    number: int
    errors: Mapping[str, list[Sentence]] = field(default_factory=dict)


def read_heading(typed: Typed, waves: set[str], codes: set[str], today: date, default_wave: str) -> Heading:
    """The heading as typed; an empty day is today, an empty batch is named for the day."""
    errors: dict[str, list[Sentence]] = {}
    wave = _one(typed, "wave") or default_wave
    if wave not in waves:
        errors["wave"], wave = [say("Choose one of the waves.")], default_wave
    filled_on = today
    if day := _one(typed, "day"):
        try:
            filled_on = date.fromisoformat(day)
        except ValueError:
            errors["day"] = [say("Type the day as year-month-day, for example 2026-03-19.")]
        if filled_on > today:
            errors["day"] = [say("A sheet cannot be filled in after today.")]
    # Codes are ASCII, so that plain upper case is right for them.
    code = _one(typed, "service").partition(" ")[0].upper()
    if code and code not in codes:
        errors["service"] = [say("There is no service with this code. Leave it empty if the sheet names none.")]
    batch = "".join(c for c in _one(typed, "batch") if c.isprintable())[:BATCH_CHARACTERS] or today.isoformat()
    number = _one(typed, "number")
    is_number = number.isascii() and number.isdecimal() and len(number) < 7
    return Heading(wave, batch, filled_on, code, int(number) if is_number else 0, errors)


def read_sheet(questionnaire: Questionnaire, typed: Typed) -> ResponseReading:
    """The answers of a sheet; ticks are typed as the letters printed beside their boxes."""
    reading = read_response(questionnaire, typed, Moment.PAPER)
    errors = dict(reading.errors)
    strengths = _letters(questionnaire.strengths, typed, "strengths", errors)
    weaknesses = _letters(questionnaire.weaknesses, typed, "weaknesses", errors)
    if not (reading.scores or strengths or weaknesses or reading.free_text or errors):
        errors[questionnaire.at(Moment.PAPER)[0].key] = [say("Type at least one answer of the sheet.")]
    return replace(reading, strengths=strengths, weaknesses=weaknesses, errors=errors)


def _letters(ticks: tuple[Tick, ...], typed: Typed, name: str, errors: dict[str, list[Sentence]]) -> list[str]:
    keys, unknown = read_letters(ticks, _one(typed, name))
    if unknown:
        errors[name] = [say("No box has the letter %(letters)s.", letters=unknown[:20])]
    return keys


def _one(typed: Typed, name: str) -> str:
    values = typed.get(name, ())
    return values[0].strip() if values else ""
