"""For shared computers: leave nothing of ours in the browser."""

from flask import current_app, request, session
from werkzeug.wrappers import Response

_OURS = ("masa-form", "masa-file")


def forget_this_browser(answer: Response) -> None:
    """Take back every cookie of ours but the language, and let the browser drop the pages it kept."""
    session.clear()
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    for name in request.cookies:
        if name.removeprefix("__Host-") in _OURS:
            answer.delete_cookie(name, secure=secure, httponly=True, samesite="Lax")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
