"""A citizen fills in a form: what is needed first, then a step per subject. Every button keeps what was typed."""

from datetime import datetime

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.applications.browser import browser_tokens, draft_times, give_token
from app.applications.filling import Filling, filling_of, merged, on_call_phone
from app.applications.step_page import give_back, show_step
from app.applications.uploads import Arrived, FieldFaults, bring_to_disk, record_files, remove_file
from app.cases.drafts import draft_in, draft_to_change, erase_draft, erase_drafts_in, keep_typed, start_draft
from app.cases.dropout import count_step
from app.cases.models import Draft
from app.catalogue.models import Service
from app.catalogue.queries import Listed, current_notice, listed_service, service_at, service_definition
from app.clock import local_date, utc_now
from app.database import reads_only, writes
from app.extensions import db
from app.keys import new_token
from app.web.csrf import csrf, csrf_is_valid
from app.web.forgetting import forget_this_browser
from app.web.headers import personal_page

bp = Blueprint("applications", __name__, url_prefix="/basvuru")

REVIEW = "kontrol"


def service_or_404(slug: str) -> Service | Listed:
    """The service at this address: as it is listed, or retired.

    An old address leads to the new one, and a form sent to it is sent on whole: it was open when the name changed.
    """
    listed = listed_service(slug)
    if listed is not None:
        return listed
    service = service_at(slug)
    if service is None:
        abort(404)
    if service.slug != slug and request.endpoint:
        here = {**(request.view_args or {}), "slug": service.slug}
        abort(redirect(url_for(request.endpoint, **here), 308))
    return service


@bp.get("/<slug>")
def start(slug: str) -> ResponseReturnValue:
    """What you need, before any question; and the question whether to go on with a draft left lying."""
    service = service_or_404(slug)
    draft = draft_in(browser_tokens(), service.id)
    if draft is not None and not (draft.case_id or _holds_answers(draft, utc_now())):
        draft = None
    listed = listed_service(slug)
    if listed is None and draft is None:
        return render_template("applications/retired.html", service=service, filling=None), 410
    personal_page()
    return render_template(
        "applications/start.html",
        service=service,
        definition=listed.definition if listed else service_definition(draft.service_version_id if draft else 0),
        draft=draft,
        privacy=current_notice(),
        department=on_call_phone(service.department_id)[0],
    )


@bp.post("/<slug>")
@csrf.exempt
def begin(slug: str) -> ResponseReturnValue:
    """Start anew, go on with what lies there, or throw it away."""
    service, now = service_or_404(slug), utc_now()
    if not csrf_is_valid():
        return redirect(url_for(".start", slug=slug), 303)
    choice = request.form.get("go", "start")
    draft = draft_to_change(browser_tokens(), service.id)
    if choice == "delete":
        if draft is not None:
            erase_draft(draft, now)
        return redirect(url_for(".start", slug=slug), 303)
    is_unfinished = draft is not None and _holds_answers(draft, now)
    if choice == "continue" and draft is not None and is_unfinished:
        return _go_on(draft, slug)
    listed = listed_service(slug)
    if listed is None or is_unfinished:  # a start page from before the draft: ask about it, throw nothing away
        return redirect(url_for(".start", slug=slug), 303)
    notice, own_device = current_notice(), request.form.get("own_device") == "1"
    token = new_token()
    draft = start_draft(token, listed, notice.id if notice else None, own_device, now, instead_of=draft)
    answer = redirect(url_for(".step", slug=slug, key=filling_of(draft, local_date(now)).step_keys[0]), 303)
    give_token(answer, token, own_device)
    return answer


def _holds_answers(draft: Draft, now: datetime) -> bool:
    """Whether something was typed that is neither sent nor to be erased."""
    return draft.case_id is None and draft.sealed_typed is not None and not draft_times().is_over(draft, now)


def _go_on(draft: Draft, slug: str) -> ResponseReturnValue:
    draft.touched_at = utc_now()
    db.session.commit()
    filling = filling_of(draft, local_date(utc_now()))
    key = filling.reading.first_step_with_errors or REVIEW
    return redirect(url_for(".step", slug=slug, key=key) if key != REVIEW else url_for(".review", slug=slug), 303)


