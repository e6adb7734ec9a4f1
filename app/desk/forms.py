"""The forms of a case page. They check single values; what depends on other records is the actions' business."""

import re
from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp

from app.cases.lifecycle import Outcome
from app.cases.models import PauseKind
from app.catalogue.invalid_value import InvalidValue
from app.catalogue.phones import phone as read_phone
from app.clock import local_date, utc_now
from app.desk.words import IDENTITY_WORDS, NEWS_WORDS, OUTCOME_WORDS, PAUSE_WORDS, STATUS_WORDS
from app.web.formats import speak

MOST_LETTERS = 4000
_WRITE = _l("Write something here.")
_TOO_LONG = _l("This is too long: at most %(max)d characters.")
_CHOOSE = _l("Choose one of these.")
_EMAIL = Regexp(r"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$", message=_l("Write a whole e-mail address, such as ad@ornek.com."))
_ASKED_FOR = (PauseKind.QUESTION, PauseKind.DOCUMENT, PauseKind.FEE, PauseKind.IDENTITY)
_LONGEST_WAIT = timedelta(days=366)


def _lines(value: str | None) -> str:
    return (value or "").replace("\r\n", "\n").strip()


def _stripped(value: str | None) -> str:
    return " ".join((value or "").split())


def _words(label: Any, most: int = MOST_LETTERS, description: Any = "") -> TextAreaField:
    rules = [DataRequired(_WRITE), Length(max=most, message=_TOO_LONG)]
    return TextAreaField(label, rules, filters=[_lines], description=description)


def _choices(words: Any, only: Any = None) -> list[SelectChoice]:
    return [SelectChoice(str(value), word) for value, word in words.items() if only is None or value in only]


class _Choice(SelectField):
    """A drop-down list."""

    def __init__(self, label: Any, **options: Any) -> None:
        options = {"validators": [InputRequired(_CHOOSE)], "invalid_choice_message": _CHOOSE, **options}
        super().__init__(label, **options)


class _Radios(RadioField):
    """A choice of one, all in sight."""

    def __init__(self, label: Any, **options: Any) -> None:
        options = {"validators": [InputRequired(_CHOOSE)], "invalid_choice_message": _CHOOSE, **options}
        super().__init__(label, **options)


class _Several(SelectMultipleField):
    """A choice of several."""

    def __init__(self, label: Any, **options: Any) -> None:
        options = {"validators": [InputRequired(_CHOOSE)], "invalid_choice_message": _CHOOSE, **options}
        super().__init__(label, **options)


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


class TakeForm(ActionForm):
    verb = "take"


class ReleaseForm(ActionForm):
    verb = "release"


class AcceptForm(ActionForm):
    verb = "accept"


class PinForm(ActionForm):
    verb = "pin"


class AssignForm(ActionForm):
    verb = "assign"
    clerk_id = _Choice(_l("Colleague"), choices=[])


class MoveForm(ActionForm):
    verb = "move"
    status = _Choice(
        _l("Status"),
        choices=_choices(STATUS_WORDS),
    )


class ResumeForm(ActionForm):
    verb = "resume"
    kinds = _Several(
        _l("What is no longer waited for"),
        choices=_choices(PAUSE_WORDS),
    )


class AskForm(ActionForm):
    verb = "ask"
    kind = _Choice(
        _l("What is needed"),
        choices=_choices(PAUSE_WORDS, _ASKED_FOR),
        default=PauseKind.DOCUMENT.value,
    )
    text = _words(_l("What you ask the applicant"))
    ends_by = DateField(
        _l("Wait until"),
        [Optional()],
        format=["%Y-%m-%d", "%d.%m.%Y"],
        description=_l("The promised date stands still meanwhile; the legal one does not."),
    )

    def validate_ends_by(self, field: DateField) -> None:
        """A day that can still come."""
        today = local_date(utc_now())
        if isinstance(field.data, date) and not today < field.data <= today + _LONGEST_WAIT:
            raise ValidationError(_l("Choose a day after today, within one year."))


class MessageForm(ActionForm):
    verb = "message"
    text = _words(_l("Message to the applicant"))


class NoteForm(ActionForm):
    verb = "note"
    text = _words(_l("Internal note"), description=_l("The applicant never sees this."))


class ProgressForm(ActionForm):
    verb = "progress"
    text = _words(
        _l("Reasoned answer on progress"),
        description=_l("Answers the law's 30 days and leaves the application open (Law 3071, art. 7)."),
    )


class CloseForm(ActionForm):
    verb = "close"
    outcome = _Radios(
        _l("Outcome"),
        validators=[InputRequired(_l("Choose the outcome."))],
        choices=_choices(OUTCOME_WORDS),
    )
    answer = _words(_l("Answer to the applicant"), description=_l("Give the reasons when something is refused."))
    remedy = TextAreaField(
        _l("Where and until when the applicant can object"),
        [Length(max=1000, message=_TOO_LONG)],
        filters=[_lines],
        description=_l("Sent with a refusal, a partial grant or a lapse; needed there."),
    )
    duplicate_of = StringField(
        _l("Tracking number of the application that this one repeats"),
        filters=[_stripped],
        description=_l("Only for “Applied for already”."),
    )

    def refuses(self) -> bool:
        """Whether the remedy belongs into the answer."""
        return self.outcome.data in (Outcome.REFUSED, Outcome.PARTLY_GRANTED, Outcome.LAPSED)


class ForwardForm(ActionForm):
    verb = "forward"
    addressee = StringField(
        _l("Authority"), [DataRequired(_WRITE), Length(max=200, message=_TOO_LONG)], filters=[_stripped]
    )
    text = _words(_l("What the applicant is told"))


class ReopenForm(ActionForm):
    verb = "reopen"
    reason = _words(_l("Reason"), description=_l("The applicant reads it. Both dates go on as before."))


class HandOverForm(ActionForm):
    verb = "hand_over"
    department_id = _Choice(_l("Department"), choices=[])
    reason = _words(_l("Reason"), most=500, description=_l("The applicant does not see it. Both dates go on."))


class BounceForm(ActionForm):
    verb = "bounce"
    reason = _words(_l("Why it is not yours"), most=500)


class IdentityForm(ActionForm):
    verb = "identity"
    how = _Radios(
        _l("How you established the identity"),
        choices=_choices(IDENTITY_WORDS),
    )


class ContactForm(ActionForm):
    verb = "contact"
    phone = StringField(_l("Telephone"), [Optional(), Length(max=40, message=_TOO_LONG)], filters=[_stripped])
    email = StringField(
        _l("E-mail address"), [Optional(), Length(max=254, message=_TOO_LONG), _EMAIL], filters=[_stripped]
    )
    news_channel = _Choice(
        _l("News by"),
        choices=_choices(NEWS_WORDS, ("phone", "none")),
    )

    def validate_phone(self, field: StringField) -> None:
        """A number that can be called."""
        try:
            field.data = read_phone(field.data or "")
        except InvalidValue as invalid:
            raise ValidationError(speak(invalid.sentence)) from invalid

    def validate_news_channel(self, field: SelectField) -> None:
        """Nobody is called without a number."""
        if field.data == "phone" and not self.phone.data:
            raise ValidationError(_l("Write the telephone number to be called, or choose no news."))


class ExtendForm(ActionForm):
    verb = "extend"
    reason = _words(_l("Reason for the extension"), description=_l("The applicant reads it."))


FORMS: dict[str, type[ActionForm]] = {form.verb: form for form in ActionForm.__subclasses__()}
