"""Where files are kept: under the hash of their content, outside everything a web server serves.

A file is complete and safe on disk before anything else learns of it: written under a passing name, synced, renamed,
its folder synced. What no record points to is swept away later, but never while it is young: its record may be on the
way.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import mmap
import os
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Protocol

from flask import Flask, current_app

from app.files.clean import cut_metadata
from app.files.errors import FileEmpty, FileMissing, FileNotAllowed, FileTooLarge, StoreFull, StoreUnavailable
from app.files.sniff import GROUPS, HEAD_BYTES, FileKind, sniff

STEP = 64 * 1024
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Stored:
    """What lies in the store now: hash and size are those of the cleaned content."""

    sha256: str
    size: int
    kind: FileKind
    path: Path


class FileStore(Protocol):
    """A place for files; a folder here, an object store when the town outgrows it."""

    def put(self, stream: BinaryIO, limit_bytes: int, accept: frozenset[str] = GROUPS) -> Stored:
        """Keep the file. Raises FileRefused by its reason, StoreUnavailable."""

    def open(self, sha256: str) -> BinaryIO:
        """The content, for reading. Raises FileMissing."""

    def delete(self, sha256: str) -> None:
        """Remove the content, if it is there; only for who knows that no record points to it."""

    def sweep(self, known: Callable[[set[str]], set[str]], now: datetime, older_than: timedelta) -> int:
        """Remove what is older and unknown; says how many. `known` gets hashes and answers which have a record."""


class FolderStore:
    """Files in a folder: the first two digits of the hash name a folder, the others the file."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._passing = root / "passing"

    def put(self, stream: BinaryIO, limit_bytes: int, accept: frozenset[str] = GROUPS) -> Stored:
        """Write, check, clean, hash, sync and name the file; whatever fails, nothing is left behind.

        `accept` names the groups of kinds taken (pdf, image, document). At most STEP bytes are in memory at once.
        """
        try:
            self._passing.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self._passing_file() as received:
                _receive(stream, received, limit_bytes)
                kind = _kind(received, accept)
                if not kind.is_image:
                    return self._keep(received, kind)
                with self._passing_file() as cleaned:
                    _clean(received, cleaned, kind)
                    return self._keep(cleaned, kind)
        except OSError as error:
            raise (StoreFull if error.errno in _FULL else StoreUnavailable) from error

    def open(self, sha256: str) -> BinaryIO:
        """The content, for reading. Raises FileMissing, StoreUnavailable."""
        try:
            return self._path(sha256).open("rb")
        except FileNotFoundError:
            raise FileMissing from None
        except OSError as error:
            raise StoreUnavailable from error

    def delete(self, sha256: str) -> None:
        """Remove the content, if it is there. Raises StoreUnavailable."""
        try:
            self._path(sha256).unlink(missing_ok=True)
        except OSError as error:
            raise StoreUnavailable from error

    def sweep(self, known: Callable[[set[str]], set[str]], now: datetime, older_than: timedelta) -> int:
        """Remove content no record points to and broken-off uploads, both only when older than `older_than`."""
        oldest = now.timestamp() - older_than.total_seconds()
        removed = sum(self._remove_if_old(path, oldest) for path in _files_in(self._passing))
        for digits in range(256):
            folder = self._root / f"{digits:02x}"
            found = {folder.name + path.name: path for path in _files_in(folder) if _changed_at(path) < oldest}
            orphans = found.keys() - known(set(found)) if found else set()
            removed += sum(self._remove_if_old(found[sha256], oldest) for sha256 in orphans)
        return removed

    def _path(self, sha256: str) -> Path:
        if not _HASH.fullmatch(sha256):
            raise FileMissing
        return self._root / sha256[:2] / sha256[2:]

    @contextlib.contextmanager
    def _passing_file(self) -> Iterator[BinaryIO]:
        """A file under a name that means nothing, gone afterwards unless it was renamed."""
        path = self._passing / secrets.token_hex(16)
        with open(path, "x+b", opener=_private) as file:
            try:
                yield file
            finally:
                path.unlink(missing_ok=True)

    def _keep(self, file: BinaryIO, kind: FileKind) -> Stored:
        """Give a passing file its lasting name, so that it survives a power cut from here on."""
        file.flush()
        os.fsync(file.fileno())
        sha256 = _hash(file)
        path = self._path(sha256)
        if not path.parent.is_dir():
            path.parent.mkdir(mode=0o700, exist_ok=True)
            _sync_folder(self._root)
        with self._renaming():
            os.replace(file.name, path)  # also over its equal: that makes it young again, and safe from the sweep
        _sync_folder(path.parent)
        return Stored(sha256, os.fstat(file.fileno()).st_size, kind, path)

    def _remove_if_old(self, path: Path, oldest: float) -> bool:
        with self._renaming():
            if _changed_at(path) >= oldest:
                return False
            path.unlink(missing_ok=True)
            return True

    @contextlib.contextmanager
    def _renaming(self) -> Iterator[None]:
        """Across processes: nothing takes its lasting name between the sweep's look at a file and its removal."""
        with open(self._root / ".lock", "a", opener=_private) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _receive(stream: BinaryIO, received: BinaryIO, limit_bytes: int) -> None:
    size = 0
    while step := stream.read(STEP):
        size += len(step)
        if size > limit_bytes:
            raise FileTooLarge(limit_bytes)
        received.write(step)
    if not size:
        raise FileEmpty
    received.flush()


def _kind(received: BinaryIO, accept: frozenset[str]) -> FileKind:
    received.seek(0)
    kind = sniff(received.read(HEAD_BYTES), Path(received.name))
    if kind is None or kind.group not in accept:
        raise FileNotAllowed(", ".join(kind.label for kind in FileKind if kind.group in accept))
    return kind


def _clean(received: BinaryIO, cleaned: BinaryIO, kind: FileKind) -> None:
    with mmap.mmap(received.fileno(), 0, access=mmap.ACCESS_READ) as picture:  # pages of the file, not our memory
        for piece in cut_metadata(picture, kind):
            if isinstance(piece, bytes):
                cleaned.write(piece)
                continue
            for at in range(piece[0], piece[1], STEP):
                cleaned.write(picture[at : min(at + STEP, piece[1])])


def _hash(file: BinaryIO) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while step := file.read(STEP):
        digest.update(step)
    return digest.hexdigest()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sync_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _files_in(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if path.is_file()]
    except FileNotFoundError:
        return []


def _changed_at(path: Path) -> float:
    """When the file was last written; a file gone meanwhile counts as young."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")


def init_files(app: Flask) -> None:
    """Give the app its file store, in the instance folder; nothing is made before the first file."""
    app.extensions["file_store"] = FolderStore(Path(app.instance_path) / "files")


def file_store() -> FileStore:
    """The file store of the running app."""
    store: FileStore = current_app.extensions["file_store"]
    return store
