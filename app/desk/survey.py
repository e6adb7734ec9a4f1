"""The survey on the desk: the table, the sheet to print, and the typing-in of sheets."""

from itertools import groupby

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, format_decimal
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.rights import Action, may, visible_departments
from app.catalogue.queries import departments, listed_services
from app.clock import local_date, utc_now
from app.survey.actions import Sheet, take_back_sheet, type_sheet
from app.survey.errors import NoQuestionnaire
from app.survey.models import Wave
from app.survey.queries import BEFORE, RUNNING, all_waves, pile, questionnaire_of, wave_named
from app.survey.questionnaire import Moment
from app.survey.reading import ResponseReading, Typed, letter_of
from app.survey.sheets import Heading, read_heading, read_sheet
from app.survey.table import answered_moments, survey_table
from app.web.guards import clerk_required, staff_required
from app.web.htmx import render
from app.web.locale import LOCALES

bp = Blueprint("desk_survey", __name__, url_prefix="/desk/survey")


@bp.get("")
@staff_required
def table() -> ResponseReturnValue:
    """What citizens said, by service: one wave and one moment at a time."""
    if not may(current_user, Action.SEE_SURVEY):
        abort(404)
    waves = {wave.key: wave for wave in all_waves()}
    wave = waves.get(request.args.get("wave", RUNNING)) or waves.get(RUNNING)
    if wave is None:
        raise NoQuestionnaire("no wave was laid out")
    moment = _moment(wave)
    names = {department.id: department.name for department in departments()}
    department = request.args.get("department") or None
    department = department if department in names else None
    return render(
        "desk/survey.html",
        "desk/_survey_table.html",
        table=survey_table(wave, moment, department, visible_departments(current_user)),
        wave=wave,
        waves=list(waves.values()),
        moment=moment,
        moments=list(Moment),
        answered=answered_moments(wave),
        departments=names,
        department=department,
        tenths=_tenths,
        may_type=may(current_user, Action.TYPE_SURVEY),
    )


def _tenths(value: float) -> str:
    """Always with one decimal, so that the figures of a column stand under each other."""
    return str(format_decimal(round(value, 1), format="0.0"))


def _moment(wave: Wave) -> Moment:
    usual = Moment.SERVICE if wave.key == RUNNING else Moment.PAPER
    try:
        return Moment(request.args.get("moment", usual))
    except ValueError:
        return usual


@bp.get("/paper")
@staff_required
def paper() -> ResponseReturnValue:
    """The questionnaire on one A4 page: no number, no name. Turkish unless asked otherwise."""
    if not may(current_user, Action.SEE_SURVEY):
        abort(404)
    language = request.args.get("language", "tr")
    language = language if language in LOCALES else "tr"
    questionnaire = questionnaire_of(_wave_or_before(request.args.get("wave", BEFORE)))
    groups = [list(group) for _scale, group in groupby(questionnaire.at(Moment.PAPER), key=lambda item: item.scale)]
    g.locale = language  # the whole page, labels too: the sheet's language is not the reader's
    with force_locale(language):
        return render_template(
            "desk/survey_paper.html",
            groups=groups,
            questionnaire=questionnaire,
            letter_of=letter_of,
        )


@bp.route("/type", methods=["GET", "POST"])
@clerk_required
def type_in() -> ResponseReturnValue:
    """Sheets typed in one after another: digits run through the fields, Enter saves."""
    if not may(current_user, Action.TYPE_SURVEY):
        abort(404)
    now = utc_now()
    typed: Typed = (request.form if request.method == "POST" else request.args).to_dict(flat=False)
    services = {listed.code: listed for listed in listed_services()}
    paper_waves = {wave.key for wave in all_waves()} - {RUNNING}
    heading = read_heading(typed, paper_waves, set(services), local_date(now), BEFORE)
    if request.method == "GET":
        return _typing_page(heading, {}, None)
    reading = read_sheet(questionnaire_of(wave_named(heading.wave)), typed)
    if heading.errors or not reading.is_sound:
        return _typing_page(heading, typed, reading, status=422)
    service = services.get(heading.service_code)
    sheet = Sheet(
        reading=reading,
        wave=heading.wave,
        batch=heading.batch,
        number=max(heading.number, 1),
        filled_on=heading.filled_on,
        service_id=service.id if service else None,
        department_id=service.department_id if service else None,
    )
    saved = type_sheet(sheet, current_user.id, now)
    if saved.is_new:
        flash(_("Sheet %(number)s saved.", number=saved.number))
    else:
        flash(_("Sheet %(number)s was saved already.", number=saved.number))
    return redirect(_sticky(heading), 303)


@bp.post("/type/undo")
@clerk_required
def undo() -> ResponseReturnValue:
    """Take the last sheet of the batch out again."""
    if not may(current_user, Action.TYPE_SURVEY):
        abort(404)
    typed: Typed = request.form.to_dict(flat=False)
    services = {listed.code for listed in listed_services()}
    waves = {wave.key for wave in all_waves()} - {RUNNING}
    heading = read_heading(typed, waves, services, local_date(utc_now()), BEFORE)
    if take_back_sheet(current_user.id, heading.batch, heading.number):
        flash(_("Sheet %(number)s was taken out again.", number=heading.number))
    else:
        flash(_("Nothing was taken out: sheet %(number)s is not the last one.", number=heading.number), "error")
    return redirect(_sticky(heading), 303)


def _typing_page(
    heading: Heading, typed: Typed, reading: ResponseReading | None, status: int = 200
) -> ResponseReturnValue:
    questionnaire = questionnaire_of(wave_named(heading.wave))
    held = pile(current_user.id, heading.batch)
    context = {
        "heading": heading,
        "questionnaire": questionnaire,
        "items": questionnaire.at(Moment.PAPER),
        "typed": {name: values[0] for name, values in typed.items() if values},
        "errors": {**heading.errors, **(reading.errors if reading else {})},
        "waves": [wave for wave in all_waves() if wave.key != RUNNING],
        "services": listed_services(),
        "pile": held,
        "number": held.last + 1,
        "letter_of": letter_of,
    }
    return render_template("desk/survey_type.html", **context), status


def _sticky(heading: Heading) -> str:
    """The empty form with the same heading: it stays in the address, so that a reload keeps it."""
    return url_for(
        ".type_in", wave=heading.wave, batch=heading.batch, day=heading.filled_on.isoformat(),
        service=heading.service_code or None,
    )  # fmt: skip


def _wave_or_before(key: str) -> Wave:
    return next((wave for wave in all_waves() if wave.key == key), None) or wave_named(BEFORE)
