"""Reading a form: what is asked, what is wrong, what is missing."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.catalogue.engine import AnswerState, FileFacts, Form, compile_form, exported, present, read, searchable_text
from tests.catalogue.engine.building import PLACES, TODAY, form_of, shipped_forms

YES_NO = [
    {"value": "evet", "label": {"tr": "Evet", "en": "Yes"}},
    {"value": "hayir", "label": {"tr": "Hayır", "en": "No"}},
]
ASKS_MORE = [
    {"key": "var_mi", "type": "select", "required": True, "options": YES_NO},
    {"key": "kac", "type": "integer", "required": True, "show_when": {"field": "var_mi", "op": "eq", "value": "evet"}},
]


def errors(reading) -> dict[str, list[str]]:
    return {key: [str(sentence) for sentence in found] for key, found in reading.errors.items()}


def test_an_answer_that_is_given_is_kept_as_a_value():
    reading = read(form_of({"key": "kac", "type": "integer"}), {"kac": ["12"]}, {}, TODAY)
    assert reading.answers["kac"].state is AnswerState.GIVEN
    assert reading.value("kac") == 12


def test_a_required_question_without_answer_is_an_error_at_the_field():
    reading = read(form_of({"key": "ad", "type": "text", "required": True}), {}, {}, TODAY)
    assert errors(reading) == {"ad": ["Fill in “ad”."]}
    assert not reading.is_complete
    assert reading.first_step_with_errors == "bir"


def test_a_hidden_question_is_not_asked_and_what_was_typed_in_it_is_not_checked():
    typed = {"var_mi": ["hayir"], "kac": ["çok"]}
    reading = read(form_of(*ASKS_MORE), typed, {}, TODAY)
    assert reading.answers["kac"].state is AnswerState.NOT_ASKED
    assert reading.is_complete
    assert [one.key for one in reading.steps[0].fields] == ["var_mi"]


def test_a_question_that_appears_is_required_at_once():
    assert list(read(form_of(*ASKS_MORE), {"var_mi": ["evet"]}, {}, TODAY).errors) == ["kac"]


def test_a_step_with_nothing_to_ask_is_left_out():
    definition = {
        "service": "TEST",
        "steps": [
            {"key": "a", "title": {"tr": "A"}, "fields": [{"key": "x", "type": "text", "label": {"tr": "X"}}]},
            {
                "key": "b",
                "title": {"tr": "B"},
                "show_when": {"field": "x", "op": "filled"},
                "fields": [{"key": "y", "type": "text", "label": {"tr": "Y"}}],
            },
        ],
    }
    form = Form.from_definition(definition)
    assert [step.key for step in read(form, {}, {}, TODAY).steps] == ["a"]
    assert [step.key for step in read(form, {"x": ["1"]}, {}, TODAY).steps] == ["a", "b"]


def test_one_mistake_is_told_once():
    rule = {
        "refuse_when": {"all": [{"field": "telefon", "op": "empty"}, {"field": "eposta", "op": "empty"}]},
        "field": "eposta",
        "message": {"tr": "Birini yazınız.", "en": "Write one."},
    }
    form = form_of({"key": "telefon", "type": "phone"}, {"key": "eposta", "type": "email"}, rules=[rule])
    assert errors(read(form, {}, {}, TODAY)) == {"eposta": ["Write one."]}
    assert list(read(form, {"telefon": ["abc"]}, {}, TODAY).errors) == ["telefon"]


def test_a_rule_about_a_hidden_field_is_not_applied():
    rule = {
        "refuse_when": {"field": "kac", "op": "empty"},
        "field": "kac",
        "message": {"tr": "Yazınız.", "en": "Write."},
    }
    optional = [ASKS_MORE[0], {**ASKS_MORE[1], "required": False}]
    assert read(form_of(*optional, rules=[rule]), {"var_mi": ["hayir"]}, {}, TODAY).is_complete


def test_dates_are_held_to_each_other():
    rule = {
        "refuse_when": {"field": "bitis", "op": "lt", "other": "baslangic"},
        "field": "bitis",
        "message": {"tr": "Bitiş başlangıçtan önce olamaz.", "en": "The end cannot be before the beginning."},
    }
    form = form_of({"key": "baslangic", "type": "date"}, {"key": "bitis", "type": "date"}, rules=[rule])

    def typed(first: int, last: int) -> dict[str, list[str]]:
        boxes = {}
        for key, day in (("baslangic", first), ("bitis", last)):
            boxes |= {f"{key}-day": [str(day)], f"{key}-month": ["4"], f"{key}-year": ["2026"]}
        return boxes

    assert read(form, typed(5, 5), {}, TODAY).is_complete
    assert errors(read(form, typed(5, 4), {}, TODAY)) == {"bitis": ["The end cannot be before the beginning."]}


def test_required_when_looks_at_answers_that_come_later_too():
    form = form_of(
        {"key": "a", "type": "text", "required_when": {"field": "b", "op": "filled"}}, {"key": "b", "type": "text"}
    )
    assert read(form, {}, {}, TODAY).is_complete
    assert list(read(form, {"b": ["x"]}, {}, TODAY).errors) == ["a"]


def test_a_declaration_that_must_be_true_shows_a_way_when_it_is_not_ticked():
    reading = read(form_of({"key": "yas18", "type": "checkbox", "must_be_true": True}), {}, {}, TODAY)
    assert "ask the Single Service Desk" in errors(reading)["yas18"][0]


def test_advice_informs_and_never_blocks():
    text = {"tr": "Masaya geliniz.", "en": "Come to the desk."}
    advice = [{"when": {"field": "var_mi", "op": "eq", "value": "hayir"}, "text": text}]
    reading = read(form_of({**ASKS_MORE[0], "advice": advice}), {"var_mi": ["hayir"]}, {}, TODAY)
    assert reading.advice == {"var_mi": [text]}
    assert reading.is_complete


def test_a_missing_paper_is_said_and_never_stops_the_application():
    papers = [
        {"key": "kroki", "name": {"tr": "Kroki", "en": "Sketch"}, "required": True, "source": "citizen"},
        {"key": "tapu", "name": {"tr": "Tapu", "en": "Deed"}, "required": True, "source": "registry"},
        {
            "key": "foto",
            "name": {"tr": "Fotoğraf", "en": "Photos"},
            "required": True,
            "source": "citizen",
            "bring": True,
        },
    ]
    form = form_of({"key": "a", "type": "text"}, documents=papers)
    without = read(form, {}, {}, TODAY)
    assert without.is_complete
    assert [paper.key for paper in without.missing_documents] == ["kroki"]
    assert [paper.key for paper in without.documents_to_bring] == ["foto"]
    received = read(form, {}, {"belge_kroki": [FileFacts("1", "kroki.pdf")]}, TODAY)
    assert [paper.key for paper in received.received_documents] == ["kroki"]
    assert received.missing_documents == ()


def test_a_paper_with_a_condition_is_asked_only_when_it_holds():
    condition = {"field": "var_mi", "op": "eq", "value": "evet"}
    paper = {"key": "v", "name": {"tr": "V", "en": "V"}, "required": True, "source": "citizen", "condition": condition}
    form = form_of(ASKS_MORE[0], documents=[paper])
    assert read(form, {"var_mi": ["hayir"]}, {}, TODAY).missing_documents == ()
    assert [one.key for one in read(form, {"var_mi": ["evet"]}, {}, TODAY).missing_documents] == ["v"]


def test_a_paper_only_a_clerk_can_ask_for_is_offered_and_never_missing():
    paper = {"key": "v", "name": {"tr": "V"}, "required": True, "source": "citizen", "condition": {"by": "clerk"}}
    reading = read(form_of(documents=[paper]), {}, {}, TODAY)
    assert [one.key for one in reading.steps[-1].fields] == ["belge_v"]
    assert reading.missing_documents == ()


def test_the_priority_condition_makes_an_application_urgent(forms):
    form = forms["FEN-01"][1]
    assert not read(form, {"tur": ["cukur"]}, {}, TODAY).is_urgent
    urgent = read(form, {"tur": ["cukur"], "tehlike": ["1"]}, {}, TODAY)
    assert urgent.is_urgent
    assert urgent.urgency.show_112
    assert "112" in urgent.urgency.text["tr"]


def test_a_form_for_one_kind_of_applicant_does_not_ask_which():
    fields = [
        {
            "key": "a",
            "type": "text",
            "label": {"tr": "A"},
            "show_when": {"field": "basvuran", "op": "eq", "value": "kendi"},
        }
    ]
    service = {"code": "T", "who": ["kendi"], "steps": [{"key": "s", "title": {"tr": "S"}, "fields": fields}]}
    reading = read(Form.from_definition(compile_form(service, {})), {}, {}, TODAY)
    assert [step.key for step in reading.steps] == ["s"]
    assert reading.applicant_kind == "kendi"


def test_unknown_names_are_ignored_and_the_first_of_a_repeat_counts():
    reading = read(form_of({"key": "a", "type": "text"}), {"a": ["bir", "iki"], "b": ["x"], "": ["y"]}, {}, TODAY)
    assert reading.value("a") == "bir"
    assert set(reading.answers) == {"a"}


def test_what_is_personal_or_sensitive_is_kept_apart_and_out_of_the_index():
    form = form_of(
        {"key": "konu", "type": "text"},
        {"key": "ad", "type": "name", "personal": True},
        {"key": "rapor", "type": "text", "sensitive": True},
        {"key": "mahalle", "type": "select_mahalle"},
        {"key": "var_mi", "type": "select", "options": YES_NO},
    )
    typed = {"konu": ["çukur"], "ad": ["Ayşe"], "rapor": ["hasta"], "mahalle": ["durak"], "var_mi": ["evet"]}
    reading = read(form, typed, {}, TODAY)
    assert searchable_text(reading) == "çukur\nDurak\nEvet"
    assert set(exported(reading, secret=True)) == {"ad", "rapor"}
    assert exported(reading, secret=False)["konu"] == {"state": "given", "value": "çukur"}


def test_a_working_day_is_asked_of_the_towns_own_calendar():
    form = form_of({"key": "gun", "type": "date", "working_day": True})
    typed = {"gun-day": ["20"], "gun-month": ["3"], "gun-year": ["2026"]}  # a Friday, the first day of the feast
    assert read(form, typed, {}, TODAY).is_complete
    assert not read(form, typed, {}, TODAY, is_working=lambda day: day != date(2026, 3, 20)).is_complete


FORMS = shipped_forms()
NASTY = st.one_of(
    st.text(max_size=40),
    st.text(st.characters(categories=["Cs", "Cc", "Cf", "Lu", "Nd"]), max_size=20),
    st.sampled_from(
        ["\x00", "\ud800", "x" * 1_000_000, "1.234", "²", "٣", "0" * 30, "-", "1/0", "99999999999999999999"]
    ),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.sampled_from(sorted(FORMS)), st.data())
def test_no_input_whatever_makes_reading_or_presenting_fail(code, data):
    form = FORMS[code][1]
    names = [*sorted(form.input_names), "csrf_token", "\x00"]
    typed = data.draw(st.dictionaries(st.sampled_from(names), st.lists(NASTY, max_size=3), max_size=25))
    options = {one.key: one.options[0].value for one in form.fields if one.options}
    chosen = data.draw(st.lists(st.sampled_from(sorted(options)), unique=True)) if options else []
    typed |= {key: [options[key]] for key in chosen}
    reading = read(form, typed, {}, TODAY)
    shown = {one.key for step in reading.steps for one in step.fields}
    for key, answer in reading.answers.items():
        assert (answer.state is AnswerState.NOT_ASKED) is (key not in shown)
    assert set(reading.errors) <= shown
    for step in reading.steps:
        assert len(present(form, step.key, reading, typed, {}, "tr", show_errors=True)) == len(step.fields)


def test_choices_of_neighbourhoods_come_from_the_town():
    form = form_of({"key": "m", "type": "select_mahalle"})
    assert [option.value for option in form.fields[0].options] == [place["code"] for place in PLACES]
