"""Passwords: hashed at the measured cost, refused when a stranger would guess them."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import extract_parameters
from argon2.low_level import Type

from app.accounts import passwords
from app.accounts.password_rules import password_faults


def test_the_hash_is_argon2id_at_the_owasp_floor():
    parameters = extract_parameters(passwords.hash_password("mavi kedi yedi tuğla"))
    assert (parameters.type, parameters.time_cost, parameters.memory_cost, parameters.parallelism) == (
        Type.ID,
        2,
        19456,
        1,
    )


def test_a_password_fits_only_its_own_hash():
    stored = passwords.hash_password("mavi kedi yedi tuğla")
    assert passwords.is_password(stored, "mavi kedi yedi tuğla")
    assert not passwords.is_password(stored, "mavi kedi yedi tugla")
    assert not passwords.is_password(None, "mavi kedi yedi tuğla")


def test_the_same_letters_typed_decomposed_are_the_same_password():
    stored = passwords.hash_password("mavi kedi yedi tu\u011fla")
    assert passwords.is_password(stored, "mavi kedi yedi tug\u0306la")


def test_an_over_long_password_never_reaches_the_hash(monkeypatch):
    seen = []

    class Watching:
        def verify(self, _stored, password):
            seen.append(password)
            return False

    monkeypatch.setattr(passwords, "HASHER", Watching())
    assert not passwords.is_password("$argon2id$x", "x" * 1_000_000)
    assert seen == [""]


def test_an_older_hash_asks_for_a_new_one():
    from argon2 import PasswordHasher

    assert passwords.needs_new_hash(PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash("x"))
    assert not passwords.needs_new_hash(passwords.hash_password("x"))


def test_no_more_than_two_hashes_are_made_at_a_time(monkeypatch):
    running, most, lock = 0, 0, threading.Lock()
    real = passwords.HASHER

    class Counting:
        def hash(self, password):
            nonlocal running, most
            with lock:
                running += 1
                most = max(most, running)
            try:
                return real.hash(password)
            finally:
                with lock:
                    running -= 1

    monkeypatch.setattr(passwords, "HASHER", Counting())
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(passwords.hash_password, ["a"] * 12))
    assert most <= 2


@pytest.mark.parametrize(
    "password",
    [
        "kisa", "onbirharfli", "x" * 129, "aaaaaaaaaaaaaaaa", "123456789012", "abcdefghijklm", "qwertyuiopasdf",
        "Luleburgaz2026", "LÜLEBURGAZ2026!", "Fenerbahce1907", "belediye12345", "sifresifre123", "ayşeyılmaz1985",
    ],
)  # fmt: skip
def test_a_guessable_password_is_refused(password):
    assert password_faults(password, ("Ayşe Yılmaz", "ayse@luleburgaz.test"))


@pytest.mark.parametrize(
    "password", ["mavi kedi yedi tuğla", "dQ7-rrk2_Vxe9p", "çorba ütü kalem rüzgar", "9 nar 4 zeytin"]
)
def test_several_unrelated_words_or_chance_are_taken(password):
    assert password_faults(password, ("Ayşe Yılmaz", "ayse@luleburgaz.test")) == []
