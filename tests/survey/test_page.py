"""`/anket/<token>` and the form that receipt and tracking page embed."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.clock import set_clock
from app.extensions import db
from app.survey.asking import ask
from app.survey.models import SurveyResponse
from app.survey.questionnaire import Moment
from tests.survey.conftest import SurveyLink


def responses() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(SurveyResponse)) or 0


def send(client: FlaskClient, address: str, **typed: Any) -> Any:
    """Open the form and send it, as a browser does."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(address + "?again=1").text)
    return client.post(address, data={"csrf_token": token[1] if token else "", **typed})


def test_looking_records_nothing_and_a_face_only_preselects(
    client: FlaskClient, open_case: int, link: SurveyLink, now: datetime
) -> None:
    page = client.get(link(open_case, Moment.APPLYING) + "?face=4")
    assert page.status_code == 200
    assert re.search(r'id="overall-4"[^>]*checked', page.text)
    assert not re.search(r'id="overall-5"[^>]*checked', page.text)
    assert responses() == 0


@pytest.mark.parametrize("face", ["6", "0", "x", "4'", ""])
def test_a_face_that_is_none_preselects_nothing(
    client: FlaskClient, open_case: int, link: SurveyLink, now: datetime, face: str
) -> None:
    page = client.get(link(open_case, Moment.APPLYING), query_string={"face": face})
    assert page.status_code == 200
    assert " checked" not in page.text


def test_the_page_promises_that_single_answers_stay_unseen(
    client: FlaskClient, open_case: int, link: SurveyLink, now: datetime
) -> None:
    page = client.get(link(open_case, Moment.APPLYING))
    assert "nobody who works on your application, nor their department, ever sees yours" in page.text


def test_a_sent_answer_is_thanked_for_after_a_redirect_and_never_shown_again(
    client: FlaskClient, open_case: int, link: SurveyLink, now: datetime
) -> None:
    address = link(open_case, Moment.APPLYING)
    reply = send(client, address, overall="2", strengths=["form"], free_text="Gizli sözüm")
    assert (reply.status_code, reply.location) == (303, address)
    thanks = client.get(address)
    assert "Your answer is counted." in thanks.text
    assert "until 11/04/2026" in thanks.text
    again = client.get(address + "?again=1")
    assert "takes the place of your earlier answer" in again.text
    assert "Gizli sözüm" not in thanks.text + again.text
    assert " checked" not in again.text


def test_sending_again_replaces_and_after_thirty_days_it_does_not(
    client: FlaskClient, open_case: int, link: SurveyLink, now: datetime
) -> None:
    address = link(open_case, Moment.APPLYING)
    send(client, address, overall="2")
    assert send(client, address, overall="5").status_code == 303
    assert db.session.scalars(select(SurveyResponse)).one().scores == {"overall": 5}
    form = client.get(address + "?again=1").text
    set_clock(lambda: now + timedelta(days=31))
    token = re.search(r'name="csrf_token" value="([^"]+)"', form)
    assert token
    late = client.post(address, data={"csrf_token": token[1], "overall": "1"})
    assert late.status_code == 403
    assert "The time to change it is over." in late.text
    assert db.session.scalars(select(SurveyResponse)).one().scores == {"overall": 5}


def test_a_refused_form_keeps_everything_typed(
    client: FlaskClient, open_case: int, link: SurveyLink, now: datetime
) -> None:
    reply = send(client, link(open_case, Moment.APPLYING), ease="3", weaknesses="speed", free_text="Çok <b>uzun</b>")
    assert reply.status_code == 422
    assert "Choose one of the five answers." in reply.text
    assert 'href="#overall-5"' in reply.text
    assert "Çok &lt;b&gt;uzun&lt;/b&gt;" in reply.text
    assert re.search(r'id="ease-3"[^>]*checked', reply.text)
    assert re.search(r'id="weaknesses-speed"[^>]*checked', reply.text)
    assert "<details open>" in reply.text
    assert responses() == 0


def test_a_stale_token_costs_nothing_that_was_typed(
    client: FlaskClient, open_case: int, link: SurveyLink, now: datetime
) -> None:
    reply = client.post(link(open_case, Moment.APPLYING), data={"overall": "4", "free_text": "Kısa"})
    assert reply.status_code == 422
    assert "please send them again" in reply.text
    assert "Kısa" in reply.text
    assert responses() == 0


def test_long_text_is_named_and_kept(client: FlaskClient, open_case: int, link: SurveyLink, now: datetime) -> None:
    reply = send(client, link(open_case, Moment.APPLYING), overall="4", free_text="ş" * 1300)
    assert reply.status_code == 422
    assert "you wrote 1,300." in reply.text or "you wrote 1300." in reply.text
    assert "ş" * 1300 in reply.text


def test_a_refused_application_is_asked_too(
    client: FlaskClient, refused_case: int, link: SurveyLink, now: datetime
) -> None:
    assert send(client, link(refused_case, Moment.SERVICE), overall="1").status_code == 303


def test_an_open_case_is_told_to_wait(client: FlaskClient, open_case: int, link: SurveyLink, now: datetime) -> None:
    page = client.get(link(open_case, Moment.SERVICE))
    assert "still in work" in page.text
    assert "<form" not in page.text.split("<main")[1].split("</main>")[0]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("token", ["x", "a1-" + "0" * 32, "s1", "a1-%00"])
def test_a_forged_link_is_no_page(client: FlaskClient, token: str, method: str) -> None:
    assert getattr(client, method)(f"/anket/{token}").status_code == 404


def test_a_service_the_catalogue_spares_has_no_page(
    client: FlaskClient, make_case: Callable[..., int], link: SurveyLink, now: datetime
) -> None:
    assert client.get(link(make_case("MEZ-01"), Moment.APPLYING)).status_code == 404


def test_one_visit_is_asked_about_one_thing(app: Flask, make_case: Callable[..., int], now: datetime) -> None:
    first, second = make_case(seed=1), make_case(seed=2)
    visit: dict[str, Any] = {}
    keys = app.extensions["keys"]
    assert ask(first, Moment.APPLYING, keys, visit, now, 30) is not None
    assert ask(first, Moment.APPLYING, keys, visit, now, 30) is not None, "a reload keeps the form"
    assert ask(second, Moment.APPLYING, keys, visit, now, 30) is None
    assert ask(second, Moment.APPLYING, keys, {}, now, 30) is not None


def test_a_sensitive_case_is_asked_about_only_in_its_open_file(
    app: Flask, make_case: Callable[..., int], client: FlaskClient, link: SurveyLink, now: datetime
) -> None:
    case_id = make_case("MAL-06")
    keys = app.extensions["keys"]
    assert ask(case_id, Moment.APPLYING, keys, {}, now, 30) is None
    assert ask(case_id, Moment.APPLYING, keys, {}, now, 30, file_is_open=True) is not None
    assert "eyebrow" not in client.get(link(case_id, Moment.APPLYING)).text
