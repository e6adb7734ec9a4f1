"""`flask backup` and `flask restore`."""

import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

_PATH = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("path", type=_PATH)
@click.option("--verify", "only_verify", is_flag=True, help="Read an existing backup and check every part of it.")
@with_appcontext
def backup(path: Path, only_verify: bool) -> None:
    """Write database, attachments and the wrapped data key into one new file, while the service runs.

    The passphrase is read from MASA_BACKUP_PASSPHRASE_FILE or from standard input. Without it a backup is worthless.
    """
    from app.backup.errors import BackupError
    from app.backup.restoring import verify
    from app.backup.writing import back_up
    from app.clock import utc_now
    from app.keys import BadPassphrase

    passphrase = _passphrase(confirm=not only_verify)
    try:
        manifest = verify(path, passphrase) if only_verify else back_up(path, passphrase, utc_now())
    except (BackupError, BadPassphrase) as error:
        raise click.ClickException(str(error)) from None
    done = "is sound" if only_verify else "was written"
    size = path.stat().st_size / 2**20
    click.echo(f"{path} {done}: {len(manifest.members) - 1} attachments, {size:.1f} MiB in all, of {manifest.made_at}.")


@click.command()
@click.argument("path", type=_PATH)
@with_appcontext
def restore(path: Path) -> None:
    """Make this empty machine what the backup was; checks everything before it changes anything."""
    from app.backup.errors import BackupError
    from app.backup.restoring import restore as put_back
    from app.keys import BadPassphrase

    try:
        manifest = put_back(current_app._get_current_object(), path, _passphrase(confirm=False))  # type: ignore[attr-defined]
    except (BackupError, BadPassphrase) as error:
        raise click.ClickException(f"{error}; nothing was changed") from None
    click.echo(f"Restored as of {manifest.made_at}, {len(manifest.members) - 1} attachments. Now start the service.")


def _passphrase(confirm: bool) -> str:
    """From the setting, from a person at a terminal, or the first line of what is piped in."""
    given = str(current_app.config["MASA_BACKUP_PASSPHRASE"])
    if given:
        return given
    if sys.stdin.isatty():
        return str(click.prompt("Passphrase", hide_input=True, confirmation_prompt=confirm))
    return sys.stdin.readline().rstrip("\r\n")
