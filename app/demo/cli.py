"""`flask demo`: a believable year in an empty database."""

from time import monotonic

import click
from flask.cli import with_appcontext

_MOST = 1_000_000
_TOLD_EVERY = 50_000


@click.command()
@click.option("--cases", required=True, type=click.IntRange(1, _MOST), help="how many")
@click.option("--seed", default=1, show_default=True, help="the same seed gives the same cases on the same day")
@with_appcontext
def demo(cases: int, seed: int) -> None:
    """Fill an empty database with believable cases of the last twelve months; prints sign-ins with new passwords."""
    from app.accounts.errors import EmailTaken
    from app.clock import utc_now
    from app.demo.build import fill, is_taken

    if is_taken():
        raise click.ClickException("this database holds cases already; a demonstration needs an empty one")
    started = monotonic()
    try:
        staff = fill(cases, seed, utc_now(), _tell)
    except EmailTaken:
        raise click.ClickException("this database holds accounts of an earlier demonstration") from None
    click.echo(f"{cases} cases in {monotonic() - started:.1f} s. Sign in at /giris; these passwords are shown once:")
    for one in staff.sign_ins:
        click.echo(f"  {'+'.join(one.roles):<18} {one.department_id:<8} {one.email:<24} {one.password}")


def _tell(done: int) -> None:
    if done % _TOLD_EVERY == 0:
        click.echo(f"{done} cases …", err=True)
