"""How a form of the case page is answered: all verbs alike.

Done: 303 back to the case. Not as it should be: 422 with the errors beside the fields. Changed meanwhile: 409 with what
changed, and what was typed still in the form.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.rights import may
from app.cases.actor import Actor
from app.cases.errors import CaseNotFound, InvalidMove, RefusedAction, StaleCase
from app.cases.looking import case_by_id, events_since, staff_names
from app.cases.models import Case
from app.catalogue.queries import departments
from app.clock import utc_now
from app.database import reads_only
from app.desk import bp, forms
from app.desk.case_page import Refused, case_response, prepare
from app.desk.case_view import EventView
from app.desk.event_words import Names, author_of, ids_in, title_of
from app.desk.offers import RIGHTS
from app.extensions import db
from app.web.formats import speak
from app.web.guards import allowed_or_403, clerk_required, visible_or_404

# Says what was done, for the flash; raises what the action raises.
Act = Callable[[int, Any, Actor, datetime], str]
_MOST_CHANGES = 10


def on_case(verb: str) -> Callable[[Act], Act]:
    """Give a verb its address; the function below it does the work."""

    def register(act: Act) -> Act:
        @clerk_required
        def view(case_id: int) -> ResponseReturnValue:
            return _answer(case_id, verb, act)

        rule = f"/cases/<int:case_id>/{verb.replace('_', '-')}"
        bp.add_url_rule(rule, verb, view, methods=["POST"])
        return act

    return register


def _answer(case_id: int, verb: str, act: Act) -> ResponseReturnValue:
    now = utc_now()
    case = visible_or_404(case_by_id(case_id), current_user)
    form = forms.FORMS[verb]()
    prepare(form, case)
    if not may(current_user, RIGHTS[verb], case) and 0 < form.seen < case.version:
        return _stale(case_id, form, now)  # it was handed on meanwhile: nothing typed may be lost by that
    allowed_or_403(current_user, RIGHTS[verb], case)
    if not form.validate():
        return case_response(case, now, 422, Refused(form))
    try:
        said = act(case_id, form, Actor("clerk", current_user.id, current_user.department_id), now)
    except CaseNotFound:
        abort(404)
    except StaleCase:
        return _stale(case_id, form, now)
    except RefusedAction as refusal:
        form.refuse(refusal.field, speak(refusal.sentence))
        return case_response(_fresh(case_id), now, 422, Refused(form))
    except InvalidMove:
        text = _("The status of this application does not allow that now.")
        return case_response(_fresh(case_id), now, 409, Refused(form, text))
    flash(said)
    return redirect(url_for(".pin_slip" if verb == "pin" else ".case_page", case_id=case_id), 303)


def _fresh(case_id: int) -> Case:
    """The case as it is now; nothing of the refused action stays, and the writer's turn goes to the next one."""
    db.session.rollback()
    reads_only()
    return visible_or_404(case_by_id(case_id), current_user)


def _stale(case_id: int, form: forms.ActionForm, now: datetime) -> ResponseReturnValue:
    """Say who did what since the clerk saw the case; sending the same form again then works."""
    case = _fresh(case_id)
    events = events_since(case_id, form.seen)[-_MOST_CHANGES:]
    names = Names(staff_names(ids_in(events)), {one.id: one.name for one in departments()})
    changes = [
        EventView(one.at, title_of(one, names), author_of(one, names), "", one.public, []) for one in reversed(events)
    ]
    form.version.data = str(case.version)
    return case_response(case, now, 409, Refused(form, changes=changes, is_stale=True))
