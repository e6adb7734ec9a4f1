"""A catalogue with a fault is refused, and the fault is named with its file and place."""

import copy
from pathlib import Path

import pytest
import yaml

from app.catalogue.checker import check, checked
from app.catalogue.definitions import MOST_BYTES, CatalogueFaults, dump, load, merge, read_documents
from app.catalogue.summary import law_clock_of

FILE = "town.yaml"


@pytest.fixture(scope="module")
def shipped():
    return load()


@pytest.fixture
def data(shipped):
    """The shipped catalogue as one file, to be spoiled."""
    return copy.deepcopy(shipped)


def service(data, code):
    return next(one for one in data["services"] if one["code"] == code)


def field(data, code, key):
    fields = [one for step in service(data, code)["steps"] for one in step.get("fields", [])]
    return next(one for one in fields if one["key"] == key)


def block(data, name):
    return next(one for one in data["blocks"] if one["id"] == name)


def step_without_block(data, code, name):
    steps = service(data, code)["steps"]
    steps[:] = [one for one in steps if one.get("block") != name]


FAULTS = {
    "unknown key at the top": (
        lambda d: d.update(sevices=[]), "sevices", "unknown key sevices"),
    "wrong schema": (
        lambda d: d.update(schema="tek-masa/catalogue/9"), "schema", "must be tek-masa/catalogue/1"),
    "services not a list": (
        lambda d: d.update(services={}), "services", "must be a list"),
    "unknown key in a service": (
        lambda d: service(d, "FEN-01").update(prise=3), "services[FEN-01].prise", "unknown key prise"),
    "missing key": (
        lambda d: service(d, "FEN-01").pop("summary"), "services[FEN-01].summary", "is missing"),
    "missing translation": (
        lambda d: field(d, "FEN-01", "tur")["options"][2]["label"].pop("en"),
        "services[FEN-01].steps[0].fields[tur].options[2].label.en", "missing or empty"),
    "empty label": (
        lambda d: field(d, "FEN-01", "tur")["label"].update(tr=" "),
        "services[FEN-01].steps[0].fields[tur].label.tr", "missing or empty"),
    "label that is a bare text": (
        lambda d: service(d, "FEN-01").update(name="Yol"), "services[FEN-01].name", "must be a text in tr and en"),
    "unknown type": (
        lambda d: field(d, "FEN-01", "tur").update(type="dropdown"),
        "services[FEN-01].steps[0].fields[tur].type", "unknown type 'dropdown'"),
    "unknown op": (
        lambda d: service(d, "FEN-03")["priority"]["when"].update(op="is"),
        "services[FEN-03].priority.when", "unknown op 'is'"),
    "a condition in prose": (
        lambda d: service(d, "FEN-03")["priority"].update(when="when dangerous"),
        "services[FEN-03].priority.when", "must be a condition"),
    "condition on an unknown field": (
        lambda d: service(d, "FEN-03")["priority"]["when"].update(field="tehlikeli"),
        "services[FEN-03].priority.when", "unknown or later field: tehlikeli"),
    "condition on a later field": (
        lambda d: field(d, "MAL-05", "tur").update(show_when={"field": "isikli", "op": "filled"}),
        "services[MAL-05].steps[4].fields[tur].show_when", "unknown or later field: isikli"),
    "condition on an option that is not there": (
        lambda d: field(d, "MAL-05", "plaka")["show_when"].update(value="otobus"),
        "services[MAL-05].steps[4].fields[plaka].show_when", "tur has no option otobus"),
    "rule on an unknown field": (
        lambda d: service(d, "ZAB-03")["rules"][0].update(field="son"),
        "services[ZAB-03].rules[0].field", "unknown field son"),
    "duplicate code": (
        lambda d: d["services"].append(copy.deepcopy(service(d, "FEN-01"))), "services[FEN-01]", "duplicate code"),
    "duplicate slug": (
        lambda d: service(d, "FEN-02").update(slug=service(d, "FEN-01")["slug"]), "services[FEN-02]", "duplicate slug"),
    "duplicate field key": (
        lambda d: field(d, "IMR-02", "kat_sayisi").update(key="ruhsat_turu"),
        "services[IMR-02].steps[5].fields[ruhsat_turu]", "duplicate key ruhsat_turu"),
    "a block with a colliding key": (
        lambda d: field(d, "FEN-01", "tur").update(key="foto"),
        "services[FEN-01].steps[1].block", "the key foto of block konum is used before"),
    "unknown department": (
        lambda d: service(d, "FEN-01").update(department="yol"), "services[FEN-01].department", "unknown department"),
    "unknown topic": (
        lambda d: service(d, "FEN-01").update(topics=["sokak"]), "services[FEN-01].topics[0]", "unknown topic sokak"),
    "unknown block": (
        lambda d: service(d, "FEN-01")["steps"][1].update(block="konm"),
        "services[FEN-01].steps[1].block", "unknown block konm"),
    "clock that cannot count the unit": (
        lambda d: service(d, "FEN-01")["completion"].update(clock="working"),
        "services[FEN-01].completion.clock", "cannot count the unit calendar_day"),
    "unknown unit": (
        lambda d: service(d, "FEN-01")["completion"].update(unit="day"),
        "services[FEN-01].completion.unit", "unknown unit 'day'"),
    "statutory time without its law": (
        lambda d: service(d, "YAZ-01")["completion"].pop("legal_ref"),
        "services[YAZ-01].completion.legal_ref", "names its law"),
    "choice without options": (
        lambda d: field(d, "FEN-01", "tur").pop("options"),
        "services[FEN-01].steps[0].fields[tur].options", "needs options"),
    "min above max": (
        lambda d: field(d, "IMR-02", "kat_sayisi").update(min=99),
        "services[IMR-02].steps[5].fields[kat_sayisi].min", "min 99 is more than max 60"),
    "bad who key": (
        lambda d: service(d, "IMR-01").update(who=["kendi", "person"]),
        "services[IMR-01].who", "unknown who key person"),
    "identity number that is not marked": (
        lambda d: field(d, "SOS-02", "asker_id").pop("sensitive"),
        "services[SOS-02].steps[3].fields[asker_id].sensitive", "an identity number is sensitive"),
    "applicant whom nothing names": (
        lambda d: step_without_block(d, "IMR-01", "tuzel"),
        "services[IMR-01].who", "a kind of applicant has no block that names it: tuzel"),
    "field work without a place": (
        lambda d: step_without_block(d, "FEN-01", "konum"),
        "services[FEN-01].steps", "a service with field work (result_kind physical_work) has no place"),
    "bad slug": (
        lambda d: service(d, "FEN-01").update(slug="Yol bozukluğu"), "services[FEN-01].slug", "must be a slug"),
    "a block's own condition": (
        lambda d: block(d, "konum")["rules"][0].update(refuse_when={"field": "kapi", "op": "empty"}),
        "blocks[konum].rules[0].refuse_when", "unknown or later field: kapi"),
    "variant that nobody decides": (
        lambda d: service(d, "SUK-02")["variants"][0].pop("by"),
        "services[SUK-02].variants[kazi]", "either when or by"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_seeded_fault_is_found_and_named(data, name):
    spoil, path, message = FAULTS[name]
    spoil(data)
    found = check([(FILE, data)])
    assert [fault for fault in found if fault.file == FILE and fault.path == path and message in fault.message], found


def test_one_fault_hides_no_other(data):
    service(data, "FEN-01")["slug"] = "A B"
    service(data, "IMR-01")["category"] = "kagit"
    assert {fault.path for fault in check([(FILE, data)])} == {"services[FEN-01].slug", "services[IMR-01].category"}


@pytest.mark.parametrize("root", [None, [], "text", 3], ids=str)
def test_a_file_of_another_kind_is_refused_by_name(root):
    assert str(check([(FILE, root)])[0]).startswith("town.yaml: must be a mapping")


@pytest.mark.parametrize("spoiled", [None, 3, "x", [], {}, [None], {"a": 1}], ids=str)
def test_no_wrong_kind_of_value_anywhere_breaks_the_checker(data, spoiled):
    for spoilt in (service(data, "SUK-03"), field(data, "YAZ-04", "aciklama"), block(data, "konum"), data):
        for key, value in list(spoilt.items()):
            spoilt[key] = spoiled
            check([(FILE, data)])
            spoilt[key] = value


BAD_TEXTS = {
    "broken YAML": ("services: [", "not valid YAML"),
    "alias bomb": ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "aliases are not allowed"),
    "Python object": ("services: !!python/object/apply:os.system ['true']", "not valid YAML"),
    "the same key twice": ("schema: a\nschema: b\n", "the key schema stands twice"),
    "too large": ("#" * (MOST_BYTES + 1), "larger than 2 MiB"),
    "bottomless": ("a: " + "[" * 5000, "nested too deeply"),
    "mapping as a key": ("? {a: 1}\n: 2\n", "not valid YAML"),
}


@pytest.mark.parametrize("name", BAD_TEXTS)
def test_a_file_that_cannot_be_read_is_named(tmp_path, name):
    text, message = BAD_TEXTS[name]
    (tmp_path / FILE).write_text(text)
    with pytest.raises(CatalogueFaults) as refused:
        checked(tmp_path / FILE)
    assert str(refused.value).startswith(f"{FILE}: ")
    assert message in str(refused.value)


def test_a_file_that_is_not_utf8_is_named(tmp_path):
    (tmp_path / FILE).write_bytes(b"schema: \xff\xfe")
    assert str(read_documents(tmp_path / FILE)[1][0]) == "town.yaml: not UTF-8 text"


def test_a_missing_file_is_a_fault_not_a_crash(tmp_path):
    assert read_documents(tmp_path / "none.yaml")[1][0].message.startswith("the file cannot be read")


def test_an_empty_folder_is_a_fault(tmp_path):
    assert read_documents(tmp_path)[1][0].message == "the folder holds no .yaml file"


def test_two_files_with_one_code_are_told_both(data, tmp_path):
    second = {"schema": data["schema"], "services": [copy.deepcopy(service(data, "FEN-01"))]}
    found = [str(fault) for fault in check([("a.yaml", data), ("b.yaml", second)])]
    assert "b.yaml: services[FEN-01]: duplicate code FEN-01, also in a.yaml" in found


def test_a_folder_and_the_one_file_written_from_it_are_the_same_catalogue(data, tmp_path):
    file = tmp_path / FILE
    file.write_text(dump(data), encoding="utf-8")
    again = checked(file)
    assert again == data == load()
    assert dump(again) == file.read_text(encoding="utf-8")


def test_a_written_catalogue_holds_no_alias(data):
    shared = data["services"][0]["name"]
    data["services"][1]["name"] = shared
    assert merge([("x", yaml.safe_load(dump(data)))]) == data
    assert "&id" not in dump(data)


def test_days_stay_text(tmp_path):
    (tmp_path / FILE).write_text("day: 2026-01-31\n")
    assert read_documents(Path(tmp_path) / FILE)[0] == [(FILE, {"day": "2026-01-31"})]


@pytest.mark.parametrize(("code", "clock"), [
    ("FEN-01", "30 calendar days (outer_limit, 3071 sayılı Kanun m.7)"),
    ("YAZ-02", "15 working days (statutory completion, 4982 sayılı Kanun m.11)"),
    ("MAL-02", "30 calendar days (default, 3071 sayılı Kanun m.7)"),
])  # fmt: skip
def test_each_service_says_its_law_clock(data, code, clock):
    assert law_clock_of(service(data, code)) == clock
