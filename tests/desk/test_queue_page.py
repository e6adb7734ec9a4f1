"""The queue: the right cases, in the right order, narrowed by what stands in the address."""

import gzip
import re
from datetime import timedelta
from itertools import cycle

import pytest

from app.cases import actions
from app.cases.actor import Actor
from app.cases.models import Case
from app.cases.tracking_number import LENGTH, grouped, new_number
from app.extensions import db
from tests.conftest import HTMX


def rows(reply):
    return [int(found) for found in re.findall(r'<a href="/desk/cases/(\d+)"', reply.text)]


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
@pytest.mark.parametrize("view", ["mine", "department", "unassigned", "waiting", "late", "all", "nonsense", ""])
def test_every_view_answers_as_a_page_and_as_a_fragment(as_clerk, open_case, view, headers):
    reply = as_clerk.get(f"/desk?view={view}", headers=headers)
    assert reply.status_code == 200
    assert ("<main" in reply.text) is (headers == {})
    assert ('id="queue"' in reply.text) is True


@pytest.mark.parametrize(
    ("view", "said"),
    [
        ("mine", "You have no applications in hand"),
        ("department", "The list is empty"),
        ("unassigned", "Everything has been taken"),
        ("waiting", "Nobody is being waited for"),
        ("late", "Nothing is late"),
        ("all", "There are no applications yet"),
    ],
)
def test_an_empty_view_says_what_that_means(as_clerk, view, said):
    assert said in as_clerk.get(f"/desk?view={view}").text


def test_a_stranger_is_sent_to_sign_in_and_an_admin_finds_nothing(client, as_admin, open_case):
    assert client.get("/desk").location.startswith("/giris")
    assert as_admin.get("/desk").status_code == 404


def test_each_sees_their_own_department_and_the_desk_sees_all(as_clerk, as_clerk_elsewhere, as_desk_clerk, make_case):
    road, tree = make_case("FEN-01"), make_case("PRK-01")
    assert rows(as_clerk.get("/desk?view=all")) == [road]
    assert rows(as_clerk_elsewhere.get("/desk?view=all")) == [tree]
    assert rows(as_desk_clerk.get("/desk?view=all")) == [tree, road]
    assert rows(as_desk_clerk.get("/desk?view=all&department=fen")) == [road]
    assert rows(as_clerk.get("/desk?view=all&department=park")) == [road]  # no filter of theirs


def test_the_urgent_stand_on_top_and_the_newest_before_the_others(as_clerk, make_case):
    from app.cases.models import Case

    first, urgent, last = make_case(seed=1), make_case(seed=2), make_case(seed=3)
    for case_id in (first, urgent, last):
        db.session.get_one(Case, case_id).is_urgent = case_id == urgent
    db.session.commit()
    reply = as_clerk.get("/desk")
    assert rows(reply) == [urgent, last, first]
    assert reply.text.count(">Urgent</span>") == 1
    assert rows(as_clerk.get("/desk?urgent=1")) == [urgent]


def test_the_tabs_count_what_they_hold(as_clerk, clerk, make_case, now):
    mine, _other = make_case(), make_case(seed=2)
    actions.take_case(mine, None, Actor("clerk", clerk, "fen"), now)
    text = as_clerk.get("/desk").text
    counts = dict(re.findall(r">([^<>]+)<span class=\"n\">([^<]+)</span>", text))
    assert counts["Mine"] == "1"
    assert counts["My department&#39;s"] == "2"
    assert counts["Unassigned"] == "1"
    assert rows(as_clerk.get("/desk?view=mine")) == [mine]


def test_a_count_beyond_the_first_thousand_is_not_claimed(as_clerk, open_case):
    from app.cases.models import CaseCount

    db.session.query(CaseCount).filter_by(department_id="fen").update({"n": 1234})
    db.session.commit()
    assert "1,000+" in as_clerk.get("/desk").text


def test_a_late_case_says_how_late_and_stands_in_its_view(as_clerk, make_case, now):
    late, fresh = make_case(at=now - timedelta(days=60)), make_case(seed=2, at=now)
    reply = as_clerk.get("/desk?view=late")
    assert rows(reply) == [late]
    assert "working days late" in reply.text
    assert "Legal date passed" in reply.text
    assert fresh not in rows(reply)


def test_a_waiting_case_shows_a_paused_clock(as_clerk, clerk, open_case, now):
    from app.cases.models import PauseKind

    actions.ask_applicant(open_case, None, PauseKind.QUESTION, "Hangi bina?", None, Actor("clerk", clerk, "fen"), now)
    reply = as_clerk.get("/desk?view=waiting")
    assert rows(reply) == [open_case]
    assert "Clock paused" in reply.text


def test_filters_narrow_and_nonsense_in_them_is_ignored(as_clerk, make_case):
    road, light = make_case("FEN-01"), make_case("FEN-04")
    assert rows(as_clerk.get("/desk?service=FEN-04")) == [light]
    assert rows(as_clerk.get("/desk?status=closed&view=all")) == []
    assert sorted(rows(as_clerk.get("/desk?service=YOK&status=yok&urgent=yok&after=yok"))) == [road, light]


