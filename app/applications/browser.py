"""The browser's own tokens, one for each draft: a session cookie, set only when somebody starts a form."""

import re

from flask import current_app, request
from werkzeug import Response

from app.cases.drafts import DraftTimes

_NAME = "masa-form"
_TOKEN = re.compile(r"(?<![^.])[A-Za-z0-9_-]{43}(?![^.])")
_MOST_DRAFTS = 10


def browser_tokens() -> tuple[str, ...]:
    """What this browser was given each time it started a form, the newest first."""
    return tuple(_TOKEN.findall(request.cookies.get(_cookie_name(), "")[:1000]))[:_MOST_DRAFTS]


def give_token(response: Response, token: str, is_own_device: bool) -> None:
    """Let the browser keep one more: until it is closed, or for some days on a device the citizen called their own."""
    config = current_app.config
    response.set_cookie(
        _cookie_name(),
        ".".join((token, *browser_tokens())[:_MOST_DRAFTS]),
        max_age=config["MASA_DRAFT_DEVICE_DAYS"] * 86400 if is_own_device else None,
        secure=config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def draft_times() -> DraftTimes:
    """The town's times for drafts."""
    return DraftTimes.from_settings(current_app.config)


def _cookie_name() -> str:
    return "__Host-" + _NAME if current_app.config["SESSION_COOKIE_SECURE"] else _NAME
