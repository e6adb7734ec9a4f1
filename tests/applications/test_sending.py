"""What is sent is what was checked, once, and whoever sent it gets the receipt."""

import re
import threading
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.cases.models import Case, Draft
from app.extensions import db
from tests.applications.conftest import FEN01, Citizen, Filled, number_on


def cases() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Case)) or 0


def second_tab(app: Flask, citizen: Citizen) -> Citizen:
    """The same browser once more, for what happens at the same time."""
    client = app.test_client()
    for name in ("masa-form", "masa"):
        cookie = citizen.client.get_cookie(name)
        assert cookie is not None
        client.set_cookie(name, cookie.value)
    return Citizen(client, citizen.slug)


def test_who_thought_for_long_before_sending_still_gets_the_receipt(app: Flask, filled_form: Filled, now) -> None:
    citizen = Citizen(app.test_client(), FEN01)
    citizen.go_through(filled_form("FEN-01"))
    citizen.get(citizen.at + "/kontrol")
    page = citizen.page
    clock.set_clock(lambda: now + timedelta(minutes=90))
    sending = re.search(r'name="sending" value="([^"]+)"', page.text).group(1)
    reply = citizen.client.post(
        citizen.at + "/kontrol", data={"csrf_token": citizen.token(), "sending": sending, "go": "send"}
    )
    assert reply.status_code == 303
    assert number_on(citizen.receipt())
    clock.set_clock(lambda: now + timedelta(minutes=140))
    assert number_on(citizen.receipt())


def test_answers_changed_in_another_tab_are_not_sent_from_the_old_page(app: Flask, filled_form: Filled) -> None:
    citizen = Citizen(app.test_client(), FEN01)
    path = citizen.start()
    citizen = Citizen(app.test_client(), FEN01)
    citizen.go_through(filled_form("FEN-01"))
    old = citizen.get(citizen.at + "/kontrol")
    sending = re.search(r'name="sending" value="([^"]+)"', old.text).group(1)
    token = citizen.token()
    page = citizen.get(path)
    names = set(re.findall(r'name="([^"]+)"', page.text))
    typed = {key: values for key, values in filled_form("FEN-01").items() if key in names}
    citizen.post(path, {**typed, "aciklama": ["Bambaşka bir yerde, bambaşka bir çukur"]}, go="save")
    reply = citizen.client.post(citizen.at + "/kontrol", data={"csrf_token": token, "sending": sending, "go": "send"})
    assert reply.status_code == 422
    assert "Nothing was sent" in reply.text
    assert "Bambaşka" in reply.text
    assert cases() == 0


def test_saving_the_same_answers_again_does_not_make_the_page_old(app: Flask, filled_form: Filled) -> None:
    citizen = Citizen(app.test_client(), FEN01)
    citizen.go_through(filled_form("FEN-01"))
    old = citizen.get(citizen.at + "/kontrol")
    sending = re.search(r'name="sending" value="([^"]+)"', old.text).group(1)
    assert sending == re.search(r'name="sending" value="([^"]+)"', citizen.get(citizen.at + "/kontrol").text).group(1)


def test_a_double_tap_at_the_same_moment_makes_one_case_and_one_receipt(app: Flask, filled_form: Filled) -> None:
    citizen = Citizen(app.test_client(), FEN01)
    citizen.go_through(filled_form("FEN-01"))
    page = citizen.get(citizen.at + "/kontrol").text
    data = {
        "csrf_token": citizen.token(),
        "sending": re.search(r'name="sending" value="([^"]+)"', page).group(1),
        "go": "send",
    }
    tabs = [second_tab(app, citizen) for _ in range(6)]
    db.session.rollback()
    replies = side_by_side([lambda tab=tab: tab.client.post(tab.at + "/kontrol", data=data) for tab in tabs])
    assert {(reply.status_code, reply.headers["Location"]) for reply in replies} == {(303, citizen.at + "/alindi")}
    assert cases() == 1
    assert len({number_on(tab.receipt()) for tab in tabs}) == 1


def test_two_tabs_saving_at_the_same_moment_lose_nothing_of_each_other(app: Flask) -> None:
    citizen = Citizen(app.test_client(), FEN01)
    first = citizen.start()
    citizen.get(first)
    token = citizen.token()
    for turn in range(4):
        one, two = second_tab(app, citizen), second_tab(app, citizen)
        mine = {"csrf_token": token, "go": "save", "tur": "cukur", "aciklama": f"açıklama {turn}"}
        yours = {"csrf_token": token, "go": "save", "konum_yol": f"Sokak {turn}"}
        side_by_side(
            [
                lambda one=one, mine=mine: one.client.post(first, data=mine),
                lambda two=two, yours=yours: two.client.post(citizen.at + "/konum", data=yours),
            ]
        )
        assert f"açıklama {turn}" in citizen.get(first).text
        assert f"Sokak {turn}" in citizen.get(citizen.at + "/konum").text


def test_starting_twice_at_the_same_moment_starts(app: Flask) -> None:
    citizen = Citizen(app.test_client(), FEN01)
    citizen.start()
    citizen.get(citizen.at)
    data = {"csrf_token": citizen.token(), "go": "start"}
    tabs = [second_tab(app, citizen) for _ in range(4)]
    replies = side_by_side([lambda tab=tab: tab.client.post(tab.at, data=data) for tab in tabs])
    assert {reply.status_code for reply in replies} == {303}


def test_nothing_typed_stays_in_a_draft_that_was_sent(app: Flask, filled_form: Filled) -> None:
    citizen = Citizen(app.test_client(), FEN01)
    citizen.go_through(filled_form("FEN-01"))
    page = citizen.get(citizen.at + "/kontrol").text
    token = citizen.token()
    sending = re.search(r'name="sending" value="([^"]+)"', page).group(1)
    one, two = second_tab(app, citizen), second_tab(app, citizen)
    step = {"csrf_token": token, "go": "save", "konum_yol": "Geç kalan sokak"}
    send = {"csrf_token": token, "sending": sending, "go": "send"}
    side_by_side(
        [
            lambda: one.client.post(one.at + "/konum", data=step),
            lambda: two.client.post(two.at + "/kontrol", data=send),
        ]
    )
    db.session.rollback()
    draft = db.session.scalars(select(Draft)).one()
    assert draft.case_id is None or draft.sealed_typed is None


def side_by_side(works: list) -> list:
    """Do all of it at once; what each gave back."""
    db.session.rollback()
    gate, done = threading.Barrier(len(works)), [None] * len(works)

    def run(place: int) -> None:
        gate.wait()
        done[place] = works[place]()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert None not in done
    return done
