"""The audit trail: who did what to which row, when. Written in the transaction of the deed itself."""

from __future__ import annotations

from datetime import datetime

from app.accounts.models import AuditEntry
from app.extensions import db


def audit(
    action: str,
    subject_type: str,
    subject_id: object,
    at: datetime,
    by: int | None = None,
    detail: dict[str, object] | None = None,
    kind: str | None = None,
) -> None:
    """Add an entry to the running transaction; the caller commits.

    `action` is a word of ours such as `staff.invited`; `by` a user id, none for a command (kind `system`).
    `detail` may hold ids, roles, counts, field names: never a name, an address, a number or a text of a person.
    """
    actor_kind = kind or ("system" if by is None else "clerk")
    db.session.add(
        AuditEntry(
            at=at, actor_id=by, actor_kind=actor_kind, action=action,
            subject_type=subject_type, subject_id=str(subject_id), detail=detail or {},
        )
    )  # fmt: skip
