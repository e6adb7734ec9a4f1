"""One step as a page; and the step of somebody whose session ended, given back."""

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.applications.browser import browser_tokens, draft_times, give_token
from app.applications.filling import Filling, filling_of, merged, on_call_phone
from app.applications.uploads import FieldFaults
from app.cases.drafts import draft_to_change, keep_typed, start_draft
from app.cases.models import Draft
from app.catalogue.queries import current_notice, form_of, listed_service
from app.clock import local_date, utc_now
from app.database import writes
from app.extensions import db
from app.keys import new_token
from app.web.headers import personal_page
from app.web.htmx import render
from app.web.locale import current_locale


def show_step(
    filling: Filling,
    slug: str,
    key: str,
    shown: bool | frozenset[str],
    faults: FieldFaults | None = None,
    status: int = 200,
    returned: bool = False,
    is_kept: bool = False,
) -> ResponseReturnValue:
    """Draw a step; `shown` says whose errors are told, `returned` that it came back after the session ended.

    `is_kept` says that what was typed belongs to a later step and will be there.
    """
    views = filling.views(key, current_locale(), shown)
    for view in views:
        if faults and view.key in faults:
            view.errors.append(faults[view.key].sentence)
    personal_page()
    department, phone = on_call_phone(filling.definition["department"])
    return render(
        "applications/step.html",
        "applications/_step.html",
        status=status,
        filling=filling,
        slug=slug,
        key=key,
        views=views,
        step=filling.reading.step(key),
        number=filling.step_keys.index(key) + 1,
        count=len(filling.step_keys) + 1,
        is_first=filling.before(key) is None,
        department=department,
        on_call=phone,
        has_errors=any(view.errors for view in views),
        is_new_questions=status == 422 and not any(view.errors for view in views),
        is_saved=request.args.get("kaydedildi") == "1",
        returned=returned,
        is_kept=is_kept,
    )


def give_back(slug: str, key: str, draft: Draft | None) -> ResponseReturnValue:
    """The session or the form's token ran out: show the posted step again, so that nothing has to be typed twice.

    Without the browser's cookie only what was just posted is shown back; other answers belong to nobody here. A step
    that hangs on answers of earlier ones comes back after them: what was posted waits in the new draft.
    """
    listed, now, token = listed_service(slug), utc_now(), None
    if listed is None:
        return redirect(url_for(".start", slug=slug), 303)
    if draft is None or draft_times().is_over(draft, now):
        form = form_of(listed.form_id)
        if form.step(key) is None:
            abort(404)
        writes()
        token, notice = new_token(), current_notice()
        over = draft_to_change(browser_tokens(), listed.id)
        draft = start_draft(token, listed, notice.id if notice else None, False, now, instead_of=over)
        keep_typed(draft, merged({}, form, key, request.form), now)
        db.session.commit()
    held = filling_of(draft, local_date(now))
    if held.form.step(key) is None:
        abort(404)
    filling = filling_of(draft, local_date(now), merged(held.typed, held.form, key, request.form))
    is_kept = filling.reading.step(key) is None
    shown = filling.step_keys[0] if is_kept else key
    answer = show_step(filling, slug, shown, shown=False, status=422, returned=True, is_kept=is_kept)
    if token is not None:
        give_token(answer, token, is_own_device=False)  # type: ignore[arg-type]  # render gives a Response
    return answer
