"""The commands of `flask --app wsgi …`, each loaded when it is called: the web never carries what a command needs."""

import json
import sys
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from app import named
from app.config import ROOT

# Every capability adds its own group or command: its name, and where click finds it.
COMMANDS: dict[str, str] = {
    "backup": "app.backup.cli:backup",
    "catalogue": "app.catalogue.cli:catalogue",
    "check": "app.cli:check",
    "counts": "app.cases.cli:counts_group",
    "demo": "app.demo.cli:demo",
    "prepare": "app.cli:prepare",
    "restore": "app.backup.cli:restore",
    "staff": "app.accounts.cli:staff",
    "survey": "app.survey.commands:survey_cli",
    "worker": "app.cli:worker",
}


class LazyCommands(AppGroup):
    """A group that imports a command only when somebody asks for it."""

    def __init__(self, app: Flask) -> None:
        super().__init__(name=app.name)
        self._app = app

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, sorted."""
        return sorted({"db", *COMMANDS, *super().list_commands(ctx)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        if cmd_name == "db":
            return migration_commands(self._app)
        if cmd_name in COMMANDS:
            command: click.Command = named(COMMANDS[cmd_name])
            return command
        return super().get_command(ctx, cmd_name)


def migration_commands(app: Flask) -> click.Group:
    """Flask-Migrate's `db`, bound to the app only now: it costs 100 ms and 6 MB."""
    from flask_migrate import Migrate
    from flask_migrate.cli import db as group

    from app.extensions import db

    Migrate(app, db, directory=str(ROOT / "app" / "migrations"), render_as_batch=True, compare_type=True)
    return group


def init_app(app: Flask) -> None:
    """Give the app our commands."""
    app.cli = LazyCommands(app)


def fail(message: str) -> None:
    """End a command with one clear line and a non-zero exit. Raises click.ClickException."""
    raise click.ClickException(message)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@with_appcontext
def check(as_json: bool) -> None:
    """Look at settings, keys, database, schema, catalogue and disk, and say everything that is wrong."""
    from app.checkup import findings

    found = findings(current_app)
    faulty = any(finding.is_fault for finding in found)
    if as_json:
        lines: list[dict[str, Any]] = [finding.as_dict() for finding in found]
        click.echo(json.dumps({"ok": not faulty, "findings": lines}, ensure_ascii=False))
    else:
        for finding in found:
            click.echo(f"{'FAULT' if finding.is_fault else 'note '}  {finding.text}")
        click.echo("Something must be mended." if faulty else "All is well.")
    sys.exit(1 if faulty else 0)


@click.command()
@with_appcontext
def prepare() -> None:
    """Everything before a start: migrate, fill an empty catalogue, compile translations, build static files."""
    from app import prepare as preparation

    preparation.prepare(current_app._get_current_object())  # type: ignore[attr-defined]


@click.command()
@with_appcontext
def worker() -> None:
    """Do the periodic work until told to end."""
    from app import worker as work

    work.run(current_app._get_current_object())  # type: ignore[attr-defined]
