"""The forms of a case page. They check single values; what depends on other records is the actions' business."""

from datetime import date, timedelta

from flask_babel import lazy_gettext as _l
from wtforms import DateField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp

from app.cases.lifecycle import Outcome
from app.cases.models import PauseKind
from app.catalogue.invalid_value import InvalidValue
from app.catalogue.phones import phone as read_phone
from app.clock import local_date, utc_now
from app.desk.form_parts import (
    TOO_LONG,
    WRITE,
    ActionForm,
    Choice,
    Radios,
    Several,
    choices_of,
    lines,
    stripped,
    words_field,
)
from app.desk.words import IDENTITY_WORDS, NEWS_WORDS, OUTCOME_WORDS, PAUSE_WORDS, STATUS_WORDS
from app.web.formats import speak

_EMAIL = Regexp(r"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$", message=_l("Write a whole e-mail address, such as ad@ornek.com."))
_ASKED_FOR = (PauseKind.QUESTION, PauseKind.DOCUMENT, PauseKind.FEE, PauseKind.IDENTITY)
_LONGEST_WAIT = timedelta(days=366)


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
    clerk_id = Choice(_l("Colleague"), choices=[])


class MoveForm(ActionForm):
    verb = "move"
    status = Choice(
        _l("Status"),
        choices=choices_of(STATUS_WORDS),
    )


class ResumeForm(ActionForm):
    verb = "resume"
    kinds = Several(
        _l("What is no longer waited for"),
        choices=choices_of(PAUSE_WORDS),
    )


class AskForm(ActionForm):
    verb = "ask"
    kind = Choice(
        _l("What is needed"),
        choices=choices_of(PAUSE_WORDS, _ASKED_FOR),
    )
    text = words_field(_l("What you ask the applicant"))
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
    text = words_field(_l("Message to the applicant"))


class NoteForm(ActionForm):
    verb = "note"
    text = words_field(_l("Internal note"), description=_l("The applicant never sees this."))


class ProgressForm(ActionForm):
    verb = "progress"
    text = words_field(
        _l("Reasoned answer on progress"),
        description=_l("Answers the law's 30 days and leaves the application open (Law 3071, art. 7)."),
    )


class CloseForm(ActionForm):
    verb = "close"
    outcome = Radios(
        _l("Outcome"),
        validators=[InputRequired(_l("Choose the outcome."))],
        choices=choices_of(OUTCOME_WORDS),
    )
    answer = words_field(_l("Answer to the applicant"), description=_l("Give the reasons when something is refused."))
    remedy = TextAreaField(
        _l("Where and until when the applicant can object"),
        [Length(max=1000, message=TOO_LONG)],
        filters=[lines],
        description=_l("Sent with a refusal, a partial grant or a lapse; needed there."),
    )
    duplicate_of = StringField(
        _l("Tracking number of the application that this one repeats"),
        filters=[stripped],
        description=_l("Only for “Applied for already”."),
    )

    def refuses(self) -> bool:
        """Whether the remedy belongs into the answer."""
        return self.outcome.data in (Outcome.REFUSED, Outcome.PARTLY_GRANTED, Outcome.LAPSED)


class ForwardForm(ActionForm):
    verb = "forward"
    addressee = StringField(
        _l("Authority"), [DataRequired(WRITE), Length(max=200, message=TOO_LONG)], filters=[stripped]
    )
    text = words_field(_l("What the applicant is told"))


class ReopenForm(ActionForm):
    verb = "reopen"
    reason = words_field(_l("Reason"), description=_l("The applicant reads it. Both dates go on as before."))


class HandOverForm(ActionForm):
    verb = "hand_over"
    department_id = Choice(_l("Department"), choices=[])
    reason = words_field(_l("Reason"), most=500, description=_l("The applicant does not see it. Both dates go on."))


class BounceForm(ActionForm):
    verb = "bounce"
    reason = words_field(_l("Why it is not yours"), most=500)


class IdentityForm(ActionForm):
    verb = "identity"
    how = Radios(
        _l("How you established the identity"),
        choices=choices_of(IDENTITY_WORDS),
    )


class ContactForm(ActionForm):
    verb = "contact"
    phone = StringField(_l("Telephone"), [Optional(), Length(max=40, message=TOO_LONG)], filters=[stripped])
    email = StringField(
        _l("E-mail address"), [Optional(), Length(max=254, message=TOO_LONG), _EMAIL], filters=[stripped]
    )
    news_channel = Choice(
        _l("News by"),
        choices=choices_of(NEWS_WORDS, ("phone", "none")),
    )

    def validate_phone(self, field: StringField) -> None:
        """A number that can be called."""
        try:
            field.data = read_phone(field.data or "")
        except InvalidValue as invalid:
            raise ValidationError(speak(invalid.sentence)) from invalid

    def validate_news_channel(self, field: Choice) -> None:
        """Nobody is called without a number."""
        if field.data == "phone" and not self.phone.data:
            raise ValidationError(_l("Write the telephone number to be called, or choose no news."))


class ExtendForm(ActionForm):
    verb = "extend"
    reason = words_field(_l("Reason for the extension"), description=_l("The applicant reads it."))


FORMS: dict[str, type[ActionForm]] = {form.verb: form for form in ActionForm.__subclasses__()}
