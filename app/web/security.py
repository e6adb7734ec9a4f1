"""What stands before every view: whom we answer, how much we read, and input that no database could keep."""

from functools import cached_property
from typing import Any

from flask import Flask, abort, current_app, request
from htmx_flask import HtmxAwareRequest
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

from app.config import is_loopback, public_host
from app.database import LARGEST_ID

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


class MasaRequest(HtmxAwareRequest):
    """A request whose texts hold no NUL: PostgreSQL refuses it, and nobody means to type it."""

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """The query, without NUL."""
        return _without_nul(super().args)

    def _load_form_data(self) -> None:
        if "form" in self.__dict__:
            return
        if self.mimetype == "application/x-www-form-urlencoded":
            # such a body is read into memory whole; only uploads may be larger
            self.max_content_length = current_app.config["MAX_FORM_MEMORY_SIZE"]
        super()._load_form_data()
        self.__dict__["form"] = _without_nul(self.__dict__["form"])


def _without_nul(texts: MultiDict[str, str]) -> MultiDict[str, str]:
    pairs = list(texts.items(multi=True))
    if not any(key is None or "\x00" in key or "\x00" in value for key, value in pairs):
        return texts
    named = [(key, value) for key, value in pairs if key is not None]  # a part of a broken upload may have no name
    return ImmutableMultiDict([(key.replace("\x00", ""), value.replace("\x00", "")) for key, value in named])


class RowId(IntegerConverter):
    """A row's id in a URL. What no row can have is not found, instead of overflowing in the database."""

    regex = r"[0-9]{1,19}"

    def __init__(self, map: Any, **options: Any) -> None:
        super().__init__(map, max=options.pop("max", None) or LARGEST_ID, **options)


def init_app(app: Flask) -> None:
    """Called before any blueprint, so that its URLs use our converter."""
    app.request_class = MasaRequest
    app.url_map.converters["int"] = RowId
    host = public_host(app.config["MASA_PUBLIC_URL"])
    app.config["TRUSTED_HOSTS"] = list(LOOPBACK) if is_loopback(host) else [host]
    hops = app.config["MASA_TRUSTED_PROXIES"]
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0, x_prefix=0)  # type: ignore[method-assign]

    @app.before_request
    def refuse_paths_nobody_means() -> None:
        if "\x00" in request.path or "\ufffd" in request.path:
            abort(404)

    @app.before_request
    def read_the_body() -> None:
        if request.method == "POST":
            _ = request.form  # now, before a view opens a transaction: nobody waits behind a slow sender
