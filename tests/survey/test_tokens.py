"""The link of a survey: ours opens, anything else does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.keys import Keys
from app.survey.questionnaire import Moment
from app.survey.tokens import read_token, survey_token

KEYS = Keys(b"k" * 32)
ASKED = [Moment.APPLYING, Moment.SERVICE]


@given(st.integers(1, 10**9), st.sampled_from(ASKED))
def test_a_link_leads_back_to_its_case_and_moment(case_id: int, moment: Moment) -> None:
    assert read_token(KEYS, survey_token(KEYS, case_id, moment)) == (case_id, moment)


@pytest.mark.parametrize("token", ["", "a1", "s1-" + "0" * 32, "../a1", "a" + "f" * 40, "a1-" + "g" * 32])
def test_what_we_did_not_make_opens_nothing(token: str) -> None:
    assert read_token(KEYS, token) is None


def test_the_link_of_one_case_or_moment_does_not_open_another() -> None:
    token = survey_token(KEYS, 7, Moment.APPLYING)
    assert read_token(KEYS, "s" + token[1:]) is None
    assert read_token(KEYS, token.replace("a7-", "a8-")) is None


def test_a_link_in_an_old_message_survives_a_change_of_keys() -> None:
    old = survey_token(KEYS, 7, Moment.SERVICE)
    assert read_token(Keys(b"n" * 32, b"k" * 32), old) == (7, Moment.SERVICE)
    assert read_token(Keys(b"n" * 32), old) is None
