"""`flask staff …`: accounts from the command line, for the first day and for when nobody can get in."""

from __future__ import annotations

import sys
from datetime import timedelta

import click
from flask import current_app
from flask.cli import AppGroup

from app.accounts import actions
from app.accounts.audit import audit
from app.accounts.errors import EmailTaken, LastAdmin, UnknownDepartment, WeakPassword
from app.accounts.links import Purpose, issue_link
from app.accounts.models import User
from app.accounts.password_rules import password_faults
from app.accounts.passwords import hash_password
from app.accounts.queries import active_admin_ids, all_staff, user_by_email
from app.accounts.rights import MASA
from app.accounts.roles import Role
from app.clock import utc_now
from app.extensions import db

staff = AppGroup("staff", help="Accounts of the staff.")
_ROLES = click.Choice([role.value for role in Role])


@staff.command("create")
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--role", "roles", required=True, multiple=True, type=_ROLES, help="may be given more than once")
@click.option("--department", default=MASA, show_default=True, help="id of the department")
def create(email: str, name: str, roles: tuple[str, ...], department: str) -> None:
    """Make an account. The password is read from standard input when it is piped; else a one-time link is printed."""
    if "@" not in email:
        raise click.ClickException(f"{email!r} is not an e-mail address")
    password = _piped_password()
    try:
        if password is None:
            lifetime = timedelta(hours=current_app.config["MASA_INVITE_HOURS"])
            _user, token = actions.invite_staff(email, name, department, roles, None, utc_now(), lifetime)
            click.echo(_address(f"/davet/{token}"))
            return
        faults = password_faults(password, (name, email))
        if faults:
            raise WeakPassword(faults)
        hashed = hash_password(password)
        user = actions.add_staff(email, name, department, roles, None, utc_now())
        user.password_hash = hashed
        db.session.commit()
        click.echo(f"{email.strip()} can sign in at {_address('/giris')}")
    except EmailTaken:
        raise click.ClickException(f"there is already an account with the address {email}") from None
    except UnknownDepartment:
        raise click.ClickException(f"there is no department {department!r}; import the catalogue first") from None
    except WeakPassword as weak:
        raise click.ClickException(str(weak)) from None


@staff.command("setup-link")
def setup_link() -> None:
    """Print the one-time link of the first admin; refused once there is an admin."""
    if active_admin_ids():
        raise click.ClickException("there is an admin already; ask one for a link, or use `staff create`")
    click.echo(new_setup_address())


def new_setup_address() -> str:
    """The address at which the first admin makes an account; older ones die. The caller knows there is no admin."""
    now = utc_now()
    lifetime = timedelta(minutes=current_app.config["MASA_SETUP_LINK_MINUTES"])
    token = issue_link(Purpose.SETUP, None, None, now, lifetime)
    audit("staff.setup_link", "staff", "first", now)
    db.session.commit()
    return _address(f"/kurulum/{token}")


@staff.command("list")
def show() -> None:
    """Everyone, one line each."""
    for user in all_staff():
        state = "" if user.is_active else "closed"
        click.echo("\t".join((user.email, user.name, user.department_id, ",".join(user.roles), state)).rstrip())


@staff.command("deactivate")
@click.option("--email", required=True)
def deactivate(email: str) -> None:
    """Close an account; its sessions end at once."""
    user = _known(email)
    if not user.is_active:
        raise click.ClickException(f"the account {email} is closed already")
    try:
        actions.deactivate_staff(user, user.version, None, utc_now())
    except LastAdmin:
        raise click.ClickException("this is the last admin; make somebody else an admin first") from None
    click.echo(f"{email} is closed")


def _known(email: str) -> User:
    user = user_by_email(email)
    if user is None:
        raise click.ClickException(f"there is no account with the address {email}")
    return user


def _piped_password() -> str | None:
    """The first line of standard input when it is piped and not empty; a terminal or nothing means a link is wanted."""
    if sys.stdin is None or sys.stdin.closed or sys.stdin.isatty():
        return None
    return sys.stdin.readline().rstrip("\r\n") or None


def _address(path: str) -> str:
    return str(current_app.config["MASA_PUBLIC_URL"]).rstrip("/") + path
