"""Reading an answer: whatever arrives is either safe to store or says what to mend."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.survey.definition import shipped_definition
from app.survey.questionnaire import Moment, Questionnaire
from app.survey.reading import MOST_CHARACTERS, read_letters, read_response

QUESTIONS = Questionnaire.from_definition(shipped_definition())


def test_a_full_answer_is_read_whole() -> None:
    typed = {
        "overall": ["4"], "ease": ["5"], "strengths": ["staff", "form"], "weaknesses": ["speed"],
        "free_text": ["  Kısa olsun.\r\nTeşekkürler.  "],
    }  # fmt: skip
    reading = read_response(QUESTIONS, typed, Moment.APPLYING)
    assert reading.is_sound
    assert reading.scores == {"overall": 4, "ease": 5}
    assert (reading.strengths, reading.weaknesses) == (["form", "staff"], ["speed"])
    assert reading.free_text == "Kısa olsun.\nTeşekkürler."


def test_no_opinion_is_an_item_left_out() -> None:
    reading = read_response(QUESTIONS, {"overall": ["3"], "ease": ["0"], "clarity": [""]}, Moment.APPLYING)
    assert reading.scores == {"overall": 3}


@pytest.mark.parametrize("value", [[], [""], ["0"], ["6"], ["-1"], ["４"], ["four"], ["4; DROP"]])
def test_an_overall_answer_outside_the_five_is_asked_for_again(value: list[str]) -> None:
    reading = read_response(QUESTIONS, {"overall": value}, Moment.SERVICE)
    assert str(reading.errors["overall"][0]) == "Choose one of the five answers."


def test_two_answers_to_one_question_are_named_and_the_same_one_twice_is_one() -> None:
    assert str(read_response(QUESTIONS, {"overall": ["1", "5"]}, Moment.SERVICE).errors["overall"][0]) == (
        "Choose one answer only."
    )
    assert read_response(QUESTIONS, {"overall": ["5", "5"]}, Moment.SERVICE).scores == {"overall": 5}


def test_unknown_parameters_and_ticks_and_questions_of_another_moment_are_passed_over() -> None:
    typed = {"overall": ["5"], "speed": ["1"], "strengths": ["staff", "parking"], "admin": ["1"]}
    reading = read_response(QUESTIONS, typed, Moment.APPLYING)
    assert (reading.scores, reading.strengths, reading.errors) == ({"overall": 5}, ["staff"], {})


@pytest.mark.parametrize(("letters", "sound"), [(MOST_CHARACTERS, True), (MOST_CHARACTERS + 1, False)])
def test_free_text_holds_twelve_hundred_characters(letters: int, sound: bool) -> None:
    reading = read_response(QUESTIONS, {"overall": ["5"], "free_text": ["ğ" * letters]}, Moment.SERVICE)
    assert reading.is_sound is sound
    assert len(reading.free_text) == letters  # what was typed is kept, so that it can be cut


def test_free_text_loses_what_cannot_be_stored() -> None:
    reading = read_response(QUESTIONS, {"overall": ["5"], "free_text": ["a\x00b\x1b\ud800c"]}, Moment.SERVICE)
    assert reading.free_text == "abc"


def test_a_sheet_may_leave_the_overall_question() -> None:
    assert read_response(QUESTIONS, {"staff": ["4"]}, Moment.PAPER).scores == {"staff": 4}


def test_letters_name_boxes_and_the_rest_is_given_back() -> None:
    assert read_letters(QUESTIONS.strengths, "A, e") == (["information", "staff"], "")
    assert read_letters(QUESTIONS.strengths, "bz") == (["documents"], "z")


names = st.sampled_from(["overall", "ease", "strengths", "free_text", "weaknesses", "x"])


@given(st.dictionaries(names, st.lists(st.text(), max_size=3)), st.sampled_from(Moment))
def test_whatever_arrives_is_stored_safely_or_refused(typed: dict[str, list[str]], moment: Moment) -> None:
    reading = read_response(QUESTIONS, typed, moment)
    assert all(1 <= score <= 5 for score in reading.scores.values())
    assert set(reading.strengths) <= {tick.key for tick in QUESTIONS.strengths}
    assert "\x00" not in reading.free_text
    assert reading.errors or len(reading.free_text) <= MOST_CHARACTERS
    reading.free_text.encode()
