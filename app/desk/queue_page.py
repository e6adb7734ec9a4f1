"""The queue: what waits for whom. Everything that narrows it stands in the address."""

import re
import unicodedata
from typing import Any

from flask import make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.rights import Action, may, visible_departments
from app.cases.calendar import working_calendar
from app.cases.following import public_case
from app.cases.lifecycle import Status
from app.cases.looking import case_by_id, newest_event_id
from app.cases.queue import COUNT_UP_TO, Filters, Scope, View, counts_of, queue_page
from app.cases.tracking_number import LENGTH, MistypedNumber, read_number
from app.catalogue.queries import Listed, departments, listed_services
from app.clock import utc_now
from app.desk import bp
from app.desk.queue_rows import row_views
from app.desk.words import STATUS_WORDS
from app.turkish import fold
from app.web.formats import number, speak
from app.web.guards import clerk_required
from app.web.headers import personal_page
from app.web.htmx import render, wants_fragment

MOST_LETTERS = 100


@bp.get("")
@clerk_required
def queue() -> ResponseReturnValue:
    """One view of the queue, narrowed; a whole tracking number opens its case."""
    words = request.args.get("q", "").strip()[:MOST_LETTERS]
    case_id, said = _case_of(words)
    if case_id is not None:
        return _go(url_for(".case_page", case_id=case_id))
    if not _looks_like_number(words):  # one number in fifty has no digit: it opens above, mistyped it reads as a word
        said = ""
    now, scope = utc_now(), Scope(current_user.id, visible_departments(current_user))
    view, filters = _view(words), _filters(words, scope)
    page = queue_page(view, scope, filters, now, request.args.get("after"))
    names = {department.id: department.name for department in departments()}
    personal_page()
    return render(
        "desk/queue.html",
        "desk/_queue.html",
        active="queue",
        rows=row_views(page.rows, names, now, working_calendar()),
        view=view,
        filters=filters,
        said=said,
        tabs=_tabs(view, filters, counts_of(scope, now)),
        services=_offered_services(scope),
        statuses=STATUS_WORDS,
        departments=names if scope.departments is None else {},
        first_url=_address(view, filters) if request.args.get("after") else None,
        next_url=_address(view, filters, after=page.older) if page.older else None,
        clear_url=_address(view, Filters()),
        newest_event=newest_event_id(),
    )


def _view(words: str) -> View:
    """The view asked for. A search without one looks at all; someone with cases of their own begins with them."""
    try:
        return View(request.args.get("view", ""))
    except ValueError:
        return View.ALL if words else View.DEPARTMENT


def _filters(words: str, scope: Scope) -> Filters:
    service = request.args.get("service", "")
    status = request.args.get("status", "")
    listed = next((one for one in _offered_services(scope) if one.code == service), None)
    return Filters(
        service_id=listed.id if listed else None,
        department_id=(request.args.get("department") or None) if scope.departments is None else None,
        status=Status(status) if status in set(Status) else None,
        is_urgent=request.args.get("urgent") == "1",
        words=words,
    )


def _offered_services(scope: Scope) -> list[Listed]:
    """The services whose cases the clerk may see here; a case handed over keeps its service, so all are offered."""
    own = scope.departments
    return sorted(listed_services(), key=lambda one: own is not None and one.department_id not in own)


def _address(view: View, filters: Filters, after: str | None = None) -> str:
    """The address of this list: what narrows nothing is left out."""
    service = next((one.code for one in listed_services() if one.id == filters.service_id), None)
    narrowed: dict[str, Any] = {
        "view": view.value,
        "q": filters.words or None,
        "service": service,
        "department": filters.department_id,
        "status": filters.status.value if filters.status else None,
        "urgent": "1" if filters.is_urgent else None,
        "after": after,
    }
    return url_for(".queue", **narrowed)


def _tabs(current: View, filters: Filters, counts: dict[View, int]) -> list[dict[str, Any]]:
    names = {
        View.MINE: _("Mine"),
        View.DEPARTMENT: _("Open applications"),
        View.UNASSIGNED: _("Unassigned"),
        View.WAITING: _("Waiting for applicants"),
        View.LATE: _("Late"),
        View.ALL: _("All"),
    }
    if visible_departments(current_user) is not None:
        names[View.DEPARTMENT] = _("My department's")
    return [
        {"name": name, "url": _address(view, filters), "n": _shown(counts.get(view)), "is_current": view is current}
        for view, name in names.items()
    ]


def _looks_like_number(words: str) -> bool:
    """Whether somebody meant a tracking number: about its length, digits and letters mixed, no words of a language."""
    shown = "".join(c for c in fold(words) if c.isalnum())
    groups = [part for part in re.split(r"[^0-9a-z]+", fold(words)) if part]
    return (
        LENGTH - 1 <= len(shown) <= LENGTH + 1
        and any(c.isdigit() for c in shown)
        and any(c.isalpha() for c in shown)
        and all(any(c.isdigit() for c in part) or len(part) <= 4 for part in groups)
    )


def _case_of(words: str) -> tuple[int | None, str]:
    """The case with this number when the clerk may see it, else what to say."""
    try:
        tracking_number = read_number(unicodedata.normalize("NFKC", words))
    except MistypedNumber as mistyped:
        return None, speak(mistyped.sentence)
    public = public_case(tracking_number)
    case = case_by_id(public.id) if public else None
    if case is None or not may(current_user, Action.SEE_CASE, case):
        return None, _("There is no application with this number among those you may see.")
    return case.id, ""


def _go(address: str) -> ResponseReturnValue:
    """To another page, whether a browser or htmx asks."""
    if not wants_fragment():
        return redirect(address, 303)
    answer = make_response("", 204)
    answer.headers["HX-Redirect"] = address
    return answer


def _shown(n: int | None) -> str | None:
    """A count as it is shown: exact up to a thousand, then "1.000+"."""
    if n is None or n <= COUNT_UP_TO:
        return None if n is None else number(n)
    return f"{number(COUNT_UP_TO)}+"
