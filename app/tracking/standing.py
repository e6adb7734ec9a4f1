"""How a case stands, as far as the reader may see it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.cases.following import PublicCase, public_events
from app.cases.lifecycle import ENDED, Status
from app.cases.models.hold import WAITS_FOR_APPLICANT
from app.catalogue.queries import service_definition
from app.tracking.queries import Label, department_names, document_keys, open_pauses_of
from app.tracking.words import event_title, expected_of_applicant, reason_to_wait, status_sentence
from app.web.formats import label


@dataclass(frozen=True)
class TimelineEntry:
    at: datetime
    title: str
    by: str = ""
    text: str = ""


@dataclass(frozen=True)
class Expected:
    """One thing the applicant is to do; documents by name where they are known."""

    words: str
    documents: list[Label] = field(default_factory=list)


@dataclass(frozen=True)
class Standing:
    """What a tracking page says. Of a sensitive case the number alone shows no more than state and dates."""

    case: PublicCase
    is_masked: bool
    service_name: Label | None = None
    department: str = ""
    sentence: str = ""
    expected: list[Expected] = field(default_factory=list)
    reasons_to_wait: list[str] = field(default_factory=list)
    timeline: list[TimelineEntry] = field(default_factory=list)

    @property
    def is_ended(self) -> bool:
        return Status(self.case.status) in ENDED

    @property
    def rough_status(self) -> str:
        """received, in_work or closed: all that a masked page tells."""
        if self.is_ended:
            return "closed"
        return "received" if self.case.status == Status.RECEIVED else "in_work"


def standing_by_number(case: PublicCase) -> Standing:
    """What the number alone shows."""
    if case.is_sensitive:
        return Standing(case, is_masked=True)
    return _whole(case, public_events(case.id), None)


def standing_in_file(case: PublicCase, events: Iterable[Any], texts: dict[int, str]) -> Standing:
    """What the open file shows: everything public, with what was written. `events` oldest first."""
    return _whole(case, list(events), texts)


def _whole(case: PublicCase, events: list[Any], texts: dict[int, str] | None) -> Standing:
    """`texts` are those of an open file; None where only the number was given."""
    definition = service_definition(case.service_version_id)
    names = department_names({case.owner_department_id, *(event.owner_department_id for event in events)})
    expected, reasons = ([], []) if Status(case.status) in ENDED else _waiting(case, definition, texts is not None)
    return Standing(
        case=case,
        is_masked=False,
        service_name=definition["name"],
        department=label(names.get(case.owner_department_id)),
        sentence=status_sentence(case.status),
        expected=expected,
        reasons_to_wait=reasons,
        timeline=[_entry(event, names, texts or {}) for event in reversed(events)],
    )


def _waiting(case: PublicCase, definition: dict, in_file: bool) -> tuple[list[Expected], list[str]]:
    pauses = open_pauses_of(case.id)
    expected = []
    for pause in pauses:
        if pause.kind not in WAITS_FOR_APPLICANT:
            continue
        documents: list[Label] = []
        if pause.reason == "missing_at_start":
            names = {document["key"]: document["name"] for document in definition.get("documents", [])}
            documents = [names[key] for key in document_keys(case.id, "missing") if key in names]
        expected.append(Expected(expected_of_applicant(pause, in_file), documents))
    return expected, [reason_to_wait(pause) for pause in pauses if pause.stops_promise]


def _entry(event: Any, names: dict[str, Label], texts: dict[int, str]) -> TimelineEntry:
    department = label(names.get(event.owner_department_id))
    return TimelineEntry(
        at=event.at,
        title=event_title(event.kind, event.status, event.payload, department),
        by=department if event.actor == "clerk" else "",
        text=texts.get(event.id, ""),
    )
