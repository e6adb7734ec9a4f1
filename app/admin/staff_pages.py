"""The staff list and one page per person."""

from __future__ import annotations

from datetime import timedelta

from flask import abort, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts import actions
from app.accounts.errors import EmailTaken, LastAdmin, OwnAccount, StaleAccount, UnknownDepartment
from app.accounts.links import Purpose
from app.accounts.models import User
from app.accounts.queries import all_departments, all_staff
from app.admin import bp
from app.admin.forms import ROLE_HINTS, ROLE_LABELS, InviteForm, StaffForm
from app.clock import utc_now
from app.extensions import db
from app.web.guards import admin_required
from app.web.locale import current_locale
from app.web.staff_session import typed_form

_SHOWN = "staff_link"
_LINK_PAGES = {Purpose.INVITE: "accounts.invitation", Purpose.RESET: "accounts.new_password"}


@bp.get("/staff")
@admin_required
def staff() -> ResponseReturnValue:
    """Everyone who may sign in, and those who no longer may."""
    return render_template("admin/staff.html", staff=all_staff(), role_labels=ROLE_LABELS, active="staff")


@bp.route("/staff/invite", methods=["GET", "POST"])
@admin_required
def invite() -> ResponseReturnValue:
    """A new colleague; the one-time link is shown once, on the colleague's page."""
    form = InviteForm(formdata=typed_form())
    form.offer_departments(all_departments(), current_locale())
    if form.validate_on_submit():
        lifetime = timedelta(hours=current_app.config["MASA_INVITE_HOURS"])
        try:
            user, token = actions.invite_staff(
                form.email.data or "", form.name.data or "", form.department.data, form.roles.data or [],
                current_user.id, utc_now(), lifetime,
            )  # fmt: skip
        except EmailTaken:
            form.email.errors = [_("There is already an account with this e-mail address.")]
        except UnknownDepartment:
            form.department.errors = [_("Choose a department.")]
        else:
            return _show_link(user, Purpose.INVITE, token)
    page = render_template("admin/invite.html", form=form, role_hints=ROLE_HINTS, active="staff")
    return page, 422 if form.errors else 200


@bp.route("/staff/<int:user_id>", methods=["GET", "POST"])
@admin_required
def member(user_id: int) -> ResponseReturnValue:
    """One colleague: name, department, roles, and what may be done with the account."""
    user = _member_or_404(user_id)
    form = _member_form(user)
    if not form.validate_on_submit():
        return _member_page(user, form, 422 if form.errors else 200)
    try:
        actions.change_staff(
            user, _seen_version(), form.name.data or "", form.department.data, form.roles.data or [],
            current_user.id, utc_now(),
        )  # fmt: skip
    except StaleAccount:
        return _member_page(_member_or_404(user_id), form, 409)
    except OwnAccount:
        form.roles.errors = [_("You cannot take the admin role from yourself. Ask another admin.")]
    except LastAdmin:
        form.roles.errors = [_("This is the last admin. Make somebody else an admin first.")]
    except UnknownDepartment:
        form.department.errors = [_("Choose a department.")]
    else:
        flash(_("The account is saved."))
        return redirect(url_for(".member", user_id=user.id), 303)
    return _member_page(user, form, 422)


@bp.post("/staff/<int:user_id>/deactivate")
@admin_required
def deactivate(user_id: int) -> ResponseReturnValue:
    """Close an account; whoever is signed in with it is out with the next click."""
    user = _member_or_404(user_id)
    try:
        actions.deactivate_staff(user, _seen_version(), current_user.id, utc_now())
    except StaleAccount:
        return _member_page(_member_or_404(user_id), None, 409)
    except OwnAccount:
        flash(_("You cannot close your own account. Ask another admin."), "error")
    except LastAdmin:
        flash(_("This is the last admin. Make somebody else an admin first."), "error")
    else:
        flash(_("The account is closed. Its sessions have ended."))
    return redirect(url_for(".member", user_id=user_id), 303)


@bp.post("/staff/<int:user_id>/reactivate")
@admin_required
def reactivate(user_id: int) -> ResponseReturnValue:
    """Open a closed account again."""
    try:
        actions.reactivate_staff(_member_or_404(user_id), _seen_version(), current_user.id, utc_now())
    except StaleAccount:
        return _member_page(_member_or_404(user_id), None, 409)
    flash(_("The account is open again."))
    return redirect(url_for(".member", user_id=user_id), 303)


@bp.post("/staff/<int:user_id>/link")
@admin_required
def renew_link(user_id: int) -> ResponseReturnValue:
    """A new one-time link for who lost the invitation or forgot the password."""
    user = _member_or_404(user_id)
    if not user.is_active:
        abort(404)
    lifetime = timedelta(hours=current_app.config["MASA_INVITE_HOURS"])
    purpose, token = actions.renew_access(user, current_user.id, utc_now(), lifetime)
    return _show_link(user, purpose, token)


def _member_or_404(user_id: int) -> User:
    user = db.session.get(User, user_id)
    if user is None:
        abort(404)
    return user


def _member_form(user: User) -> StaffForm:
    now = {"name": user.name, "department": user.department_id, "roles": user.roles}
    form = StaffForm(formdata=typed_form(), data=now)
    form.offer_departments(all_departments(), current_locale())
    return form


def _member_page(user: User, form: StaffForm | None, status: int) -> ResponseReturnValue:
    """The page; on 409 what was typed stands in the form and what is stored now stands above it."""
    shown = session.pop(_SHOWN, None) if request.method == "GET" else None
    link = shown if shown and shown.get("user") == user.id else None
    if form is None:
        form = StaffForm(formdata=None, data={"name": user.name, "department": user.department_id, "roles": user.roles})
        form.offer_departments(all_departments(), current_locale())
    page = render_template(
        "admin/member.html",
        user=user, form=form, link=link, is_stale=status == 409, is_self=user.id == current_user.id,
        role_labels=ROLE_LABELS, role_hints=ROLE_HINTS, active="staff",
    )  # fmt: skip
    return page, status


def _show_link(user: User, purpose: Purpose, token: str) -> ResponseReturnValue:
    """Carry the link to the next page, which shows it once; it is stored nowhere else."""
    url = current_app.config["MASA_PUBLIC_URL"].rstrip("/") + url_for(_LINK_PAGES[purpose], token=token)
    session[_SHOWN] = {"user": user.id, "url": url, "purpose": purpose.value}
    return redirect(url_for(".member", user_id=user.id), 303)


def _seen_version() -> int:
    return request.form.get("version", 0, type=int)
