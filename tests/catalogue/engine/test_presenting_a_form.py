"""What templates get to draw a step."""

import pytest

from app.catalogue.engine import Form, compile_form, present, read
from tests.catalogue.engine.building import TODAY, form_of, shipped

OPTIONS = [{"value": str(n), "label": {"tr": f"Seçenek {n}", "en": f"Option {n}"}} for n in range(3)]


def views(form, typed=None, locale="en", show_errors=True, files=None):
    typed = typed or {}
    return present(form, "bir", read(form, typed, files or {}, TODAY), typed, files or {}, locale, show_errors)


def test_what_was_typed_comes_back_exactly_also_when_it_is_wrong():
    form = form_of({"key": "x", "type": "tckn"})
    view = views(form, {"x": [" 123 abc "]})[0]
    assert view.inputs[0].value == " 123 abc "
    assert view.errors


def test_errors_stay_silent_until_they_are_wanted():
    form = form_of({"key": "a", "type": "text", "required": True}, {"key": "b", "type": "text", "required": True})
    assert [bool(view.errors) for view in views(form, show_errors=False)] == [False, False]
    assert [bool(view.errors) for view in views(form, show_errors={"b"})] == [False, True]


def test_a_date_has_three_boxes_under_one_legend():
    view = views(form_of({"key": "gun", "type": "date"}), {"gun-day": ["32"]}, "tr")[0]
    assert view.grouped
    assert [(box.name, box.label, box.value) for box in view.inputs] == [
        ("gun-day", "Gün", "32"),
        ("gun-month", "Ay", ""),
        ("gun-year", "Yıl", ""),
    ]
    assert view.id == "f-gun-day"


def test_few_choices_are_radios_and_many_a_list():
    few = views(form_of({"key": "x", "type": "select", "options": OPTIONS}), {"x": ["1"]})[0]
    assert (few.widget, few.grouped) == ("radios", True)
    assert [(option.label, option.checked) for option in few.options] == [
        ("Option 0", False),
        ("Option 1", True),
        ("Option 2", False),
    ]
    many = views(form_of({"key": "x", "type": "country"}))[0]
    assert (many.widget, many.grouped) == ("select", False)
    assert many.options[0].value == "TR"
    assert len(many.options) > 190


def test_digits_bring_up_the_number_keys_and_contacts_their_autocomplete():
    form = form_of({"key": "n", "type": "digits"}, {"key": "t", "type": "phone"}, {"key": "e", "type": "email"})
    found = [(view.inputs[0].inputmode, view.inputs[0].autocomplete) for view in views(form)]
    assert found == [("numeric", None), ("tel", "tel"), ("email", "email")]


def test_a_question_others_hang_on_says_so():
    form = form_of(
        {"key": "a", "type": "checkbox"},
        {"key": "b", "type": "text", "show_when": {"field": "a", "op": "filled"}},
    )
    assert [view.decides for view in views(form, {"a": ["1"]})] == [True, False]


def test_only_channels_that_work_are_offered():
    blocks = {block["id"]: block for block in shipped("blocks")}
    steps = [{"key": "bir", "title": {"tr": "B", "en": "B"}, "block": "iletisim"}]
    definition = compile_form({"code": "T", "who": ["anyone"], "steps": steps}, blocks)
    form = Form.from_definition(definition, channels=["eposta"])
    wishes = next(view for view in views(form) if view.key == "bildirim_tercihi")
    assert [option.value for option in wishes.options] == ["eposta", "telefon", "yok"]


@pytest.mark.parametrize("locale", ["tr", "en"])
def test_every_id_of_every_shipped_step_is_unique_and_every_question_has_a_label(forms, locale):
    for code, (_, form) in forms.items():
        for kind in form.applicant_kinds or (None,):
            typed = {"basvuran": [kind]} if kind else {}
            reading = read(form, typed, {}, TODAY)
            for step in reading.steps:
                drawn = present(form, step.key, reading, typed, {}, locale, show_errors=True)
                ids = [box.id for view in drawn for box in view.inputs]
                ids += [
                    option.id for view in drawn if view.widget in ("radios", "checkboxes") for option in view.options
                ]
                assert len(ids) == len(set(ids)), (code, step.key)
                assert all(view.label for view in drawn), (code, step.key)
