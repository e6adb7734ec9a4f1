"""Forms sent after the idle limit: sealed for their author, given back once the author has signed in again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from app.accounts.models import KeptPost
from app.extensions import db
from app.keys import CannotOpen, Keys

PURPOSE = "kept_post"
KEEP = timedelta(days=1)
MOST_PER_PERSON = 5
MOST_BYTES = 256 * 1024
Fields = list[tuple[str, str]]


def keep_post(user_id: int, path: str, page: str, typed: Iterable[tuple[str, str]], now: datetime, keys: Keys) -> bool:
    """Seal what was typed until its author is back, and commit; False when it is too big to keep.

    Passwords and form tokens are never kept.
    """
    fields = [(name, value) for name, value in typed if "password" not in name and name != "csrf_token"]
    plain = json.dumps(fields).encode()
    if not fields or len(plain) > MOST_BYTES or max(len(path), len(page)) > 500:
        return False
    older = select(KeptPost.id).where(KeptPost.user_id == user_id).order_by(KeptPost.id.desc())
    spare = db.session.scalars(older).all()[MOST_PER_PERSON - 1 :]
    db.session.execute(delete(KeptPost).where(KeptPost.id.in_(spare)))
    db.session.add(KeptPost(user_id=user_id, path=path, page=page, sealed=keys.seal(plain, PURPOSE), created_at=now))
    db.session.commit()
    return True


def take_back(user_id: int, now: datetime) -> KeptPost | None:
    """The newest form waiting for this person, which is not offered again. The caller commits."""
    waiting = db.session.scalars(
        select(KeptPost)
        .where(KeptPost.user_id == user_id, KeptPost.returned_at.is_(None), KeptPost.created_at > now - KEEP)
        .order_by(KeptPost.id.desc())
        .limit(1)
    ).one_or_none()
    if waiting is not None:
        waiting.returned_at = now
    return waiting


def kept_fields(kept_id: int, user_id: int, now: datetime, keys: Keys) -> tuple[str, Fields] | None:
    """Where the form was sent to, and what was typed; None when it is somebody else's, too old or cannot be opened."""
    kept = db.session.get(KeptPost, kept_id)
    if kept is None or kept.user_id != user_id or now - kept.created_at > KEEP:
        return None
    try:
        fields = json.loads(keys.open(kept.sealed, PURPOSE))
    except CannotOpen:
        return None
    return kept.path, [(name, value) for name, value in fields]


def forget_kept_posts(now: datetime) -> int:
    """Remove what nobody came back for, and commit; how many."""
    gone = db.session.execute(delete(KeptPost).where(KeptPost.created_at < now - KEEP))
    db.session.commit()
    return int(getattr(gone, "rowcount", 0))
