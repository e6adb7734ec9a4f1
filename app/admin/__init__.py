"""Upkeep by admins: the staff and the audit trail; and the door through which staff come in."""

from flask import Blueprint

bp = Blueprint("admin", __name__, url_prefix="/admin")

from app.admin import audit_page, home, staff_pages  # noqa: E402, F401 - the views register themselves on `bp`
