"""Making a backup while the service runs."""

import hashlib
import io
import os
import secrets
import tarfile
from datetime import datetime
from pathlib import Path

from flask import current_app

from app import schema
from app.backup import databases
from app.backup.archive import DATABASES, FILES, KEY, MANIFEST, MARK, STEP, Manifest, mark_of
from app.backup.errors import CannotBackUp
from app.files.errors import FileMissing
from app.files.store import file_store
from app.keys import passphrase_wrap


def back_up(path: Path, passphrase: str, now: datetime) -> Manifest:
    """Write the archive to `path`, which must not exist yet; it appears whole or not at all.

    The database is copied first and the contents it points to after it: they never change, and one that is swept away
    meanwhile belonged to a record removed meanwhile. Raises CannotBackUp, BadPassphrase.
    """
    if path.exists():
        raise CannotBackUp(f"{path} exists already; a backup never replaces another file")
    wrapped = passphrase_wrap(_data_keys().encode(), passphrase)
    passing = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    copy = passing.with_name(passing.name + ".database")
    try:
        databases.copy_out(copy)
        os.chmod(copy, 0o600)
        manifest = _write(passing, copy, wrapped, now)
        os.replace(passing, path)
        _sync_folder(path.parent)
    except OSError as error:
        raise CannotBackUp(f"the backup could not be written ({error.strerror or type(error).__name__})") from error
    finally:
        for left_over in (passing, copy, copy.with_name(copy.name + "-journal")):
            left_over.unlink(missing_ok=True)
    return manifest


def _write(passing: Path, copy: Path, wrapped: bytes, now: datetime) -> Manifest:
    engine = databases.engine_name()
    with (
        open(passing, "xb", opener=_private) as raw,
        tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        members = {DATABASES[engine]: _add_file(tar, DATABASES[engine], copy)}
        copied = databases.hashes_in_sqlite(copy) if engine == "sqlite" else databases.hashes_in_use()
        gone = 0
        for sha256 in copied:
            try:
                members[FILES + sha256] = _add_content(tar, sha256)
            except FileMissing:
                gone += 1
                if sha256 in databases.hashes_in_use():
                    raise CannotBackUp(f"the attachment {sha256} is missing from the store") from None
        manifest = Manifest(engine, _revision(copy, engine), now.isoformat(), members, gone)
        text = manifest.as_bytes()
        for name, content in ((KEY, wrapped), (MANIFEST, text), (MARK, mark_of(text, _data_keys()).encode())):
            _add_bytes(tar, name, content)
        tar.close()
        raw.flush()
        os.fsync(raw.fileno())
    return manifest


def _revision(copy: Path, engine: str) -> str:
    return databases.revision_of_sqlite(copy) if engine == "sqlite" else schema.found_revision() or ""


def _data_keys() -> str:
    return str(current_app.config["MASA_DATA_KEY"])


def _add_file(tar: tarfile.TarFile, name: str, path: Path) -> tuple[int, str]:
    digest = hashlib.sha256()
    with path.open("rb") as content:
        while step := content.read(STEP):
            digest.update(step)
        content.seek(0)
        tar.addfile(_member(name, path.stat().st_size), content)
    return path.stat().st_size, digest.hexdigest()


def _add_content(tar: tarfile.TarFile, sha256: str) -> tuple[int, str]:
    """An attachment, which is named by its hash; one that rots in the store is found here, not at the restore."""
    digest = hashlib.sha256()
    with file_store().open(sha256) as content:
        while step := content.read(STEP):
            digest.update(step)
        size = content.tell()
        if digest.hexdigest() != sha256:
            raise CannotBackUp(f"the attachment {sha256} is damaged in the store")
        content.seek(0)
        tar.addfile(_member(FILES + sha256, size), content)
    return size, sha256


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    tar.addfile(_member(name, len(content)), io.BytesIO(content))


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sync_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
