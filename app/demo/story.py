"""One case from its receipt to where it stands today: what the desk's actions would have done, without a database."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any

from app.cases import clocks
from app.cases.actor import CITIZEN, Actor
from app.cases.happening import Happening, PauseToOpen, follow
from app.cases.lifecycle import EventKind, Outcome, Status
from app.cases.models import PauseKind
from app.cases.models.hold import WAITS_FOR_APPLICANT
from app.cases.working_calendar import WorkingCalendar
from app.demo.forms import Filled
from app.demo.staff import MASA, Staff
from app.demo.working_time import WorkingTime


class TimeIsUp(Exception):
    """The next thing would happen in the future."""


@dataclass
class Held:
    """A pause of a case in the making."""

    case_id: int
    kind: PauseKind
    reason: str
    started_at: datetime
    ends_by: datetime | None
    ended_at: datetime | None
    stops_promise: bool
    stops_law: bool

    @property
    def waits_for_applicant(self) -> bool:
        return self.ended_at is None and self.kind in WAITS_FOR_APPLICANT


@dataclass(frozen=True)
class World:
    """What all stories share. Everything has happened before `end`."""

    rng: Random
    calendar: WorkingCalendar
    time: WorkingTime
    end: datetime
    staff: Staff
    texts: dict[str, Any]


@dataclass
class Story:
    """A case being told; its rows are written when the story stands still."""

    world: World
    form: Filled
    case: Any
    now: datetime
    pauses: list[Any] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    words: dict[int, str] = field(default_factory=dict)
    handovers: list[dict[str, Any]] = field(default_factory=list)
    added_files: list[dict[str, Any]] = field(default_factory=list)
    clerk: Actor | None = None
    goes_by_night: bool = False

    def happen(self, kind: EventKind, by: Actor, words: str = "", **more: Any) -> None:
        """Let something happen now."""
        happening = Happening(kind, by, self.now, **more)
        self.events.append(follow(self.case, happening, self.pauses, self.world.calendar, self.now, Held))
        if words:
            self.words[len(self.events)] = words

    def wait(self, minutes: float) -> None:
        """Let so many working minutes pass; those of a service that works by night are minutes of the clock."""
        if self.goes_by_night:
            self._go_to(self.now + timedelta(seconds=int(minutes * 60)))
        else:
            later = self.world.time.later(self.now, minutes)
            if later is None:
                raise TimeIsUp
            self._go_to(later)

    def wait_for_applicant(self, days: float) -> None:
        """Let the applicant take their time; nobody writes in the small hours."""
        later = self.now + timedelta(seconds=int(days * 86400))
        if later.hour < 5 or later.hour >= 21:  # UTC; eight in the morning to midnight in the town
            later += timedelta(hours=8)
        self._go_to(later)

    def _go_to(self, moment: datetime) -> None:
        if moment > self.world.end:
            raise TimeIsUp
        self.now = moment

    def pick(self, *path: str) -> str:
        """One of the texts under this path."""
        found: Any = self.world.texts
        for part in path:
            found = found[part]
        return found if isinstance(found, str) else self.world.rng.choice(found)

    # --- the desk's verbs, as app/cases/actions knows them ---

    def receive(self, by: Actor) -> None:
        """The first event; both dates are computed for the moment of receipt."""
        if not self.form.pauses:
            clocks.set_due(self.case, [], self.world.calendar)
        self.happen(
            EventKind.RECEIVED,
            by,
            opens=self.form.pauses,
            payload={"channel": self.case.channel},
            on_behalf_of="applicant" if by.kind == "clerk" else None,
        )

    def take(self) -> None:
        """Somebody of the owning department takes it."""
        self.clerk = self.world.staff.anyone(self.case.owner_department_id, self.world.rng)
        self.happen(EventKind.TAKEN, self.clerk, clerk_id=self.clerk.id, payload={"clerk_id": self.clerk.id})
        self.look_into()

    def look_into(self) -> None:
        """A case just received is then in review."""
        if self.case.status == Status.RECEIVED:
            self.happen(EventKind.MOVED, self.hand, status=Status.IN_REVIEW)

    @property
    def hand(self) -> Actor:
        """Whoever works on it; somebody of the department while nobody took it."""
        return self.clerk or self.world.staff.anyone(self.case.owner_department_id, self.world.rng)

    def hand_over(self, department_id: str, is_accepted: bool | None, minutes: float) -> None:
        """To another department, which accepts or bounces it, or has not answered yet (None)."""
        came_from, by, words = self.case.owner_department_id, self.hand, self.pick("handovers")
        self.happen(EventKind.HANDED_OVER, by, words, department_id=department_id, payload={"state": "offered"})
        self.clerk = None
        offer: dict[str, Any] = {
            "case_id": self.case.id,
            "from_department_id": came_from,
            "to_department_id": department_id,
            "to_clerk_id": None,
            "reason": words,
            "state": "offered",
            "offered_at": self.now,
            "answered_at": None,
        }
        self.handovers.append(offer)
        if is_accepted is None:
            raise TimeIsUp
        self.wait(minutes)
        offer["answered_at"] = self.now
        there = self.world.staff.anyone(department_id, self.world.rng)
        if is_accepted:
            offer["state"] = "accepted"
            self.happen(EventKind.HANDOVER_ACCEPTED, there)
        else:
            offer["state"] = "bounced"
            self.happen(EventKind.HANDOVER_BOUNCED, there, self.pick("bounces"), department_id=came_from)

    def ask(self, kind: PauseKind) -> None:
        """Ask the applicant; the promise stands still."""
        self.look_into()
        until = self.now + timedelta(days=15)
        pause = PauseToOpen(kind, reason=kind, ends_by=until, stops_law=clocks.pause_stops_law(self.case, kind))
        payload = {"kind": kind, "ends_by": until.isoformat()}
        self.happen(EventKind.ASKED, self.hand, self.pick("asked", kind), opens=[pause], payload=payload)

    def answer_question(self) -> None:
        """The applicant writes back."""
        self.happen(EventKind.CITIZEN_WROTE, CITIZEN, self.pick("replies"), ends=[PauseKind.QUESTION])

    def bring_document(self, file_id: int) -> None:
        """The applicant adds the document that was missing."""
        self.added_files.append({"id": file_id, "at": self.now})
        self.happen(EventKind.DOCUMENT_ADDED, CITIZEN, ends=[PauseKind.DOCUMENT], payload={"file_id": file_id})

    def resume(self, kinds: Sequence[PauseKind]) -> None:
        """What was asked for came another way."""
        self.happen(EventKind.RESUMED, self.hand, ends=kinds, payload={"kinds": list(kinds)})

    def record_identity(self) -> None:
        """The applicant showed a card at the counter."""
        clerk = self.world.staff.anyone(MASA, self.world.rng)
        self.case.identity_level, self.case.identity_how = "verified", "card"
        self.case.identity_by_id, self.case.identity_at = clerk.id, self.now
        self.happen(EventKind.IDENTITY_RECORDED, clerk, ends=[PauseKind.IDENTITY], payload={"how": "card"})

    def tell_progress(self) -> None:
        self.case.law_satisfied_at = self.case.law_satisfied_at or self.now
        self.happen(EventKind.PROGRESS_TOLD, self.hand, self.pick("progress"))

    def extend(self) -> None:
        """Once and in time, where the service's law knows it."""
        words = self.pick("extended")
        clocks.extend_with(self.case, self.pauses, self.world.calendar, self.now, words)
        due = self.case.law_due_at
        self.happen(EventKind.EXTENDED, self.hand, words, payload={"law_due_at": due and due.isoformat()})

    def close(self, outcome: Outcome, duplicate_of_id: int | None = None) -> None:
        """Answer and close."""
        self.look_into()
        words = self.pick("outcomes", outcome)
        if outcome in (Outcome.REFUSED, Outcome.PARTLY_GRANTED, Outcome.LAPSED):
            words += "\n\n" + self.pick("remedy")
        payload: dict[str, Any] = {"outcome": outcome}
        if duplicate_of_id is not None:
            payload["duplicate_of_id"] = duplicate_of_id
        self.case.law_satisfied_at = self.case.law_satisfied_at or self.now
        closing = {"status": Status.CLOSED, "outcome": outcome, "ends": list(PauseKind), "payload": payload}
        self.happen(EventKind.CLOSED, self.hand, words, **closing)

    def forward(self) -> None:
        """To the authority it belongs to."""
        named = self.world.texts["addressees"]
        code = self.form.listed.code
        addressee = named.get(code) or self.world.rng.choice(named["else"])
        words = self.pick("forwarded" if code in named else "forwarded_elsewhere")
        self.case.law_satisfied_at = self.case.law_satisfied_at or self.now
        ending = {"status": Status.FORWARDED, "ends": list(PauseKind), "payload": {"addressee": addressee}}
        self.happen(EventKind.FORWARDED, self.hand, words, **ending)

    def withdraw(self) -> None:
        """The applicant takes it back."""
        self.happen(EventKind.WITHDRAWN, CITIZEN, self.pick("withdrawn"), status=Status.WITHDRAWN, ends=list(PauseKind))

    def reopen(self) -> None:
        self.case.law_satisfied_at = None
        self.happen(EventKind.REOPENED, self.hand, self.pick("reopened"), status=Status.IN_REVIEW)


def begin(world: World, form: Filled, case_id: int, at: datetime) -> Story:
    """A case just about to be received."""
    values = form.case | {"id": case_id, "received_at": at, "changed_at": at}
    rule = values["promise_rule"]
    by_night = rule is not None and rule["clock"] == "clock"
    return Story(world, form, SimpleNamespace(**values), at, goes_by_night=by_night)
