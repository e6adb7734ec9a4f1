"""What is printed at the desk: the receipt again, and the slip with a new PIN."""

from dataclasses import replace

from flask import redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.rights import Action, may
from app.cases.looking import case_by_id
from app.cases.receipt import receipt_facts
from app.cases.tracking_number import code_words
from app.clock import utc_now
from app.desk import bp
from app.desk.case_actions import SLIP
from app.desk.case_page import log_opening
from app.keys import keys
from app.web.guards import allowed_or_403, clerk_required, visible_or_404
from app.web.headers import personal_page
from app.web.locale import current_locale
from app.web.qr import qr_of


@bp.get("/cases/<int:case_id>/receipt")
@clerk_required
def receipt(case_id: int) -> ResponseReturnValue:
    """The receipt once more, without PIN: who lost it gets a new one, after showing who they are."""
    case = visible_or_404(case_by_id(case_id), current_user)
    log_opening(case, utc_now(), is_visit=True)
    facts = replace(receipt_facts(case), pin=None)
    if not may(current_user, Action.SEE_ANSWERS, case):
        facts = replace(facts, documents_received=[], documents_missing=[], documents_to_bring=[])
    personal_page()
    return render_template(
        "desk/receipt.html",
        facts=facts,
        case=case,
        qr=qr_of(case.tracking_number),
        code_words=", ".join(code_words(case.tracking_number, current_locale())),
        opens_by_pin=case.uses_pin_only,
    )


@bp.get("/cases/<int:case_id>/pin")
@clerk_required
def pin_slip(case_id: int) -> ResponseReturnValue:
    """The new PIN, once, to whoever made it; afterwards only a new one helps."""
    case = visible_or_404(case_by_id(case_id), current_user)
    allowed_or_403(current_user, Action.RENEW_PIN, case)
    if session.pop(SLIP, None) != [case_id, case.pin_generation]:
        return redirect(url_for(".case_page", case_id=case_id), 303)
    personal_page()
    pin = keys().pin(case.id, case.pin_generation)
    return render_template("desk/pin.html", case=case, pin=f"{pin[:3]} {pin[3:]}")
