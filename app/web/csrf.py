"""A forged form changes nothing: every post carries a token that only our own pages can know.

The secret lies in the signed session cookie, which starts with the first form that needs it. Pages carry it masked anew
each time: a compressed page that repeats a secret beside someone else's words can be made to give it away (BREACH).
"""

import base64
import binascii
import hmac
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request, session
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError, CSRFProtect
from wtforms import ValidationError
from wtforms.csrf.core import CSRF

_SESSION_KEY = "csrf_token"
_SECRET_BYTES = 24

View = Callable[..., Any]


def csrf_token() -> str:
    """A token for the form being drawn: the session's secret under a fresh mask."""
    held = _held_secret()
    if held is None:
        held = secrets.token_bytes(_SECRET_BYTES)
        session[_SESSION_KEY] = base64.b64encode(held).decode()
    mask = secrets.token_bytes(_SECRET_BYTES)
    return base64.urlsafe_b64encode(mask + _xor(mask, held)).decode()


def csrf_is_valid() -> bool:
    """Whether the post in hand came from our own page. For exempt views that keep the typed answers when it did not."""
    if not g.get("csrf_valid", False):
        g.csrf_valid = not _is_watched() or (not _from_another_site() and _is_ours(_given_token()))
    return bool(g.csrf_valid)


def same_origin_only(view: View) -> View:
    """For posts that store nothing: no token, but the post must come from one of our own pages."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if request.method not in ("GET", "HEAD", "OPTIONS") and _is_watched() and not _is_same_origin():
            raise CSRFError("The post did not come from one of our pages.")
        return view(*args, **kwargs)

    csrf.exempt(guarded)
    return guarded


def refuse_other_sites() -> None:
    """A post that another site made comes without our cookies; any answer of ours with new ones would end what is open.

    So it is refused before every view, also those that look at the token themselves. Raises CSRFError.
    """
    if request.method in current_app.config["WTF_CSRF_METHODS"] and _is_watched() and _from_another_site():
        raise CSRFError("The form was sent from another site.")


class MaskedProtect(CSRFProtect):
    """Flask-WTF's gate with our masked token."""

    def protect(self, apply_exemptions: bool = False) -> None:
        """Refuse a post without a true token. Raises CSRFError."""
        if request.method not in current_app.config["WTF_CSRF_METHODS"] or not request.endpoint:
            return
        if apply_exemptions and self._is_exempt():
            return
        if not csrf_is_valid():
            raise CSRFError("The form was not sent from one of our pages, or it is too old.")


class MaskedFormToken(CSRF):
    """The hidden field of Flask-WTF's forms, with the same token and the same check."""

    def generate_csrf_token(self, csrf_token_field: Any) -> str:
        """Called when a form is made."""
        return csrf_token()

    def validate_csrf_token(self, form: Any, field: Any) -> None:
        """Called when a form is checked. Raises ValidationError."""
        if not csrf_is_valid():
            raise ValidationError("The CSRF token is invalid.")


csrf = MaskedProtect()


def init_app(app: Flask) -> None:
    """Guard every view that is not exempt, and give templates `csrf_token()`."""
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # a form stays good as long as its session
    app.before_request(refuse_other_sites)
    csrf.init_app(app)
    FlaskForm.Meta.csrf_class = MaskedFormToken
    app.template_context_processors[None].append(lambda: {"csrf_token": csrf_token})
    app.jinja_env.globals["csrf_token"] = csrf_token
    app.jinja_env.globals.pop("csrf_meta_tag", None)


def _is_watched() -> bool:
    """Tests of what a form does may turn the gate off; the gate has tests of its own."""
    return bool(current_app.config["WTF_CSRF_ENABLED"])


def _held_secret() -> bytes | None:
    try:
        held = base64.b64decode(session.get(_SESSION_KEY, ""), validate=True)
    except (TypeError, ValueError, binascii.Error):
        return None
    return held if len(held) == _SECRET_BYTES else None


def _given_token() -> str:
    return request.form.get("csrf_token") or request.headers.get("X-CSRFToken") or ""


def _is_ours(token: str) -> bool:
    held = _held_secret()
    try:
        masked = base64.urlsafe_b64decode(token.encode("ascii"))
    except (UnicodeEncodeError, ValueError, binascii.Error):
        return False
    if held is None or len(masked) != 2 * _SECRET_BYTES:
        return False
    return hmac.compare_digest(_xor(masked[:_SECRET_BYTES], masked[_SECRET_BYTES:]), held)


def _from_another_site() -> bool:
    """Whether the browser itself says so. Old browsers say nothing, and then the token decides."""
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return True
    origin = request.headers.get("Origin")
    return origin is not None and origin != "null" and not _is_own_address(origin)


def _is_same_origin() -> bool:
    origin = request.headers.get("Origin")
    if origin is not None:
        return _is_own_address(origin)
    return request.referrer is not None and _is_own_address(request.referrer)


def _is_own_address(address: str) -> bool:
    try:
        theirs = urlsplit(address)
        own = (urlsplit(request.host_url), urlsplit(current_app.config["MASA_PUBLIC_URL"]))
        return any((theirs.scheme, theirs.netloc) == (ours.scheme, ours.netloc) for ours in own)
    except ValueError:
        return False


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))
