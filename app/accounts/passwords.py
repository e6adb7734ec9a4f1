"""Hashing of staff passwords: Argon2id at the OWASP floor, two at a time, so that sign-ins cannot eat the memory."""

from __future__ import annotations

import secrets
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from app.accounts.password_rules import MAX_CHARACTERS, composed

HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1, type=Type.ID)
HASHES_AT_ONCE = 2  # 19 MiB each (decisions.md, Server)
_turn = BoundedSemaphore(HASHES_AT_ONCE)


def hash_password(password: str) -> str:
    """The Argon2id hash to store. The caller has checked the length."""
    with _turn:
        return HASHER.hash(composed(password))


def is_password(stored: str | None, password: str) -> bool:
    """Whether `password` belongs to `stored`; costs one hash whether or not there is anything stored.

    An over-long password never reaches the hash: nobody can have one.
    """
    password = composed(password)
    if len(password) > MAX_CHARACTERS:
        password = ""
    with _turn:
        try:
            return HASHER.verify(stored or _nobodys_hash(), password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


def needs_new_hash(stored: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return HASHER.check_needs_rehash(stored)


@cache
def _nobodys_hash() -> str:
    """A hash that fits no password, so that an unknown account costs as much as a known one."""
    return HASHER.hash(secrets.token_urlsafe(32))
