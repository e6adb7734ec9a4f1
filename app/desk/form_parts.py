"""What the forms of a case page are made of."""

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length

MOST_LETTERS = 4000
WRITE = _l("Write something here.")
TOO_LONG = _l("This is too long: at most %(max)d characters.")
CHOOSE = _l("Choose one of these.")


def lines(value: str | None) -> str:
    """A text with its line breaks, as one kind."""
    return (value or "").replace("\r\n", "\n").strip()


def stripped(value: str | None) -> str:
    """A text on one line."""
    return " ".join((value or "").split())


def words_field(label: Any, most: int = MOST_LETTERS, description: Any = "") -> TextAreaField:
    """A text that must be written."""
    rules = [DataRequired(WRITE), Length(max=most, message=TOO_LONG)]
    return TextAreaField(label, rules, filters=[lines], description=description)


def choices_of(words: Any, only: Any = None) -> list[SelectChoice]:
    """Choices by their words; `only` some of them."""
    return [SelectChoice(str(value), word) for value, word in words.items() if only is None or value in only]


def _strict(options: dict[str, Any]) -> dict[str, Any]:
    return {"validators": [InputRequired(CHOOSE)], "invalid_choice_message": CHOOSE, **options}


class Choice(SelectField):
    """A drop-down list."""

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, **_strict(options))
        self.type = "SelectField"  # templates draw a field by its type


class Radios(RadioField):
    """A choice of one, all in sight."""

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, **_strict(options))
        self.type = "RadioField"


class Several(SelectMultipleField):
    """A choice of several."""

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, **_strict(options))
        self.type = "SelectMultipleField"


class ActionForm(FlaskForm):
    """A form of the case page. Several stand on one page, so each input's id begins with the form's name."""

    verb = ""
    is_unfolded = False  # whether it stands open: something typed is in it
    version = HiddenField()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for one in self:
            one.id = one.label.field_id = f"{self.verb}-{one.name}"

    @property
    def seen(self) -> int:
        """The version the clerk saw. A form that does not say saw nothing, and is told everything."""
        text = self.version.data or ""
        return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0

    def refuse(self, field: str, text: str) -> None:
        """Put a refusal beside its field, or above the form when it is about no field of it."""
        if field in self:
            self[field].errors = [text]
        else:
            self.form_errors.append(text)

    def typed(self) -> list[tuple[str, str]]:
        """What was written, to be shown when the form itself can no longer be."""
        texts = (TextAreaField, StringField)
        return [
            (one.label.text, one.data)
            for one in self
            if isinstance(one, texts) and not isinstance(one, HiddenField) and one.data
        ]
