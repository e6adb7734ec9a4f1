"""The one seam where news for a citizen is recorded, inside the transaction of what it tells."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.extensions import db
from app.messages.models import Message, MessageState


@dataclass(frozen=True)
class Recipient:
    """Where news for this case goes: `channel` is sms, email or phone; the address lies sealed."""

    channel: str
    sealed_address: bytes | None
    locale: str


def notify(
    case_id: int, event_id: int, kind: str, recipient: Recipient, facts: dict[str, object], now: datetime
) -> None:
    """Write one message row; the caller's transaction keeps it or loses it together with its cause."""
    db.session.add(Message(**message_values(case_id, event_id, kind, recipient, facts, now)))


def message_values(
    case_id: int, event_id: int, kind: str, recipient: Recipient, facts: dict[str, object], now: datetime
) -> dict[str, Any]:
    """The values of a message's row.

    No channel sends yet, so it says `not_sent` and the desk sees that the citizen was not told.
    """
    return {
        "case_id": case_id,
        "event_id": event_id,
        "kind": kind,
        "channel": recipient.channel,
        "locale": recipient.locale,
        "sealed_recipient": recipient.sealed_address,
        "facts": facts,
        "state": MessageState.NOT_SENT,
        "idempotency_key": f"event:{event_id}:{recipient.channel}",
        "not_before": now,
        "created_at": now,
    }
