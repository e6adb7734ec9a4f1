"""Coming in and going out: signing in, passwords by link or by oneself, the first admin."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from app.accounts.actions import add_staff
from app.accounts.audit import audit
from app.accounts.errors import DeadLink, TooManyTries, WeakPassword, WrongCredentials
from app.accounts.links import Purpose, live_link, spend_link
from app.accounts.models import User
from app.accounts.password_rules import password_faults
from app.accounts.passwords import hash_password, is_password, needs_new_hash
from app.accounts.queries import fold_email, user_by_email
from app.accounts.roles import Role
from app.accounts.sessions import end_session, end_sessions_of, open_session
from app.database import reads_only, writes
from app.extensions import db
from app.throttle import Throttle

log = logging.getLogger(__name__)
WINDOW_SECONDS = 60


@dataclass(frozen=True)
class Door:
    """What guards the sign-in: the throttle store, and the wrong tries it allows in a minute."""

    throttle: Throttle
    limit: int

    def counters(self, email: str, address: str) -> tuple[str, str]:
        """One counter per address and one per account, known or not."""
        return f"signin:address:{address}", f"signin:account:{fold_email(email)[:254]}"

    def check(self, counters: Sequence[str], now: datetime) -> None:
        """Raises TooManyTries, ThrottleUnavailable."""
        blocked = [self.throttle.is_blocked(counter, self.limit, WINDOW_SECONDS, now) for counter in counters]
        if any(blocked):
            raise TooManyTries

    def refuse(self, counters: Sequence[str], now: datetime) -> NoReturn:
        """Count a wrong try. Raises WrongCredentials, or TooManyTries when others used the tries up meanwhile."""
        room = [self.throttle.count_within(counter, self.limit, WINDOW_SECONDS, now) for counter in counters]
        log.warning("sign-in refused")
        raise WrongCredentials if all(room) else TooManyTries


def sign_in(email: str, password: str, address: str, door: Door, old_token: str | None, now: datetime) -> User:
    """Open a session for whoever these credentials belong to; `user.session_token` is its token.

    Raises WrongCredentials for an unknown, closed or mismatched account alike and at one cost, TooManyTries,
    and ThrottleUnavailable: without its counters this door stays shut.
    """
    counters = door.counters(email, address)
    door.check(counters, now)
    with _hashing():
        user = user_by_email(email)
        stored = user.password_hash if user and user.is_active else None
    if not is_password(stored, password):
        door.refuse(counters, now)
    door.check(counters, now)  # again: the tries may have been used up while this hash was made
    new_hash = hash_password(password) if stored and needs_new_hash(stored) else None
    writes()
    user = user_by_email(email)
    if user is None or not user.is_active or user.password_hash != stored:
        raise WrongCredentials  # changed in this very moment
    if new_hash:
        user.password_hash = new_hash
    if old_token:
        end_session(old_token, now)
    open_session(user, now)
    audit("staff.signed_in", "staff", user.id, now, user.id)
    db.session.commit()
    return user


def sign_out(user: User, now: datetime) -> None:
    """End the session in hand."""
    end_session(user.get_id(), now)
    audit("staff.signed_out", "staff", user.id, now, user.id)
    db.session.commit()


def set_password_by_link(token: str, purpose: Purpose, password: str, town: str, now: datetime) -> User:
    """Spend an invitation or reset link on a password; every session of the person ends, a new one opens.

    Raises DeadLink, WeakPassword.
    """
    with _hashing():
        _link, user = live_link(token, purpose, now)
        about = (user.name, user.email) if user else ()
    hashed = _checked_hash(password, *about, town)
    writes()
    link, user = live_link(token, purpose, now)
    if user is None:
        raise DeadLink
    spend_link(link, now)
    user.password_hash = hashed
    end_sessions_of(user.id, now)
    open_session(user, now)
    audit("staff.password_set", "staff", user.id, now, user.id, {"by": purpose.value})
    db.session.commit()
    return user


def set_up_first_admin(
    token: str, email: str, name: str, department_id: str, roles: Sequence[str], password: str, town: str, now: datetime
) -> User:
    """Spend the set-up link on the first admin and sign that person in.

    Raises DeadLink, WeakPassword, EmailTaken, UnknownDepartment; only a success spends the link.
    """
    with _hashing():
        live_link(token, Purpose.SETUP, now)
    hashed = _checked_hash(password, name, email, town)
    writes()
    link, _nobody = live_link(token, Purpose.SETUP, now)
    spend_link(link, now)
    user = add_staff(email, name, department_id, [*roles, Role.ADMIN], None, now)
    user.password_hash = hashed
    open_session(user, now)
    audit("staff.set_up", "staff", user.id, now, user.id)
    db.session.commit()
    return user


def change_own_password(user: User, old: str, new: str, town: str, address: str, door: Door, now: datetime) -> None:
    """A new password for oneself; all other sessions end and this one is renewed.

    Raises WrongCredentials, TooManyTries, ThrottleUnavailable, WeakPassword.
    """
    with _hashing():
        email, name, stored = user.email, user.name, user.password_hash
    counters = door.counters(email, address)
    door.check(counters, now)
    if not is_password(stored, old):
        door.refuse(counters, now)
    hashed = _checked_hash(new, name, email, town)
    writes()
    user.password_hash = hashed
    end_sessions_of(user.id, now)
    open_session(user, now)
    audit("staff.password_set", "staff", user.id, now, user.id, {"by": "self"})
    db.session.commit()


@contextmanager
def _hashing() -> Iterator[None]:
    """Read what a hash needs and let go of the database: nobody waits for a write lock while a hash is made."""
    db.session.rollback()
    reads_only()
    yield
    db.session.rollback()


def _checked_hash(password: str, *about: str) -> str:
    faults = password_faults(password, about)
    if faults:
        raise WeakPassword(faults)
    return hash_password(password)
