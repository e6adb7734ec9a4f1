"""What the worker tidies among accounts: forgotten sessions, forms nobody came back for, dead links."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app

from app.accounts.kept_posts import forget_kept_posts
from app.accounts.links import forget_old_links
from app.accounts.sessions import end_idle_sessions


def sweep(now: datetime) -> int:
    """How many rows were ended or removed. Safe to run twice and to be cut off: each part is one statement."""
    idle = timedelta(minutes=current_app.config["MASA_STAFF_IDLE_MINUTES"])
    return end_idle_sessions(now, idle) + forget_kept_posts(now) + forget_old_links(now)
