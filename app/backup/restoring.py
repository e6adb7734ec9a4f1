"""Putting a backup in place on an empty machine: first everything is checked, then everything is moved."""

import os
import shutil
import tempfile
from pathlib import Path

from flask import Flask

from app import schema
from app.backup import databases
from app.backup.archive import FILES, Archive, Manifest, opened
from app.backup.errors import BadArchive, CannotRestore
from app.prepare import run_command


def verify(path: Path, passphrase: str) -> Manifest:
    """Read the whole archive and check every part. Raises BadArchive, BadPassphrase."""
    with opened(path, passphrase) as archive:
        archive.check()
        return archive.manifest


def restore(app: Flask, path: Path, passphrase: str) -> Manifest:
    """Make this empty machine what the backup was. Raises CannotRestore, BadArchive, BadPassphrase: nothing changed."""
    instance: Path = app.config["MASA_INSTANCE"]
    with opened(path, passphrase) as archive:
        _need_fitting(app, archive)
        databases.need_empty()
        staging = Path(tempfile.mkdtemp(prefix=".restoring-", dir=instance))
        try:
            copy = _stage(archive, staging)
            _put_files(staging / "files", instance / "files")
            _put_key(instance, archive.data_keys, app)
            databases.put_in_place(copy)
            _sync(instance)
        except OSError as error:
            raise CannotRestore(f"the backup cannot be put in place ({error.strerror})") from error
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        with app.app_context():
            if not schema.is_current():
                run_command(app, "db", "upgrade")
        return archive.manifest


def _need_fitting(app: Flask, archive: Archive) -> None:
    """Refuse what this machine could not use, before anything is read or written."""
    manifest, instance = archive.manifest, app.config["MASA_INSTANCE"]
    if manifest.engine != databases.engine_name():
        raise CannotRestore(f"this backup is of {manifest.engine}; set DATABASE_URL to such a database")
    if not schema.is_known(manifest.revision):
        raise CannotRestore("this backup was made by a newer version; install that version first")
    own_key = app.config["MASA_DATA_KEY"]
    if own_key != archive.data_keys and own_key != _key_in(instance / "data.key"):
        raise CannotRestore("MASA_DATA_KEY is set to another key than the backup's; unset it")
    needed = sum(size for size, _sha256 in manifest.members.values())
    if shutil.disk_usage(instance).free < needed:
        raise CannotRestore(f"the disk has no room for {needed // 2**20 + 1} MiB")


def _stage(archive: Archive, staging: Path) -> Path:
    """Everything out of the archive, checked and synced, beside where it will stand."""
    (staging / "files").mkdir(mode=0o700)
    for name in archive.manifest.members:
        with open(staging / name, "xb", opener=_private) as target:
            archive.copy(name, target)
            target.flush()
            os.fsync(target.fileno())
    copy = staging / archive.manifest.database
    if archive.manifest.engine == "sqlite":
        databases.check_sqlite(copy, BadArchive)
        if databases.revision_of_sqlite(copy) != archive.manifest.revision:
            raise BadArchive("the database in the backup stands at another version than listed")
        lacking = {FILES + sha256 for sha256 in databases.hashes_in_sqlite(copy)} - archive.manifest.members.keys()
        if len(lacking) > archive.manifest.gone:
            raise BadArchive("the backup lacks attachments its database names")
    return copy


def _put_files(staged: Path, store: Path) -> None:
    for content in staged.iterdir():
        folder = store / content.name[:2]
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.replace(content, folder / content.name[2:])
        _sync(folder)


def _put_key(instance: Path, data_keys: str, app: Flask) -> None:
    """The key in place of the unused one that an empty machine made for itself."""
    if app.config["MASA_DATA_KEY"] == data_keys:
        return
    passing = instance / ".data.key.restored"
    with open(passing, "x", encoding="utf-8", opener=_private) as file:
        file.write(data_keys + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(passing, instance / "data.key")


def _key_in(path: Path) -> str:
    return path.read_text(encoding="utf-8").strip() if path.exists() else ""


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sync(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
