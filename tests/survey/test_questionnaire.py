"""The questions as data: what the shipped file asks, and that a bad file is named fault by fault."""

from copy import deepcopy
from typing import Any

import pytest

from app.survey.definition import shipped_definition
from app.survey.errors import BadQuestionnaire
from app.survey.questionnaire import Moment, Questionnaire, content_hash, faults


def test_the_shipped_questionnaire_is_sound_and_asks_what_the_paper_proposes() -> None:
    """Source: domain.md §4, "Proposed instrument": eight items, and fairness apart from what came out."""
    questionnaire = Questionnaire.from_definition(shipped_definition())
    keys = [item.key for item in questionnaire.at(Moment.PAPER)]
    assert keys == ["overall", "clarity", "ease", "speed", "informed", "staff", "fairness", "got_it"]


@pytest.mark.parametrize("moment", [Moment.APPLYING, Moment.SERVICE])
def test_online_it_is_one_overall_question_and_at_most_four_short_ones(moment: Moment) -> None:
    keys = [item.key for item in Questionnaire.from_definition(shipped_definition()).at(moment)]
    assert keys[0] == "overall"
    assert len(keys) <= 5


def test_only_the_overall_question_must_be_answered() -> None:
    items = Questionnaire.from_definition(shipped_definition()).items
    assert [item.key for item in items if item.required] == ["overall"]


def test_the_hash_does_not_depend_on_the_order_of_keys() -> None:
    definition = shipped_definition()
    assert content_hash(definition) == content_hash(dict(reversed(definition.items())))


def _broken(change: str, value: Any) -> dict[str, Any]:
    definition = deepcopy(shipped_definition())
    *path, last = change.split(".")
    place: Any = definition
    for step in path:
        place = place[int(step) if step.isdigit() else step]
    place[int(last) if last.isdigit() else last] = value
    return definition


@pytest.mark.parametrize(
    ("change", "value", "fault"),
    [
        ("colour", "red", "colour: unknown key"),
        ("items", [], "items: at least one question"),
        ("items.0.key", "Overall", "items[0].key"),
        ("items.1.key", "overall", "items[1].key"),
        ("items.1.key", "csrf_token", "items[1].key"),
        ("items.0.scale", "happiness", "items[0].scale: no such scale"),
        ("items.0.moments", ["lunch"], "items[0].moments"),
        ("items.0.moments", [], "items[0].moments"),
        ("items.0.question", {"tr": "Nasıl?"}, "items[0].question"),
        ("items.2", "ease", "items[2]: not a mapping"),
        ("items.2.hint", "x", "items[2].hint: unknown key"),
        ("items.5.moments", ["service", "paper"], "items: 6 at service"),
        ("scales.agreement", [{"tr": "a", "en": "b"}], "scales.agreement: five labels"),
        ("strengths", None, "strengths: a list"),
        ("weaknesses", [{"key": "a"}], "weaknesses[0]"),
        ("free_text", "How?", "free_text: a label"),
    ],
)
def test_a_bad_definition_names_its_fault_and_place(change: str, value: Any, fault: str) -> None:
    with pytest.raises(BadQuestionnaire) as refusal:
        Questionnaire.from_definition(_broken(change, value))
    assert any(found.startswith(fault) for found in refusal.value.faults)


def test_what_is_no_mapping_is_a_fault_too() -> None:
    assert faults([]) == ["the questionnaire is not a mapping"]  # type: ignore[arg-type]
