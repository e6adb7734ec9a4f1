"""What the applicant does in the open file: write, add a document, withdraw, keep it open, finish.

Each looks at the form's token itself: an old page must not cost what was written on it.
"""

from datetime import datetime
from typing import BinaryIO, cast

from flask import Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases.actions import add_document, withdraw_case, write_to_town
from app.cases.actions.seen import case_as_seen
from app.cases.errors import CaseError, RefusedAction
from app.cases.following import close_file, extend_file, public_case_by_id
from app.cases.lifecycle import ENDED, EventKind, Status
from app.cases.texts import texts_of
from app.clock import utc_now
from app.database import reads_only, writes
from app.extensions import db
from app.files.actions import attach, receive
from app.files.errors import FileFault
from app.files.models import Purpose
from app.files.queries import Owner, files_of
from app.files.store import Stored, file_store
from app.sentence import say
from app.tracking.blueprint import bp
from app.tracking.browser import OpenedFile, followed_number, opened_file, take_key
from app.tracking.file_page import FileSaid, show_file, to_second_fact
from app.tracking.lookup import ask_again
from app.tracking.queries import told_events
from app.web.csrf import csrf, csrf_is_valid
from app.web.forgetting import forget_this_browser
from app.web.headers import personal_page
from app.web.uploads import count_upload, upload_limits

_SAME_WORDS_SECONDS = 600


@bp.post("/takip/dosya/yaz")
@csrf.exempt
def write() -> ResponseReturnValue:
    """A message to the town. The same words again within ten minutes are a second tap, not a second message."""
    opened, now, words = opened_file(utc_now()), utc_now(), request.form.get("text", "")[:20_000]
    if opened is None:
        return _closed_meanwhile(words)
    if not csrf_is_valid():
        return show_file(opened, now, FileSaid(text=words, is_stale=True), 422)
    if _has_ended(opened):
        return show_file(opened, now, FileSaid(text=words, has_ended=True), 409)
    case_as_seen(opened.case_id, None)  # a double tap: the second sees what the first wrote
    if not _was_just_written(opened.case_id, words, now):
        try:
            write_to_town(opened.case_id, words, now)
        except RefusedAction as refused:
            db.session.rollback()
            return show_file(opened, now, FileSaid(text=words, text_fault=refused.sentence), 422)
        flash(_("Your message was sent."))
    return redirect(url_for(".file"), 303)


@bp.post("/takip/dosya/belge")
@csrf.exempt
def add() -> ResponseReturnValue:
    """A document added to the application. It is safe on disk before any transaction that writes begins."""
    reads_only()
    opened, now = opened_file(utc_now()), utc_now()
    if opened is None:
        return _closed_meanwhile("")
    if not csrf_is_valid():
        return show_file(opened, now, FileSaid(is_stale=True), 422)
    if _has_ended(opened):
        return show_file(opened, now, FileSaid(has_ended=True), 409)
    upload = request.files.get("document")
    if upload is None or not upload.filename:
        return show_file(opened, now, FileSaid(file_fault=say("Choose a file first, then upload it.")), 422)
    try:
        count_upload(now)
        stored = receive(file_store(), cast(BinaryIO, upload.stream), upload_limits())
        writes()
        if _record(opened, stored, upload.filename, now):
            flash(_("Your document was added."))
    except FileFault as fault:
        db.session.rollback()
        return show_file(opened, now, FileSaid(file_fault=fault.sentence), fault.status)
    except CaseError:  # somebody ended the case while the file was on its way
        db.session.rollback()
        return show_file(opened, now, FileSaid(has_ended=True), 409)
    finally:
        upload.close()
    return redirect(url_for(".file"), 303)


@bp.get("/takip/dosya/geri-cek")
def confirm_withdrawal() -> ResponseReturnValue:
    """What withdrawing means, before it is done."""
    opened = opened_file(utc_now())
    if opened is None:
        return to_second_fact()
    if _has_ended(opened):
        return redirect(url_for(".file"), 303)
    return _withdrawal_page(opened)


@bp.post("/takip/dosya/geri-cek")
@csrf.exempt
def withdraw() -> ResponseReturnValue:
    """Take the application back. Doing so twice is doing it once."""
    opened, now = opened_file(utc_now()), utc_now()
    if opened is None:
        return _closed_meanwhile("")
    if not csrf_is_valid():
        return _withdrawal_page(opened, request.form.get("reason", "")[:1000], is_stale=True)
    if not _has_ended(opened):
        try:
            withdraw_case(opened.case_id, request.form.get("reason", ""), now)
        except CaseError:
            db.session.rollback()
            return show_file(opened, now, FileSaid(has_ended=True), 409)
        flash(_("Your application was taken back."))
    return redirect(url_for(".file"), 303)


@bp.post("/takip/dosya/uzat")
@csrf.exempt
def extend() -> ResponseReturnValue:
    """Keep the file open for another while."""
    opened, now = opened_file(utc_now()), utc_now()
    if opened is None:
        return to_second_fact()
    if not csrf_is_valid():
        return show_file(opened, now, FileSaid(is_stale=True), 422)
    extend_file(opened.token, current_app.config["MASA_FILE_OPEN_MINUTES"], now)
    return redirect(url_for(".file"), 303)


@bp.post("/takip/dosya/bitir")
@csrf.exempt
def finish() -> ResponseReturnValue:
    """Finish and erase: the file closes for good, and nothing of it stays in this browser."""
    opened, now = opened_file(utc_now()), utc_now()
    if opened is not None and not csrf_is_valid():
        return show_file(opened, now, FileSaid(is_stale=True), 422)
    if opened is not None:
        close_file(opened.token, now)
    answer = make_response(redirect(url_for("public.finished"), 303))
    forget_this_browser(answer)
    return answer


def _has_ended(opened: OpenedFile) -> bool:
    case = public_case_by_id(opened.case_id)
    return case is None or Status(case.status) in ENDED


def _was_just_written(case_id: int, words: str, now: datetime) -> bool:
    last = next((event for event in told_events(case_id) if event.kind == EventKind.CITIZEN_WROTE), None)
    if last is None or (now - last.at).total_seconds() > _SAME_WORDS_SECONDS:
        return False
    return texts_of([last]).get(last.id, "") == words.strip()


def _record(opened: OpenedFile, stored: Stored, filename: str, now: datetime) -> bool:
    """Attach the file and note it, in one transaction; False when the case has the very same file already."""
    case_as_seen(opened.case_id, None)  # two uploads at once: the second counts the first
    owner = Owner(case_id=opened.case_id)
    known = {file.id for file in files_of(owner)}
    file = attach(stored, filename, owner, upload_limits(), field_key=None, purpose=Purpose.REPLY,
                  uploaded_by="citizen", now=now)  # fmt: skip
    if file.id in known:
        return False
    add_document(opened.case_id, file.id, now)
    return True


def _withdrawal_page(opened: OpenedFile, reason: str = "", is_stale: bool = False) -> Response:
    personal_page()
    case = public_case_by_id(opened.case_id)
    page = render_template("tracking/withdraw.html", case=case, reason=reason, is_stale=is_stale)
    return make_response(page, 422 if is_stale else 200)


def _closed_meanwhile(words: str) -> Response:
    answer = ask_again(followed_number(), words)
    take_key(answer)
    return answer
