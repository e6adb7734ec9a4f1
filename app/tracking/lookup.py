"""`/takip`: a case by its number. Posted, then redirected to: the number stands in no address and no log."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, current_app, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases.following import PublicCase, is_second_fact, open_file, public_case
from app.cases.tracking_number import MistypedNumber, read_number
from app.clock import utc_now
from app.database import reads_only, writes
from app.keys import keys
from app.sentence import Sentence
from app.survey.asking import ask
from app.survey.questionnaire import Moment
from app.tracking.blueprint import bp
from app.tracking.browser import (
    OpenedFile,
    follow,
    followed_number,
    forget_number,
    give_key,
    opened_file,
    remember_mistyped,
    remember_scanned,
    scanned_number,
    take_mistyped,
)
from app.tracking.file_page import FileSaid, show_file
from app.tracking.limits import count_miss, is_address_blocked
from app.tracking.standing import standing_by_number
from app.web.csrf import same_origin_only
from app.web.errors import error_page
from app.web.headers import personal_page
from app.web.wrong_facts import Block, block_of, count_wrong_fact


@dataclass(frozen=True)
class Said:
    """What the look-up form says about the last try, and what it keeps of it. A second fact is never given back."""

    typed: str = ""
    mistyped: Sentence | None = None
    suggestion: str | None = None
    is_unknown: bool = False
    does_not_fit: bool = False
    has_closed: bool = False
    kept_text: str = ""


@bp.get("/takip")
def lookup() -> ResponseReturnValue:
    """The case this browser follows, or the form that asks for a number."""
    number = followed_number()
    if number is not None:
        case = public_case(number)
        if case is not None:
            return _show(case)
        forget_number()
    scanned = scanned_number()
    if scanned is not None:
        return _show_scanned(scanned)
    mistyped = take_mistyped()
    return lookup_page(said_of(mistyped), 422) if mistyped else lookup_page(Said())


@bp.get("/t/<number>")
def by_link(number: str) -> ResponseReturnValue:
    """What a QR code leads to: the number moves from the address into the session; nothing is looked up or recorded."""
    try:
        remember_scanned(read_number(number))
    except MistypedNumber:
        remember_mistyped(number)
    return redirect(url_for(".lookup"), 303)


@bp.post("/takip")
@same_origin_only
def look_up() -> ResponseReturnValue:
    """Look a number up; with a second fact, open its file. A mistyped number is named as such and counts nowhere."""
    reads_only()
    typed, fact, now = request.form.get("number", "")[:100], request.form.get("fact", "").strip()[:254], utc_now()
    try:
        number = read_number(typed)
    except MistypedNumber:
        return lookup_page(said_of(typed), 422)
    if is_address_blocked(now):
        return _too_many()
    if fact:
        return _open(number, fact, now)
    case = public_case(number)
    if case is None:
        return _unknown(number, now)
    follow(number)
    return redirect(url_for(".lookup"), 303)


@bp.post("/takip/baska")
@same_origin_only
def look_up_another() -> ResponseReturnValue:
    """Forget the number that is followed."""
    reads_only()
    forget_number()
    return redirect(url_for(".lookup"), 303)


def said_of(typed: str) -> Said:
    """What is wrong with a number; nothing when it is well formed."""
    try:
        read_number(typed)
    except MistypedNumber as mistyped:
        return Said(typed=typed, mistyped=mistyped.sentence, suggestion=mistyped.suggestion)
    return Said(typed=typed)


def lookup_page(said: Said, status: int = 200) -> Response:
    """The form with what it says."""
    personal_page()
    return make_response(render_template("tracking/lookup.html", said=said), status)


def ask_again(number: str | None, text: str) -> Response:
    """The file closed while somebody was writing: ask for the second fact, and give the words back."""
    return lookup_page(Said(typed=number or "", has_closed=True, kept_text=text), 422)


def _show(case: PublicCase) -> ResponseReturnValue:
    now = utc_now()
    opened = opened_file(now)
    standing = standing_by_number(case)
    asking = None
    if standing.is_ended:
        asking = ask(case.id, Moment.SERVICE, keys(), session, now, current_app.config["MASA_SURVEY_CHANGE_DAYS"])
    personal_page()
    return render_template(
        "tracking/case.html",
        standing=standing,
        case=case,
        has_file_open=opened is not None and opened.case_id == case.id,
        asking=asking,
        is_stale=False,
        embedded=True,
    )


def _show_scanned(number: str) -> ResponseReturnValue:
    now = utc_now()
    if is_address_blocked(now):
        return _too_many()
    case = public_case(number)
    if case is None:
        forget_number()
        return _unknown(number, now)
    follow(number)
    return _show(case)


def _unknown(number: str, now: datetime) -> Response:
    if not count_miss(now):
        return _too_many()
    return lookup_page(Said(typed=number, is_unknown=True), 404)


def _open(number: str, fact: str, now: datetime) -> ResponseReturnValue:
    """Number and second fact together: an unknown number and a wrong fact cost and read the same."""
    block = block_of(number, now)
    if block is not None:
        return _blocked(block)
    case = public_case(number)
    fits = is_second_fact(case, fact)
    kept = request.form.get("kept", "")[:4000]
    if case is None or not fits:
        block = count_wrong_fact(number, now)
        if block is not None:
            return _blocked(block)
        if not count_miss(now):
            return _too_many()
        return lookup_page(Said(typed=number, does_not_fit=True, kept_text=kept), 422)
    block = block_of(number, now)
    if block is not None:  # guessed side by side: tries count in the order in which they end, not in which they begin
        return _blocked(block)
    case_id = case.id
    writes()
    token = open_file(case_id, current_app.config["MASA_FILE_OPEN_MINUTES"], now)
    follow(number)
    if kept:
        # no redirect: what was being written when the file closed has to come back, and the session is no place for it
        opened = OpenedFile(token, case_id, now + timedelta(minutes=current_app.config["MASA_FILE_OPEN_MINUTES"]))
        answer = make_response(show_file(opened, now, FileSaid(text=kept)))
    else:
        answer = make_response(redirect(url_for(".file"), 303))
    give_key(answer, token)
    return answer


def _too_many() -> Response:
    return error_page(429, _("Too many numbers from your connection were not found. Wait a minute, then try again."))


def _blocked(block: Block) -> Response:
    if block is Block.FOR_AN_HOUR:
        return error_page(
            429,
            _(
                "This number was tried too often with a wrong second fact. Try again in an hour, or come to the Single "
                "Service Desk with your identity card: there you get a new PIN that opens it at once."
            ),
        )
    return error_page(
        429,
        _(
            "This number was tried too often with a wrong second fact. It now opens only with a new PIN: come to the "
            "Single Service Desk with your identity card."
        ),
    )
