"""Check your answers, then send: once, however often the button is pressed."""

import logging

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.applications.browser import browser_tokens, draft_times
from app.applications.filling import Filling, filling_of, on_call_phone
from app.applications.views import bp, service_or_404
from app.cases.actor import CITIZEN
from app.cases.drafts import draft_in, draft_to_change
from app.cases.models import Draft
from app.cases.open_case import Application, receive_case
from app.catalogue.engine.applicant import applicant_of
from app.catalogue.engine.presenting import answer_lines
from app.catalogue.models import Service
from app.catalogue.queries import Listed
from app.clock import local_date, utc_now
from app.database import reads_only, writes
from app.throttle import ThrottleUnavailable, throttle
from app.web.csrf import csrf, csrf_is_valid
from app.web.headers import personal_page
from app.web.locale import current_locale

log = logging.getLogger(__name__)
_HOUR = 3600


@bp.get("/<slug>/kontrol")
def review(slug: str) -> ResponseReturnValue:
    """Everything that was answered, each with a way to change it."""
    service, now = service_or_404(slug), utc_now()
    draft = draft_in(browser_tokens(), service.id)
    if draft is None or draft.case_id is not None or draft_times().is_locked(draft, now):
        return redirect(url_for(".start", slug=slug), 303)
    return _show_review(service, draft, shows_errors=False)


@bp.post("/<slug>/kontrol")
@csrf.exempt
def send(slug: str) -> ResponseReturnValue:
    """Send what was checked. A second send of the same draft leads to the receipt of the first."""
    reads_only()  # everything is looked at first: other writers wait for the writing alone
    service, now = service_or_404(slug), utc_now()
    draft = draft_in(browser_tokens(), service.id)
    if draft is None or draft_times().is_over(draft, now):
        return redirect(url_for(".start", slug=slug), 303)
    if draft.case_id is not None:
        return redirect(url_for("receipts.receipt", slug=slug), 303)
    filling = filling_of(draft, local_date(now))
    if not csrf_is_valid() or request.form.get("sending") != filling.mark:
        # another tab changed an answer meanwhile: show what would be sent instead of sending what nobody checked
        return _show_review(service, draft, shows_errors=False, is_returned=True, status=422)
    if service.is_retired:
        return redirect(url_for(".step", slug=slug, key=filling.step_keys[0]), 303)
    if request.form.get("go") == "back":
        return redirect(url_for(".step", slug=slug, key=filling.step_keys[-1]), 303)
    if not filling.reading.is_complete:
        return _show_review(service, draft, shows_errors=True, status=422)
    if not _is_within_limit():
        return _show_review(service, draft, shows_errors=False, is_limited=True, status=429)
    service_id, checked = service.id, draft.sealed_typed
    writes()
    draft = draft_to_change(browser_tokens(), service_id)
    if draft is None or (draft.case_id is None and draft.sealed_typed != checked):
        return redirect(url_for(".review", slug=slug), 303)  # another tab changed it at this very moment
    if draft.case_id is None:
        _receive(draft, filling)
    return redirect(url_for("receipts.receipt", slug=slug), 303)


def _receive(draft: Draft, filling: Filling) -> None:
    application = Application(
        service_id=draft.service_id,
        service_version_id=draft.service_version_id,
        form_version_id=draft.form_version_id,
        notice_version_id=draft.notice_version_id,
        reading=filling.reading,
        submission_token=draft.submission_token,
        channel="portal",
        locale=current_locale(),
        wants_pin=request.form.get("pin") == "1",
        draft_id=draft.id,
    )
    case = receive_case(application, CITIZEN, utc_now())
    log.info("case received", extra={"case_id": case.id})


def _is_within_limit() -> bool:
    """One address sends only so many applications an hour; without its store the throttle lets them through."""
    limit = current_app.config["MASA_LIMIT_APPLICATIONS_PER_HOUR"]
    try:
        return throttle().count_within(f"apply:{request.remote_addr}", limit, _HOUR, utc_now())
    except ThrottleUnavailable:
        return True


def _show_review(
    service: Service | Listed,
    draft: Draft,
    shows_errors: bool,
    is_returned: bool = False,
    is_limited: bool = False,
    status: int = 200,
) -> ResponseReturnValue:
    filling = filling_of(draft, local_date(utc_now()))
    locale = current_locale()
    sections = [(step, answer_lines(filling.reading, step.key, locale)) for step in filling.reading.steps]
    department, phone = on_call_phone(filling.definition["department"])
    personal_page()
    page = render_template(
        "applications/review.html",
        service=service,
        filling=filling,
        sections=sections,
        faulty=_faults_by_step(filling) if shows_errors or not filling.reading.is_complete else [],
        department=department,
        on_call=phone,
        has_contact=applicant_of(filling.reading).has_contact,
        is_returned=is_returned,
        is_limited=is_limited,
    )
    return page, status


def _faults_by_step(filling: Filling) -> list[tuple[str, str, object]]:
    """(step key, field key, first sentence) of everything that still stops the application."""
    return [
        (step.key, field.key, filling.reading.errors[field.key][0])
        for step in filling.reading.steps
        for field in step.fields
        if field.key in filling.reading.errors
    ]
