"""What time takes away: drafts nobody came back to, files that were open in a browser."""

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete

from app.cases.drafts import DraftTimes, erase_old_drafts
from app.cases.models import OpenFile
from app.extensions import db

_KEEP_CLOSED = timedelta(days=1)


def sweep(now: datetime) -> int:
    """Erase what is over; how many drafts it was. Commits."""
    db.session.execute(delete(OpenFile).where(OpenFile.expires_at < now - _KEEP_CLOSED))
    return erase_old_drafts(DraftTimes.from_settings(current_app.config), now)
