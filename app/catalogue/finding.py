"""Finding a service by what people type: folded, by the first letters of each word. Pure."""

from collections.abc import Iterable

from app.turkish import fold, query_words


def words_of(definition: dict, locale: str) -> str:
    """Everything a service can be found by, folded: Turkish always, and the language of the page."""
    parts: list[str] = [definition["code"], *definition.get("search_terms", [])]
    for key in ("name", "summary", "output"):
        parts.extend(text for language, text in definition.get(key, {}).items() if language in ("tr", locale))
    return fold(" ".join(parts))


def matches(query: str, definition: dict, letters: int, locale: str) -> int:
    """How well a service answers, 0 for not at all; whole words count more than beginnings, the name most."""
    words = query_words(query, letters)
    if not words:
        return 0
    everything = words_of(definition, locale).split()
    name = fold(" ".join({definition["name"]["tr"], definition["name"].get(locale, "")})).split()
    whole = fold(query).split()
    score = 0
    for word in words:
        if not any(own.startswith(word) for own in everything):
            return 0
        score += 1 + 4 * any(own.startswith(word) for own in name)
    return score + 8 * sum(word in everything for word in whole)


def best_matches(query: str, definitions: Iterable[dict], locale: str) -> list[dict]:
    """The services that have every word of `query`, best first; by five letters, and if none has, by four."""
    services = list(definitions)
    for letters in (5, 4):
        scored = [(matches(query, definition, letters, locale), definition) for definition in services]
        found = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
        if found:
            return [definition for _score, definition in found]
    return []
