"""Applications being filled in: kept sealed on the server, found only by the browser that started them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, delete, or_, select

from app.cases.models import Draft
from app.catalogue.queries import Listed
from app.extensions import db
from app.files.actions import remove_files_of
from app.files.queries import Owner
from app.keys import keys, new_token, token_hash

_PURPOSE = "draft"

Typed = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class DraftTimes:
    """After how long an untouched draft locks, and how long after that it is erased."""

    idle: timedelta
    erase: timedelta
    own_device: timedelta

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any]) -> "DraftTimes":
        """The town's times."""
        return cls(
            idle=timedelta(minutes=settings["MASA_DRAFT_IDLE_MINUTES"]),
            erase=timedelta(hours=settings["MASA_DRAFT_ERASE_HOURS"]),
            own_device=timedelta(days=settings["MASA_DRAFT_DEVICE_DAYS"]),
        )

    def is_locked(self, draft: Draft, now: datetime) -> bool:
        """Whether it must not show its answers unasked; a clock set back never locks."""
        return now - draft.touched_at > (self.own_device if draft.is_own_device else self.idle)

    def is_over(self, draft: Draft, now: datetime) -> bool:
        """Whether it is to be erased."""
        kept = self.own_device if draft.is_own_device else self.idle + self.erase
        return now - draft.touched_at > kept


def draft_in(browser: Sequence[str], service_id: int) -> Draft | None:
    """The newest draft this browser has for a service, sent or not; `browser` is every token it holds."""
    return db.session.scalars(_NEWEST, _wanted(browser, service_id)).first() if browser else None


def draft_to_change(browser: Sequence[str], service_id: int) -> Draft | None:
    """The same as it stands now, locked until commit: a second tab or tap waits its turn."""
    return db.session.scalars(_NEWEST_LOCKED, _wanted(browser, service_id)).first() if browser else None


# Built once: they are asked with every step of every form.
_NEWEST = (
    select(Draft)
    .where(
        Draft.browser_hash.in_(bindparam("hashes", expanding=True)), Draft.service_id == bindparam("wanted_service")
    )
    .order_by(Draft.id.desc())
    .limit(1)
)
_NEWEST_LOCKED = _NEWEST.with_for_update().execution_options(populate_existing=True)


def _wanted(browser: Sequence[str], service_id: int) -> dict[str, object]:
    return {"hashes": [token_hash(token) for token in browser], "wanted_service": service_id}


def start_draft(
    token: str,
    listed: Listed,
    notice_version_id: int | None,
    is_own_device: bool,
    now: datetime,
    instead_of: Draft | None = None,
) -> Draft:
    """A new draft, found by a token of its own: whoever used the browser before knows none that opens it. Commits."""
    if instead_of is not None:
        _erase(instead_of, now)
    draft = Draft(
        browser_hash=token_hash(token),
        service_id=listed.id,
        service_version_id=listed.version_id,
        form_version_id=listed.form_id,
        notice_version_id=notice_version_id,
        submission_token=new_token(),
        is_own_device=is_own_device,
        created_at=now,
        touched_at=now,
    )
    db.session.add(draft)
    db.session.commit()
    return draft


def typed_of(draft: Draft) -> dict[str, list[str]]:
    """What was typed so far, by input name."""
    return json.loads(keys().open(draft.sealed_typed, _PURPOSE)) if draft.sealed_typed else {}


def keep_typed(draft: Draft, typed: Typed, now: datetime) -> None:
    """Seal what was typed; the caller commits."""
    # Lone surrogates cannot be stored as UTF-8; nobody types them.
    text = json.dumps({name: list(values) for name, values in typed.items()}, ensure_ascii=False)
    draft.sealed_typed = keys().seal(text.encode("utf-8", "replace"), _PURPOSE)
    draft.touched_at = now


def erase_draft(draft: Draft, now: datetime) -> None:
    """Forget it with its files; commits."""
    _erase(draft, now)
    db.session.commit()


def erase_drafts_in(browser: Sequence[str], now: datetime) -> None:
    """Forget every draft of this browser; commits."""
    hashes = [token_hash(token) for token in browser]
    for draft in db.session.scalars(select(Draft).where(Draft.browser_hash.in_(hashes))):
        _erase(draft, now)
    db.session.commit()


def erase_old_drafts(times: DraftTimes, now: datetime, most: int = 200) -> int:
    """Forget drafts whose time is over, some at a time; commits. Returns how many."""
    over = or_(
        and_(Draft.is_own_device, Draft.touched_at < now - times.own_device),
        and_(Draft.is_own_device.is_(False), Draft.touched_at < now - times.idle - times.erase),
    )
    drafts = list(db.session.scalars(select(Draft).where(over).limit(most)))
    for draft in drafts:
        _erase(draft, now)
    db.session.commit()
    return len(drafts)


def _erase(draft: Draft, now: datetime) -> None:
    remove_files_of(Owner(draft_id=draft.id), now)
    db.session.execute(delete(Draft).where(Draft.id == draft.id))
    db.session.expunge(draft)
