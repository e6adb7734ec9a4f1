"""What `flask --app wsgi check` looks at. A fault stops a town from keeping its promise; a note is worth knowing."""

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app import heartbeat, schema
from app.clock import utc_now
from app.config import is_loopback, public_host
from app.database import reads_only, writes
from app.extensions import db
from app.keys import keys
from app.sealed import missing_keys
from app.web.health import LEAST_FREE_BYTES


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    text: str
    is_fault: bool = False

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        return asdict(self)


def findings(app: Flask) -> list[Finding]:
    """Everything, in reading order. What cannot be looked at is itself a fault."""
    found: list[Finding] = []
    reads_only()  # looking must not hold the write lock, from the town's work or from itself
    for look in LOOKS:
        try:
            found.extend(look(app))
        except (SQLAlchemyError, OSError) as error:
            db.session.rollback()
            found.append(Finding(f"{look.__name__.strip('_')}: cannot be looked at ({type(error).__name__})", True))
    writes()  # ends the reading transaction, too
    return found


def _settings(app: Flask) -> Iterator[Finding]:
    url = app.config["MASA_PUBLIC_URL"]
    yield Finding(f"public address: {url}")
    if is_loopback(public_host(url)):
        yield Finding("MASA_PUBLIC_URL is this machine itself: QR codes and links lead nowhere for citizens")
    elif not url.startswith("https://"):
        yield Finding("MASA_PUBLIC_URL is not https: cookies and answers travel open", True)
    elif app.config["MASA_TRUSTED_PROXIES"] == 0:
        yield Finding("MASA_TRUSTED_PROXIES is 0 behind a proxy: every citizen would share one address", True)
    if app.config["MASA_PRACTICE"]:
        yield Finding("this is a training room: nothing is sent")


def _key_files(app: Flask) -> Iterator[Finding]:
    instance: Path = app.config["MASA_INSTANCE"]
    for name in ("secret.key", "data.key"):
        path = instance / name
        if path.exists():
            mode = stat.S_IMODE(path.stat().st_mode)
            yield Finding(f"{name}: mode {mode:o}, should be 600", mode & 0o077 != 0)
    yield Finding(f"instance folder: {instance}")
    if not os.access(instance, os.W_OK):
        yield Finding("the instance folder cannot be written", True)


def _sealed(app: Flask) -> Iterator[Finding]:
    missing = missing_keys()
    yield Finding(f"data key {keys().key_id}, newest of {len(keys().key_ids)}")
    if missing:
        names = ", ".join(sorted(missing))
        yield Finding(f"the key {names} that sealed what citizens wrote is missing: put its data.key back", True)


def _disk(app: Flask) -> Iterator[Finding]:
    free = shutil.disk_usage(app.config["MASA_INSTANCE"]).free
    yield Finding(f"free disk space: {free // 1024**2} MiB", free < LEAST_FREE_BYTES)


def _database(app: Flask) -> Iterator[Finding]:
    yield from _sqlite() if db.engine.dialect.name == "sqlite" else _postgresql()
    found, wanted = schema.found_revision(), schema.wanted_revision()
    yield Finding(f"schema: {found}, this code wants {wanted}; `db upgrade` brings it there", found != wanted)


def _sqlite() -> Iterator[Finding]:
    version = db.session.execute(text("SELECT sqlite_version()")).scalar()
    options = {row[0] for row in db.session.execute(text("PRAGMA compile_options"))}
    yield Finding(f"SQLite {version}")
    yield Finding("SQLite's full-text search (FTS5)", "ENABLE_FTS5" not in options)
    settings = {name: db.session.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous")}
    yield Finding(f"journal_mode {settings['journal_mode']}, synchronous {settings['synchronous']} (wal, 2)",
                  settings != {"journal_mode": "wal", "synchronous": 2})
    damage = db.session.execute(text("PRAGMA quick_check(1)")).scalar()
    yield Finding(f"quick check of the file: {damage}", damage != "ok")


def _postgresql() -> Iterator[Finding]:
    yield Finding(f"PostgreSQL {db.session.execute(text('SHOW server_version')).scalar()}")
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        value = db.session.execute(text(f"SHOW {name}")).scalar()
        yield Finding(f"PostgreSQL {name}: {value}; off loses acknowledged applications", value == "off")


def _catalogue(app: Flask) -> Iterator[Finding]:
    count = db.session.execute(text("SELECT count(*) FROM service")).scalar() or 0
    yield Finding(f"services in the catalogue: {count}", count == 0)


def _worker(app: Flask) -> Iterator[Finding]:
    last = heartbeat.last_beat(app.config["MASA_INSTANCE"])
    silent = heartbeat.is_silent(app.config["MASA_INSTANCE"], utc_now())
    seen = last.isoformat() if last else "never"
    yield Finding(f"worker: last sign of life {seen}" + (" (is it running?)" if silent else ""))


LOOKS: tuple[Callable[[Flask], Iterator[Finding]], ...] = (
    _settings,
    _key_files,
    _disk,
    _database,
    _sealed,
    _catalogue,
    _worker,
)
