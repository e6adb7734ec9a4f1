"""The survey on the desk: the table says no more than it may, and thirty sheets are typed in quickly."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.catalogue.queries import service_by_code
from app.extensions import db
from app.survey import actions
from app.survey.models import SurveyResponse, Wave
from app.survey.questionnaire import Moment
from app.survey.reading import ResponseReading
from tests.conftest import HTMX

PAGES = ["/desk/survey", "/desk/survey/paper", "/desk/survey/type"]


@pytest.fixture(autouse=True)
def _noon(app: Flask, now: datetime) -> None:
    """Sessions begin under the same clock that the pages read."""


def answers(app: Flask, make_case: Callable[..., int], now: datetime, code: str, scores: list[int]) -> None:
    for seed, score in enumerate(scores):
        reading = ResponseReading(scores={"overall": score}, free_text="Gizli sözüm")
        actions.answer_survey(make_case(code, seed=seed + 1), Moment.APPLYING, reading, "portal", "tr", "running", now)


def sheets(n: int, now: datetime, typed_by: int, code: str | None = None, start: int = 1) -> None:
    service = service_by_code(code) if code else None
    for number in range(start, start + n):
        sheet = actions.Sheet(
            reading=ResponseReading(scores={"overall": 4}), wave="before", batch=f"b{code}", number=number,
            filled_on=now.date(), service_id=service.id if service else None,
            department_id=service.department_id if service else None,
        )  # fmt: skip
        actions.type_sheet(sheet, typed_by, now)


def row_of(page: str, start: str) -> str:
    """The words of the table's line that begins so."""
    for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL):
        words = " ".join(re.sub(r"<[^>]+>", " ", row).split())
        if words.startswith(start):
            return words
    raise AssertionError(f"no line begins with {start!r}")


def post(client: FlaskClient, address: str, **typed: Any) -> Any:
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/desk/survey/type").text)
    assert token
    return client.post(address, data={"csrf_token": token[1], **typed})


@pytest.mark.parametrize("page", PAGES)
def test_signed_out_it_asks_to_sign_in(client: FlaskClient, page: str) -> None:
    reply = client.get(page)
    assert reply.status_code in (302, 303)
    assert "/giris" in reply.location


@pytest.mark.parametrize("page", PAGES)
def test_clerks_and_supervisors_see_every_page(
    as_clerk: FlaskClient, as_supervisor: FlaskClient, now: datetime, page: str
) -> None:
    assert as_clerk.get(page).status_code == 200
    assert as_supervisor.get(page).status_code == 200


def test_an_admin_sees_the_table_but_types_nothing_in(as_admin: FlaskClient, now: datetime) -> None:
    assert as_admin.get("/desk/survey").status_code == 200
    assert as_admin.get("/desk/survey/type").status_code == 404


def test_the_table_shows_counts_share_and_mean_with_their_intervals(
    app: Flask, as_admin: FlaskClient, make_case: Callable[..., int], now: datetime
) -> None:
    """Source: domain.md §4: 8 of 10 is 49 to 94 %."""
    answers(app, make_case, now, "FEN-01", [5, 5, 5, 5, 4, 4, 4, 4, 2, 1])
    page = as_admin.get("/desk/survey?moment=applying").text
    assert row_of(page, "FEN-01").endswith("10 1 1 0 4 4 80% (49%–94%) 72.5 (51.3–93.7)")
    assert "Gizli" not in page


def test_below_five_answers_it_shows_nothing_of_them(
    app: Flask, as_admin: FlaskClient, make_case: Callable[..., int], now: datetime
) -> None:
    answers(app, make_case, now, "FEN-01", [1, 2, 3, 4])
    page = as_admin.get("/desk/survey?moment=applying").text
    assert row_of(page, "FEN-01").endswith("not enough answers yet")
    assert "<tfoot>" not in page


def test_a_lone_small_service_cannot_be_computed_from_the_total(app: Flask, as_clerk: FlaskClient, clerk: int,
                                                               now: datetime) -> None:  # fmt: skip
    sheets(10, now, clerk, "FEN-01")
    sheets(2, now, clerk, "IMR-01")
    page = as_clerk.get("/desk/survey?wave=before").text
    assert row_of(page, "Total").startswith("Total of the lines with figures 10 ")


def test_small_services_are_summed_when_together_they_are_enough(
    app: Flask, as_clerk: FlaskClient, clerk: int, now: datetime
) -> None:
    for code in ("FEN-01", "IMR-01", "CEV-01"):
        sheets(2, now, clerk, code)
    page = as_clerk.get("/desk/survey?wave=before").text
    assert row_of(page, "Services with few answers, together").startswith("Services with few answers, together 6 ")
    assert row_of(page, "Total").startswith("Total of the lines with figures 6 ")
    assert "together" not in as_clerk.get("/desk/survey?wave=before&department=fen").text.split("<table")[1]


