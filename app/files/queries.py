"""Which files there are."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.extensions import db
from app.files.models import StoredFile


@dataclass(frozen=True)
class Owner:
    """Who a file belongs to: a draft or a case, never both."""

    draft_id: int | None = None
    case_id: int | None = None

    def __post_init__(self) -> None:
        if (self.draft_id is None) == (self.case_id is None):
            raise ValueError("a file belongs to a draft or to a case")


def files_of(owner: Owner) -> list[StoredFile]:
    """The files an owner has now, oldest first."""
    belongs = (
        StoredFile.draft_id == owner.draft_id if owner.draft_id is not None else StoredFile.case_id == owner.case_id
    )
    return list(
        db.session.scalars(select(StoredFile).where(belongs, StoredFile.removed_at.is_(None)).order_by(StoredFile.id))
    )


def known_hashes(hashes: set[str]) -> set[str]:
    """Which of these contents still have a record: what the sweep asks."""
    live = select(StoredFile.sha256).where(StoredFile.sha256.in_(hashes), StoredFile.removed_at.is_(None))
    return set(db.session.scalars(live.distinct()))
