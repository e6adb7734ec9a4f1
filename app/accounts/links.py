"""One-time links: the first admin, an invitation, a new password. A visit spends nothing, only the form does."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, update

from app.accounts.errors import DeadLink
from app.accounts.models import OneTimeLink, User
from app.accounts.queries import active_admin_ids
from app.accounts.session_limits import is_link_live
from app.extensions import db
from app.keys import new_token, token_hash

KEEP_SPENT = timedelta(days=30)


class Purpose(StrEnum):
    """What a one-time link is for."""

    SETUP = "setup"
    INVITE = "invite"
    RESET = "reset"


def issue_link(purpose: Purpose, user: User | None, by: int | None, now: datetime, lifetime: timedelta) -> str:
    """A new link's token; older unspent links for the same person or purpose die. The caller commits."""
    db.session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.user_id == user.id if user else OneTimeLink.purpose == purpose.value)
        .where(OneTimeLink.spent_at.is_(None))
        .values(spent_at=now)
    )
    token = new_token()
    db.session.add(
        OneTimeLink(
            token_hash=token_hash(token), purpose=purpose.value, user_id=user.id if user else None,
            created_by=by, created_at=now, expires_at=now + lifetime,
        )
    )  # fmt: skip
    return token


def live_link(token: str, purpose: Purpose, now: datetime) -> tuple[OneTimeLink, User | None]:
    """The link and the person it is for. Raises DeadLink when it is unknown, spent, expired or not needed any more."""
    link = db.session.get(OneTimeLink, token_hash(token))
    if (
        link is None
        or link.purpose != purpose
        or not is_link_live(link.created_at, link.expires_at, link.spent_at, now)
    ):
        raise DeadLink
    if purpose is Purpose.SETUP:
        if active_admin_ids():
            raise DeadLink
        return link, None
    user = db.session.get(User, link.user_id)
    if user is None or not user.is_active:
        raise DeadLink
    return link, user


def spend_link(link: OneTimeLink, now: datetime) -> None:
    """Use the link up. Raises DeadLink when another request was faster. The caller commits."""
    spent = db.session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.token_hash == link.token_hash, OneTimeLink.spent_at.is_(None))
        .values(spent_at=now)
        .execution_options(synchronize_session=False)
    )
    if getattr(spent, "rowcount", 0) != 1:
        raise DeadLink


def forget_old_links(now: datetime) -> int:
    """Remove links that died a month ago, and commit; how many."""
    gone = db.session.execute(delete(OneTimeLink).where(OneTimeLink.expires_at < now - KEEP_SPENT))
    db.session.commit()
    return int(getattr(gone, "rowcount", 0))
