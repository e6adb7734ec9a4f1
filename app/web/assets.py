"""Static files by the names they were built under, served with everything a cache needs."""

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import Any

from flask import Flask
from markupsafe import Markup
from whitenoise import WhiteNoise

from app.config import ROOT
from app.web import build

PREFIX = "/static/"
_HASHED = re.compile(r"\.[0-9a-f]{8}\.\w+(\.gz|\.br)?$")


@dataclass(frozen=True)
class Assets:
    """What was built: hashed names, and the one stylesheet that stands inline."""

    files: dict[str, str]
    critical: str

    def url(self, name: str) -> str:
        """Where the browser finds this file of `static/src`. Raises KeyError when there is none."""
        return PREFIX + self.files[name]

    @property
    def critical_hash(self) -> str | None:
        """SHA-256 (base64) of the inline stylesheet, for the Content-Security-Policy."""
        if not self.critical:
            return None
        return base64.b64encode(hashlib.sha256(self.critical.encode()).digest()).decode()


def init_app(app: Flask) -> None:
    """Build what changed, serve it, and give templates `asset_url`, `has_asset` and `critical_css`."""
    target = ROOT / "static" / "dist"
    settings = app.config
    built = build.manifest(ROOT / "static" / "src", target, settings["MASA_TOWN_COLOUR"], settings["MASA_CREST"])
    assets = Assets(built["files"], built["critical"])
    app.extensions["assets"] = assets
    app.jinja_env.globals.update(
        asset_url=assets.url,
        has_asset=assets.files.__contains__,
        critical_css=Markup(assets.critical),  # noqa: S704 - our own file, built into the policy by its hash
    )
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(target),
        prefix=PREFIX,
        max_age=3600,
        immutable_file_test=_is_immutable,
        add_headers_function=_add_headers,
    )


def asset_url(name: str) -> str:
    """The same as in templates, for views."""
    from flask import current_app

    assets: Assets = current_app.extensions["assets"]
    return assets.url(name)


def _is_immutable(_path: str, url: str) -> bool:
    return bool(_HASHED.search(url))


def _add_headers(headers: Any, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"  # a drawing opened by itself
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
