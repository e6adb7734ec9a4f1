"""Files: taken in one at a time before the form is read, so here they are facts, not bytes."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from app.catalogue.engine.field_types.base import Calendar, FieldType, FileFacts, InputView, Typed, input_id
from app.sentence import Sentence, say

if TYPE_CHECKING:
    from app.catalogue.engine.form import Field

MIB = 1024 * 1024


class File(FieldType):
    """Up to `max_files` files."""

    name = "file"
    widget = "file"

    def parse(self, field: "Field", typed: Typed) -> None:
        """Nothing: a file is never among the texts. `read` takes the files it is given instead."""
        return

    def problems(self, field: "Field", value: tuple[FileFacts, ...], calendar: Calendar) -> Iterator[Sentence]:
        if len(value) > field.max_files:
            yield say(
                "Too many files: %(n)s. At most %(max)s can be added here; remove some.",
                max=field.max_files,
                n=len(value),
            )
        for facts in value:
            if field.accept and facts.kind not in field.accept:
                yield say("“%(name)s” is not of a kind that is taken here. Remove it and add another.", name=facts.name)
            elif field.max_mib and facts.size > field.max_mib * MIB:
                yield say("“%(name)s” is larger than %(max)s MB. Remove it.", name=facts.name, max=field.max_mib)

    def missing(self, field: "Field") -> Sentence:
        return say("Add a file for “%(label)s”.", label=field.label)

    def show(self, field: "Field", value: Any, locale: str, mask: bool = False) -> str:
        return ", ".join(facts.name for facts in value)

    def export(self, value: tuple[FileFacts, ...]) -> list[dict[str, Any]]:
        return [{"id": facts.id, "name": facts.name, "size": facts.size, "kind": facts.kind} for facts in value]

    def restore(self, stored: Any) -> tuple[FileFacts, ...]:
        return tuple(facts if isinstance(facts, FileFacts) else FileFacts(**facts) for facts in stored)

    def inputs(self, field: "Field", typed: Typed, locale: str) -> tuple[InputView, ...]:
        return (InputView(name=field.key, id=input_id(field.key), value="", input_type="file"),)
