"""Who may call which page. Every staff view carries one of these; a test walks the URL map for one that does not."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Flask, abort
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.routing import Rule

from app.accounts.models import User
from app.accounts.rights import Action, CaseFacts, may
from app.accounts.roles import Role
from app.web.staff_session import ask_to_sign_in, note_use

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]
CaseT = TypeVar("CaseT", bound=CaseFacts)

PUBLIC = "public"
MACHINE = "machine"
PUBLIC_BLUEPRINTS = {"public", "applications", "tracking", "survey", "documents", "locale", "receipts"}
PUBLIC_ENDPOINTS = {"accounts.sign_in", "accounts.set_up", "accounts.invitation", "accounts.new_password"}
MACHINE_BLUEPRINTS = {"machines", "health", "open311", "exchange"}
MACHINE_ENDPOINTS = {"static", "healthz", "readyz", "metrics"}


def clerk_required(view: View[P]) -> View[P]:
    """For everyone who works on cases: clerks and supervisors."""
    return _guarded(view, Role.CLERK, Role.SUPERVISOR)


def supervisor_required(view: View[P]) -> View[P]:
    """For supervisors."""
    return _guarded(view, Role.SUPERVISOR)


def admin_required(view: View[P]) -> View[P]:
    """For admins."""
    return _guarded(view, Role.ADMIN)


def staff_required(view: View[P]) -> View[P]:
    """For everyone signed in, whatever the role."""
    return _guarded(view, *Role)


def _guarded(view: View[P], *roles: Role) -> View[P]:
    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if not current_user.is_authenticated:
            return ask_to_sign_in()
        if not any(current_user.has_role(role) for role in roles):
            abort(404)
        note_use()
        return view(*args, **kwargs)

    guarded.staff_roles = frozenset(roles)  # type: ignore[attr-defined]  # read by roles_of
    return guarded


def roles_of(app: Flask, rule: Rule) -> frozenset[str] | None:
    """Who may call a rule: {"public"}, {"machine"} or roles; None when nobody said, which a test refuses."""
    view = app.view_functions[rule.endpoint]
    roles = getattr(view, "staff_roles", None)
    if roles is not None:
        return frozenset(role.value for role in roles)
    blueprint = rule.endpoint.rpartition(".")[0]
    if blueprint in PUBLIC_BLUEPRINTS or rule.endpoint in PUBLIC_ENDPOINTS:
        return frozenset({PUBLIC})
    if blueprint in MACHINE_BLUEPRINTS or rule.endpoint in MACHINE_ENDPOINTS:
        return frozenset({MACHINE})
    return None


def endpoint_roles(app: Flask) -> dict[str, frozenset[str] | None]:
    """Every endpoint of the app with who may call it."""
    return {rule.endpoint: roles_of(app, rule) for rule in app.url_map.iter_rules()}


def visible_or_404(case: CaseT | None, user: User) -> CaseT:
    """The case, for whoever may see it; "no such case" and "not yours" read the same."""
    if case is None or not may(user, Action.SEE_CASE, case):
        abort(404)
    return case


def allowed_or_403(user: User, action: Action, case: CaseFacts | None = None) -> None:
    """Refuse what the person may see but not do."""
    if not may(user, action, case):
        abort(403)
