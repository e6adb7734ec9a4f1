"""The words written with events, sealed at rest."""

from collections.abc import Iterable

from sqlalchemy import select

from app.cases.models import CaseEvent, EventText
from app.extensions import db
from app.keys import keys

_PURPOSE = "event-text"


def keep_text(event: CaseEvent, words: str) -> None:
    """Seal `words` beside the event; nothing is kept of an empty text."""
    if words:
        db.session.add(EventText(event_id=event.id, sealed=sealed_text(words)))


def sealed_text(words: str) -> bytes:
    """The words as they lie in the database."""
    return keys().seal(words.encode(), _PURPOSE)


def texts_of(events: Iterable[CaseEvent]) -> dict[int, str]:
    """The words of these events by event id."""
    ids = [event.id for event in events]
    rows = db.session.execute(select(EventText.event_id, EventText.sealed).where(EventText.event_id.in_(ids)))
    return {event_id: keys().open(sealed, _PURPOSE).decode() for event_id, sealed in rows}
