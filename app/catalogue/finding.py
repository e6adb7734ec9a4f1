"""Finding a service by what people type: folded, by the first letters of each word. Pure."""

from collections.abc import Iterable

from app.turkish import fold, query_words


def words_of(definition: dict) -> str:
    """Everything a service can be found by, folded."""
    parts: list[str] = [definition["code"], *definition.get("search_terms", [])]
    for key in ("name", "summary", "output"):
        parts.extend(definition.get(key, {}).values())
    return fold(" ".join(parts))


def matches(query: str, definition: dict, letters: int) -> int:
    """How well a service answers, 0 for not at all; whole words count more than beginnings, the name most."""
    words = query_words(query, letters)
    if not words:
        return 0
    everything = words_of(definition).split()
    name = fold(" ".join(definition["name"].values())).split()
    whole = fold(query).split()
    score = 0
    for word in words:
        if not any(own.startswith(word) for own in everything):
            return 0
        score += 1 + 4 * any(own.startswith(word) for own in name)
    return score + 8 * sum(word in everything for word in whole)


def best_matches(query: str, definitions: Iterable[dict]) -> list[dict]:
    """The services that have every word of `query`, best first; by five letters, and if none has, by four."""
    services = list(definitions)
    for letters in (5, 4):
        scored = [(matches(query, definition, letters), definition) for definition in services]
        found = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
        if found:
            return [definition for _score, definition in found]
    return []
