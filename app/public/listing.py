"""Which services a list shows, and in which order."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from app.catalogue.engine.compiling import ANYONE, APPLICANT_KINDS
from app.catalogue.finding import best_matches
from app.catalogue.queries import Listed
from app.turkish import fold, sort_key

Label = dict[str, str]

OFTEN_USED = ("FEN-01", "SUK-02", "TEM-01", "MAL-02", "EVL-01", "YAZ-01")
"""What people ask a Turkish town for most; a code the town does not offer is passed over."""
LONGEST_QUERY = 100


@dataclass(frozen=True)
class Filters:
    """What the address of the list asks for; an empty text asks for nothing."""

    words: str = ""
    topic: str = ""
    department: str = ""
    who: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether all services are asked for."""
        return not (self.words or self.topic or self.department or self.who)


def chosen(services: Iterable[Listed], filters: Filters, locale: str) -> list[Listed]:
    """The services that answer all filters: best first where words were searched, else in alphabetic order."""
    left = [listed for listed in services if _passes(listed.definition, filters)]
    if not filters.words:
        return alphabetic(left, locale)
    by_code = {listed.code: listed for listed in left}
    called = [listed for listed in left if _squeezed(listed.code) == _squeezed(filters.words)]
    found = best_matches(filters.words, [one.definition for one in left], locale)
    return called or [by_code[definition["code"]] for definition in found]


def by_topic(services: Collection[Listed], topics: Sequence[str], locale: str) -> list[tuple[str, list[Listed]]]:
    """Every service once, under the first of its topics; topics in the given order, services in alphabetic order."""
    groups: dict[str, list[Listed]] = {topic: [] for topic in topics}
    for listed in alphabetic(services, locale):
        first = next((topic for topic in listed.definition["topics"] if topic in groups), None)
        if first is not None:
            groups[first].append(listed)
    return [(topic, group) for topic, group in groups.items() if group]


def alphabetic(services: Iterable[Listed], locale: str) -> list[Listed]:
    """By name, as a Turkish dictionary orders them."""
    return sorted(services, key=lambda listed: sort_key(_name(listed.definition, locale)))


def often_used(services: Iterable[Listed]) -> list[Listed]:
    """What most visitors come for."""
    by_code = {listed.code: listed for listed in services}
    return [by_code[code] for code in OFTEN_USED if code in by_code]


def applicant_kinds(services: Iterable[Listed]) -> list[str]:
    """Who may apply for something here, in the order of the form's first question; anyone first."""
    used = {kind for listed in services for kind in listed.definition["who"]}
    return [kind for kind in (ANYONE, *APPLICANT_KINDS) if kind in used]


def _squeezed(text: str) -> str:
    """A service's code however it was typed: FEN-01, fen 01, Fen01."""
    return "".join(sign for sign in fold(text) if sign.isalnum())


def _passes(definition: dict, filters: Filters) -> bool:
    return (
        (not filters.topic or filters.topic in definition["topics"])
        and (not filters.department or filters.department == definition["department"])
        and (not filters.who or filters.who in definition["who"] or ANYONE in definition["who"])
    )


def _name(definition: dict, locale: str) -> str:
    name: Label = definition["name"]
    return name.get(locale) or next(iter(name.values()))
