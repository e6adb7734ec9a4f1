"""Cases that came to an end, and what survey tests say often."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask

from app.cases.actions.answering import close_case
from app.cases.actor import Actor
from app.cases.lifecycle import Outcome
from app.survey.questionnaire import Moment
from app.survey.tokens import survey_token

SurveyLink = Callable[[int, Moment], str]


@pytest.fixture
def refused_case(open_case: int, clerk: int, now: datetime) -> int:
    """A road defect that was refused: the town asks these too."""
    close_case(open_case, None, Outcome.REFUSED, "Yol karayollarına ait.", Actor("clerk", clerk, "fen"), now,
               remedy="Valilik, 30 gün")  # fmt: skip
    return open_case


@pytest.fixture
def link(app: Flask) -> SurveyLink:
    """The address of a case's survey: link(case, moment)."""

    def make(case_id: int, moment: Moment) -> str:
        return f"/anket/{survey_token(app.extensions['keys'], case_id, moment)}"

    return make
