"""`flask --app wsgi survey …`: the counts beside the answers, verified and rebuilt."""

from pathlib import Path

import click
from flask.cli import AppGroup

survey_cli = AppGroup("survey", help="The citizens' survey.")
counts_cli = AppGroup("counts", help="The figures kept beside the answers.")
survey_cli.add_command(counts_cli)


@survey_cli.command("import")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_file(file: Path | None) -> None:
    """Take in a questionnaire, ours when no FILE is named. Doing it twice changes nothing."""
    from app.clock import utc_now
    from app.survey.actions import import_questionnaire
    from app.survey.definition import SHIPPED, definition_in
    from app.survey.errors import BadQuestionnaire

    path = file or SHIPPED
    try:
        is_new = import_questionnaire(definition_in(path), utc_now())
    except BadQuestionnaire as error:
        raise click.ClickException("\n".join(f"{path.name}: {fault}" for fault in error.faults)) from None
    click.echo("The questionnaire was taken in." if is_new else "Nothing is new.")


@counts_cli.command()
def verify() -> None:
    """Count over all answers and name every kept figure that differs."""
    from app.survey.counts import verify_counts

    wrong = verify_counts()
    for (service, wave, moment, item, score), held, true in wrong:
        click.echo(f"service {service}, wave {wave}, {moment}, {item}, {score}: kept {held}, true {true}")
    if wrong:
        raise click.ClickException(f"{len(wrong)} figures differ; run `survey counts rebuild`.")
    click.echo("All figures are true.")


@counts_cli.command()
def rebuild() -> None:
    """Count over all answers and put the true figures in place."""
    from app.survey.counts import rebuild_counts

    click.echo(f"{rebuild_counts()} figures counted.")
