"""`flask catalogue import|export|check FILE`."""

from pathlib import Path

import click
from flask.cli import AppGroup

from app.catalogue.actions import export_catalogue, import_catalogue, import_notice
from app.catalogue.checker import checked
from app.catalogue.definitions import SHIPPED, CatalogueFaults, dump, parse
from app.catalogue.summary import law_clock_of
from app.clock import utc_now

catalogue = AppGroup("catalogue", help="Take the town's services in, give them out, or only look at a file.")
NOTICE = SHIPPED / "privacy-notice.yaml"
_FILE = click.argument("file", type=click.Path(path_type=Path))


@catalogue.command("import")
@_FILE
def import_(file: Path) -> None:
    """Bring the database to FILE (or a folder of files); nothing changes when it has a fault."""
    data, now = _loaded(file), utc_now()
    import_notice(parse(NOTICE.read_bytes()), now)
    done = import_catalogue(data, now)
    click.echo("Services: {added} added, {changed} changed, {retired} retired.".format(**done))


@catalogue.command("export")
@_FILE
def export(file: Path) -> None:
    """Write the catalogue as it stands to FILE; importing it again changes nothing."""
    try:
        file.write_text(dump(export_catalogue()), encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error.strerror}") from error
    click.echo(f"Written to {file}.")


@catalogue.command("check")
@_FILE
def check_(file: Path) -> None:
    """Look at FILE without touching the database, and print which law clock each service runs on."""
    data = _loaded(file)
    for service in data["services"]:
        click.echo(f"{service['code']}  {law_clock_of(service)}")
    click.echo(f"{len(data['services'])} services, no fault.")


def _loaded(file: Path) -> dict:
    try:
        return checked(file)
    except CatalogueFaults as faults:
        for fault in faults.faults:
            click.echo(str(fault), err=True)
        raise click.ClickException(f"{file} has {len(faults.faults)} faults; nothing was changed.") from faults
