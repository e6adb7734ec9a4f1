"""Which language a page speaks: the one chosen with the switch, else the town's."""

from typing import Any
from urllib.parse import urlsplit

from babel.support import Translations
from flask import Blueprint, Flask, Response, current_app, g, redirect, request
from flask.globals import request_ctx
from flask_babel import get_translations

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


def page_of(path: str) -> str:
    """The page that shows the form which is sent to `path`: the same address, or the nearest one above it."""
    adapter = request_ctx.url_adapter
    while adapter is not None and path.count("/") > 1:
        if adapter.test(path, method="GET"):
            return path
        path = path.rpartition("/")[0]
    return path or "/desk"


@bp.post("/dil")
@same_origin_only
def switch() -> Response:
    """Remember the chosen language and go back to the page the switch stood on."""
    chosen = request.form.get("lang", "")
    path, mark, query = safe_path(request.form.get("next")).partition("?")
    answer = redirect(page_of(path) + mark + query, 303)
    if chosen in LOCALES:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        answer.set_cookie(COOKIE, chosen, max_age=_A_YEAR, secure=secure, httponly=True, samesite="Lax")
    return answer  # type: ignore[return-value]


def init_app(app: Flask) -> None:
    """Give translations and templates the language; `lang` is the value of the page's lang attribute."""
    babel.init_app(app, locale_selector=current_locale)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # made by jinja2.ext.i18n
        gettext=lambda text: _translations().ugettext(text),
        ngettext=lambda one, many, n: _translations().ungettext(one, many, n),
        newstyle=True,
        pgettext=lambda context, text: _translations().upgettext(context, text),
        npgettext=lambda context, one, many, n: _translations().unpgettext(context, one, many, n),
    )

    @app.context_processor
    def language() -> dict[str, object]:
        return {"lang": current_locale(), "locales": LOCALES}


def _translations() -> Translations:
    """The texts of the language in force, looked up once a page: a page has dozens of texts, and the way is long."""
    context: Any = g.get("_flask_babel")  # where flask-babel keeps the language of a page, also a forced one
    if context is None:
        return get_translations()
    held = getattr(context, "held_translations", None)
    if held is None or held[0] is not getattr(context, "babel_locale", None):
        translations = get_translations()
        held = context.held_translations = (context.babel_locale, translations)
    return held[1]
