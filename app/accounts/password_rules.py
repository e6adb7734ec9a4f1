"""Which passwords are taken. Length counts, composition does not (NIST SP 800-63B, ASVS 5.0 6.2)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from app.sentence import Sentence, say
from app.turkish import fold

MIN_CHARACTERS = 12
MAX_CHARACTERS = 128

# Folded roots that guessers try first here and elsewhere; digits and signs around them do not save a password.
COMMON = frozenset(
    re.findall(
        r"\w+",
        """
        password passw parola sifre sifrem qwerty qwertyuiop asdfgh zxcvbn letmein welcome admin administrator
        iloveyou seni seviyorum galatasaray fenerbahce besiktas trabzonspor istanbul ankara izmir kirklareli luleburgaz
        turkiye ataturk belediye belediyesi masa tekmasa personel memur mudur hosgeldin merhaba deneme test
        dragon monkey football baseball sunshine princess superman changeme secret
        """,
    )
)
_SEQUENCES = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "98765432109876543210",
)


def composed(password: str) -> str:
    """One form for one text: the same letters typed on two keyboards must give the same password."""
    return unicodedata.normalize("NFC", password)


def password_faults(password: str, about: Iterable[str] = ()) -> list[Sentence]:
    """Why the password is refused, empty when it is fine. `about` are words about its owner: name, e-mail, town."""
    password = composed(password)
    if len(password) < MIN_CHARACTERS:
        return [say("Write at least %(n)s characters.", n=MIN_CHARACTERS)]
    if len(password) > MAX_CHARACTERS:
        return [say("Write at most %(n)s characters.", n=MAX_CHARACTERS)]
    folded = fold(password)
    if len(set(folded)) < 5 or any(folded in sequence * 2 for sequence in _SEQUENCES):
        return [say("This password is easy to guess. Use several words that do not belong together.")]
    known = COMMON | {word for text in about for word in re.findall(r"[^\W\d_]{4,}", fold(text))}
    if _unknown_letters(folded, known) < 6:
        return [say("This password is made of common words. Use several words that do not belong together.")]
    return []


def _unknown_letters(folded: str, known: Iterable[str]) -> int:
    """How many letters remain once known words are cut out; digits count for half, because they are tried last."""
    for word in sorted(known, key=len, reverse=True):
        folded = folded.replace(word, " ")
    digits = sum(character.isdigit() for character in folded)
    return sum(not character.isspace() for character in folded) - digits + digits // 2
