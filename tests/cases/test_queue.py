"""The desk's lists: every case once, in order, to the right eyes, and figures that are true."""

from datetime import datetime, timedelta

import pytest

from app.cases import actions, counts
from app.cases.actor import Actor
from app.cases.lifecycle import Outcome, Status
from app.cases.models import Applicant, Case, PauseKind
from app.cases.queue import PAGE_ROWS, Filters, Scope, View, counts_of, queue_page
from app.extensions import db

NOTHING = Filters()


def walk(view: View, scope: Scope, now: datetime, filters: Filters = NOTHING) -> list[int]:
    """All ids of a view, page by page."""
    ids: list[int] = []
    after = None
    while True:
        page = queue_page(view, scope, filters, now, after)
        ids += [row.id for row in page.rows]
        assert len(page.rows) <= PAGE_ROWS
        if page.older is None:
            return ids
        after = page.older


@pytest.fixture
def town(now, clerk, make_case):
    """Sixty cases of two departments in every state: the ids by what was done."""
    by = Actor("clerk", clerk, "fen")
    made = {"open": [], "mine": [], "waiting": [], "closed": [], "elsewhere": []}
    for n in range(60):
        kind = ("open", "mine", "waiting", "closed", "elsewhere")[n % 5]
        code = "PRK-01" if kind == "elsewhere" else "FEN-01"
        case_id = make_case(code, seed=n, at=now - timedelta(days=n))
        if n % 7 == 0:
            db.session.get_one(Case, case_id).is_urgent = True
            db.session.commit()
        if kind == "mine":
            actions.take_case(case_id, None, by, now)
        elif kind == "waiting":
            actions.ask_applicant(case_id, None, PauseKind.QUESTION, "?", None, by, now)
        elif kind == "closed":
            actions.close_case(case_id, None, Outcome.DONE, "Bitti", by, now)
        made[kind].append(case_id)
    return made


def test_each_view_holds_its_cases_once_and_no_others(town, clerk, now):
    fen = Scope(clerk, frozenset({"fen"}))
    still_open = town["open"] + town["mine"] + town["waiting"]
    assert sorted(walk(View.DEPARTMENT, fen, now)) == sorted(still_open)
    assert sorted(walk(View.MINE, fen, now)) == sorted(town["mine"])
    assert sorted(walk(View.WAITING, fen, now)) == sorted(town["waiting"])
    assert sorted(walk(View.UNASSIGNED, fen, now)) == sorted(town["open"] + town["waiting"])
    assert sorted(walk(View.ALL, fen, now)) == sorted(still_open + town["closed"])
    assert sorted(walk(View.ALL, Scope(clerk, None), now)) == sorted(
        case_id for ids in town.values() for case_id in ids
    )
    assert walk(View.ALL, Scope(clerk, frozenset()), now) == []
    late = walk(View.LATE, fen, now)
    assert late
    assert not set(late) & set(town["waiting"] + town["closed"] + town["elsewhere"])


def test_the_urgent_come_first_then_the_newest_and_late_ones_by_their_date(town, clerk, now):
    scope = Scope(clerk, None)
    rows = queue_page(View.DEPARTMENT, scope, NOTHING, now).rows
    keys = [(not row.is_urgent, -row.id) for row in rows]
    assert keys == sorted(keys)
    due = [row.promise_due_at for row in queue_page(View.LATE, scope, NOTHING, now).rows]
    assert due == sorted(due)


def test_the_figures_beside_the_views_are_those_of_the_views(town, clerk, now):
    for scope in (Scope(clerk, frozenset({"fen"})), Scope(clerk, None)):
        shown = counts_of(scope, now)
        for view, n in shown.items():
            assert n == len(walk(view, scope, now)), view
    assert counts.differences() == []


def test_filters_narrow_a_view_together(town, clerk, now):
    scope = Scope(clerk, None)
    urgent = walk(View.ALL, scope, now, Filters(is_urgent=True))
    assert urgent
    closed = walk(View.ALL, scope, now, Filters(is_urgent=True, status=Status.CLOSED))
    assert set(closed) == set(urgent) & set(town["closed"])
    assert sorted(walk(View.ALL, scope, now, Filters(department_id="park"))) == sorted(town["elsewhere"])
    service_id = db.session.get_one(Case, town["elsewhere"][0]).service_id
    assert sorted(walk(View.ALL, scope, now, Filters(service_id=service_id))) == sorted(town["elsewhere"])


@pytest.mark.parametrize("view", list(View))
@pytest.mark.parametrize(
    "after",
    ["0~5", "1~5", "2026-03-01T00:00:00+00:00~5", "0001-01-01T00:00:00+05:00~5", "9999-12-31T23:59:59-05:00~5",
     "2026-03-01~5", "~", "x", "0~x", "٣~٣", "0~99999999999999", "0~9999999999999999999"],
)  # fmt: skip
def test_any_key_in_any_view_gives_a_page(open_case, clerk, now, view, after):
    assert queue_page(view, Scope(clerk, frozenset({"fen"})), NOTHING, now, after) is not None


@pytest.mark.parametrize("after", ["x~1", "~", "x", "0~x", "0~9999999999999999999"])
def test_a_key_that_makes_no_sense_gives_the_first_page(open_case, clerk, now, after):
    for view in (View.DEPARTMENT, View.ALL):
        assert [row.id for row in queue_page(view, Scope(clerk, None), NOTHING, now, after).rows] == [open_case]


def test_a_name_is_found_in_one_s_own_department_however_many_namesakes_apply_elsewhere(make_case, clerk, now):
    own = make_case("FEN-01")
    for n in range(51):
        make_case("PRK-01", seed=n)
    db.session.query(Applicant).update({"name_fold": "ayse demir"})
    db.session.commit()
    scope = Scope(clerk, frozenset({"fen"}))
    for typed in ("Ayşe Demir", "ayse", "AYŞE D"):
        assert walk(View.ALL, scope, now, Filters(words=typed)) == [own]
