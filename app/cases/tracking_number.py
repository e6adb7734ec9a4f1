"""The tracking number: twelve characters a person can read aloud, write down and type again.

Eleven are random (about 53 bits); the twelfth is a weighted check character modulo 29. The weights 1 to 12 are
distinct and not zero modulo the prime 29, so every single slip and every swap of two characters is caught.
"""

import secrets
import unicodedata
from collections.abc import Callable

from app.sentence import Sentence, say
from app.turkish import fold

ALPHABET = "23456789ABCDEFGHJKMNPRSTVWXYZ"  # no 0 O 1 I L U Q
LENGTH = 12
GROUP = 4
_VALUE = {symbol: value for value, symbol in enumerate(ALPHABET)}
_LOOK_OR_SOUND_ALIKE = {a: b for pair in ("B8", "S5", "Z2", "MN", "DT") for a, b in (pair, reversed(pair))}
_SEPARATORS = "./_·"

# The Turkish telephone alphabet; W and X, which it lacks, by the names the letters have.
_TURKISH = (
    "Ankara, Bolu, Ceyhan, Denizli, Edirne, Fatsa, Giresun, Hatay, Jandarma, Kayseri, Muş, Niğde, "
    "Polatlı, Rize, Sinop, Tokat, Van, Çift ve, İks, Yozgat, Zonguldak"
)
_ENGLISH = (
    "Alfa, Bravo, Charlie, Delta, Echo, Foxtrot, Golf, Hotel, Juliett, Kilo, Mike, November, "
    "Papa, Romeo, Sierra, Tango, Victor, Whiskey, X-ray, Yankee, Zulu"
)
_LETTERS = [symbol for symbol in ALPHABET if symbol.isalpha()]
_CODE_WORDS = {
    locale: dict(zip(_LETTERS, words.split(", "), strict=True))
    for locale, words in (("tr", _TURKISH), ("en", _ENGLISH))
}


class MistypedNumber(ValueError):
    """No tracking number ever looks like this. `suggestion` is the one number it may have been meant to be, or None."""

    def __init__(self, sentence: Sentence, suggestion: str | None = None) -> None:
        super().__init__(sentence.msgid)
        self.sentence = sentence
        self.suggestion = suggestion


def new_number(choice: Callable[[str], str] = secrets.choice) -> str:
    """A fresh number; that no case has it yet is for the database to say."""
    body = "".join(choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + _check_character(body)


def read_number(text: str) -> str:
    """The number someone typed, spoke or pasted, whatever the case, spaces, dashes and dots. Raises MistypedNumber."""
    number = "".join(c for c in fold(text[:200]).upper() if not _is_separator(c))
    if not number:
        raise MistypedNumber(say("Write the tracking number from your receipt."))
    for symbol in number:
        if symbol not in _VALUE:
            raise MistypedNumber(
                say(
                    "The character “%(symbol)s” occurs in no tracking number. Compare it with your receipt.",
                    symbol=symbol,
                )
            )
    if len(number) != LENGTH:
        raise MistypedNumber(
            say("A tracking number has 12 characters; you wrote %(n)s. Compare it with your receipt.", n=len(number))
        )
    if _is_sound(number):
        return number
    repaired = _repairs(number)
    if len(repaired) == 1:
        raise MistypedNumber(
            say("This number is mistyped. Did you mean %(number)s?", number=grouped(repaired[0])), repaired[0]
        )
    raise MistypedNumber(say("This number is mistyped. Compare it with your receipt, character by character."))


def grouped(number: str) -> str:
    """The number as it is printed: 4-4-4."""
    return " ".join(number[i : i + GROUP] for i in range(0, len(number), GROUP))


def code_words(number: str, locale: str) -> list[str]:
    """A word for each letter, for the telephone, in Turkish or else in English; a digit stays a digit."""
    words = _CODE_WORDS["tr" if locale.startswith("tr") else "en"]
    return [words.get(symbol, symbol) for symbol in number]


def _is_separator(symbol: str) -> bool:
    return symbol in _SEPARATORS or unicodedata.category(symbol) in ("Zs", "Zl", "Zp", "Pd", "Pc", "Cc", "Cf")


def _check_character(body: str) -> str:
    """The character that brings the weighted sum to zero modulo 29."""
    size = len(ALPHABET)
    return ALPHABET[-_weighted(body) * pow(LENGTH, -1, size) % size]


def _weighted(symbols: str) -> int:
    return sum(weight * _VALUE[symbol] for weight, symbol in enumerate(symbols, start=1))


def _is_sound(number: str) -> bool:
    return _weighted(number) % len(ALPHABET) == 0


def _repairs(number: str) -> list[str]:
    """Every sound number that differs in one place by a pair people confuse when reading or listening."""
    candidates = (
        number[:place] + _LOOK_OR_SOUND_ALIKE[symbol] + number[place + 1 :]
        for place, symbol in enumerate(number)
        if symbol in _LOOK_OR_SOUND_ALIKE
    )
    return [candidate for candidate in candidates if _is_sound(candidate)]
