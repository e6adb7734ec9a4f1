"""Finding a service: by topic, by department, by who applies, and by whatever people type."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.queries import Listed
from app.public.listing import Filters, by_topic, chosen
from app.turkish import sort_key


def names_in(text: str) -> list[str]:
    return [part.split("</b>")[0] for part in text.split('"><b>')[1:]]


def test_all_services_are_there_under_their_topics(client):
    reply = client.get("/hizmetler")
    assert reply.status_code == 200
    assert reply.text.count('<a href="/hizmetler/') == 40
    assert "My street and neighbourhood" in reply.text


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("cop", "Refuse collection or container"),
        ("isi", "energy"),
        ("NIKAH", "Wedding hall"),
        ("nikâh", "Wedding hall"),
        ("ruhsat", "Building permit"),
        ("ÇUKUR", "Road or pavement defect"),
        ("fen-01", "Road or pavement defect"),
    ],
)
def test_a_search_finds_whatever_the_letters(client, typed, name):
    text = client.get("/hizmetler", query_string={"q": typed}).text
    if name == "energy":  # ısı: whatever the catalogue says about heat
        assert "No service was found" not in text
    else:
        assert any(name in found for found in names_in(text)), names_in(text)


def test_a_search_without_a_hit_says_what_was_searched_and_what_to_do(client):
    reply = client.get("/hizmetler?q=uzaygemisi")
    assert reply.status_code == 200
    assert "No service was found for “uzaygemisi”" in reply.text
    assert "40 services" in reply.text
    assert "Petition (request" in reply.text


def test_what_was_searched_is_shown_as_text_and_never_as_markup(client):
    text = client.get("/hizmetler", query_string={"q": "<script>alert(1)</script>"}).text
    assert "<script>alert" not in text


@pytest.mark.parametrize("q", ["\x00", "a" * 50_000, "%", "'\"--", "\ud800".encode("utf-8", "surrogatepass"), "   "])
def test_any_search_gets_a_page(client, q):
    assert client.get("/hizmetler", query_string={"q": q}).status_code in (200, 414)


def test_filters_stay_in_the_address_and_combine(client):
    text = client.get("/hizmetler?birim=fen&kim=tuzel").text
    assert 'value="fen" selected' in text
    assert 'value="tuzel" selected' in text
    assert "Excavation permit" in text
    assert "Social aid" not in text


def test_a_filter_nobody_knows_shows_everything(client):
    assert client.get("/hizmetler?konu=yok&birim=yok&kim=yok").text.count('<a href="/hizmetler/') == 40


def test_the_list_is_in_turkish_alphabetic_order(client):
    client.set_cookie("masa_lang", "tr")
    names = names_in(client.get("/hizmetler?kim=kendi").text)
    assert len(names) > 10
    assert names == sorted(names, key=sort_key)


def test_a_first_visit_to_the_list_fits_in_the_first_round_trips(client, app):
    page = client.get("/hizmetler", headers={"Accept-Encoding": "gzip"})
    assert page.headers["Content-Encoding"] == "gzip"
    with client.get(app.extensions["assets"].url("main.css")) as sheet:
        weight = len(page.data) + len(gzip.compress(sheet.data, 9))
    assert weight <= 12_500
    assert "Set-Cookie" not in page.headers


def test_a_reader_may_keep_the_list_and_ask_whether_it_is_still_right(client):
    first = client.get("/hizmetler")
    again = client.get("/hizmetler", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


names = st.text(alphabet="abcçdefgğhıijklmnoöprsştuüvyzİI ", min_size=1, max_size=12)
offers = st.lists(
    st.builds(
        lambda name, topics, who, department: (name, topics, who, department),
        names,
        st.lists(st.sampled_from("xyz"), min_size=1, max_size=3, unique=True),
        st.lists(st.sampled_from(["anyone", "kendi", "tuzel"]), min_size=1, unique=True),
        st.sampled_from(["fen", "su"]),
    ),
    max_size=12,
)


def listed(number: int, offer: tuple) -> Listed:
    name, topics, who, department = offer
    definition = {"code": f"A-{number}", "name": {"tr": name, "en": name}, "summary": {"tr": ""}, "output": {"tr": ""},
                  "topics": topics, "who": who, "department": department}  # fmt: skip
    return Listed(number, f"A-{number}", f"a-{number}", department, 1, 1, definition)


@given(offers, st.sampled_from(["", "x", "y"]), st.sampled_from(["", "fen"]), st.sampled_from(["", "kendi", "tuzel"]))
def test_filters_only_ever_leave_out(offers, topic, department, who):
    services = [listed(number, offer) for number, offer in enumerate(offers)]
    left = chosen(services, Filters("", topic, department, who), "tr")
    assert {one.code for one in left} <= {one.code for one in services}
    for one in left:
        assert not topic or topic in one.definition["topics"]
        assert not department or department == one.department_id
        assert not who or {who, "anyone"} & set(one.definition["who"])
    assert [sort_key(one.definition["name"]["tr"]) for one in left] == sorted(
        sort_key(one.definition["name"]["tr"]) for one in left
    )


@given(offers)
def test_every_service_stands_under_exactly_one_topic(offers):
    services = [listed(number, offer) for number, offer in enumerate(offers)]
    grouped = [one.code for _topic, group in by_topic(services, ["x", "y", "z"], "tr") for one in group]
    assert sorted(grouped) == sorted(one.code for one in services)
