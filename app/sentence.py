"""What a rule wants to tell a person, before anyone chose the language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

# A label is a text in several languages, as the catalogue holds it: {"tr": …, "en": …}.
Param = str | int | date | Decimal | Mapping[str, str]


@dataclass(frozen=True)
class Sentence:
    """A whole sentence: its English text with named holes, and what fills them. The web layer translates it."""

    msgid: str
    params: Mapping[str, Param] = field(default_factory=dict)

    def __str__(self) -> str:
        """The English sentence, for logs, commands and tests; a label is given in English."""
        if not self.params:
            return self.msgid
        return self.msgid % {
            name: value.get("en", next(iter(value.values()), "")) if isinstance(value, Mapping) else value
            for name, value in self.params.items()
        }


def say(msgid: str, **params: Param) -> Sentence:
    """Make a sentence; `msgid` is a literal, so that it can be extracted for translation."""
    return Sentence(msgid, params)
