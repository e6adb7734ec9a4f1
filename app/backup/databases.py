"""Copying the database out while it is used, and putting a copy in place."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError

from app.backup.errors import BadArchive, CannotBackUp, CannotRestore
from app.extensions import db

# Where any of these has a row, somebody has begun to work.
_WORK = ("cases", "draft", "staff_user", "survey_response", "stored_file")


def engine_name() -> str:
    """`sqlite` or `postgresql`."""
    return db.engine.dialect.name


def copy_out(target: Path) -> None:
    """A consistent copy of the database as it is at one moment; writers go on. Raises CannotBackUp."""
    if engine_name() == "postgresql":
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
        return
    # SQLite's own backup over a connection of its own: one reading transaction, which in WAL mode stops no writer.
    with closing(sqlite3.connect(sqlite_path())) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE").fetchall()  # one file, without a log beside it
    check_sqlite(target, CannotBackUp)


def check_sqlite(path: Path, error: type[Exception]) -> None:
    """Raise `error` unless SQLite finds the file sound."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            found = connection.execute("PRAGMA quick_check").fetchone()
    except sqlite3.DatabaseError:
        found = ("unreadable",)
    if found != ("ok",):
        raise error("the database is damaged; SQLite's quick_check fails")


def revision_of_sqlite(path: Path) -> str:
    """The migration a database file stands at. Raises BadArchive."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    except (sqlite3.DatabaseError, TypeError) as error:
        raise BadArchive("the database in the backup is not one of ours") from error


def hashes_in_sqlite(path: Path) -> list[str]:
    """The contents that a copy's records point to."""
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute(_HASHES)]


def hashes_in_use() -> list[str]:
    """The same of the live database."""
    try:
        return list(db.session.scalars(text(_HASHES)))
    finally:
        db.session.rollback()


_HASHES = "SELECT DISTINCT sha256 FROM stored_file WHERE removed_at IS NULL ORDER BY sha256"


def need_empty() -> None:
    """Raise CannotRestore where somebody has begun to work, or is running the service."""
    for table in _WORK:
        try:
            is_used = db.session.execute(text(f"SELECT 1 FROM {table} LIMIT 1")).first()  # noqa: S608  # our own names
        except DBAPIError:
            is_used = None  # there is no such table yet
        finally:
            db.session.rollback()
        if is_used:
            raise CannotRestore("there is a database with contents here; a backup is only restored on an empty machine")
    db.session.remove()
    db.engine.dispose()
    if engine_name() == "sqlite" and sqlite_path().exists():
        with closing(sqlite3.connect(sqlite_path())) as connection:
            try:
                mode = connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
            except sqlite3.OperationalError:
                mode = "in use"
        if mode != "delete":
            raise CannotRestore("the service is running on this database; stop it first")


def put_in_place(copy: Path) -> None:
    """Make the checked copy the database. Raises CannotRestore."""
    if engine_name() == "sqlite":
        path = sqlite_path()
        for beside in ("-wal", "-shm"):
            path.with_name(path.name + beside).unlink(missing_ok=True)
        os.replace(copy, path)
        return
    with db.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    db.engine.dispose()
    _run("pg_restore", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error",
         f"--dbname={make_url(str(db.engine.url)).database}", str(copy), error=CannotRestore)  # fmt: skip


def sqlite_path() -> Path:
    """Where the database file lies."""
    return Path(db.engine.url.database or "")


def _run(program: str, *arguments: str, error: type[Exception] = CannotBackUp) -> None:
    """Run one of PostgreSQL's own programs; the password goes by environment, where no other user reads it."""
    found = shutil.which(program) or next(iter(_installed(program)), None)
    if found is None:
        raise error(f"{program} is missing; install PostgreSQL's client programs (apt install postgresql-client)")
    url = db.engine.url
    # A socket's folder stands behind the question mark: postgresql://user@/name?host=/var/run/postgresql
    known = {"PGHOST": url.host or url.query.get("host"), "PGPORT": url.port or url.query.get("port"),
             "PGUSER": url.username, "PGPASSWORD": url.password, "PGDATABASE": url.database}  # fmt: skip
    settings = {name: str(value) for name, value in known.items() if value}
    done = subprocess.run([found, *arguments], env={**os.environ, **settings}, capture_output=True, check=False)
    if done.returncode:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise error(f"{program} failed: {last[0][:200] if last else done.returncode}")


def _installed(program: str) -> Sequence[str]:
    """Debian keeps them out of PATH, by version; the newest understands all older ones."""
    found = Path("/usr/lib/postgresql").glob(f"*/bin/{program}")
    return sorted((str(path) for path in found), reverse=True)