def test_words_find_across_turkish_letters_and_never_in_another_department(as_clerk, as_clerk_elsewhere, make_case):
    found = make_case("FEN-01", aciklama="Köprünün önünde ÇUKUR oluştu, araçlar zor geçiyor.")
    make_case("FEN-04", seed=5)
    for words in ("cukur", "ÇUKUR", "kopru cukur"):
        assert rows(as_clerk.get("/desk", query_string={"q": words})) == [found], words
    assert rows(as_clerk_elsewhere.get("/desk?q=cukur")) == []
    assert "Nothing was found" in as_clerk.get("/desk?q=fil").text


def test_a_whole_number_opens_its_case_however_it_is_written(as_clerk, open_case, look):
    number = look(open_case).tracking_number
    for typed in (number, grouped(number), grouped(number).lower().replace(" ", "-")):
        reply = as_clerk.get("/desk", query_string={"q": typed})
        assert (reply.status_code, reply.location) == (303, f"/desk/cases/{open_case}")
    reply = as_clerk.get("/desk", query_string={"q": number}, headers=HTMX)
    assert reply.headers["HX-Redirect"] == f"/desk/cases/{open_case}"


def renumber(case_id: int, signs: str) -> str:
    """Give the case the number whose random part repeats these signs."""
    choice = cycle(signs)
    number = new_number(lambda _alphabet: next(choice))
    db.session.get_one(Case, case_id).tracking_number = number
    db.session.commit()
    return number


def test_a_number_without_a_digit_opens_its_case_too(as_clerk, open_case):
    number = renumber(open_case, "ABBA")
    assert number.isalpha()
    assert as_clerk.get("/desk", query_string={"q": number}).location == f"/desk/cases/{open_case}"
    assert as_clerk.get("/desk?q=kaldirimlarda").status_code == 200


def test_a_mistyped_number_says_so_and_one_of_another_department_reads_like_an_unknown_one(
    as_clerk, as_clerk_elsewhere, open_case
):
    number = renumber(open_case, "7A")
    wrong = "3" + number[1:]
    assert "mistyped" in as_clerk.get("/desk", query_string={"q": wrong}).text
    reply = as_clerk_elsewhere.get("/desk", query_string={"q": number})
    assert reply.status_code == 200
    assert "no application with this number among those you may see" in reply.text
    assert len(number) == LENGTH


def test_pages_follow_each_other_without_gap_or_repeat(as_clerk, make_case):
    made = [make_case(seed=n) for n in range(53)]
    first = as_clerk.get("/desk?view=department")
    assert len(rows(first)) == 50
    older = re.search(r'rel="next" href="([^"]+)"', first.text)[1].replace("&amp;", "&")
    second = as_clerk.get(older)
    assert sorted(rows(first) + rows(second)) == made
    assert "First page" in second.text
    assert 'rel="next"' not in second.text


def test_a_full_page_stays_light(as_clerk, make_case):
    for n in range(50):
        make_case(seed=n)
    page = as_clerk.get("/desk")
    assert len(rows(page)) == 50
    assert len(gzip.compress(page.get_data())) <= 60_000


@pytest.mark.parametrize("after", ["1~", "~1", "0~999999999999999999999", "x~1", "2026-01-01~1", "1~-1", "٣~1"])
@pytest.mark.parametrize("view", ["department", "late", "all"])
def test_a_key_that_makes_no_sense_gives_the_first_page(as_clerk, open_case, view, after):
    assert as_clerk.get("/desk", query_string={"view": view, "after": after}).status_code == 200


@pytest.mark.parametrize(
    "words", ["%", '"', "'", "*", "a" * 5000, "\x00", "AND OR NOT", "folded:x", "ı", "😀", "-", "1"]
)
def test_strange_words_find_nothing_and_break_nothing(as_clerk, open_case, words):
    assert as_clerk.get("/desk", query_string={"q": words, "view": "all"}).status_code == 200


def test_a_poll_is_silent_until_somebody_else_acts(as_clerk, clerk, supervisor, open_case, now):
    url = re.search(r'hx-get="(/desk/changes[^"]+)"', as_clerk.get("/desk").text)[1]
    assert as_clerk.get(url, headers={"X-Poll": "1"}).status_code == 204
    actions.note_case(open_case, "x", Actor("clerk", clerk, "fen"), now)
    assert as_clerk.get(url).status_code == 204  # my own doing is no news to me
    actions.note_case(open_case, "x", Actor("clerk", supervisor, "fen"), now)
    reply = as_clerk.get(url, headers={"X-Poll": "1"})
    assert "1 application changed meanwhile" in reply.text
    assert len(reply.get_data()) <= 1000
    assert as_clerk.get("/desk/changes?since=yok").status_code == 204
