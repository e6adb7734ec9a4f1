"""Who did what, when."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.queries import all_departments, all_staff, audit_page
from app.admin import bp
from app.admin.audit_words import ACTION_LABELS, action_label, changes, told
from app.database import read_id
from app.web.formats import label
from app.web.guards import admin_required


@bp.get("/audit")
@admin_required
def audit() -> ResponseReturnValue:
    """The trail, newest first, by person and deed; the filter and the page stay in the URL."""
    actor, before = _row_id("actor"), _row_id("before")
    action = request.args.get("action", "")
    page = audit_page(actor, action if action in ACTION_LABELS else None, before)
    departments = {row.id: label(row.name) for row in all_departments()}
    return render_template(
        "admin/audit.html",
        page=page, actor=actor, action=action, before=before, people=all_staff(), departments=departments,
        actions=ACTION_LABELS, action_label=action_label, changes=changes, told=told, active="audit",
    )  # fmt: skip


def _row_id(name: str) -> int | None:
    """A row id from the query; anything else counts as not asked."""
    return read_id(request.args.get(name, ""))
