"""`/takip/dosya`: the open file of a case, with everything the applicant may read, and its attachments."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response, abort, current_app, flash, make_response, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases.answers import all_answers_of
from app.cases.following import public_case_by_id
from app.cases.models import Case, CaseAnswers
from app.cases.texts import texts_of
from app.catalogue.engine.presenting import show
from app.catalogue.queries import form_of
from app.clock import utc_now
from app.extensions import db
from app.keys import keys
from app.sentence import Sentence
from app.survey.asking import ask
from app.survey.questionnaire import Moment
from app.tracking.blueprint import bp
from app.tracking.browser import OpenedFile, had_file_open, opened_file, take_key
from app.tracking.queries import Label, file_shown, files_shown, told_events
from app.tracking.standing import standing_in_file
from app.web.downloads import send_stored
from app.web.headers import personal_page
from app.web.locale import current_locale
from app.web.uploads import upload_limits


@dataclass(frozen=True)
class FileSaid:
    """What the page says about the last post, and the words it gives back."""

    text: str = ""
    text_fault: Sentence | None = None
    file_fault: Sentence | None = None
    is_stale: bool = False
    has_ended: bool = False

    @property
    def has_errors(self) -> bool:
        """Whether the title announces an error."""
        return bool(self.text_fault or self.file_fault or self.is_stale or self.has_ended)


@bp.get("/takip/dosya")
def file() -> ResponseReturnValue:
    """The open file; without one, the way to open it."""
    now = utc_now()
    opened = opened_file(now)
    return to_second_fact() if opened is None else show_file(opened, now, FileSaid())


@bp.get("/takip/dosya/ek/<int:file_id>")
def attachment(file_id: int) -> ResponseReturnValue:
    """One attachment of the open file as a download; another case's is not found."""
    opened = opened_file(utc_now())
    if opened is None:
        return to_second_fact()
    stored = file_shown(opened.case_id, file_id)
    return send_stored(stored) if stored else abort(404)


def to_second_fact() -> Response:
    """No file is open here: back to where one is opened."""
    answer = make_response(redirect(url_for(".lookup"), 303))
    if had_file_open():
        flash(_("Your file is closed. Give the second piece of information again to open it."))
        take_key(answer)
    return answer


def show_file(opened: OpenedFile, now: datetime, said: FileSaid, status: int = 200) -> Response:
    """Draw the file of the opened case and of no other."""
    case = public_case_by_id(opened.case_id)
    if case is None:
        abort(404)
    events = told_events(case.id)
    standing = standing_in_file(case, events[::-1], texts_of(events))
    personal_page()
    page = render_template(
        "tracking/file.html",
        case=case,
        standing=standing,
        said=said,
        has_errors=said.has_errors,
        sections=_answer_sections(case.id),
        files=files_shown(case.id),
        largest_mib=upload_limits().file_bytes // 2**20,
        until=opened.until,
        seconds=max(0, int((opened.until - now).total_seconds())),
        asking=ask(case.id, Moment.SERVICE, keys(), session, now, current_app.config["MASA_SURVEY_CHANGE_DAYS"], True),
        is_stale=False,
        embedded=True,
    )
    return make_response(page, status)


def _answer_sections(case_id: int) -> list[tuple[Label, list[tuple[Label, str]]]]:
    """The answers by the form's steps. Numbers and contacts are masked: they would open the file again elsewhere."""
    case, row = db.session.get_one(Case, case_id), db.session.get(CaseAnswers, case_id)
    answers = all_answers_of(row) if row else {}
    locale, sections = current_locale(), []
    for step in form_of(case.form_version_id).steps:
        lines = [
            (dict(field.label), show(field, answers[field.key].get("value"), locale, mask=True))
            for field in step.fields
            if field.type.name != "file" and answers.get(field.key, {}).get("state") == "given"
        ]
        if lines:
            sections.append((dict(step.title), lines))
    return sections
