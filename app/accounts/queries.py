"""Reading staff and the audit trail."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.accounts.models import AuditEntry, User
from app.accounts.roles import Role
from app.catalogue.models import Department
from app.extensions import db
from app.turkish import fold, sort_key

AUDIT_PAGE = 50


def fold_email(email: str) -> str:
    """An e-mail address as it is compared: nobody signs in differently for a capital or a Turkish i."""
    return fold(email.strip())


def user_by_email(email: str) -> User | None:
    """The member of staff with this address."""
    return db.session.scalars(select(User).where(User.email_fold == fold_email(email))).one_or_none()


def all_staff() -> list[User]:
    """Everyone, active ones first, by name in Turkish order."""
    users = db.session.scalars(select(User)).all()
    return sorted(users, key=lambda user: (not user.is_active, sort_key(user.name)))


def active_admin_ids(lock: bool = False) -> set[int]:
    """Who could let somebody in again. `lock` holds the rows until the commit: two admins may demote each other."""
    wanted = select(User).where(User.is_active).order_by(User.id)
    users = db.session.scalars(wanted.with_for_update() if lock else wanted)
    return {user.id for user in users if user.has_role(Role.ADMIN)}


def all_departments() -> list[Department]:
    """The departments a person may belong to, in Turkish order."""
    return sorted(db.session.scalars(select(Department)), key=lambda department: sort_key(department.name_tr))


def colleagues(department_id: str) -> list[User]:
    """The active people of a department who may own a case, by name."""
    users = db.session.scalars(select(User).where(User.department_id == department_id, User.is_active))
    workers = [user for user in users if user.has_role(Role.CLERK) or user.has_role(Role.SUPERVISOR)]
    return sorted(workers, key=lambda user: sort_key(user.name))


@dataclass(frozen=True)
class AuditPage:
    """One page of the trail, newest first; `before` asks for the next one."""

    entries: list[AuditEntry]
    before: int | None
    people: dict[int, str]


def audit_page(actor_id: int | None = None, action: str | None = None, before: int | None = None) -> AuditPage:
    """The newest entries below the id `before`; two queries, whatever the page."""
    wanted = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(AUDIT_PAGE + 1)
    if actor_id is not None:
        wanted = wanted.where(AuditEntry.actor_id == actor_id)
    if action:
        wanted = wanted.where(AuditEntry.action == action)
    if before is not None:
        wanted = wanted.where(AuditEntry.id < before)
    found = list(db.session.scalars(wanted))
    entries = found[:AUDIT_PAGE]
    ids = {entry.actor_id for entry in entries if entry.actor_id is not None}
    ids |= {
        int(entry.subject_id) for entry in entries if entry.subject_type == "staff" and entry.subject_id.isdecimal()
    }
    people = {row.id: row.name for row in db.session.execute(select(User.id, User.name).where(User.id.in_(ids)))}
    return AuditPage(entries, entries[-1].id if len(found) > AUDIT_PAGE else None, people)
