"""Staff sessions on the web: who is asking, what happens when a session fell idle, and how a kept form comes back.

Flask-Login stays thin: its user id is the random token of a `StaffSession`, so ending the row ends the session.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from flask import current_app, flash, g, make_response, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_user
from sqlalchemy.exc import OperationalError
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from app.accounts.kept_posts import keep_post, kept_fields
from app.accounts.models import KeptPost, User
from app.accounts.roles import Role
from app.accounts.sessions import is_session_live, person_of_session, should_touch, touch_session
from app.clock import utc_now
from app.database import is_reading, read_id, reads_only, writes
from app.extensions import db, login_manager
from app.keys import keys
from app.web.locale import page_of, safe_path

log = logging.getLogger(__name__)

# Sent by what a page does on its own (a poll): it must neither keep an empty desk signed in nor drive anyone away.
POLL_HEADER = "X-Poll"
_TOKEN = "_user_id"  # noqa: S105 - where Flask-Login keeps its user id

login_manager.session_protection = None  # addresses change under a laptop; the token is the proof


@login_manager.user_loader
def person_in(token: str) -> User | None:
    """Who came in with this token, unless the session ended, fell idle or grew too old. One query."""
    found = person_of_session(token)
    if found is None or not is_session_live(found[0], utc_now(), idle_limit()):
        return None
    user = found[1]
    user.session_token = token
    g.session_needs_touch = should_touch(found[0], utc_now())
    return user


def idle_limit() -> timedelta:
    """How long a desk may stand untouched."""
    return timedelta(minutes=int(current_app.config["MASA_STAFF_IDLE_MINUTES"]))


def note_use() -> None:
    """Write down, at most once a minute, that the session is in use. Called by the guards, before a view writes."""
    if not g.pop("session_needs_touch", False) or POLL_HEADER in request.headers:
        return
    was_reading = is_reading()
    writes()
    try:
        touch_session(current_user.get_id(), utc_now())
    except OperationalError:
        db.session.rollback()  # a full or locked disk must not close the pages that only read
        log.warning("the last use of a session could not be written")
    if was_reading:
        reads_only()


def begin_session(user: User) -> None:
    """Give the browser the session just opened for `user`, and nothing of what was in the cookie before."""
    session.clear()
    login_user(user)


def session_token() -> str | None:
    """The token the browser came with, live or not."""
    token = session.get(_TOKEN)
    return token if isinstance(token, str) else None


def ask_to_sign_in() -> ResponseReturnValue:
    """Send a stranger to the sign-in page and back here afterwards; what an idle desk sent is kept for its author."""
    if request.method in ("GET", "HEAD"):
        page = _current_page() if request.headers.get("HX-Request") else _full_path()
    else:
        page = page_of(request.path)
        if _keep_for_author(page):
            flash(_("You were away for a while. Sign in again: what you typed is kept and will be back in the form."))
    if POLL_HEADER in request.headers:
        return make_response("", 401)
    where = "/giris?" + urlencode({"next": page})
    if request.headers.get("HX-Request"):
        answer = make_response("", 401)
        answer.headers["HX-Redirect"] = where
        return answer
    return redirect(where, 303)


def address_of_kept(kept: KeptPost) -> str:
    """The page that gives a kept form back."""
    return f"{kept.page}{'&' if '?' in kept.page else '?'}kept={kept.id}"


def restored_form(path: str | None = None) -> MultiDict[str, str] | None:
    """What its author typed before the session fell idle, when this page was opened to give it back, else None.

    `path` is where the form in question is sent to, when a page has several; a visit spends nothing.
    """
    kept_id = read_id(request.args.get("kept", ""))
    if request.method != "GET" or kept_id is None or not current_user.is_authenticated:
        return None
    if "kept_form" not in g:
        g.kept_form = kept_fields(kept_id, current_user.id, utc_now(), keys())
    if g.kept_form is None or g.kept_form[0] != (path or request.path):
        return None
    return MultiDict(g.kept_form[1])


def typed_form(path: str | None = None) -> MultiDict[str, str] | None:
    """The data for a form: what was just sent, or what was kept, or None. `AnswerForm(formdata=typed_form())`."""
    return request.form if request.method == "POST" else restored_form(path)


def home_of(user: User) -> str:
    """Where a person lands after signing in."""
    return "/desk" if user.has_role(Role.CLERK) or user.has_role(Role.SUPERVISOR) else "/admin"


def safe_next(target: str | None) -> str | None:
    """`target` when it is a page of ours to come back to, else None: nobody is sent elsewhere through our sign-in."""
    path = safe_path(target, fallback="")
    return path if path and path.partition("?")[0] not in ("/giris", "/cikis") else None


def _keep_for_author(page: str) -> bool:
    """Keep the form for whoever the idle session belonged to; False when there is nobody or nothing to keep."""
    token = session_token()
    found = person_of_session(token) if token else None
    if found is None:
        return False
    try:
        typed = list(request.form.items(multi=True))
    except HTTPException:
        return False
    return keep_post(found[1].id, request.path, page, typed, utc_now(), keys())


def _full_path() -> str:
    return request.full_path if request.query_string else request.path


def _current_page() -> str:
    """The page htmx asked from; the fragment's own address would show half a page after signing in."""
    try:
        parts = urlsplit(request.headers.get("HX-Current-URL", ""))
    except ValueError:
        return "/desk"
    page = parts.path + (f"?{parts.query}" if parts.query else "")
    return safe_next(page) or "/desk"
