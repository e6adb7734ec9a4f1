"""`/anket/<token>`: how applying was, and how the service was. A visit records nothing; only the sent form counts."""

from flask import Blueprint, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.clock import utc_now
from app.keys import keys
from app.survey.actions import answer_survey
from app.survey.asking import Asking, asking
from app.survey.errors import NotYetAsked, TooLateToChange
from app.survey.queries import RUNNING, AskedCase, asked_case, questionnaire_of, wave_named
from app.survey.questionnaire import Moment
from app.survey.reading import ResponseReading, Typed, read_response
from app.survey.tokens import read_token
from app.web.csrf import csrf, csrf_is_valid
from app.web.htmx import render
from app.web.locale import current_locale

bp = Blueprint("survey", __name__)

CHANNEL = "portal"


@bp.route("/anket/<token>", methods=["GET", "POST"])
@csrf.exempt
def page(token: str) -> ResponseReturnValue:
    """The form behind a link, its thanks, or why there is nothing to fill in."""
    case_id, moment = read_token(keys(), token) or abort(404)
    case = asked_case(case_id, moment)
    if case is None or not case.asks:
        abort(404)
    if request.method == "POST":
        return _take(token, case, moment)
    shown = _asking(token, case, moment, _preselected())
    if shown.is_answered and not (shown.changeable_until and "again" in request.args):
        return _page("survey/thanks.html", case, shown)
    if moment is Moment.SERVICE and not case.is_ended and not shown.is_answered:
        return _page("survey/not_yet.html", case, shown)
    return _page("survey/page.html", case, shown)


def _take(token: str, case: AskedCase, moment: Moment) -> ResponseReturnValue:
    typed: Typed = request.form.to_dict(flat=False)
    reading = read_response(questionnaire_of(wave_named(RUNNING)), typed, moment)
    # A stale token must not cost what was typed, so the view looks at it itself.
    is_stale = not csrf_is_valid()
    if is_stale or not reading.is_sound:
        shown = _asking(token, case, moment, typed, reading)
        return _page("survey/page.html", case, shown, status=422, is_stale=is_stale)
    try:
        answer_survey(case.id, moment, reading, CHANNEL, current_locale(), RUNNING, utc_now(), _change_days())
    except NotYetAsked:
        return _page("survey/not_yet.html", case, _asking(token, case, moment, {}), status=422)
    except TooLateToChange:
        return _page("survey/thanks.html", case, _asking(token, case, moment, {}), status=403)
    return redirect(url_for(".page", token=token), 303)


def _asking(
    token: str, case: AskedCase, moment: Moment, typed: Typed, reading: ResponseReading | None = None
) -> Asking:
    return asking(token, case.id, moment, utc_now(), _change_days(), typed, reading)


def _preselected() -> Typed:
    """What a face in a message chose: it is only drawn, and counts when sent."""
    face = request.args.get("face", "")
    return {"overall": [face]} if face in ("1", "2", "3", "4", "5") else {}


def _page(
    template: str, case: AskedCase, shown: Asking, status: int = 200, is_stale: bool = False
) -> ResponseReturnValue:
    response = render(
        template,
        "survey/_questions.html" if template == "survey/page.html" else template,
        status,
        asking=shown,
        is_stale=is_stale,
        service_name=None if case.is_sensitive else case.service_name,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _change_days() -> int:
    return int(current_app.config["MASA_SURVEY_CHANGE_DAYS"])
