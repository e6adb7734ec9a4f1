"""A draft together with its form: what is filled in so far and what follows from it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from werkzeug.datastructures import MultiDict

from app.cases.calendar import working_calendar
from app.cases.drafts import Typed, typed_of
from app.cases.models import Draft
from app.catalogue.engine.field_types import FileFacts
from app.catalogue.engine.form import Form
from app.catalogue.engine.presenting import FieldView, present
from app.catalogue.engine.reading import Reading, read
from app.catalogue.models import Department
from app.catalogue.queries import form_of, service_definition
from app.extensions import db
from app.files.queries import Owner, files_of
from app.keys import token_hash


@dataclass(frozen=True)
class Filling:
    """A form with what one browser typed into it."""

    draft: Draft
    form: Form
    typed: Typed
    files: dict[str, list[FileFacts]]
    reading: Reading
    definition: dict

    def views(self, step_key: str, locale: str, shown_errors: bool | frozenset[str] = False) -> list[FieldView]:
        """The questions of a step, ready to draw."""
        return present(self.form, step_key, self.reading, self.typed, self.files, locale, shown_errors)

    @property
    def mark(self) -> str:
        """Names this draft with exactly these answers and files: what was checked is what is sent."""
        answers = sorted((name, list(values)) for name, values in self.typed.items())
        files = sorted((key, file.id) for key, held in self.files.items() for file in held)
        return token_hash(json.dumps([self.draft.submission_token, answers, files]))

    @property
    def step_keys(self) -> Sequence[str]:
        return [step.key for step in self.reading.steps]

    def after(self, step_key: str) -> str | None:
        """The step that follows; None after the last."""
        keys = self.step_keys
        place = keys.index(step_key) + 1 if step_key in keys else len(keys)
        return keys[place] if place < len(keys) else None

    def before(self, step_key: str) -> str | None:
        """The step before; None at the first."""
        keys = self.step_keys
        place = keys.index(step_key) if step_key in keys else 0
        return keys[place - 1] if place else None


def filling_of(draft: Draft, today: date, typed: Typed | None = None) -> Filling:
    """Read a draft; `typed` stands in for what it holds when that is about to change."""
    form = form_of(draft.form_version_id)
    typed = typed_of(draft) if typed is None else typed
    files = file_facts(draft)
    reading = read(form, typed, files, today, working_calendar().is_working)
    return Filling(draft, form, typed, files, reading, service_definition(draft.service_version_id))


def file_facts(draft: Draft) -> dict[str, list[FileFacts]]:
    """The draft's files by field."""
    facts: dict[str, list[FileFacts]] = {}
    for file in files_of(Owner(draft_id=draft.id)):
        known = FileFacts(str(file.id), file.name, file.size, file.kind.group)
        facts.setdefault(file.field_key or "", []).append(known)
    return facts


def merged(draft_typed: Typed, form: Form, step_key: str, posted: MultiDict[str, str]) -> dict[str, list[str]]:
    """What was typed, with one step's inputs replaced by what was just posted; unknown names are dropped."""
    typed = {name: list(values) for name, values in draft_typed.items()}
    step = form.step(step_key)
    for field in step.fields if step else ():
        for name in field.type.input_names(field.key):
            values = posted.getlist(name)[:50]
            if values:
                typed[name] = values
            else:
                typed.pop(name, None)
    return typed


def on_call_phone(department_id: str) -> tuple[Department | None, str | None]:
    """The department and, where it has one, its number by night."""
    department = db.session.get(Department, department_id)
    return department, department.on_call_phone if department else None

