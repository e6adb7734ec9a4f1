"""Staff sessions on the server side: opened at sign-in, seen while used, ended for good when they must be.

The browser holds a random token, the table its hash, so a stolen database opens nothing and a copied cookie
is worthless once the session has ended.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update

from app.accounts.models import StaffSession, User
from app.accounts.session_limits import LIFETIME, is_live, is_touch_due
from app.extensions import db
from app.keys import new_token, token_hash

KEEP_ENDED = timedelta(days=30)


def open_session(user: User, now: datetime) -> str:
    """A new session for `user`; returns its token, which is not stored. The caller commits."""
    token = new_token()
    db.session.add(StaffSession(token_hash=token_hash(token), user_id=user.id, created_at=now, last_seen_at=now))
    user.session_token = token
    return token


def person_of_session(token: str) -> tuple[StaffSession, User] | None:
    """The session that was not ended and its active person, idle or not; one query. None for any other token."""
    row = db.session.execute(
        select(StaffSession, User)
        .join(User, User.id == StaffSession.user_id)
        .where(StaffSession.token_hash == token_hash(token), StaffSession.ended_at.is_(None), User.is_active)
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def is_session_live(session: StaffSession, now: datetime, idle: timedelta) -> bool:
    """Whether the session is neither ended nor idle nor too old."""
    return session.ended_at is None and is_live(session.created_at, session.last_seen_at, now, idle)


def should_touch(session: StaffSession, now: datetime) -> bool:
    """Whether a minute has passed since the session was last seen."""
    return is_touch_due(session.last_seen_at, now)


def touch_session(token: str, now: datetime) -> None:
    """Note that the session was used, and commit."""
    db.session.execute(
        update(StaffSession).where(StaffSession.token_hash == token_hash(token)).values(last_seen_at=now)
    )
    db.session.commit()


def end_session(token: str, now: datetime) -> None:
    """End one session for good. The caller commits."""
    db.session.execute(
        update(StaffSession)
        .where(StaffSession.token_hash == token_hash(token), StaffSession.ended_at.is_(None))
        .values(ended_at=now)
    )


def end_sessions_of(user_id: int, now: datetime) -> None:
    """End every session of a person for good. The caller commits."""
    db.session.execute(
        update(StaffSession)
        .where(StaffSession.user_id == user_id, StaffSession.ended_at.is_(None))
        .values(ended_at=now)
    )


def end_idle_sessions(now: datetime, idle: timedelta) -> int:
    """End what fell idle or grew too old, forget what ended long ago, and commit; how many were ended.

    An idle session stays for twelve hours, useless but for one thing: a form sent from it is kept for its author.
    """
    ended = db.session.execute(
        update(StaffSession)
        .where(
            StaffSession.ended_at.is_(None),
            or_(
                StaffSession.last_seen_at < now - LIFETIME - idle,
                StaffSession.last_seen_at > now + idle,
            ),
        )
        .values(ended_at=now)
    )
    db.session.execute(delete(StaffSession).where(StaffSession.ended_at < now - KEEP_ENDED))
    db.session.commit()
    return int(getattr(ended, "rowcount", 0))
