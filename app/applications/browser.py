"""The browser's own token: a session cookie, set only when somebody starts a form."""

from flask import current_app, request
from werkzeug import Response

from app.cases.drafts import DraftTimes

_NAME = "masa-form"


def browser_token() -> str | None:
    """What this browser was given when it started its first form."""
    token = request.cookies.get(_cookie_name(), "")
    return token if 20 <= len(token) <= 100 else None


def give_token(response: Response, token: str, is_own_device: bool) -> None:
    """Let the browser keep its token: until it is closed, or for some days on a device the citizen called their own."""
    config = current_app.config
    response.set_cookie(
        _cookie_name(),
        token,
        max_age=config["MASA_DRAFT_DEVICE_DAYS"] * 86400 if is_own_device else None,
        secure=config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def take_token(response: Response) -> None:
    """Let the browser forget everything of the form."""
    response.delete_cookie(
        _cookie_name(), secure=current_app.config["SESSION_COOKIE_SECURE"], httponly=True, samesite="Lax"
    )


def draft_times() -> DraftTimes:
    """The town's times for drafts."""
    return DraftTimes.from_settings(current_app.config)


def _cookie_name() -> str:
    return "__Host-" + _NAME if current_app.config["SESSION_COOKIE_SECURE"] else _NAME
