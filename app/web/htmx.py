"""The only place that asks whether htmx is there."""

from typing import Any

from flask import Response, make_response, render_template
from htmx_flask import request


def render(page: str, fragment: str, status: int = 200, **context: Any) -> Response:
    """Answer with `fragment` for an htmx swap; with `page`, which includes it, for a visit, a boost or a restore."""
    response = make_response(render_template(fragment if wants_fragment() else page, **context), status)
    # a cache must not hand a fragment to a visitor
    response.vary.update(("HX-Request", "HX-Boosted", "HX-History-Restore-Request"))
    return response


def wants_fragment() -> bool:
    """Whether the answer will be swapped into a page that stands already."""
    htmx = request.htmx
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request
