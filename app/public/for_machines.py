"""What machines ask for by a fixed name."""

from datetime import timedelta

from flask import Response, current_app, render_template, url_for

from app.catalogue.queries import listed_services
from app.clock import utc_now
from app.public.blueprint import bp
from app.web.headers import public_page

_CLOSED = ("/takip", "/t/", "/basvuru/", "/anket/", "/bitti", "/dil", "/giris", "/desk", "/admin")
_OPEN = ("public.home", "public.services", "public.privacy", "public.accessibility")


@bp.get("/robots.txt")
def robots() -> Response:
    """Search engines may read the guide, and nothing that begins or follows an application."""
    public_page()
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _CLOSED), "", f"Sitemap: {_base()}/sitemap.xml"]
    return _text(lines)


@bp.get("/sitemap.xml")
def sitemap() -> Response:
    """Every public page with its address."""
    public_page()
    paths = [url_for(endpoint) for endpoint in _OPEN]
    paths += [url_for("public.guide", slug=listed.slug) for listed in listed_services()]
    page = render_template("public/sitemap.xml", addresses=[_base() + path for path in paths])
    return Response(page, mimetype="application/xml")


@bp.get("/.well-known/security.txt")
def security() -> Response:
    """Whom to tell about a weakness. Source: RFC 9116."""
    public_page()
    email, phone = current_app.config["MASA_TOWN_EMAIL"], current_app.config["MASA_TOWN_PHONE"]
    contact = f"mailto:{email}" if email else f"tel:{phone.replace(' ', '')}" if phone else _base() + "/"
    # the first of a month, so that the answer stays the same for a while and may be kept
    expires = (utc_now() + timedelta(days=200)).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return _text([
        f"Contact: {contact}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: tr, en",
        f"Canonical: {_base()}/.well-known/security.txt",
    ])  # fmt: skip


def _base() -> str:
    return str(current_app.config["MASA_PUBLIC_URL"]).rstrip("/")


def _text(lines: list[str]) -> Response:
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
