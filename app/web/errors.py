"""From errors to pages, in one place. A page says what happened and what to do; it needs no database."""

import errno
import logging
from importlib import import_module
from typing import Any

from flask import Flask, Response, current_app, g, make_response, render_template, request
from flask_babel import gettext as _
from markupsafe import escape
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from app.logs import request_id
from app.web.htmx import wants_fragment

# Errors that capabilities raise by name, and the page each becomes.
NAMED: tuple[tuple[str, int], ...] = (
    ("app.files.errors:FileMissing", 404),
    ("app.files.errors:StoreFull", 507),
    ("app.files.errors:StoreUnavailable", 503),
    ("app.throttle:ThrottleUnavailable", 503),
    ("app.keys:CannotOpen", 503),
)

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_log = logging.getLogger("masa.errors")
_DRAINED_BYTES = 64 * 1024 * 1024


class InsufficientStorage(HTTPException):
    """The disk is full: nothing was kept."""

    code = 507


def _words(code: int) -> tuple[str, str]:
    """Title and message of the page for this status."""
    words = {
        400: (
            _("This could not be read"),
            _("What your browser sent was damaged, or the form was open for too long. Reload the page and try again."),
        ),
        403: (_("You may see this, but not change it"), _("Ask your supervisor if you need to.")),
        404: (_("There is no such page"), _("The address may be mistyped, or the page may have moved.")),
        405: (_("This does not work here"), _("Open the page anew and use its buttons.")),
        409: (
            _("Someone else was faster"),
            _("This was changed while you were working on it. Open it anew to see what changed."),
        ),
        413: (
            _("This is too large"),
            _("The text or the file is larger than we can take, and was not sent. Shorten it and send it again."),
        ),
        415: (_("This kind of file cannot be taken"), _("Send it as PDF, JPEG, PNG, WebP, ODT or DOCX.")),
        422: (_("Something needs correcting"), _("Go back and look at the marked fields.")),
        429: (_("Too many tries"), _("Wait a few minutes, then try again.")),
        500: (
            _("Something went wrong on our side"),
            _("What you were sending may not have arrived. Try again; if it happens again, call us."),
        ),
        503: (_("The system is busy"), _("Nothing was sent and nothing was changed. Wait a minute and send it again.")),
        507: (_("There is no room left"), _("Nothing was sent and nothing was changed. Please call us.")),
    }
    return words.get(code) or words[400 if code < 500 else 500]


def error_page(code: int, message: str | None = None) -> Response:
    """The page for a status; `message` replaces the usual words.

    For htmx it is a fragment that goes to the page's `#alert`, so that what was typed stays where it is.
    """
    title, usual = _words(code)
    shown = {"code": code, "title": title, "text": message or usual, "request_id": request_id()}
    if code >= 500:
        _forget_the_database()
    fragment = wants_fragment()
    try:
        text = render_template("errors/_error.html" if fragment else "errors/error.html", **shown)
    except Exception:  # whatever broke the layout, the visitor still gets the sentence
        _log.error("the error page could not be drawn", exc_info=True)
        text = _bare_page(shown)
    response = make_response(text, code)
    if fragment:
        response.headers["HX-Retarget"] = "#alert"
        response.headers["HX-Reswap"] = "innerHTML"
    if code == 503:
        response.headers["Retry-After"] = "30"
    return response


def _bare_page(shown: dict[str, Any]) -> str:
    title, message = escape(shown["title"]), escape(shown["text"])
    return (
        f'<!doctype html><html lang="{current_app.config["MASA_DEFAULT_LOCALE"]}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title}</title>'
        f'<main><h1>{title}</h1><p>{message}</p><p><a href="/">{escape(_("To the first page"))}</a></p></main></html>'
    )


def _forget_the_database() -> None:
    """The layout of an error page must not ask the database who is signed in: it may be what failed."""
    from app.extensions import db, login_manager

    g._login_user = login_manager.anonymous_user()
    try:
        db.session.rollback()
    except Exception:
        _log.error("the session could not be rolled back", exc_info=True)


def status_of(error: BaseException) -> int:
    """507 when the disk is full, 503 when the database cannot serve now, else 500."""
    cause: BaseException = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    state = getattr(cause, "sqlite_errorname", "") or getattr(cause, "sqlstate", "") or ""
    if getattr(cause, "errno", None) in _NO_ROOM or state.startswith(("SQLITE_FULL", "53100")):
        return 507
    if isinstance(cause, OSError):
        return 503 if cause.errno in (errno.EIO, errno.EROFS, errno.EMFILE, errno.ENFILE, errno.ENOMEM) else 500
    if isinstance(error, PoolTimeout):
        return 503
    if isinstance(error, DBAPIError):
        # what the database refused because of the statement itself is our fault, the rest passes
        return 503 if type(error).__name__ in ("OperationalError", "InterfaceError") else 500
    return 500


def init_app(app: Flask) -> None:
    """Answer every error with a page."""
    app.register_error_handler(HTTPException, _http_page)
    for kind in (DBAPIError, PoolTimeout, OSError):
        app.register_error_handler(kind, _broken_page)
    app.register_error_handler(500, lambda _error: error_page(500))
    for path, code in NAMED:
        module, _colon, name = path.partition(":")
        app.register_error_handler(getattr(import_module(module), name), _page_for(code))


def _page_for(code: int) -> Any:
    def answer(error: Exception) -> Response:
        if code >= 500:
            _log.error("cannot serve: %s", type(error).__name__)
        return error_page(code)

    return answer


def _http_page(error: HTTPException) -> Response:
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()  # type: ignore[return-value]
    if error.code == 413:
        _drain()
    response = error_page(error.code)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _broken_page(error: Exception) -> Response:
    code = status_of(error)
    if code == 500:
        if current_app.testing:
            raise error
        _log.error("an error nobody expected", exc_info=(type(error), error, error.__traceback__))
    else:
        _log.error("the database or the disk could not serve", exc_info=(type(error), error, error.__traceback__))
    return error_page(code)


def _drain() -> None:
    """Read what the browser is still sending: it shows our page only after its own sending ended."""
    stream = request.environ["wsgi.input"]
    left = min(request.content_length or 0, _DRAINED_BYTES)
    while left > 0:
        block = stream.read(min(left, 65536))
        if not block:
            return
        left -= len(block)
