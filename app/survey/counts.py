"""How often each score was given: kept with every answer, so that the table costs a few rows, not a scan."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import case, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.extensions import db
from app.survey.models import SurveyCount, SurveyResponse
from app.survey.statistics import FEWEST

# Those who work on such cases see the figures move by this many answers at once.
STEP = FEWEST
Figure = tuple[int, int, str, str, int]  # service (0: none), wave, moment, item, score


@dataclass(frozen=True)
class Cell:
    """What is counted together: one service in one wave at one moment."""

    service_id: int
    wave_id: int
    moment: str


def cell_of(response: SurveyResponse) -> Cell:
    """Where an answer is counted."""
    return Cell(response.service_id or 0, response.wave_id, response.moment)


def shift(cell: Cell, before: Mapping[str, int], after: Mapping[str, int]) -> None:
    """Count the scores `before` no more and those `after` instead; the caller commits."""
    change: Counter[tuple[str, int]] = Counter(after.items())
    change.subtract(before.items())
    # Always in one order: two writers that want the same rows crosswise would stop each other on PostgreSQL.
    for (item, score), n in sorted(change.items()):
        if n:
            _add(cell, item, score, n)
    _follow(cell, sorted({item for item, _score in change}))


def _add(cell: Cell, item: str, score: int, n: int) -> None:
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    row = dialect.insert(SurveyCount).values(
        service_id=cell.service_id, wave_id=cell.wave_id, moment=cell.moment, item=item, score=score, n=n, told=0
    )
    db.session.execute(
        row.on_conflict_do_update(
            index_elements=["service_id", "wave_id", "moment", "item", "score"],
            set_={"n": SurveyCount.n + row.excluded.n},
        )
    )


def _follow(cell: Cell, items: Iterable[str]) -> None:
    """Let `told` catch up wherever a whole step of answers came in, or some were taken back."""
    for item in items:
        here = (
            SurveyCount.service_id == cell.service_id,
            SurveyCount.wave_id == cell.wave_id,
            SurveyCount.moment == cell.moment,
            SurveyCount.item == item,
        )
        n, told = db.session.execute(
            select(func.coalesce(func.sum(SurveyCount.n), 0), func.coalesce(func.sum(SurveyCount.told), 0)).where(*here)
        ).one()
        if n - told >= STEP or n < told:
            db.session.execute(update(SurveyCount).where(*here).values(told=SurveyCount.n))


def counted() -> Counter[Figure]:
    """The true figures, counted over all answers: one scan."""
    found: Counter[Figure] = Counter()
    service = case((SurveyResponse.service_id.is_(None), 0), else_=SurveyResponse.service_id)
    query = select(service, SurveyResponse.wave_id, SurveyResponse.moment, SurveyResponse.scores)
    for service_id, wave_id, moment, scores in db.session.execute(query.execution_options(yield_per=1000)):
        for item, score in scores.items():
            found[(service_id, wave_id, moment, item, score)] += 1
    return found


def kept() -> dict[Figure, int]:
    """The figures as they stand in the table; noughts left out."""
    count = SurveyCount
    rows = db.session.execute(select(count.service_id, count.wave_id, count.moment, count.item, count.score, count.n))
    return {(service, wave, moment, item, score): n for service, wave, moment, item, score, n in rows if n}


def verify_counts() -> list[tuple[Figure, int, int]]:
    """Each figure that is not the true one: (figure, kept, true). Empty when all is well."""
    true, held = counted(), kept()
    return [
        (figure, held.get(figure, 0), true.get(figure, 0))
        for figure in sorted(true.keys() | held.keys())
        if held.get(figure, 0) != true.get(figure, 0)
    ]


def rebuild_counts() -> int:
    """Count anew and commit; returns how many figures there are. What was told so far is told anew from there."""
    true = counted()
    sums: Counter[tuple[int, int, str, str]] = Counter()
    for (service_id, wave_id, moment, item, _score), n in true.items():
        sums[(service_id, wave_id, moment, item)] += n
    db.session.execute(delete(SurveyCount))
    rows = [
        {
            "service_id": figure[0], "wave_id": figure[1], "moment": figure[2], "item": figure[3], "score": figure[4],
            "n": n, "told": n if sums[figure[:4]] >= STEP else 0,
        }
        for figure, n in sorted(true.items())
    ]  # fmt: skip
    if rows:
        db.session.execute(insert(SurveyCount), rows)
    db.session.commit()
    return len(rows)
