"""Taking a file in, and letting it go. The caller commits: a record and what it belongs to are one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from app.extensions import db
from app.files.errors import TooManyFiles, TooMuchTogether
from app.files.models import Purpose, StoredFile
from app.files.names import safe_name
from app.files.queries import Owner, files_of
from app.files.sniff import GROUPS
from app.files.store import FileStore, Stored

MIB = 2**20


@dataclass(frozen=True)
class Limits:
    """What a citizen may send: sizes in bytes, counts of files; a field's own limits apply inside the general ones."""

    file_bytes: int
    owner_bytes: int
    owner_files: int
    field_files: int | None = None
    accept: frozenset[str] = GROUPS

    def for_field(self, max_mib: int | None, max_files: int | None, accept: frozenset[str] | None) -> Limits:
        """The same limits, narrowed by those of a form field."""
        return Limits(
            file_bytes=min(self.file_bytes, max_mib * MIB) if max_mib else self.file_bytes,
            owner_bytes=self.owner_bytes,
            owner_files=self.owner_files,
            field_files=max_files,
            accept=accept or self.accept,
        )


def receive(store: FileStore, stream: BinaryIO, limits: Limits) -> Stored:
    """Bring a file safely to disk. Touches no database: call it before the transaction, it takes as long as the disk.

    Raises FileRefused by its reason, StoreUnavailable.
    """
    return store.put(stream, limits.file_bytes, limits.accept)


def attach(
    stored: Stored,
    filename: str,
    owner: Owner,
    limits: Limits,
    *,
    field_key: str | None,
    purpose: Purpose,
    uploaded_by: str,
    now: datetime,
) -> StoredFile:
    """Record a received file for its owner (flushed, not committed). The same content in the same field stays one file.

    The caller holds the owner's row locked: two files at once would each find room for one.
    Raises TooManyFiles, TooMuchTogether; the content is then swept away as an orphan.
    """
    for file in files_of(owner):
        if (file.sha256, file.field_key, file.purpose) == (stored.sha256, field_key, purpose.value):
            return file  # a double tap, or a retry on a slow link
    _check_room(stored, owner, limits, field_key)
    file = StoredFile(
        sha256=stored.sha256,
        size=stored.size,
        media_type=stored.kind.media_type,
        name=safe_name(filename, stored.kind),
        purpose=purpose.value,
        case_id=owner.case_id,
        draft_id=owner.draft_id,
        field_key=field_key,
        uploaded_by=uploaded_by,
        created_at=now,
    )
    db.session.add(file)
    db.session.flush()
    return file


def _check_room(stored: Stored, owner: Owner, limits: Limits, field_key: str | None) -> None:
    files = files_of(owner)
    in_field = sum(file.field_key == field_key for file in files)
    if limits.field_files is not None and in_field >= limits.field_files:
        raise TooManyFiles(limits.field_files)
    if len(files) >= limits.owner_files:
        raise TooManyFiles(limits.owner_files)
    if sum(file.size for file in files) + stored.size > limits.owner_bytes:
        raise TooMuchTogether(limits.owner_bytes)


def remove_files_of(owner: Owner, now: datetime) -> int:
    """Take all files from an owner, as when a draft is erased; says how many. Flushed, not committed."""
    files = files_of(owner)
    for file in files:
        file.remove(now)
    db.session.flush()
    return len(files)
