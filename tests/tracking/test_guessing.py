"""Nobody guesses faster by guessing side by side."""

import threading

from flask import Flask

from app.extensions import db
from app.tracking import lookup
from app.web.wrong_facts import count_wrong_fact
from tests.tracking.conftest import Citizen, number_of, pin_of


def test_of_many_wrong_facts_at_once_only_five_learn_that_they_are_wrong(app: Flask, client, open_case, now) -> None:
    number = number_of(open_case)
    db.session.rollback()
    replies: list[int] = []
    gate = threading.Barrier(12)

    def guess(n: int) -> None:
        browser = Citizen(app, app.response_class)
        gate.wait()
        replies.append(browser.post("/takip", data={"number": number, "fact": f"{n:04}"}).status_code)

    threads = [threading.Thread(target=guess, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(replies) == [422] * 5 + [429] * 7


def test_a_right_guess_among_too_many_wrong_ones_opens_nothing(client, open_case, now, monkeypatch) -> None:
    number, pin = number_of(open_case), pin_of(open_case)
    right = lookup.is_second_fact

    def slow(case: object, fact: str) -> bool:
        for _others in range(5):
            count_wrong_fact(number, now)
        return right(case, fact)

    monkeypatch.setattr(lookup, "is_second_fact", slow)
    assert client.post("/takip", data={"number": number, "fact": pin}).status_code == 429
    assert client.get("/takip/dosya").status_code == 303
