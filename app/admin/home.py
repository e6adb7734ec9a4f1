"""The admin's first page."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.accounts.queries import all_staff
from app.admin import bp
from app.web.guards import admin_required


@bp.get("")
@admin_required
def home() -> ResponseReturnValue:
    """What there is to keep, and who never came in yet."""
    staff = all_staff()
    waiting = [user for user in staff if user.is_active and not user.password_hash]
    return render_template(
        "admin/home.html", active_count=sum(user.is_active for user in staff), waiting=waiting, active="admin"
    )