def test_who_works_on_such_cases_sees_the_figures_in_steps_of_five(
    app: Flask, as_clerk: FlaskClient, as_desk_clerk: FlaskClient, as_clerk_elsewhere: FlaskClient,
    make_case: Callable[..., int], now: datetime,
) -> None:  # fmt: skip
    answers(app, make_case, now, "FEN-01", [5, 5, 5, 5, 5, 1])
    for reader, n in ((as_clerk, 5), (as_desk_clerk, 5), (as_clerk_elsewhere, 6)):
        page = reader.get("/desk/survey?moment=applying").text
        assert re.search(rf"\b{n} {n - 5} 0 0 0 5 ", row_of(page, "FEN-01")), n


def test_filters_stay_in_the_address_and_unknown_ones_fall_back(as_clerk: FlaskClient, now: datetime) -> None:
    page = as_clerk.get("/desk/survey?wave=before&moment=paper&department=fen").text
    assert all(f'value="{value}" selected' in page for value in ("before", "paper", "fen"))
    assert as_clerk.get("/desk/survey?wave=x&moment=y&department=z").status_code == 200


def test_for_a_swap_it_answers_with_the_table_alone(as_clerk: FlaskClient, now: datetime) -> None:
    assert "<main" not in as_clerk.get("/desk/survey", headers=HTMX).text


def test_the_sheet_is_turkish_names_the_town_and_no_case(as_clerk: FlaskClient, now: datetime) -> None:
    page = as_clerk.get("/desk/survey/paper").text
    assert '<html lang="tr"' in page
    assert "Genel olarak ne kadar memnunsunuz?" in page
    assert "Lüleburgaz Belediyesi" in page
    assert "Overall, how satisfied" in as_clerk.get("/desk/survey/paper?language=en").text


def test_sheets_are_saved_one_after_another_and_counted(as_clerk: FlaskClient, now: datetime) -> None:
    sheet = {"wave": "before", "batch": "gişe", "service": "FEN-01", "day": "2026-03-10", "overall": "4"}
    reply = post(as_clerk, "/desk/survey/type", number="1", **sheet)
    assert reply.status_code == 303
    page = as_clerk.get(reply.location).text
    assert "Sheet 1 saved." in page
    assert "1 sheet in this batch" in page
    assert 'name="number" value="2"' in page
    assert 'value="gişe"' in page
    assert 'value="2026-03-10"' in page
    db.session.rollback()
    held = db.session.scalars(select(SurveyResponse)).one()
    assert (held.moment, held.channel, held.case_id, held.department_id) == ("paper", "paper", None, "fen")
    assert db.session.get_one(Wave, held.wave_id).key == "before"
    assert held.answered_at.date().isoformat() == "2026-03-10"


def test_enter_pressed_twice_types_one_sheet(as_clerk: FlaskClient, now: datetime) -> None:
    for _press in range(2):
        reply = post(as_clerk, "/desk/survey/type", number="1", batch="b", overall="4", staff="5")
    assert "Sheet 1 was saved already." in as_clerk.get(reply.location).text
    assert db.session.scalar(select(func.count()).select_from(SurveyResponse)) == 1


def test_another_sheet_of_the_same_number_from_a_second_tab_is_not_lost(as_clerk: FlaskClient, now: datetime) -> None:
    post(as_clerk, "/desk/survey/type", number="1", batch="b", overall="4")
    reply = post(as_clerk, "/desk/survey/type", number="1", batch="b", overall="2")
    assert "Sheet 2 saved." in as_clerk.get(reply.location).text


def test_a_refused_sheet_keeps_its_digits_and_says_where_it_is_wrong(as_clerk: FlaskClient, now: datetime) -> None:
    reply = post(as_clerk, "/desk/survey/type", number="1", overall="7", staff="3", strengths="az", service="XXX-1")
    assert reply.status_code == 422
    for words in ("Type a number from 1 to 5, or leave it empty.", "No box has the letter z.", "no service with this"):
        assert words in reply.text
    assert re.search(r'id="staff"[^>]*value="3"', reply.text)
    assert re.search(r'id="service"[^>]*value="XXX-1"', reply.text)
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(SurveyResponse)) == 0


def test_the_last_sheet_is_taken_out_again_and_only_the_last(as_clerk: FlaskClient, clerk: int, now: datetime) -> None:
    for number, overall in (("1", "4"), ("2", "5")):
        post(as_clerk, "/desk/survey/type", number=number, batch="b", overall=overall)
    refused = post(as_clerk, "/desk/survey/type/undo", batch="b", number="1")
    assert "sheet 1 is not the last one" in as_clerk.get(refused.location).text
    done = post(as_clerk, "/desk/survey/type/undo", batch="b", number="2")
    assert "Sheet 2 was taken out again." in as_clerk.get(done.location).text
    db.session.rollback()
    assert db.session.scalars(select(SurveyResponse)).one().scores == {"overall": 4}


def test_nobody_takes_out_what_another_typed_in(
    as_clerk: FlaskClient, as_supervisor: FlaskClient, now: datetime
) -> None:
    post(as_clerk, "/desk/survey/type", number="1", batch="b", overall="4")
    post(as_supervisor, "/desk/survey/type/undo", batch="b", number="1")
    assert db.session.scalar(select(func.count()).select_from(SurveyResponse)) == 1
