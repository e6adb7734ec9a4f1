"""The receipt (alındı belgesi): shown to the browser that sent the application, never addressed by its number."""

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.applications.browser import browser_tokens, draft_times
from app.applications.views import service_or_404
from app.cases.drafts import draft_in
from app.cases.models import Case
from app.cases.receipt import receipt_facts
from app.cases.tracking_number import code_words
from app.clock import utc_now
from app.extensions import db
from app.keys import keys
from app.survey.asking import ask
from app.survey.questionnaire import Moment
from app.web.headers import personal_page
from app.web.locale import current_locale
from app.web.qr import qr_of

bp = Blueprint("receipts", __name__, url_prefix="/basvuru")


@bp.get("/<slug>/alindi")
def receipt(slug: str) -> ResponseReturnValue:
    """The receipt of what this browser sent last for this service; closed with its draft."""
    service, now = service_or_404(slug), utc_now()
    draft = draft_in(browser_tokens(), service.id)
    if draft is None or draft.case_id is None or draft_times().is_locked(draft, now):
        return redirect(url_for("applications.start", slug=slug), 303)
    case = db.session.get_one(Case, draft.case_id)
    personal_page()
    return render_template(
        "applications/receipt.html",
        slug=slug,
        facts=receipt_facts(case),
        is_roll=request.args.get("kagit") == "rulo",
        asking=ask(case.id, Moment.APPLYING, keys(), session, now, current_app.config["MASA_SURVEY_CHANGE_DAYS"]),
        qr=qr_of(case.tracking_number),
        code_words=", ".join(code_words(case.tracking_number, current_locale())),
    )
