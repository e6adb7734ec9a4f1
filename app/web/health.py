"""For whoever watches the server. Says which part fails, nothing about why: these pages are public."""

import shutil

from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app import heartbeat, schema
from app.clock import utc_now
from app.extensions import db

bp = Blueprint("health", __name__)

LEAST_FREE_BYTES = 100 * 1024 * 1024


@bp.get("/healthz")
def healthz() -> Response:
    """The process answers. Touches neither database nor disk."""
    return Response("ok\n", mimetype="text/plain")


@bp.get("/readyz")
def readyz() -> tuple[Response, int]:
    """Applications can be taken: 200, else 503. A silent worker is told but does not take the pages away."""
    instance = current_app.config["MASA_INSTANCE"]
    parts = {"database": False, "schema": False, "disk": shutil.disk_usage(instance).free > LEAST_FREE_BYTES}
    try:
        db.session.execute(text("SELECT 1"))
        parts["database"] = True
        parts["schema"] = schema.is_current()
    except SQLAlchemyError:
        db.session.rollback()
    ready = all(parts.values())
    parts["worker"] = not heartbeat.is_silent(instance, utc_now())
    return jsonify({"ready": ready, **parts}), 200 if ready else 503
