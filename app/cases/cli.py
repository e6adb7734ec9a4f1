"""`flask counts verify|rebuild`: the figures kept beside the cases."""

import click
from flask.cli import AppGroup

from app.cases import counts

counts_group = AppGroup("counts", help="The queue's figures, kept with every event: compare them, or count anew.")


@counts_group.command("verify")
def verify() -> None:
    """Compare the kept figures with a count over all cases; fails on any difference."""
    differences = counts.differences()
    for (department, clerk, status), kept, true in differences:
        click.echo(f"{department} clerk {clerk} {status}: kept {kept}, true {true}", err=True)
    if differences:
        raise click.ClickException(f"{len(differences)} figures are wrong; `counts rebuild` mends them.")
    click.echo("Every figure is right.")


@counts_group.command("rebuild")
def rebuild() -> None:
    """Count anew."""
    counts.rebuild()
    click.echo("Counted anew.")
