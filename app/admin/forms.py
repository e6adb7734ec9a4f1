"""The forms of staff accounts. They check single values; what depends on other records is the actions' business."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, SelectField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length, Regexp
from wtforms.widgets import CheckboxInput

from app.accounts.roles import Role
from app.catalogue.models import Department

ROLE_LABELS = {
    Role.CLERK.value: _l("Clerk"),
    Role.SUPERVISOR.value: _l("Supervisor"),
    Role.ADMIN.value: _l("Admin"),
}
ROLE_HINTS = {
    Role.CLERK.value: _l("Works on the department's applications."),
    Role.SUPERVISOR.value: _l("Works on them and watches over the department."),
    Role.ADMIN.value: _l("Keeps the staff list and reads the audit trail; sees no application."),
}
_EMAIL = Regexp(
    r"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$", message=_l("Write a whole e-mail address, such as ad.soyad@belediye.bel.tr.")
)


def _stripped(value: str | None) -> str | None:
    return " ".join(value.split()) if value else value


class EmailField(StringField):
    """An e-mail address."""

    def __init__(self, label: Any, **options: Any) -> None:
        rules = [
            DataRequired(_l("Write the e-mail address.")),
            Length(max=254, message=_l("This is too long.")),
            _EMAIL,
        ]
        super().__init__(label, rules, filters=[_stripped], **options)


class NameField(StringField):
    """A person's name; one word is a name too."""

    def __init__(self, label: Any, **options: Any) -> None:
        rules = [DataRequired(_l("Write the name.")), Length(max=120, message=_l("This is too long."))]
        super().__init__(label, rules, filters=[_stripped], **options)


class RolesField(SelectMultipleField):
    """A set of roles, as check boxes."""

    def __init__(self, **options: Any) -> None:
        rules = [InputRequired(_l("Choose at least one role."))]
        choices = [SelectChoice(name, label) for name, label in ROLE_LABELS.items()]
        options.setdefault("invalid_choice_message", _l("Choose from these roles."))
        super().__init__(_l("Roles"), rules, choices=choices, option_widget=CheckboxInput(), **options)


class SignInForm(FlaskForm):
    """Who is there."""

    email = StringField(_l("E-mail address"), [DataRequired(_l("Write your e-mail address."))], filters=[_stripped])
    password = PasswordField(_l("Password"), [InputRequired(_l("Write your password."))])


class NewPasswordForm(FlaskForm):
    """A password for whoever holds the link."""

    password = PasswordField(_l("New password"), [InputRequired(_l("Write a password."))])


class OwnPasswordForm(FlaskForm):
    """Another password for oneself."""

    old_password = PasswordField(_l("Your password now"), [InputRequired(_l("Write your password."))])
    password = PasswordField(_l("New password"), [InputRequired(_l("Write a password."))])


class _DepartmentForm(FlaskForm):
    department = SelectField(
        _l("Department"),
        [InputRequired(_l("Choose a department."))],
        invalid_choice_message=_l("Choose a department."),  # type: ignore[call-arg]  # newer than its stubs
    )

    def offer_departments(self, departments: list[Department], locale: str) -> None:
        """Fill the choices."""
        self.department.choices = [SelectChoice(row.id, row.name.get(locale) or row.name_tr) for row in departments]


class SetUpForm(_DepartmentForm):
    """The first admin."""

    name = NameField(_l("Your name"))
    email = EmailField(_l("Your e-mail address"))
    password = PasswordField(_l("Password"), [InputRequired(_l("Write a password."))])


class StaffForm(_DepartmentForm):
    """Name, department and roles of a member of staff."""

    name = NameField(_l("Name"))
    roles = RolesField()


class InviteForm(_DepartmentForm):
    """A new member of staff."""

    name = NameField(_l("Name"))
    email = EmailField(_l("E-mail address"))
    roles = RolesField()
