"""Tek Masa: one desk for one town."""

import os
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from flask import Blueprint, Flask

from app import config
from app.config import ROOT

# Models that must be known before a migration or a query: every inner package lists its own here.
MODELS: tuple[str, ...] = (
    "app.catalogue.models",
    "app.accounts.models",
    "app.messages.models",
    "app.cases.models",
    "app.survey.models",
    "app.files.models",
)

# What an app is made of, in order: each path names a function that takes the app.
PARTS: tuple[str, ...] = (
    "app.logs:init_app",
    "app.keys:init_keys",
    "app.database:init_app",
    "app.throttle:init_throttle",
    "app.files.store:init_files",
    "app.web.security:init_app",
    "app.web.errors:init_app",
    "app.web.csrf:init_app",
    "app.web.locale:init_app",
    "app.web.formats:init_app",
    "app.web.complaints:init_app",
    "app.web.assets:init_app",
    "app.web.headers:init_app",
    "app.web.compress:init_app",
    "app.cli:init_app",
)

BLUEPRINTS: tuple[str, ...] = (
    "app.applications:bp",
    "app.applications.receipts:bp",
    "app.public:bp",
    "app.tracking:bp",
    "app.tracking.survey:bp",
    "app.desk.survey:bp",
    "app.desk:bp",
    "app.web.health:bp",
    "app.web.locale:bp",
    "app.admin.sign_in:bp",
    "app.admin:bp",
)


def create_app(environ: Mapping[str, str] | None = None) -> Flask:
    """The whole application, with its settings from `environ` (else the process's own). Raises ConfigFaults."""
    app = Flask(__name__, root_path=str(ROOT / "app"), template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.from_mapping(config.load(os.environ if environ is None else environ))
    app.instance_path = str(app.config["MASA_INSTANCE"])
    app.config.from_mapping(_for_flask(app.config))
    _bind_extensions(app)
    for path in MODELS:
        import_module(path)
    for path in PARTS:
        named(path)(app)
    for path in BLUEPRINTS:
        blueprint: Blueprint = named(path)
        app.register_blueprint(blueprint)
    return app


def named(path: str) -> Any:
    """What `package.module:name` points to."""
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)


def _for_flask(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Our settings in the words of Flask and its extensions."""
    secure = settings["MASA_PUBLIC_URL"].startswith("https://")
    is_sqlite = settings["DATABASE_URL"].startswith("sqlite")
    return {
        "SQLALCHEMY_DATABASE_URI": settings["DATABASE_URL"],
        "SQLALCHEMY_ENGINE_OPTIONS": {
            "hide_parameters": True,  # a statement's values are answers of citizens and must not reach a log
            "pool_size": settings["MASA_THREADS"] + 1,
            "max_overflow": 2,
            "pool_timeout": 10,
        }
        | ({} if is_sqlite else {"pool_pre_ping": True, "connect_args": {"connect_timeout": 5}}),
        "SESSION_COOKIE_NAME": "__Host-masa" if secure else "masa",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "SESSION_REFRESH_EACH_REQUEST": False,
        "MAX_CONTENT_LENGTH": (settings["MASA_UPLOAD_CASE_MIB"] + 2) * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 500_000,
        "MAX_FORM_PARTS": 1_000,
        "BABEL_DEFAULT_LOCALE": settings["MASA_DEFAULT_LOCALE"],
        "BABEL_DEFAULT_TIMEZONE": "Europe/Istanbul",
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
        "TEMPLATES_AUTO_RELOAD": False,
    }


def _bind_extensions(app: Flask) -> None:
    from app.extensions import db, htmx, login_manager

    db.init_app(app)
    htmx.init_app(app)
    login_manager.init_app(app)
    import_module("app.web.staff_session")  # teaches the login manager who someone is
