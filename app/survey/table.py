"""The survey table: what may be said of each service, read from the counts alone."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.catalogue.models import Service
from app.catalogue.queries import service_definition
from app.extensions import db
from app.survey.models import SurveyCount, Wave
from app.survey.queries import questionnaire_of
from app.survey.questionnaire import Item, Label, Moment
from app.survey.statistics import SCORES, Mean, Share, is_enough, top_two, weighted_mean

Counts = tuple[int, ...]


@dataclass(frozen=True)
class Figures:
    """What five counts allow to be said."""

    counts: Counts
    share: Share
    mean: Mean

    @property
    def n(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class Row:
    """One service; without figures there are too few answers. A sheet that names no service has no name."""

    code: str
    name: Label | None
    figures: Figures | None


@dataclass(frozen=True)
class Table:
    """`small` sums the services with too few answers, when together they have enough; `total` holds it too."""

    rows: tuple[Row, ...]
    small: Figures | None
    total: Figures | None
    questions: tuple[tuple[Item, Figures | None], ...]


@dataclass(frozen=True)
class _Offered:
    code: str
    name: Label | None
    department_id: str | None


def survey_table(wave: Wave, moment: Moment, department_id: str | None, steps: frozenset[str] | None) -> Table:
    """The table of one wave and moment, never of several: what two views differ in would be single answers.

    `steps` are the departments whose figures the reader sees in steps, because the reader works on their cases
    (None: all). One query over at most a few thousand counts.
    """
    cells, offered = _cells(wave, moment, steps)
    items = questionnaire_of(wave).at(moment)
    wanted = {
        service_id: about for service_id, about in offered.items()
        if department_id is None or about.department_id == department_id
    }  # fmt: skip
    # With a department chosen the small ones stay out: the difference to all of them would show the rest.
    with_small = department_id is None
    overall = {service_id: cells[service_id][items[0].key] for service_id in wanted} if items else {}
    rows = sorted(
        (Row(about.code, about.name, figures_of(overall.get(service_id, ()))) for service_id, about in wanted.items()),
        key=lambda row: (row.name is None, row.code),
    )
    return Table(
        rows=tuple(rows),
        small=figures_of(_sum(c for c in overall.values() if not is_enough(c))) if with_small else None,
        total=_together(overall.values(), with_small),
        questions=tuple(
            (item, _together((cells[service_id][item.key] for service_id in wanted), with_small)) for item in items
        ),
    )


def figures_of(counts: Sequence[int]) -> Figures | None:
    """What may be said of these counts; None below the fewest answers."""
    if not is_enough(counts):
        return None
    return Figures(tuple(counts), top_two(counts), weighted_mean(counts))


def answered_moments(wave: Wave) -> set[Moment]:
    """At which moments a wave has answers."""
    query = select(SurveyCount.moment).where(SurveyCount.wave_id == wave.id, SurveyCount.n > 0).distinct()
    return {Moment(name) for name in db.session.scalars(query)}


def _cells(
    wave: Wave, moment: Moment, steps: frozenset[str] | None
) -> tuple[dict[int, dict[str, list[int]]], dict[int, _Offered]]:
    found = db.session.execute(
        select(SurveyCount.service_id, SurveyCount.item, SurveyCount.score, SurveyCount.n, SurveyCount.told).where(
            SurveyCount.wave_id == wave.id, SurveyCount.moment == moment, SurveyCount.n > 0
        )
    ).all()
    offered = _offered({row.service_id for row in found})
    cells: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0] * len(SCORES)))
    for service_id, item, score, n, told in found:
        # Paper sheets belong to no case, so nobody could recognise one.
        in_steps = moment is not Moment.PAPER and (steps is None or offered[service_id].department_id in steps)
        cells[service_id][item][score - 1] = told if in_steps else n
    return cells, offered


def _offered(service_ids: set[int]) -> dict[int, _Offered]:
    rows = db.session.execute(
        select(Service.id, Service.code, Service.department_id, Service.current_version_id).where(
            Service.id.in_(service_ids)
        )
    )
    found = {row.id: _Offered(row.code, service_definition(row.current_version_id)["name"], row.department_id)
             for row in rows}  # fmt: skip
    return {service_id: found.get(service_id, _Offered("", None, None)) for service_id in service_ids}


def _together(cells: Iterable[Sequence[int]], with_small: bool) -> Figures | None:
    """All cells with enough answers, and the small ones as far as they are enough together."""
    held = list(cells)
    shown = [counts for counts in held if is_enough(counts)]
    small = _sum(counts for counts in held if not is_enough(counts))
    if with_small and is_enough(small):
        shown.append(small)
    return figures_of(_sum(shown))


def _sum(cells: Iterable[Sequence[int]]) -> list[int]:
    total = [0] * len(SCORES)
    for counts in cells:
        total = [a + b for a, b in zip(total, counts, strict=True)]
    return total
