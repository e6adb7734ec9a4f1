"""Made-up forms are valid forms, for every service and everybody who may apply."""

from random import Random

import pytest
from stdnum.tr import tckimlik, vkn

from app.catalogue.engine import applicant_of, read, sample_values
from app.catalogue.engine.sampling import sample_typed
from tests.catalogue.engine.building import TODAY, shipped_forms

FORMS = shipped_forms()
CASES = [(code, who) for code, (_, form) in sorted(FORMS.items()) for who in (form.applicant_kinds or (None,))]


def test_the_whole_catalogue_is_there():
    assert len(FORMS) == 40


@pytest.mark.parametrize(("code", "who"), CASES)
def test_every_service_can_be_filled_in_by_everybody_who_may_apply(code, who):
    form = FORMS[code][1]
    for seed in range(5):
        typed, files = sample_typed(form, Random(seed), TODAY, who)
        reading = read(form, typed, files, TODAY)
        assert reading.is_complete
        assert reading.applicant_kind == who
        assert set(typed) <= form.input_names


@pytest.mark.parametrize("code", sorted(FORMS))
def test_the_same_seed_makes_the_same_form(code):
    form = FORMS[code][1]
    assert sample_typed(form, Random(7), TODAY) == sample_typed(form, Random(7), TODAY)


def test_texts_can_come_from_elsewhere():
    form = FORMS["FEN-01"][1]
    texts = {"aciklama": "Okulun önünde derin bir çukur var."}
    for seed in range(10):
        typed, _ = sample_typed(form, Random(seed), TODAY, texts=lambda code, key: texts.get(key))
        assert typed.get("aciklama", [texts["aciklama"]]) == [texts["aciklama"]]


@pytest.mark.parametrize("seed", range(20))
def test_made_up_numbers_carry_right_check_digits(seed):
    rng = Random(seed)
    assert tckimlik.is_valid(sample_values.tckn(rng))
    assert tckimlik.is_valid(sample_values.ykn(rng))
    assert vkn.is_valid(sample_values.vkn(rng))


def test_the_applicant_of_a_company_names_the_company():
    form = FORMS["IMR-01"][1]
    typed, files = sample_typed(form, Random(1), TODAY, "tuzel")
    facts = applicant_of(read(form, typed, files, TODAY))
    assert facts.kind == "tuzel"
    assert facts.organisation
    assert vkn.is_valid(facts.tax_number)


def test_a_person_with_one_name_and_no_number_gets_through():
    form = FORMS["MAL-02"][1]
    typed, files = sample_typed(form, Random(1), TODAY, "kendi")
    typed |= {"id_type": ["yok"], "ad": ["Nasreddin"], "telefon": [""], "eposta": [""], "iletisim_yok": ["1"]}
    typed.pop("soyad", None)
    reading = read(form, typed, files, TODAY)
    assert reading.is_complete
    assert reading.advice["id_type"]
    facts = applicant_of(reading)
    assert (facts.full_name, facts.id_type, facts.id_no, facts.has_contact) == ("Nasreddin", "yok", "", False)
