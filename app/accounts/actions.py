"""What admins do with staff accounts. Each is one transaction; each leaves an audit entry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from app.accounts.audit import audit
from app.accounts.errors import EmailTaken, LastAdmin, OwnAccount, StaleAccount, UnknownDepartment
from app.accounts.links import Purpose, issue_link
from app.accounts.models import User
from app.accounts.queries import active_admin_ids, fold_email, user_by_email
from app.accounts.roles import Role, clean_roles
from app.accounts.sessions import end_sessions_of
from app.catalogue.models import Department
from app.extensions import db


def add_staff(email: str, name: str, department_id: str, roles: Sequence[str], by: int | None, now: datetime) -> User:
    """A new account without a password, in the running transaction. Raises EmailTaken, UnknownDepartment."""
    if user_by_email(email) is not None:
        raise EmailTaken
    if db.session.get(Department, department_id) is None:
        raise UnknownDepartment(department_id)
    user = User(
        email=email.strip(), email_fold=fold_email(email), name=" ".join(name.split()),
        department_id=department_id, roles=clean_roles(list(roles)), is_active=True, created_at=now,
    )  # fmt: skip
    db.session.add(user)
    try:
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        raise EmailTaken from None
    audit("staff.created", "staff", user.id, now, by, {"roles": [[], user.roles], "department": ["", department_id]})
    return user


def invite_staff(
    email: str, name: str, department_id: str, roles: Sequence[str], by: int | None, now: datetime, lifetime: timedelta
) -> tuple[User, str]:
    """A new account and the token of its one-time link. Raises EmailTaken, UnknownDepartment."""
    user = add_staff(email, name, department_id, roles, by, now)
    token = issue_link(Purpose.INVITE, user, by, now, lifetime)
    audit("staff.invited", "staff", user.id, now, by)
    db.session.commit()
    return user, token


def renew_access(user: User, by: int | None, now: datetime, lifetime: timedelta) -> tuple[Purpose, str]:
    """A new one-time link: an invitation for who never had a password, else a reset; older links die."""
    purpose = Purpose.RESET if user.password_hash else Purpose.INVITE
    token = issue_link(purpose, user, by, now, lifetime)
    audit(f"staff.{purpose.value}_link", "staff", user.id, now, by)
    db.session.commit()
    return purpose, token


def change_staff(
    user: User, seen_version: int, name: str, department_id: str, roles: Sequence[str], by: int | None, now: datetime
) -> None:
    """Name, department and roles of an account. Raises StaleAccount, OwnAccount, LastAdmin, UnknownDepartment."""
    _check_version(user, seen_version)
    wanted = clean_roles(list(roles))
    if user.has_role(Role.ADMIN) and Role.ADMIN not in wanted:
        _check_admin_may_go(user, by)
    if db.session.get(Department, department_id) is None:
        raise UnknownDepartment(department_id)
    changed: dict[str, object] = {}
    if department_id != user.department_id:
        changed["department"] = [user.department_id, department_id]
    if wanted != user.roles:
        changed["roles"] = [user.roles, wanted]
    if " ".join(name.split()) != user.name:
        changed["name"] = True  # that it changed, not what it was
    if not changed:
        return
    user.name, user.department_id, user.roles = " ".join(name.split()), department_id, wanted
    audit("staff.changed", "staff", user.id, now, by, changed)
    _commit_version()


def deactivate_staff(user: User, seen_version: int, by: int | None, now: datetime) -> None:
    """Close an account; its sessions end at once. Raises StaleAccount, OwnAccount, LastAdmin."""
    _check_version(user, seen_version)
    if user.id == by:
        raise OwnAccount
    if user.has_role(Role.ADMIN):
        _check_admin_may_go(user, by)
    user.deactivate(now)
    end_sessions_of(user.id, now)
    audit("staff.deactivated", "staff", user.id, now, by)
    _commit_version()


def reactivate_staff(user: User, seen_version: int, by: int | None, now: datetime) -> None:
    """Open a closed account again. Raises StaleAccount."""
    _check_version(user, seen_version)
    user.reactivate()
    audit("staff.reactivated", "staff", user.id, now, by)
    _commit_version()


def _check_version(user: User, seen_version: int) -> None:
    if user.version != seen_version:
        raise StaleAccount


def _check_admin_may_go(user: User, by: int | None) -> None:
    if user.id == by:
        raise OwnAccount
    if active_admin_ids(lock=True) <= {user.id}:
        raise LastAdmin


def _commit_version() -> None:
    """Commit; a change that slipped in between the check and here is the same lost update."""
    try:
        db.session.commit()
    except StaleDataError:
        db.session.rollback()
        raise StaleAccount from None
