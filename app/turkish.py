"""Turkish letters: one folding for search, one key for sorting, one way to cut a query into words.

Python, SQLite and PostgreSQL each get i, ı, İ and I wrong in their own way, so text is folded here before
it is stored beside the original and before it is looked for (dependencies.md, section 4).
"""

import re
import unicodedata

# ı and I fold to i as well: people without a Turkish keyboard write "isik" and mean "ışık".
_TO_ASCII = str.maketrans("İIıŞşĞğÜüÖöÇç", "iiissgguuoocc")

# Turkish alphabet order, with q, w and x where ICU's `tr` collation puts them.
_ALPHABET = "abcçdefgğhıijklmnoöpqrsştuüvwxyz"
_PRIVATE = 0xE000  # private-use letters carry the Turkish ones through the removal of accents
_PROTECT = str.maketrans(
    {
        letter: chr(_PRIVATE + _ALPHABET.index(lower))
        for letter, lower in zip("çğıiöşüÇĞIİÖŞÜ", "çğıiöşü" * 2, strict=True)
    }
)
_RANK = {ord(letter): ord("a") + place for place, letter in enumerate(_ALPHABET)}
_RANK |= {_PRIVATE + place: ord("a") + place for place in range(len(_ALPHABET))}
_LOWER = str.maketrans("İI", "iı")
_WORD = re.compile(r"[^\W_]+")
_MOST_WORDS = 16  # more is a pasted letter, not a search


def fold(text: str) -> str:
    """`text` in plain small letters without accents, for finding and comparing; digits, spaces and signs stay."""
    plain = _without_marks(text.translate(_TO_ASCII)).casefold()
    return plain if plain.isascii() else _without_marks(plain.translate(_TO_ASCII)).casefold()


def sort_key(text: str) -> str:
    """A key in Turkish alphabet order: ç after c, ı before i; â î û sort as a i u; small letters first among equals."""
    composed = unicodedata.normalize("NFC", text)
    primary = _without_marks(composed.translate(_PROTECT)).casefold().translate(_RANK)
    return f"{primary}\0{composed.translate(_LOWER).lower()}\0{composed.swapcase()}"


def words_of(folded: str) -> list[str]:
    """The words of a folded text: letters and digits, whatever stands between them."""
    return _WORD.findall(folded)


def query_words(text: str, letters: int = 5) -> list[str]:
    """The folded words of a search, each cut to its first `letters` for prefix search, without repeats.

    Five letters find Turkish inflections about as well as a lemmatiser (Can et al. 2008); with four,
    "borcu" finds "borçları" too, so retry with four when nothing is found.
    """
    return list(dict.fromkeys(word[:letters] for word in words_of(fold(text))))[:_MOST_WORDS]


def _without_marks(text: str) -> str:
    """`text` decomposed (NFKD), its combining marks dropped."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
