"""Which language a page speaks: the one chosen with the switch, else the town's."""

from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, current_app, g, redirect, request

from app.extensions import babel
from app.web.csrf import same_origin_only

LOCALES = ("tr", "en")
COOKIE = "masa_lang"
_A_YEAR = 365 * 24 * 3600

bp = Blueprint("locale", __name__)


def current_locale() -> str:
    """`tr` or `en`."""
    if "locale" not in g:
        chosen = request.cookies.get(COOKIE) if request else None
        g.locale = chosen if chosen in LOCALES else current_app.config["MASA_DEFAULT_LOCALE"]
    return str(g.locale)


def safe_path(path: str | None, fallback: str = "/") -> str:
    """The path when it surely leads to one of our own pages, else the fallback. Stops open redirects."""
    if not path or len(path) > 2000 or not path.startswith("/") or path.startswith(("//", "/\\")):
        return fallback
    if any(ord(sign) <= 32 or ord(sign) == 127 or sign == "\\" for sign in path):
        return fallback
    try:
        parts = urlsplit(path)
    except ValueError:
        return fallback
    return fallback if parts.scheme or parts.netloc else path


@bp.post("/dil")
@same_origin_only
def switch() -> Response:
    """Remember the chosen language and go back to the page the switch stood on."""
    chosen = request.form.get("lang", "")
    answer = redirect(safe_path(request.form.get("next")), 303)
    if chosen in LOCALES:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        answer.set_cookie(COOKIE, chosen, max_age=_A_YEAR, secure=secure, httponly=True, samesite="Lax")
    return answer  # type: ignore[return-value]


def init_app(app: Flask) -> None:
    """Give translations and templates the language; `lang` is the value of the page's lang attribute."""
    babel.init_app(app, locale_selector=current_locale)

    @app.context_processor
    def language() -> dict[str, object]:
        return {"lang": current_locale(), "locales": LOCALES}
