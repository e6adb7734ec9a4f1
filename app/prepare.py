"""What must be done before the first request, each step only when something changed."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from app import schema
from app.config import ROOT


def prepare(app: Flask) -> None:
    """Migrate, fill an empty catalogue, compile translations. Two starts at once do it one after the other.

    Static files need no step here: making an app builds them.
    """
    with _one_at_a_time(app.config["MASA_INSTANCE"]), app.app_context():
        compile_translations(ROOT / "translations")
        if not schema.is_current():
            _migrate(app)
        _refuse_foreign_key()
        if _is_empty("service"):
            run_command(app, "catalogue", "import", str(ROOT / "app" / "catalogue" / "data"))
        if _is_empty("questionnaire_version"):
            run_command(app, "survey", "import")


def compile_translations(folder: Path) -> int:
    """Compile each catalogue of texts that is newer than its compiled form; how many there were."""
    compiled = 0
    for source in folder.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po

        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parent.parent.name)
        draft = target.with_name(f".{target.name}.{os.getpid()}")
        with draft.open("wb") as file:
            write_mo(file, catalogue)
        draft.replace(target)
        compiled += 1
    return compiled


def run_command(app: Flask, *arguments: str) -> None:
    """Run one of our commands inside this process. Raises click.ClickException, or SystemExit when it ends itself."""
    from flask.cli import ScriptInfo

    app.cli.main(args=list(arguments), obj=ScriptInfo(create_app=lambda: app), standalone_mode=False, prog_name="flask")


def _refuse_foreign_key() -> None:
    """Without its key nothing that citizens wrote can be read, and what came in now would be sealed with another.

    Raises click.ClickException.
    """
    import click

    from app.sealed import missing_keys

    missing = missing_keys()
    if missing:
        raise click.ClickException(
            f"the data key does not fit the database: {', '.join(sorted(missing))} is missing. Put back the data.key "
            "that belongs to this database (it is in every backup), or give it in MASA_DATA_KEY as new,old"
        )


def _migrate(app: Flask) -> None:
    from flask_migrate import upgrade

    from app.cli import migration_commands

    migration_commands(app)
    upgrade()


def _is_empty(table: str) -> bool:
    from app.extensions import db

    with db.engine.connect() as connection:
        return connection.execute(text(f"SELECT 1 FROM {table} LIMIT 1")).first() is None  # noqa: S608  # our own names


@contextmanager
def _one_at_a_time(instance: Path) -> Iterator[None]:
    with (instance / ".prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
