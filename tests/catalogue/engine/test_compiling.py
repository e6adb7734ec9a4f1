"""From service and blocks to one whole definition."""

import json

import pytest

from app.catalogue.engine import Form, compile_form
from app.catalogue.engine.compiling import UnknownBlock

TITLE = {"tr": "Adım", "en": "Step"}
LABEL = {"tr": "Soru", "en": "Question"}
RULE = {"refuse_when": {"field": "telefon", "op": "empty"}, "field": "telefon", "message": LABEL}
BLOCKS = {
    "iletisim": {
        "id": "iletisim",
        "title": TITLE,
        "fields": [{"key": "telefon", "type": "phone", "label": LABEL}],
        "rules": [RULE],
    },
    "tuzel": {
        "id": "tuzel",
        "title": TITLE,
        "show_when": {"field": "basvuran", "op": "eq", "value": "tuzel"},
        "fields": [{"key": "vkn", "type": "vkn", "label": LABEL}],
    },
}


def service(**more):
    return {
        "code": "T-01",
        "who": ["kendi", "tuzel"],
        "steps": [{"key": "i", "title": TITLE, "block": "iletisim"}],
        **more,
    }


def test_a_block_brings_its_fields_its_condition_and_its_rules():
    steps = [{"key": "t", "block": "tuzel"}, {"key": "i", "title": TITLE, "block": "iletisim"}]
    definition = compile_form(service(steps=steps), BLOCKS)
    company = definition["steps"][1]
    assert company["show_when"] == BLOCKS["tuzel"]["show_when"]
    assert company["fields"][0]["block"] == "tuzel"
    assert definition["rules"] == [RULE]


def test_several_kinds_of_applicants_are_asked_first():
    first = compile_form(service(), BLOCKS)["steps"][0]
    assert [option["value"] for option in first["fields"][0]["options"]] == ["kendi", "tuzel"]


@pytest.mark.parametrize("who", [["anyone"], ["kendi"]])
def test_where_there_is_nothing_to_choose_nobody_is_asked(who):
    assert [step["key"] for step in compile_form(service(who=who), BLOCKS)["steps"]] == ["i"]


def test_papers_are_asked_before_the_contact_and_only_those_a_citizen_has():
    papers = [
        {"key": "kroki", "name": LABEL, "required": True, "source": "citizen"},
        {"key": "tapu", "name": LABEL, "required": True, "source": "registry"},
        {"key": "foto", "name": LABEL, "required": True, "source": "citizen", "bring": True},
    ]
    definition = compile_form(service(documents=papers), BLOCKS)
    assert [step["key"] for step in definition["steps"]] == ["basvuran", "belgeler", "i"]
    assert [field["key"] for field in definition["steps"][1]["fields"]] == ["belge_kroki"]
    assert [paper["key"] for paper in definition["documents"]] == ["kroki", "foto"]


def test_a_block_that_is_not_there_is_named():
    with pytest.raises(UnknownBlock, match="T-01: step x: there is no block yok"):
        compile_form(service(steps=[{"key": "x", "title": TITLE, "block": "yok"}]), BLOCKS)


def test_every_shipped_definition_survives_json_unchanged(forms):
    for _, form in forms.values():
        stored = json.loads(json.dumps(form.definition))
        assert stored == form.definition
        assert Form.from_definition(stored, []).input_names == form.input_names
