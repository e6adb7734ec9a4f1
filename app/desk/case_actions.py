"""What a clerk may do to a case: each verb with its own address, each through the one action of that name."""

from contextlib import suppress
from datetime import datetime

from flask import session
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.rights import Action, may
from app.cases import actions
from app.cases.actor import Actor
from app.cases.deadlines import end_of_day
from app.cases.errors import RefusedAction
from app.cases.following import public_case
from app.cases.lifecycle import Outcome, Status
from app.cases.looking import case_by_id
from app.cases.models import PauseKind
from app.cases.tracking_number import MistypedNumber, read_number
from app.desk import forms
from app.desk.case_posts import on_case
from app.sentence import say
from app.throttle import ThrottleUnavailable
from app.web.wrong_facts import forget_wrong_facts

SLIP = "pin_slip"


@on_case("take")
def take(case_id: int, form: forms.TakeForm, by: Actor, now: datetime) -> str:
    """Mine from now on."""
    actions.take_case(case_id, form.seen, by, now)
    return _("The application is in your hands.")


@on_case("assign")
def assign(case_id: int, form: forms.AssignForm, by: Actor, now: datetime) -> str:
    """A colleague's from now on."""
    actions.assign_case(case_id, form.seen, int(form.clerk_id.data), by, now)
    return _("The application is assigned.")


@on_case("release")
def release(case_id: int, form: forms.ReleaseForm, by: Actor, now: datetime) -> str:
    """Back to the list."""
    actions.release_case(case_id, form.seen, by, now)
    return _("The application is back on the department's list.")


@on_case("move")
def move(case_id: int, form: forms.MoveForm, by: Actor, now: datetime) -> str:
    """To review or to work."""
    actions.move_case(case_id, form.seen, Status(form.status.data), by, now)
    return _("The status is changed.")


@on_case("ask")
def ask(case_id: int, form: forms.AskForm, by: Actor, now: datetime) -> str:
    """Wait for the applicant."""
    ends_by = end_of_day(form.ends_by.data) if form.ends_by.data else None
    actions.ask_applicant(case_id, form.seen, PauseKind(form.kind.data), form.text.data or "", ends_by, by, now)
    return _("The applicant is asked. The promised date stands still.")


@on_case("resume")
def resume(case_id: int, form: forms.ResumeForm, by: Actor, now: datetime) -> str:
    """Go on."""
    actions.resume_case(case_id, form.seen, [PauseKind(kind) for kind in form.kinds.data or []], by, now)
    return _("The waiting has ended.")


@on_case("message")
def message(case_id: int, form: forms.MessageForm, by: Actor, now: datetime) -> str:
    """A message to the applicant."""
    actions.message_applicant(case_id, form.seen, form.text.data or "", by, now)
    return _("The message is in the applicant's file.")


@on_case("note")
def note(case_id: int, form: forms.NoteForm, by: Actor, now: datetime) -> str:
    """A note among colleagues. It depends on nothing that others changed, so no version is asked."""
    actions.note_case(case_id, form.text.data or "", by, now)
    return _("The note is kept.")


@on_case("progress")
def progress(case_id: int, form: forms.ProgressForm, by: Actor, now: datetime) -> str:
    """A reasoned answer on progress."""
    actions.tell_progress(case_id, form.seen, form.text.data or "", by, now)
    return _("The answer on progress is in the applicant's file.")


@on_case("close")
def close(case_id: int, form: forms.CloseForm, by: Actor, now: datetime) -> str:
    """Answer and close."""
    outcome = Outcome(form.outcome.data)
    actions.close_case(
        case_id,
        form.seen,
        outcome,
        form.answer.data or "",
        by,
        now,
        remedy=(form.remedy.data or "") if form.refuses() else "",
        duplicate_of_id=_repeated(form.duplicate_of.data or "") if outcome is Outcome.DUPLICATE else None,
    )
    return _("The application is closed and answered.")


def _repeated(typed: str) -> int:
    """The case with the number typed. Raises RefusedAction."""
    try:
        number = read_number(typed)
    except MistypedNumber as mistyped:
        raise RefusedAction(mistyped.sentence, "duplicate_of") from mistyped
    public = public_case(number)
    case = case_by_id(public.id) if public else None
    if case is None or not may(current_user, Action.SEE_CASE, case):
        raise RefusedAction(say("There is no application with this number among those you may see."), "duplicate_of")
    return case.id


@on_case("forward")
def forward(case_id: int, form: forms.ForwardForm, by: Actor, now: datetime) -> str:
    """To the authority it belongs to."""
    actions.forward_case(case_id, form.seen, form.addressee.data or "", form.text.data or "", by, now)
    return _("The application is forwarded.")


@on_case("reopen")
def reopen(case_id: int, form: forms.ReopenForm, by: Actor, now: datetime) -> str:
    """Back to review."""
    actions.reopen_case(case_id, form.seen, form.reason.data or "", by, now)
    return _("The application is open again.")


@on_case("hand_over")
def hand_over(case_id: int, form: forms.HandOverForm, by: Actor, now: datetime) -> str:
    """To another department."""
    actions.hand_over_case(case_id, form.seen, form.department_id.data, form.reason.data or "", by, now)
    return _("The application is handed over. You can still see it.")


@on_case("accept")
def accept(case_id: int, form: forms.AcceptForm, by: Actor, now: datetime) -> str:
    """It is ours."""
    actions.accept_handover(case_id, form.seen, by, now)
    return _("The hand-over is accepted.")


@on_case("bounce")
def bounce(case_id: int, form: forms.BounceForm, by: Actor, now: datetime) -> str:
    """It is not ours."""
    actions.bounce_handover(case_id, form.seen, form.reason.data or "", by, now)
    return _("The application is sent back.")


@on_case("identity")
def identity(case_id: int, form: forms.IdentityForm, by: Actor, now: datetime) -> str:
    """Who stands here was established."""
    actions.record_identity(case_id, form.seen, form.how.data, by, now)
    return _("The identity is recorded.")


@on_case("pin")
def pin(case_id: int, form: forms.PinForm, by: Actor, now: datetime) -> str:
    """A new PIN; it is shown once, on the page that follows."""
    case = actions.renew_pin(case_id, form.seen, by, now)
    # No digit goes into the cookie: the slip derives them anew, while this generation lasts.
    session[SLIP] = [case_id, case.pin_generation]
    with suppress(ThrottleUnavailable):  # the wrong tries then end by themselves, within the month
        forget_wrong_facts(case.tracking_number)
    return _("The new PIN is valid. The old one opens nothing any more.")


@on_case("contact")
def contact(case_id: int, form: forms.ContactForm, by: Actor, now: datetime) -> str:
    """Another phone or e-mail."""
    actions.change_contact(
        case_id, form.seen, form.phone.data or "", form.email.data or "", form.news_channel.data, by, now
    )
    return _("The contact is changed. What was opened with the old one is closed.")


@on_case("extend")
def extend(case_id: int, form: forms.ExtendForm, by: Actor, now: datetime) -> str:
    """More time by law."""
    actions.extend_law(case_id, form.seen, form.reason.data or "", by, now)
    return _("The legal date is extended.")