@bp.get("/<slug>/<key>")
def step(slug: str, key: str) -> ResponseReturnValue:
    """One subject, with what was typed so far. A draft left lying is never shown unasked."""
    service, now = service_or_404(slug), utc_now()
    draft = draft_in(browser_tokens(), service.id)
    if draft is None or draft.case_id is not None or draft_times().is_locked(draft, now):
        return redirect(url_for(".start", slug=slug), 303)
    filling = filling_of(draft, local_date(now))
    if filling.reading.step(key) is None:
        if filling.form.step(key) is None:
            abort(404)
        return redirect(url_for(".step", slug=slug, key=filling.step_keys[0]), 303)  # its questions no longer apply
    if service.is_retired:
        return render_template("applications/retired.html", service=service, filling=filling), 410
    return show_step(filling, slug, key, shown=request.args.get("hatalar") == "1")


@bp.post("/<slug>/<key>")
@csrf.exempt
def answer_step(slug: str, key: str) -> ResponseReturnValue:
    """Keep what was typed, whatever the button; then go where it says."""
    reads_only()  # files are brought to disk first: nobody waits for a write lock behind a slow upload
    service, now = service_or_404(slug), utc_now()
    draft = draft_in(browser_tokens(), service.id)
    if draft is not None and draft.case_id is not None:
        return redirect(url_for("receipts.receipt", slug=slug), 303)
    if draft is None or draft_times().is_over(draft, now) or not csrf_is_valid():
        return give_back(slug, key, draft)
    before = filling_of(draft, local_date(now))
    if before.form.step(key) is None:
        abort(404)
    arrived, faults = bring_to_disk(before, key, request.form.get("upload", ""), request.files, now)
    writes()
    filling, faults = _keep(slug, key, arrived, faults)
    if service_or_404(slug).is_retired:
        return render_template("applications/retired.html", service=service_or_404(slug), filling=filling), 410
    return _turn(before, filling, slug, key, request.form.get("go", "next"), faults)


def _keep(slug: str, key: str, arrived: list[Arrived], faults: FieldFaults) -> tuple[Filling, FieldFaults]:
    """Keep what was posted in the draft as it stands now: another tab may have been faster. Commits."""
    now = utc_now()
    draft = draft_to_change(browser_tokens(), service_or_404(slug).id)
    if draft is None or draft.case_id is not None:
        abort(409)
    held = filling_of(draft, local_date(now))
    typed = merged(held.typed, held.form, key, request.form)
    faults = faults | record_files(held, arrived, now)
    remove_file(held, key, request.form.get("remove_file", ""), now)
    keep_typed(draft, typed, now)
    filling = filling_of(draft, local_date(now), typed)
    _count(draft, filling, key)
    db.session.commit()
    return filling, faults


def _turn(before: Filling, filling: Filling, slug: str, key: str, go: str, faults: FieldFaults) -> ResponseReturnValue:
    """Where a button leads. Only `next` holds the citizen back, and only for questions that were on the page."""
    stays = url_for(".step", slug=slug, key=key)
    visible = before.reading.step(key)
    was_shown = frozenset(field.key for field in visible.fields) if visible else frozenset()
    if faults or request.form.get("upload"):
        if not faults:
            return redirect(stays, 303)
        status = max(fault.status for fault in faults.values())
        return show_step(filling, slug, key, shown=False, faults=faults, status=status)
    if request.form.get("remove_file") or go in ("save", "refresh"):
        return redirect(stays + ("?kaydedildi=1" if go == "save" else ""), 303)
    if go == "back":
        previous = filling.before(key)
        to = url_for(".step", slug=slug, key=previous) if previous else url_for(".start", slug=slug)
        return redirect(to, 303)
    if go == "review":
        return redirect(url_for(".review", slug=slug), 303)
    errors = filling.reading.step_errors(key)
    if errors:
        return show_step(filling, slug, key, shown=was_shown & errors.keys(), status=422)
    following = filling.after(key)
    to = url_for(".step", slug=slug, key=following) if following else url_for(".review", slug=slug)
    return redirect(to, 303)


def _count(draft: Draft, filling: Filling, key: str) -> None:
    """Note the first time this draft came to a step, and to the one after it."""
    reached = set(filter(None, draft.steps_reached.split(",")))
    if key in reached:
        return
    draft.steps_reached = ",".join(sorted(reached | {key}))[:500]
    went_on = not filling.reading.step_errors(key)
    count_step(draft.form_version_id, key, local_date(utc_now()), reached=1, left=int(went_on))


@bp.post("/bitir")
@csrf.exempt
def finish() -> ResponseReturnValue:
    """Finish and erase: nothing of any form stays in this browser or, unsent, on the server."""
    browser = browser_tokens()
    if browser and csrf_is_valid():
        erase_drafts_in(browser, utc_now())
    answer = redirect(url_for("public.finished"), 303)
    forget_this_browser(answer)
    return answer
