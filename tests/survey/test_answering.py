"""Taking answers: one per case and moment, changeable for a while, counted in the same transaction."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.extensions import db
from app.survey import actions, counts
from app.survey.definition import shipped_definition
from app.survey.errors import NotAsked, NotYetAsked, TooLateToChange
from app.survey.models import QuestionnaireVersion, SurveyCount, SurveyResponse, Wave
from app.survey.questionnaire import Moment
from app.survey.reading import ResponseReading


def answer(case_id: int, now: datetime, moment: Moment = Moment.APPLYING, **scores: int) -> None:
    reading = ResponseReading(scores=scores or {"overall": 5})
    actions.answer_survey(case_id, moment, reading, "portal", "tr", "running", now)


def figures() -> dict[tuple[str, int], int]:
    rows = db.session.execute(select(SurveyCount.item, SurveyCount.score, SurveyCount.n).where(SurveyCount.n > 0))
    return {(item, score): n for item, score, n in rows}


def test_an_answer_names_version_wave_channel_service_and_department(open_case: int, now: datetime) -> None:
    answer(open_case, now, overall=4, ease=2)
    held = db.session.scalars(select(SurveyResponse)).one()
    assert held.scores == {"overall": 4, "ease": 2}
    assert (held.moment, held.channel, held.department_id) == ("applying", "portal", "fen")
    assert db.session.get_one(Wave, held.wave_id).key == "running"
    assert figures() == {("overall", 4): 1, ("ease", 2): 1}


def test_a_changed_answer_takes_the_place_of_the_first_in_the_counts_too(open_case: int, now: datetime) -> None:
    answer(open_case, now, overall=1, ease=2)
    answer(open_case, now + timedelta(days=30), overall=5)
    assert db.session.scalar(select(func.count()).select_from(SurveyResponse)) == 1
    assert figures() == {("overall", 5): 1}
    assert counts.verify_counts() == []


def test_after_thirty_days_it_stays_as_it_is(open_case: int, now: datetime) -> None:
    answer(open_case, now, overall=1)
    with pytest.raises(TooLateToChange):
        answer(open_case, now + timedelta(days=30, seconds=1), overall=5)
    db.session.rollback()
    assert figures() == {("overall", 1): 1}


def test_each_moment_has_its_own_answer(refused_case: int, now: datetime) -> None:
    answer(refused_case, now, Moment.APPLYING, overall=5)
    answer(refused_case, now, Moment.SERVICE, overall=1)
    assert figures() == {("overall", 5): 1, ("overall", 1): 1}
    assert db.session.scalar(select(SurveyResponse.outcome).where(SurveyResponse.moment == "service")) == "refused"


def test_the_service_is_asked_about_only_once_the_case_is_closed(open_case: int, now: datetime) -> None:
    with pytest.raises(NotYetAsked):
        answer(open_case, now, Moment.SERVICE)


def test_nobody_answers_for_a_case_that_is_not_there(app: Flask, now: datetime) -> None:
    with pytest.raises(NotAsked):
        answer(999, now)


def test_services_that_the_catalogue_spares_are_not_asked_about(make_case: Callable[..., int], now: datetime) -> None:
    """Source: catalogue-corrections: surveys off for MEZ-01 and MEZ-02."""
    with pytest.raises(NotAsked):
        answer(make_case("MEZ-01"), now)


def test_counts_are_verified_and_rebuilt(open_case: int, now: datetime) -> None:
    answer(open_case, now, overall=3)
    db.session.execute(update(SurveyCount).values(n=7))
    db.session.commit()
    [(figure, held, true)] = counts.verify_counts()
    assert (figure[2:], held, true) == (("applying", "overall", 3), 7, 1)
    assert counts.rebuild_counts() == 1
    assert counts.verify_counts() == []


def test_figures_are_told_in_steps_of_five_answers(make_case: Callable[..., int], now: datetime) -> None:
    told = []
    for seed in range(11):
        answer(make_case(seed=seed + 1), now, overall=4)
        told.append(db.session.scalar(select(func.sum(SurveyCount.told))))
    assert told == [0, 0, 0, 0, 5, 5, 5, 5, 5, 10, 10]


def test_importing_the_questionnaire_twice_changes_nothing(app: Flask, now: datetime) -> None:
    assert not actions.import_questionnaire(shipped_definition(), now)
    assert db.session.scalar(select(func.count()).select_from(QuestionnaireVersion)) == 1
    assert set(db.session.scalars(select(Wave.key))) == {"before", "running"}


def test_a_new_questionnaire_is_asked_online_and_leaves_the_baseline_alone(app: Flask, now: datetime) -> None:
    definition = shipped_definition()
    definition["items"][1]["question"] = {"tr": "Her şey açıktı.", "en": "All was clear."}
    assert actions.import_questionnaire(definition, now)
    numbers = dict(
        db.session.execute(
            select(Wave.key, QuestionnaireVersion.number).join(
                QuestionnaireVersion, QuestionnaireVersion.id == Wave.questionnaire_version_id
            )
        ).all()
    )
    assert numbers == {"before": 1, "running": 2}


def test_the_command_names_figures_that_differ(app: Flask, open_case: int, now: datetime) -> None:
    answer(open_case, now, overall=3)
    db.session.execute(update(SurveyCount).values(n=7))
    db.session.commit()
    run = app.test_cli_runner()
    found = run.invoke(args=["survey", "counts", "verify"])
    assert (found.exit_code, "kept 7, true 1" in found.output) == (1, True)
    assert run.invoke(args=["survey", "counts", "rebuild"]).exit_code == 0
    assert run.invoke(args=["survey", "counts", "verify"]).output == "All figures are true.\n"


def test_answers_sent_at_once_for_one_case_leave_one_answer_and_true_counts(
    app: Flask, open_case: int, now: datetime
) -> None:
    db.session.rollback()
    start = Barrier(4)

    def send(score: int) -> None:
        with app.app_context():
            start.wait()
            answer(open_case, now, overall=score)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda score: Context().run(send, score), (1, 2, 4, 5)))
    assert db.session.scalar(select(func.count()).select_from(SurveyResponse)) == 1
    assert sum(figures().values()) == 1
    assert counts.verify_counts() == []
