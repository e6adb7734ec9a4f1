"""What becomes of a case: drawn for each one, so that together they look like a year of a real town."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from random import Random

from app.cases.durations import Unit
from app.cases.errors import RefusedAction
from app.cases.lifecycle import EventKind, Outcome, Status
from app.cases.models import PauseKind
from app.demo.story import Story, TimeIsUp

STOPS = ("received", "waiting", "in_review", "in_progress", "offered")
"""Where a neglected case may stand."""
RARE = ("partly_granted", "lapsed", "duplicate", "no_longer_relevant", "withdrawn", "forwarded", "reopened", "refused")
_OPEN_MINUTES = {Unit.IMMEDIATE: 90, Unit.MINUTE: 1, Unit.HOUR: 60, Unit.WORKING_DAY: 480, Unit.CALENDAR_DAY: 340}
_NEIGHBOURS = {
    "fen": "su", "su": "fen", "park": "temizlik", "temizlik": "park", "zabita": "ruhsat", "ruhsat": "zabita",
    "imar": "fen", "mali": "yazi", "yazi": "imar", "veteriner": "zabita",
}  # fmt: skip
_USUAL = {"physical_work": Outcome.DONE, "information": Outcome.ANSWERED}


@dataclass(frozen=True)
class Plot:
    """`ending` is an outcome, or one of RARE; `stop` where nobody went on; `pace` the part of the promise it takes."""

    ending: str
    stop: str | None
    pace: float
    asks: PauseKind | None
    is_accepted: bool | None
    hands_over: bool


def draw_plot(rng: Random, form_department: str, result_kind: str, rare: str | None, stop: str | None) -> Plot:
    """A plot for a case of this department and kind of result."""
    usual = _USUAL.get(result_kind, Outcome.GRANTED)
    ending = rare or (Outcome.REFUSED if usual is Outcome.GRANTED and rng.random() < 0.12 else usual)
    asks = None
    if ending == "lapsed":
        asks = PauseKind.DOCUMENT
    elif rng.random() < 0.12 or stop == "waiting":
        asks = rng.choice((PauseKind.QUESTION, PauseKind.DOCUMENT, PauseKind.FEE))
    return Plot(
        ending=ending,
        stop=stop,
        pace=min(6.0, rng.lognormvariate(-0.9, 0.75)),
        asks=asks,
        is_accepted=None if stop == "offered" else rng.random() < 0.8,
        hands_over=form_department in _NEIGHBOURS and (rng.random() < 0.05 or stop == "offered"),
    )


def tell(story: Story, plot: Plot, earlier: int | None, file_of: Callable[[Story], int]) -> None:
    """Let the case run its course, as far as time goes. `earlier` is an older case of the service, for duplicates."""
    try:
        _tell(story, plot, earlier, file_of)
    except TimeIsUp:
        return


def _tell(story: Story, plot: Plot, earlier: int | None, file_of: Callable[[Story], int]) -> None:
    minutes = _budget(story) * plot.pace * (0.3 if story.case.is_urgent else 1.0)
    rng = story.world.rng
    _stop_at("received", plot)
    if plot.ending == "withdrawn" and rng.random() < 0.5:
        _withdraw(story)
        return
    story.wait(minutes * rng.uniform(0.05, 0.3))
    if plot.hands_over:
        story.hand_over(_NEIGHBOURS[story.case.owner_department_id], plot.is_accepted, rng.uniform(30, 600))
        story.wait(rng.uniform(10, 300))
    story.take()
    _what_was_missing(story, plot, file_of)
    if plot.ending == "forwarded":
        story.wait(rng.uniform(10, 240))
        story.forward()
        return
    _ask(story, plot, file_of)
    _stop_at("in_review", plot)
    if plot.ending == "withdrawn":
        _withdraw(story)
        return
    _work(story, minutes, plot)
    _end(story, plot, earlier)


def _withdraw(story: Story) -> None:
    story.wait_for_applicant(story.world.rng.expovariate(1 / 2))
    story.withdraw()


def _stop_at(place: str, plot: Plot) -> None:
    if plot.stop == place:
        raise TimeIsUp


def _budget(story: Story) -> float:
    """The promise in working minutes; where nothing is promised, three days."""
    rule = story.case.promise_rule
    if rule is None:
        return 1440
    amount = rule["amount"] or 1
    return max(30, amount * _OPEN_MINUTES[Unit(rule["unit"])])


def _what_was_missing(story: Story, plot: Plot, file_of: Callable[[Story], int]) -> None:
    """The pauses a case begins with end, unless the applicant never comes."""
    rng = story.world.rng
    kinds = [pause.kind for pause in story.pauses if pause.ended_at is None]
    if not kinds:
        return
    if plot.ending == "lapsed":
        story.wait_for_applicant(16)
        return
    if PauseKind.DOCUMENT in kinds:
        story.wait_for_applicant(rng.expovariate(1 / 3))
        if rng.random() < 0.7:
            story.bring_document(file_of(story))
        else:
            story.resume([PauseKind.DOCUMENT])
    if PauseKind.IDENTITY in kinds:
        _stop_at("waiting", plot)
        story.wait(rng.expovariate(1 / 600) + 5)
        story.record_identity()


def _ask(story: Story, plot: Plot, file_of: Callable[[Story], int]) -> None:
    rng, kind = story.world.rng, plot.asks
    if kind is None:
        return
    story.wait(rng.uniform(5, 200))
    story.ask(kind)
    if plot.ending == "lapsed":
        story.wait_for_applicant(16)
        return
    _stop_at("waiting", plot)
    story.wait_for_applicant(rng.expovariate(1 / 2.5) + 0.05)
    if kind is PauseKind.QUESTION:
        story.answer_question()
    elif kind is PauseKind.DOCUMENT and rng.random() < 0.7:
        story.bring_document(file_of(story))
    else:
        story.wait(1)
        story.resume([kind])


def _work(story: Story, minutes: float, plot: Plot) -> None:
    rng = story.world.rng
    is_held = any(pause.waits_for_applicant for pause in story.pauses)
    if not is_held and story.case.status == Status.IN_REVIEW and (rng.random() < 0.6 or plot.stop == "in_progress"):
        story.wait(minutes * rng.uniform(0.1, 0.3))
        story.happen(EventKind.MOVED, story.hand, status=Status.IN_PROGRESS)
    _stop_at("in_progress", plot)
    if rng.random() < 0.15:
        story.wait(rng.uniform(5, 120))
        story.happen(EventKind.NOTED, story.hand, story.pick("notes"))
    if rng.random() < 0.12:
        story.wait(rng.uniform(5, 120))
        story.happen(EventKind.MESSAGED, story.hand, story.pick("messages"))
    if plot.pace > 1 and rng.random() < 0.3:
        story.tell_progress()
    if story.form.listed.definition.get("extension") and rng.random() < 0.25:
        with suppress(RefusedAction):  # too late for it: the case goes on under its first date
            story.extend()
    story.wait(minutes * rng.uniform(0.4, 0.7))


def _end(story: Story, plot: Plot, earlier: int | None) -> None:
    rng = story.world.rng
    usual = _USUAL.get(story.form.listed.definition["result_kind"], Outcome.GRANTED)
    if plot.ending == "duplicate":
        story.close(Outcome.DUPLICATE if earlier else Outcome.NO_LONGER_RELEVANT, earlier)
    elif plot.ending == "reopened":
        story.close(usual)
        story.wait_for_applicant(rng.uniform(1, 6))
        story.wait(1)
        story.reopen()
        story.wait(rng.uniform(200, 1500))
        story.close(usual)
    else:
        story.close(Outcome(plot.ending))
