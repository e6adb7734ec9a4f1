"""A sentence made by a rule reads in English until someone translates it."""

from app.sentence import say


def test_a_sentence_fills_its_holes():
    assert str(say("Write at least %(n)s characters.", n=3)) == "Write at least 3 characters."


def test_a_label_is_given_in_english():
    assert str(say("Fill in “%(label)s”.", label={"tr": "Ad", "en": "Name"})) == "Fill in “Name”."
    assert str(say("Fill in “%(label)s”.", label={"tr": "Ad"})) == "Fill in “Ad”."


def test_a_sentence_without_holes_keeps_its_percent_signs():
    assert str(say("At most 100%.")) == "At most 100%."
