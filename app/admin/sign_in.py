"""The door: signing in and out, one-time links, one's own password."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, logout_user

from app.accounts import sign_in as actions
from app.accounts.errors import DeadLink, EmailTaken, TooManyTries, UnknownDepartment, WeakPassword, WrongCredentials
from app.accounts.kept_posts import take_back
from app.accounts.links import Purpose, live_link
from app.accounts.models import User
from app.accounts.queries import all_departments
from app.accounts.rights import MASA
from app.admin.forms import NewPasswordForm, OwnPasswordForm, SetUpForm, SignInForm
from app.clock import utc_now
from app.extensions import db
from app.throttle import ThrottleUnavailable, throttle
from app.web.formats import speak
from app.web.guards import staff_required
from app.web.locale import current_locale
from app.web.staff_session import address_of_kept, begin_session, home_of, safe_next, session_token

bp = Blueprint("accounts", __name__)


@bp.route("/giris", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Where staff come in; whoever is in already goes on."""
    target = safe_next(request.values.get("next"))
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(target or home_of(current_user), 303)
    form = SignInForm()
    if not form.validate_on_submit():
        return _sign_in_page(form, target, 422 if form.errors else 200)
    try:
        user = actions.sign_in(
            form.email.data or "", form.password.data or "", _address(), _door(), session_token(), utc_now()
        )
    except WrongCredentials:
        form.form_errors.append(_("The e-mail address or the password is wrong."))
        return _sign_in_page(form, target, 422)
    except TooManyTries:
        return _shut(form, target, 429, _("There were too many wrong tries. Wait a minute, then try again."))
    except ThrottleUnavailable:
        return _shut(form, target, 503, _("Signing in is not possible at the moment. Try again in a few minutes."))
    return _go_in(user, target)


@bp.post("/cikis")
@staff_required
def sign_out() -> ResponseReturnValue:
    """End the session here and on the server, and leave nothing in the browser."""
    actions.sign_out(current_user, utc_now())
    logout_user()
    answer = redirect(url_for(".sign_in"), 303)
    answer.headers["Clear-Site-Data"] = '"cache"'
    flash(_("You are signed out."))
    return answer


@bp.route("/kurulum/<token>", methods=["GET", "POST"])
def set_up(token: str) -> ResponseReturnValue:
    """The first admin makes an account; the link dies with it."""
    form = SetUpForm()
    try:
        live_link(token, Purpose.SETUP, utc_now())
        form.offer_departments(all_departments(), current_locale())
        if request.method == "GET":
            form.department.data = MASA
        if form.validate_on_submit():
            roles: list[str] = []
            user = actions.set_up_first_admin(
                token, form.email.data or "", form.name.data or "", form.department.data, roles,
                form.password.data or "", _town(), utc_now(),
            )  # fmt: skip
            return _go_in(user, None)
    except DeadLink:
        return _dead_link()
    except WeakPassword as weak:
        form.password.errors = [speak(fault) for fault in weak.faults]
    except EmailTaken:
        form.email.errors = [_("There is already an account with this e-mail address.")]
    except UnknownDepartment:
        form.department.errors = [_("Choose a department.")]
    return render_template("accounts/set_up.html", form=form), 422 if form.errors else 200


@bp.route("/davet/<token>", methods=["GET", "POST"])
def invitation(token: str) -> ResponseReturnValue:
    """An invited colleague chooses a password."""
    return _password_by_link(token, Purpose.INVITE)


@bp.route("/sifre/<token>", methods=["GET", "POST"])
def new_password(token: str) -> ResponseReturnValue:
    """A colleague who forgot the password chooses another."""
    return _password_by_link(token, Purpose.RESET)


@bp.route("/desk/password", methods=["GET", "POST"])
@staff_required
def own_password() -> ResponseReturnValue:
    """Another password for oneself; everywhere else the sessions end."""
    form, status = OwnPasswordForm(), 200
    if form.validate_on_submit():
        try:
            actions.change_own_password(
                current_user, form.old_password.data or "", form.password.data or "",
                _town(), _address(), _door(), utc_now(),
            )  # fmt: skip
        except WrongCredentials:
            form.old_password.errors = [_("This is not your password.")]
        except WeakPassword as weak:
            form.password.errors = [speak(fault) for fault in weak.faults]
        except TooManyTries:
            status = 429
            form.form_errors.append(_("There were too many wrong tries. Wait a minute, then try again."))
        except ThrottleUnavailable:
            status = 503
            form.form_errors.append(_("This is not possible at the moment. Try again in a few minutes."))
        else:
            begin_session(current_user._get_current_object())
            flash(_("Your password is changed. Your other sessions have ended."))
            return redirect(url_for(".own_password"), 303)
    if form.errors and status == 200:
        status = 422
    return render_template("accounts/own_password.html", form=form, active="password"), status


@bp.post("/desk/alive")
@staff_required
def alive() -> ResponseReturnValue:
    """Sent by a page while somebody types, so that the session does not fall idle under them."""
    return "", 204


def _password_by_link(token: str, purpose: Purpose) -> ResponseReturnValue:
    form = NewPasswordForm()
    try:
        _link, user = live_link(token, purpose, utc_now())
        if form.validate_on_submit():
            return _go_in(
                actions.set_password_by_link(token, purpose, form.password.data or "", _town(), utc_now()), None
            )
    except DeadLink:
        return _dead_link()
    except WeakPassword as weak:
        form.password.errors = [speak(fault) for fault in weak.faults]
        _link, user = live_link(token, purpose, utc_now())
    page = render_template("accounts/new_password.html", form=form, person=user, purpose=purpose.value)
    return page, 422 if form.errors else 200


def _go_in(user: User, target: str | None) -> ResponseReturnValue:
    """Start the browser's session and go where the person wanted, or back to the form that was kept."""
    kept = take_back(user.id, utc_now())
    db.session.commit()
    begin_session(user)
    if kept is not None:
        flash(_("Here is what you typed before. Check it and send it again."))
        return redirect(address_of_kept(kept), 303)
    return redirect(target or home_of(user), 303)


def _sign_in_page(form: SignInForm, target: str | None, status: int) -> ResponseReturnValue:
    return render_template("accounts/sign_in.html", form=form, target=target), status


def _shut(form: SignInForm, target: str | None, status: int, why: str) -> ResponseReturnValue:
    form.form_errors.append(why)
    answer = make_response(_sign_in_page(form, target, status))
    answer.headers["Retry-After"] = str(actions.WINDOW_SECONDS)
    return answer


def _dead_link() -> ResponseReturnValue:
    return render_template("accounts/dead_link.html"), 404


def _door() -> actions.Door:
    return actions.Door(throttle(), current_app.config["MASA_LIMIT_SIGNIN_PER_MINUTE"])


def _address() -> str:
    return request.remote_addr or "unknown"


def _town() -> str:
    return f"{current_app.config['MASA_TOWN_NAME']} {current_app.config['MASA_TOWN_SHORT']}"
