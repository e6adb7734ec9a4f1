"""The shipped catalogue: whole, in two languages, and corrected as its readers asked."""

import re
from pathlib import Path

import pytest
import yaml

from app.catalogue.checker import CLOCK_OF_UNIT, check
from app.catalogue.definitions import SHIPPED, merge, read_documents
from app.turkish import fold

DOCUMENTS, UNREADABLE = read_documents(SHIPPED)
CATALOGUE = merge(DOCUMENTS)
SERVICES = {service["code"]: service for service in CATALOGUE["services"]}
BLOCKS = {block["id"]: block for block in CATALOGUE["blocks"]}
IDENTIFIED = [code for code, service in SERVICES.items() if service["who"] != ["anyone"]]
FOR_ANYONE = [code for code in SERVICES if code not in IDENTIFIED]

OLD_WORDS = (
    "nüfus cüzdanı", "Muafiyet kaydı", "İlişik Kesme", "Olayın bulunduğu mahalle", "Hasta nakil", "konusuz",
    "Tarih Randevusu", "Haritada konum", "Reklam asma izni", "memur", "Cep telefonu", "Vefat edenin kimlik no",
    "TRY", "₺", "!",
)  # fmt: skip
"""What citizens no longer read. `Evlendirme Memurluğu` is the name of a unit."""


def fields_of(code):
    """Every field of a service, those of its blocks too, by key."""
    found = {}
    for step in SERVICES[code]["steps"]:
        block = BLOCKS.get(step.get("block"), {})
        found |= {field["key"]: field for field in (*block.get("fields", ()), *step.get("fields", ()))}
    return found


def blocks_of(code):
    return [step["block"] for step in SERVICES[code]["steps"] if "block" in step]


def documents_of(code):
    return {document["key"]: document for document in SERVICES[code]["documents"]}


def options_of(field):
    return [option["value"] for option in field["options"]]


