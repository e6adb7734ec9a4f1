"""One case on the desk: its facts, its timeline, and what may be done to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import Response, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.queries import colleagues
from app.accounts.rights import Action, may
from app.cases.actions.ownership import offered_handover
from app.cases.calendar import working_calendar
from app.cases.deadlines import citizen_due
from app.cases.durations import Clock, Duration, Unit
from app.cases.looking import case_by_id, case_file_of, has_opened, note_opening
from app.cases.models import Case
from app.catalogue.engine.field_types.base import label_text
from app.catalogue.queries import departments, form_of
from app.clock import local_date, utc_now
from app.database import is_reading, reads_only, writes
from app.desk import bp
from app.desk.case_view import CaseView, EventView, case_view, may_see_field
from app.desk.forms import (
    FORMS,
    ActionForm,
    AskForm,
    AssignForm,
    CloseForm,
    ContactForm,
    ForwardForm,
    HandOverForm,
)
from app.desk.offers import ends_offered, moves_offered, offered
from app.desk.words import (
    ACTS_AS_WORDS,
    CHANNEL_WORDS,
    IDENTITY_WORDS,
    NEWS_WORDS,
    PAUSE_WORDS,
    ROLE_WORDS,
    STATUS_WORDS,
)
from app.web.downloads import send_stored
from app.web.guards import clerk_required, visible_or_404
from app.web.headers import personal_page
from app.web.htmx import render, wants_fragment
from app.web.locale import current_locale
from app.web.staff_session import restored_form

# A fragment follows a page that was logged; who asks for one without a page is logged too.
_PAGE_STAYS_OPEN = timedelta(hours=12)
_WAIT = Duration(15, Unit.WORKING_DAY, Clock.WORKING)


@dataclass
class Refused:
    """A form that could not be done, and what changed since its author saw the case."""

    form: ActionForm
    text: str = ""
    changes: list[EventView] = field(default_factory=list)
    is_stale: bool = False


@bp.get("/cases/<int:case_id>")
@clerk_required
def case_page(case_id: int) -> ResponseReturnValue:
    """The case."""
    return case_response(visible_or_404(case_by_id(case_id), current_user), utc_now())


@bp.get("/cases/<int:case_id>/files/<int:file_id>")
@clerk_required
def case_attachment(case_id: int, file_id: int) -> ResponseReturnValue:
    """One attachment, as a download."""
    case = visible_or_404(case_by_id(case_id), current_user)
    if not may(current_user, Action.SEE_ATTACHMENTS, case):
        abort(404)
    log_opening(case, utc_now(), is_visit=False)
    file = case_file_of(case.id, file_id)
    if file is None or not may_see_field(
        current_user, case, form_of(case.form_version_id).fields_by_key.get(file.field_key or "")
    ):
        abort(404)
    return send_stored(file)


def case_response(case: Case, now: datetime, status: int = 200, refused: Refused | None = None) -> Response:
    """The page or fragment of a case; `refused` stands in it with what its author typed."""
    log_opening(case, now, is_visit=not wants_fragment())
    shown = case_view(case, current_user, now, current_locale())
    handover = offered_handover(case.id) if case.is_open else None
    verbs = offered(case, current_user, shown.definition, shown.pauses, handover.to_department_id if handover else None)
    personal_page()
    return render(
        "desk/case.html",
        "desk/_case.html",
        status,
        active="queue",
        shown=shown,
        case=case,
        verbs=verbs,
        forms=_forms(shown, verbs, now, refused),
        refused=refused,
        moves=[(to, STATUS_WORDS[to]) for to in moves_offered(case.status)],
        ends=ends_offered(case, shown.pauses),
        is_handed_over=handover is not None,
        words=_WORDS,
    )


_WORDS: Mapping[str, Mapping[Any, Any]] = {
    "pause": PAUSE_WORDS,
    "channel": CHANNEL_WORDS,
    "identity": IDENTITY_WORDS,
    "news": NEWS_WORDS,
    "acts_as": ACTS_AS_WORDS,
    "role": ROLE_WORDS,
}


def log_opening(case: Case, now: datetime, is_visit: bool) -> None:
    """Log that this clerk opened the case. Writes only when there is something to log; ends the transaction then."""
    if has_opened(case.id, current_user.id, now, timedelta(0) if is_visit else _PAGE_STAYS_OPEN):
        return
    was_reading = is_reading()
    writes()
    note_opening(case.id, current_user.id, may(current_user, Action.SEE_ANSWERS, case), now)
    if was_reading:
        reads_only()


def _forms(shown: CaseView, verbs: frozenset[str], now: datetime, refused: Refused | None) -> dict[str, ActionForm]:
    """A form for each verb: empty, prefilled, given back after an idle sign-out, or refused with its errors."""
    forms = {}
    for verb in sorted(verbs):
        if refused is not None and refused.form.verb == verb:
            forms[verb] = refused.form
            refused.form.is_unfolded = True
            continue
        kept = restored_form(url_for(f".{verb}", case_id=shown.case.id))
        form = FORMS[verb](formdata=kept)
        prepare(form, shown.case)
        if kept is None:
            _prefill(form, shown, now)
            form.version.data = str(shown.case.version)
        form.is_unfolded = kept is not None
        forms[verb] = form
    return forms


def prepare(form: ActionForm, case: Case) -> None:
    """Fill the choices that depend on the case."""
    locale = current_locale()
    if isinstance(form, AssignForm):
        people = [one for one in colleagues(case.owner_department_id) if one.id != case.owner_clerk_id]
        form.clerk_id.choices = [(str(one.id), one.name) for one in people]
    elif isinstance(form, HandOverForm):
        others = [one for one in departments() if one.id != case.owner_department_id]
        form.department_id.choices = [("", _("Choose")), *((one.id, label_text(one.name, locale)) for one in others)]


def _prefill(form: ActionForm, shown: CaseView, now: datetime) -> None:
    if isinstance(form, AskForm):
        form.ends_by.data = local_date(citizen_due(now, _WAIT, working_calendar()))
    elif isinstance(form, CloseForm):
        form.remedy.data = remedy_text(shown.definition, shown.case.locale)
    elif isinstance(form, ForwardForm):
        form.addressee.data = label_text(shown.definition.get("forward_to"), shown.case.locale)[:200]
    elif isinstance(form, ContactForm):
        applicant = next((one for one in shown.people if one.role == "applicant"), None)
        if applicant is not None:
            form.phone.data, form.email.data = applicant.phone, applicant.email
            form.news_channel.data = "phone" if applicant.news_channel == "phone" else "none"


def remedy_text(definition: Mapping[str, Any], locale: str) -> str:
    """Where the applicant can object and until when, from the catalogue, in the applicant's language."""
    silence = definition.get("silence") or {}
    authority, period = label_text(silence.get("authority"), locale), label_text(silence.get("period"), locale)
    if not authority:
        return ""
    with force_locale(locale):
        return str(_("You can object here: %(authority)s. Time limit: %(period)s.", authority=authority, period=period))
