"""Filling an empty database with a believable year."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import cycle
from random import Random

from sqlalchemy import select

from app.cases import counts
from app.cases.calendar import working_calendar
from app.cases.models import Case
from app.catalogue.queries import Listed, current_notice, listed_services
from app.clock import ISTANBUL, local_date
from app.demo.files import SampleFiles
from app.demo.forms import Forms
from app.demo.opinions import opinions
from app.demo.plots import RARE, STOPS, draw_plot
from app.demo.staff import Staff, hire
from app.demo.story import World
from app.demo.texts import demo_texts
from app.demo.working_time import WorkingTime
from app.demo.writing import Writer
from app.extensions import db
from app.survey.counts import rebuild_counts

DAYS = 365
_STEP = 2_000
_SHEETS = 60
_CHANNELS = {"portal": 42, "counter": 22, "phone": 20, "cimer": 6, "email": 4, "letter": 3, "headman": 3}
# Reports come more often than anything else; every other service has the weight 1.
_OFTEN = {
    "FEN-01": 9, "TEM-01": 9, "SUK-02": 7, "ZAB-01": 7, "YAZ-01": 6, "FEN-03": 5, "FEN-04": 5, "VET-01": 5,
    "TEM-02": 5, "PRK-01": 4, "PRK-02": 4, "MAL-02": 4, "SUK-01": 4, "MAL-01": 3, "IMR-05": 2,
}  # fmt: skip
_HOURS = (1, 1, 1, 1, 1, 1, 2, 4, 8, 12, 13, 12, 10, 10, 11, 11, 10, 9, 9, 10, 12, 13, 9, 4)
_RECENT = timedelta(days=60)
Told = Callable[[int], None]


def is_taken() -> bool:
    """Whether the database holds cases: then it is no place for a demonstration."""
    return db.session.scalar(select(Case.id).limit(1)) is not None


def fill(cases: int, seed: int, now: datetime, told: Told = lambda done: None) -> Staff:
    """Write so many cases of the twelve months before the day of `now`; commits in steps. Returns the sign-ins.

    The same seed on the same day gives the same cases; ciphertexts and passwords differ.
    """
    rng = Random(seed)  # noqa: S311  # believable, not secret
    end = datetime.combine(local_date(now), time.min, ISTANBUL).astimezone(UTC)
    first = end - timedelta(days=DAYS)
    calendar = working_calendar()
    staff = hire(rng, first - timedelta(days=30))
    hours = WorkingTime(calendar, local_date(first), local_date(end))
    world = World(rng, calendar, hours, end, staff, demo_texts())
    notice = current_notice()
    forms = Forms(rng, calendar, notice.id if notice else None, files := SampleFiles())
    writer = Writer(world, files, opinions(rng, first, end, world.texts["opinions"]))
    for done, arrival in enumerate(_arrivals(world, first, cases), start=1):
        form = forms.one(arrival.listed, local_date(arrival.at), arrival.at)
        kind = arrival.listed.definition["result_kind"]
        plot = draw_plot(rng, arrival.listed.department_id, kind, arrival.rare, arrival.stop)
        writer.write(form, plot, arrival.at, arrival.channel)
        if done % _STEP == 0:
            writer.bulk.write()
            forms.forget_before(local_date(arrival.at))
            told(done)
    writer.write_sheets(min(_SHEETS, cases))
    writer.bulk.finish()
    counts.rebuild()
    rebuild_counts()
    return staff


@dataclass(frozen=True)
class _Arrival:
    """A case that comes in, and what is to become of it beyond the ordinary."""

    listed: Listed
    at: datetime
    channel: str
    rare: str | None
    stop: str | None


def _arrivals(world: World, first: datetime, cases: int) -> Iterator[_Arrival]:
    """All cases in the order they come in: every service, channel and turn occurs, the common ones more often."""
    rng, services = world.rng, listed_services()
    weights = [_OFTEN.get(listed.code, 1) for listed in services]
    kinds = list(range(len(services)))[:cases] + rng.choices(
        range(len(services)), weights, k=max(0, cases - len(services))
    )
    rng.shuffle(kinds)
    channels = rng.choices(list(_CHANNELS), list(_CHANNELS.values()), k=cases)
    channels[: len(_CHANNELS)] = list(_CHANNELS)[:cases]
    rng.shuffle(channels)
    moments = sorted(_moment(world, first, channel) for channel in channels)
    rare, stops = cycle(RARE), cycle(STOPS)
    for n, (kind, (at, channel)) in enumerate(zip(kinds, moments, strict=True)):
        listed = services[kind]
        stop = None
        if cases - n <= 2 * len(STOPS) or (world.end - at < _RECENT and rng.random() < 0.22):
            stop = next(stops)
        is_rare = n % 12 == 5
        ending = next(rare) if is_rare else "forwarded" if listed.code == "FEN-04" and rng.random() < 0.7 else None
        yield _Arrival(listed, at, channel, ending, stop)


def _moment(world: World, first: datetime, channel: str) -> tuple[datetime, str]:
    """When something comes in: on paper, by phone and in person in opening hours, on the site at any time."""
    rng = world.rng
    if channel != "portal":
        return world.time.any_moment(rng, world.end), channel
    while True:
        day = first + timedelta(days=rng.randrange(DAYS))
        if world.calendar.is_working(local_date(day)) or rng.random() < 0.4:
            break
    hour = rng.choices(range(24), _HOURS)[0]
    return day + timedelta(hours=hour, seconds=rng.randrange(3600)), channel