def labels(value):
    """Every bilingual text in a part of the catalogue."""
    if isinstance(value, dict):
        if set(value) == {"tr", "en"}:
            yield value
        for inner in value.values():
            yield from labels(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from labels(inner)


def turkish(part):
    return [label["tr"] for label in labels(part)]


def test_nothing_is_wrong_with_it():
    assert UNREADABLE == []
    assert check(DOCUMENTS) == []


def test_it_holds_forty_services_of_fifteen_departments():
    assert len(SERVICES) == len(CATALOGUE["services"]) == 40
    assert len(CATALOGUE["departments"]) == 15
    assert {"masa", "itfaiye"} <= {one["id"] for one in CATALOGUE["departments"]}
    assert len(CATALOGUE["topics"]) == 10


def test_each_department_has_its_own_file():
    for file, data in DOCUMENTS:
        if file.startswith("services"):
            assert {service["department"] for service in data["services"]} == {Path(file).stem}


def test_every_text_is_there_in_turkish_and_english():
    for label in labels(CATALOGUE):
        assert label["tr"].strip()
        assert label["en"].strip()
        assert label["tr"] == label["tr"].strip()


def test_the_old_words_are_gone():
    texts = [text for text in turkish(CATALOGUE) if text != "Evlendirme Memurluğu"]
    for word in OLD_WORDS:
        assert [text for text in texts if fold(word) in fold(text) and word in text] == []
    assert not any(re.search(r"\bYakınlık$|\bYakınlığınız", text) for text in texts)


@pytest.mark.parametrize("code", SERVICES)
def test_a_slug_is_made_from_the_turkish_name(code):
    words = re.sub(r"\(.*?\)", "", SERVICES[code]["name"]["tr"])
    assert SERVICES[code]["slug"] == "-".join(re.findall(r"[a-z0-9]+", fold(words)))


def test_every_topic_leads_to_a_service():
    used = {topic for service in SERVICES.values() for topic in service["topics"]}
    assert used == {topic["id"] for topic in CATALOGUE["topics"]}


# Ordinary people must get through


def test_an_address_may_be_outside_the_town_or_abroad():
    fields = {field["key"]: field for field in BLOCKS["tebligat_adresi"]["fields"]}
    assert options_of(fields["adres_yer"]) == ["luleburgaz", "baska", "yurt_disi"]
    assert next(iter(fields)) == "adres_yer"
    assert {"adres_il", "adres_ilce", "adres_ulke", "adres_serbest"} <= set(fields)
    assert fields["adres_dis_kapi"]["required"] is False
    assert "pattern" not in fields["adres_dis_kapi"]


def test_a_place_needs_a_street_or_a_description():
    for name in ("konum", "yer"):
        fields = {field["key"]: field for field in BLOCKS[name]["fields"]}
        assert not fields["konum_yol"]["required"]
        assert not fields["konum_tarif"]["required"]
        refused = BLOCKS[name]["rules"][0]["refuse_when"]["all"]
        assert {part["field"] for part in refused} == {"konum_yol", "konum_tarif"}
        assert fields["foto"]["accept"] == ["image"]
        assert fields["foto"]["max_files"] == 3


def test_nobody_is_stopped_for_want_of_a_telephone_or_a_listed_neighbourhood():
    assert {part["field"] for part in BLOCKS["iletisim"]["rules"][0]["refuse_when"]["all"]} == {
        "telefon", "eposta", "iletisim_yok"}  # fmt: skip
    assert not any(field["required"] for field in BLOCKS["iletisim_istege_bagli"]["fields"])
    assert CATALOGUE["neighbourhoods"][-1]["code"] == "bilmiyorum"


def test_a_description_asks_for_three_characters_and_only_where_the_kind_does_not_say_it():
    for code in SERVICES:
        field = fields_of(code).get("aciklama")
        if field:
            assert field["min_length"] == 3
            kind_says_it = {"tur", "konu", "islem", "ihtiyac", "talep_turu", "durum", "direk_no"} & set(fields_of(code))
            assert field["required"] is not bool(kind_says_it), code


@pytest.mark.parametrize("code", IDENTIFIED)
def test_it_begins_with_who_it_is_for(code):
    first = SERVICES[code]["steps"][0].get("block")
    assert first == ("basvuran" if len(SERVICES[code]["who"]) > 1 else "kisi")
    assert blocks_of(code)[-1] == "iletisim"


@pytest.mark.parametrize("code", FOR_ANYONE)
def test_a_service_for_anyone_begins_with_the_matter_and_demands_no_contact(code):
    assert "fields" in SERVICES[code]["steps"][0]
    assert not {"basvuran", "kisi", "temsil_edilen", "tuzel", "iletisim"} & set(blocks_of(code))
    for key in ("telefon", "eposta", "arayan_ad_soyad"):
        assert not fields_of(code).get(key, {}).get("required")


def test_who_acts_for_another_gives_name_and_relation():
    fields = {field["key"] for field in BLOCKS["temsil_edilen"]["fields"]}
    assert {"temsil_edilen_id", "temsil_edilen_ad_soyad", "temsil_yakinlik"} <= fields
    assert set(BLOCKS["temsil_edilen"]["names"]) == {"yakin", "veli_vasi", "vekil", "mirasci"}


def test_there_is_a_way_without_a_turkish_identity_number():
    kisi = {field["key"]: field for field in BLOCKS["kisi"]["fields"]}
    assert options_of(kisi["id_type"]) == ["tckn", "ykn", "pasaport", "yok"]
    assert {"pasaport_no", "pasaport_ulke"} <= set(kisi)
    assert kisi["id_type"]["advice"][0]["when"]["value"] == "yok"
    assert kisi["soyad"]["required"] is False  # some people have one name


def test_property_knows_heirs_and_the_management_of_a_building():
    malik = next(field for field in BLOCKS["tasinmaz"]["fields"] if field["key"] == "malik_mi")
    assert {"mirasci", "site_yonetimi"} <= set(options_of(malik))


def test_the_registry_services_know_companies_and_resident_foreigners():
    for code in ("YAZ-01", "YAZ-02", "YAZ-03"):
        assert "tuzel" in SERVICES[code]["who"]
        assert "tuzel" in blocks_of(code)
    assert set(SERVICES["YAZ-03"]["who"]) == {"kendi", "tuzel"}
    assert "karşılıklılık" in " ".join(turkish(SERVICES["YAZ-02"]["hints"]))


def test_dates_and_money_are_written_for_citizens():
    assert "(TL)" in fields_of("SOS-01")["gelir"]["label"]["tr"]
    assert "(TL)" in fields_of("MAL-07")["tutar"]["label"]["tr"]


# A case must be doable from its own answers


@pytest.mark.parametrize("code", ["MEZ-01", "SOS-03", "SUK-01", "RUH-03", "MAL-05"])
def test_the_address_of_the_work_is_asked(code):
    assert "olay_yeri_adresi" in blocks_of(code)


def test_a_funeral_asks_for_the_house_only_when_death_was_at_home_and_for_the_caller():
    step = next(step for step in SERVICES["MEZ-01"]["steps"] if step.get("block") == "olay_yeri_adresi")
    assert step["show_when"] == {"field": "yer", "op": "eq", "value": "ev"}
    assert "arayan_ad_soyad" in fields_of("MEZ-01")
    assert "yararlanici_ad_soyad" in fields_of("SOS-03")


def test_a_funeral_has_the_fewest_fields_of_all():
    def asked(code):
        hidden = {field["key"] for step in SERVICES[code]["steps"] if "show_when" in step
                  for field in BLOCKS.get(step.get("block"), {}).get("fields", ())}
        return len(set(fields_of(code)) - hidden)

    assert all(asked("MEZ-01") < asked(code) for code in SERVICES if code != "MEZ-01")


def test_priority_is_a_condition_and_its_department_can_be_called():
    phones = {one["id"]: one.get("on_call_phone") for one in CATALOGUE["departments"]}
    urgent = {code for code, service in SERVICES.items() if "priority" in service}
    assert urgent == {"IMR-05", "FEN-01", "FEN-03", "PRK-01", "VET-01", "SUK-02"}
    assert all(phones[SERVICES[code]["department"]] for code in urgent)
    assert all(phones[service["department"]] for service in SERVICES.values()
               if service["completion"]["clock"] == "clock")


# Do not ask for what the town has


@pytest.mark.parametrize(("code", "document", "source"), [
    ("RUH-01", "beyan_formu", "form"), ("RUH-03", "basvuru_formu", "form"), ("FEN-02", "taahhutname", "form"),
    ("VET-02", "taahhutname", "form"), ("SOS-01", "gelir_beyani", "form"), ("MAL-07", "iban_bilgisi", "form"),
    ("MAL-06", "tek_mesken_taahhudu", "form"), ("RUH-03", "kolluk_gorusu", "other_authority"),
    ("RUH-01", "itfaiye_raporu", "internal"), ("RUH-03", "itfaiye_raporu", "internal"),
])  # fmt: skip
def test_a_paper_comes_from_where_it_is(code, document, source):
    assert documents_of(code)[document]["source"] == source


def test_conditions_on_papers_follow_the_answers():
    for code in SERVICES:
        document = documents_of(code).get("vekaletname")
        assert bool(document) is ("vekil" in SERVICES[code]["who"]), code
        if document:
            assert document["condition"] == {"field": "basvuran", "op": "eq", "value": "vekil"}
    assert documents_of("IMR-03")["asansor_tescil"]["condition"] == {"field": "asansor", "op": "filled"}
    assert documents_of("SOS-02")["kira_sozlesmesi"]["condition"] == {"field": "kira", "op": "filled"}


# Law and facts


def test_silence_is_data_and_counts_no_last_day():
    assert {code: s["silence"]["effect"] for code, s in SERVICES.items()}["IMR-03"] == "grant"
    assert [code for code, s in SERVICES.items() if s["silence"]["effect"] == "grant"] == ["IMR-03"]
    assert all(SERVICES[code]["silence"]["effect"] == "none" for code in FOR_ANYONE)
    told = [text for service in SERVICES.values() for text in turkish(service["silence"])]
    assert not any(re.search(r"\d{1,2}\.\d{1,2}\.\d{4}", text) for text in told)
    assert "15 gün" in SERVICES["IMR-02"]["variants"][0]["note"]["tr"]


def test_aid_to_conscripts_families_covers_the_wider_family_and_a_recent_discharge():
    assert {"kardes", "buyukanne_buyukbaba", "torun"} <= set(options_of(fields_of("SOS-02")["yakinlik"]))
    assert "not_before" not in fields_of("SOS-02")["terhis"]
    assert SERVICES["SOS-02"]["rules"][0]["refuse_when"] == {"field": "terhis", "op": "lt", "value": "today-15"}
    assert "explicit_consent" not in SERVICES["SOS-03"]


def test_facts_are_told_and_do_not_block():
    assert "üç ay" in SERVICES["MAL-01"]["hints"][0]["tr"]
    area = fields_of("MAL-06")["brut_m2"]
    assert area["max"] > 200
    assert area["advice"][0]["when"] == {"field": "brut_m2", "op": "gt", "value": 200}
    assert "174" in fields_of("ZAB-01")["konu"]["advice"][0]["text"]["tr"]
    assert "186" in SERVICES["FEN-04"]["hints"][0]["tr"]
    assert "186" in SERVICES["FEN-04"]["forward_to"]["tr"]


def test_marriage_is_a_pre_application():
    service = SERVICES["EVL-01"]
    assert service["in_person"] is True
    assert "ön başvuru" in service["summary"]["tr"]
    assert fields_of("EVL-01")["es_id"]["required"] is False
    assert "4 adet" in documents_of("EVL-01")["fotograf"]["name"]["tr"]
    assert "17 yaşını" in documents_of("EVL-01")["riza_belgesi"]["condition_text"]["tr"]
    assert "16 yaşını" in documents_of("EVL-01")["mahkeme_karari"]["condition_text"]["tr"]
    assert service["who"] == SERVICES["EVL-02"]["who"] == ["kendi"]


def test_the_bereaved_and_those_in_need_are_not_surveyed():
    off = {"applying": False, "service": False}
    silent = {code for code, service in SERVICES.items() if service.get("survey") == off}
    assert silent == {"MEZ-01", "MEZ-02", "SOS-01", "SOS-02", "SOS-03"}


def test_sensitive_services_and_answers_are_marked():
    assert {code for code, service in SERVICES.items() if service.get("sensitive")} == {
        "SOS-01", "SOS-02", "SOS-03", "MAL-06", "EVL-01"}  # fmt: skip
    for code, key in (("SOS-03", "ihtiyac"), ("SOS-01", "gelir"), ("MAL-06", "durum"), ("EVL-01", "es_id")):
        assert fields_of(code)[key]["sensitive"] is True


def test_the_corrected_words_are_used():
    names = {code: service["name"]["tr"] for code, service in SERVICES.items()}
    assert names["IMR-04"] == "Kapı Numarası ve Adres Belgesi (Numarataj)"
    assert names["MAL-02"] == "Borcu Yoktur (İlişiksizlik) Yazısı"
    assert names["EVL-02"] == "Nikâh Salonu ve Tarihi Randevusu"
    texts = set(turkish(CATALOGUE))
    assert {
        "Sorun hangi mahallede?", "Hasta nakli", "Gasil (yıkama) ve kefenleme", "İndirimli (sıfır) oran kaydı",
        "Vefat edenin T.C. kimlik numarası (biliyorsanız)", "Haritadaki yeri", "Yakınlık derecesi",
        "İlan ve reklam izni", "Telefon",
    } <= texts  # fmt: skip


def test_a_promise_is_counted_by_a_clock_that_can_count_it():
    for service in SERVICES.values():
        assert service["completion"]["clock"] in CLOCK_OF_UNIT[service["completion"]["unit"]]


def test_the_privacy_notice_says_what_the_law_asks_in_two_languages():
    notice = yaml.safe_load((SHIPPED / "privacy-notice.yaml").read_text(encoding="utf-8"))
    assert notice["version"] == 1
    assert [section["key"] for section in notice["sections"]] == [
        "sorumlu", "amac", "hukuki_sebep", "yontem", "aktarim", "haklar"]  # fmt: skip
    assert all(label["tr"] and label["en"] for label in labels(notice))
