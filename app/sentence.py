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
        """The English sentence, for logs, commands and tests; an optional hole takes the English label."""
        if not self.params:
            return self.msgid
        filled = {k: v.get("en", next(iter(v.values()), "")) if isinstance(v, Mapping) else v
                  for k, v in self.params.items()}
        return self.msgid % filled


def say(msgid: str, **params: Param) -> Sentence:
    """Make a sentence; `msgid` is a literal, so that it can be extracted for translation."""
    return Sentence(msgid, params)
