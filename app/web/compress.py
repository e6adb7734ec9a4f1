"""Pages travel compressed. One with someone's data carries padding of random length: its size betrays nothing."""

import secrets
import zlib

from flask import Flask, Response, g, request

_LEAST_BYTES = 500
_PADDING_BYTES = 64
_TYPES = {"text/html", "text/css", "text/csv", "text/plain", "image/svg+xml", "application/json", "application/xml"}
_GZIP = 31  # zlib's window size for gzip framing


def init_app(app: Flask) -> None:
    """Compresses what views answer; static files are compressed when they are built."""

    # Flask runs these in reverse order; this one must be the last, so it stands first
    app.after_request_funcs.setdefault(None, []).insert(0, compress)


def compress(response: Response) -> Response:
    """Pad, then gzip, whatever is a text of some length."""
    if response.direct_passthrough or response.is_streamed or response.mimetype not in _TYPES:
        return response
    if g.get("personal") and response.mimetype == "text/html":
        response.set_data(response.get_data() + _padding())
    if response.content_length is not None and response.content_length < _LEAST_BYTES:
        return response
    if response.status_code in (204, 304) or "Content-Encoding" in response.headers:
        return response
    response.vary.update(("Accept-Encoding",))
    if "gzip" not in request.accept_encodings:
        return response
    packer = zlib.compressobj(6, zlib.DEFLATED, _GZIP)
    response.set_data(packer.compress(response.get_data()) + packer.flush())
    response.headers["Content-Encoding"] = "gzip"
    return response


def _padding() -> bytes:
    """A comment of 1 to 64 random letters, which no compression makes shorter."""
    letters = secrets.token_hex(_PADDING_BYTES // 2 + 1).encode()
    return b"<!--" + letters[: 1 + secrets.randbelow(_PADDING_BYTES)] + b"-->"
