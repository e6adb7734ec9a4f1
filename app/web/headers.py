"""What every answer tells the browser: run nothing that is not ours, tell nobody, keep nothing."""

import hashlib

from flask import Flask, Response, current_app, g, request, session

_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(self), payment=(), usb=(), interest-cohort=()",
}


def public_page() -> None:
    """Say in a view that this page shows nobody's data: a browser may keep it and ask whether it is still right."""
    g.public_page = True


def personal_page() -> None:
    """Say in a view that this page shows someone's data: its compressed size then tells nothing (see `compress`)."""
    g.personal = True


def policy(critical_hash: str | None) -> str:
    """The Content-Security-Policy: only our own files; inline only the one critical stylesheet, by its hash."""
    styles = "'self'" + (f" 'sha256-{critical_hash}'" if critical_hash else "")
    return (
        f"default-src 'self'; style-src {styles}; img-src 'self'; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    )


def init_app(app: Flask) -> None:
    """Runs before `compress`, which must see the page as it will be kept."""
    content_security = policy(app.extensions["assets"].critical_hash)
    is_https = app.config["SESSION_COOKIE_SECURE"]

    @app.after_request
    def lay_headers(response: Response) -> Response:
        headers = response.headers
        for name, value in _FIXED.items():
            headers.setdefault(name, value)
        headers.setdefault("Content-Security-Policy", content_security)
        if is_https:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if _may_be_kept(response):
            _let_keep(response)
        else:
            headers["Cache-Control"] = "no-store"
        return response


def _may_be_kept(response: Response) -> bool:
    if not g.get("public_page") or g.get("personal") or response.status_code != 200:
        return False
    if request.method not in ("GET", "HEAD") or "Set-Cookie" in response.headers:
        return False
    # a page that starts or reads a session may hold a flash or a name
    return not session.modified and current_app.config["SESSION_COOKIE_NAME"] not in request.cookies


def _let_keep(response: Response) -> None:
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.update(("Cookie",))
    if not response.is_streamed:
        response.set_etag(hashlib.blake2b(response.get_data(), digest_size=12).hexdigest(), weak=True)
        response.make_conditional(request)
