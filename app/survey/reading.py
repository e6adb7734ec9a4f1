"""What a person sent, read against the questions: whatever arrives is safe to store or says what to mend."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.sentence import Sentence, say
from app.survey.questionnaire import Item, Moment, Questionnaire, Tick

MOST_CHARACTERS = 1200
NO_OPINION = "0"
_SCORES = {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5}

Typed = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class ResponseReading:
    """A read answer. `scores` lacks what was not answered; `errors` is by input name."""

    scores: dict[str, int] = field(default_factory=dict)
    strengths: list[str] = field(default_factory=list)
    weaknesses: list[str] = field(default_factory=list)
    free_text: str = ""
    errors: dict[str, list[Sentence]] = field(default_factory=dict)

    @property
    def is_sound(self) -> bool:
        return not self.errors


def read_response(questionnaire: Questionnaire, typed: Typed, moment: Moment) -> ResponseReading:
    """Read one answer; parameters nobody asked for are passed over."""
    errors: dict[str, list[Sentence]] = {}
    scores: dict[str, int] = {}
    for item in questionnaire.at(moment):
        score, fault = _score(item, typed, is_paper=moment is Moment.PAPER)
        if fault is not None:
            errors[item.key] = [fault]
        elif score is not None:
            scores[item.key] = score
    text = clean_text(_first(typed, "free_text"))
    if len(text) > MOST_CHARACTERS:
        errors["free_text"] = [
            say("Write at most %(most)s characters; you wrote %(n)s.", most=MOST_CHARACTERS, n=len(text))
        ]
    return ResponseReading(
        scores=scores,
        strengths=_ticked(questionnaire.strengths, typed, "strengths"),
        weaknesses=_ticked(questionnaire.weaknesses, typed, "weaknesses"),
        free_text=text,
        errors=errors,
    )


def read_letters(ticks: Sequence[Tick], letters: str) -> tuple[list[str], str]:
    """The ticks that a sheet's letters name (a is the first box), and the letters that name none."""
    wanted = [letter for letter in letters.casefold() if not letter.isspace() and letter not in ",;."]
    known = {letter_of(place): tick.key for place, tick in enumerate(ticks)}
    keys = {known[letter] for letter in wanted if letter in known}
    return [tick.key for tick in ticks if tick.key in keys], "".join(x for x in wanted if x not in known)


def letter_of(place: int) -> str:
    """The letter printed beside the box at `place`, from 0."""
    return "abcdefghijklmnopqrstuvwxyz"[place]


def clean_text(text: str) -> str:
    """The text without what cannot be stored or seen (NUL, control characters, halves of characters)."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")).strip()


def _score(item: Item, typed: Typed, is_paper: bool) -> tuple[int | None, Sentence | None]:
    values = {value.strip() for value in typed.get(item.key, ())} - {""}
    if len(values) > 1:
        return None, say("Choose one answer only.")
    value = values.pop() if values else ""
    if value in ("", NO_OPINION):
        if item.required and not is_paper:
            return None, say("Choose one of the five answers.")
        return None, None
    if value not in _SCORES:
        return None, say("Type a number from 1 to 5, or leave it empty.") if is_paper else say(
            "Choose one of the five answers."
        )
    return _SCORES[value], None


def _ticked(ticks: Sequence[Tick], typed: Typed, name: str) -> list[str]:
    given = set(typed.get(name, ()))
    return [tick.key for tick in ticks if tick.key in given]


def _first(typed: Typed, name: str) -> str:
    values = typed.get(name, ())
    return values[0] if values else ""
