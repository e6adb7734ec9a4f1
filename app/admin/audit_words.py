"""How the deeds of the audit trail are called on the page."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.accounts.models import AuditEntry
from app.admin.forms import ROLE_LABELS

ACTION_LABELS = {
    "staff.signed_in": _l("Signed in"),
    "staff.signed_out": _l("Signed out"),
    "staff.created": _l("Account made"),
    "staff.invited": _l("Invited"),
    "staff.invite_link": _l("Invitation renewed"),
    "staff.reset_link": _l("Password link made"),
    "staff.password_set": _l("Password set"),
    "staff.changed": _l("Account changed"),
    "staff.deactivated": _l("Account closed"),
    "staff.reactivated": _l("Account opened again"),
    "staff.set_up": _l("First admin set up"),
    "staff.setup_link": _l("Set-up link made"),
    "case.opened": _l("Application opened"),
    "case.file_downloaded": _l("Attachment downloaded"),
    "case.pin_renewed": _l("New PIN given"),
    "case.contact_changed": _l("Contact changed"),
    "case.identity_recorded": _l("Identity recorded"),
    "survey.typed": _l("Paper survey typed in"),
    "catalogue.imported": _l("Catalogue imported"),
}


def action_label(action: str) -> str:
    """The deed in words; one without a word yet shows its own name."""
    return str(ACTION_LABELS.get(action, action))


def told(entry: AuditEntry, people: dict[int, str]) -> str:
    """What it was done to, in words: a person by name, everything else by its number."""
    if entry.subject_type == "staff":
        known = entry.subject_id.isdecimal() and int(entry.subject_id) in people
        return people[int(entry.subject_id)] if known else ""
    if entry.subject_type == "case":
        return _("Application no. %(number)s", number=entry.subject_id)
    return entry.subject_id


def changes(entry: AuditEntry, departments: dict[str, str]) -> list[str]:
    """What a deed changed on an account, one sentence each; `departments` are their names by id."""
    said = []
    if "roles" in entry.detail:
        before, after = _pair(entry.detail["roles"])
        said.append(_("Roles: %(before)s → %(after)s", before=_roles(before), after=_roles(after)))
    if "department" in entry.detail:
        before, after = (departments.get(str(one), "–") for one in _pair(entry.detail["department"]))
        said.append(_("Department: %(before)s → %(after)s", before=before, after=after))
    if "name" in entry.detail:
        said.append(_("The name was corrected."))
    return said


def _pair(value: object) -> tuple[object, object]:
    return (value[0], value[1]) if isinstance(value, list) and len(value) == 2 else ("", value)


def _roles(names: object) -> str:
    listed = names if isinstance(names, list) else []
    return ", ".join(str(ROLE_LABELS.get(name, name)) for name in listed) or "–"
