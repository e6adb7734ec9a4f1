"""The link that lets somebody answer for one case at one moment: nothing personal in it, and nobody can make one up."""

import hmac
import re

from app.keys import Keys
from app.survey.questionnaire import Moment

_LETTERS = {Moment.APPLYING: "a", Moment.SERVICE: "s"}
_MOMENTS = {letter: moment for moment, letter in _LETTERS.items()}
_SHAPE = re.compile(r"([as])([0-9a-f]{1,15})-([0-9a-f]{32})")
_PURPOSE = "survey-link"


def survey_token(keys: Keys, case_id: int, moment: Moment) -> str:
    """Always the same for a case and moment, so that a link in an old message still works."""
    letter = _LETTERS[moment]
    return f"{letter}{case_id:x}-{keys.fingerprint(f'{letter}{case_id}', _PURPOSE)[:32]}"


def read_token(keys: Keys, token: str) -> tuple[int, Moment] | None:
    """The case and moment of a link that we made; None for any other."""
    found = _SHAPE.fullmatch(token)
    if found is None:
        return None
    letter, number, given = found.groups()
    case_id = int(number, 16)
    made = [mark[:32] for mark in keys.fingerprints(f"{letter}{case_id}", _PURPOSE)]
    if sum(hmac.compare_digest(given, mark) for mark in made) == 0:
        return None
    return case_id, _MOMENTS[letter]
