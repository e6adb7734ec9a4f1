"""QR codes as SVG that carries no style of its own."""

import segno
from flask import current_app, url_for
from markupsafe import Markup


def qr_of(tracking_number: str) -> Markup:
    """A code that leads to this case; scanning it shows no more than the number does."""
    address = current_app.config["MASA_PUBLIC_URL"].rstrip("/") + url_for("tracking.by_link", number=tracking_number)
    code = segno.make(address, error="m", boost_error=False)
    return Markup(code.svg_inline(scale=4, border=2, omitsize=True, svgclass=None, lineclass=None))  # noqa: S704
