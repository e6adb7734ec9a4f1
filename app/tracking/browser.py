"""What a browser remembers of a case: the number it follows, and the key to a file it has open."""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app, request, session
from werkzeug.wrappers import Response

from app.cases.following import opened_case_id
from app.cases.models import OpenFile
from app.extensions import db
from app.keys import token_hash

_COOKIE = "masa-file"
_FOLLOWED = "followed"  # a number that a look-up has found
_SCANNED = "scanned"  # a number from a QR code, not looked up yet
_MISTYPED = "mistyped"  # what a QR code or link carried instead of a number


@dataclass(frozen=True)
class OpenedFile:
    """A file that is open in this browser now."""

    token: str
    case_id: int
    until: datetime


def followed_number() -> str | None:
    """The number this browser looked up last. It exists: the signed cookie says so."""
    return session.get(_FOLLOWED)


def follow(tracking_number: str) -> None:
    """Remember a number that exists, so that no address has to carry it."""
    forget_number()
    session[_FOLLOWED] = tracking_number


def remember_scanned(tracking_number: str) -> None:
    """Remember a number nobody has looked up yet."""
    forget_number()
    session[_SCANNED] = tracking_number


def remember_mistyped(text: str) -> None:
    """Remember what was meant to be a number, to say what is wrong with it."""
    forget_number()
    session[_MISTYPED] = text[:40]


def scanned_number() -> str | None:
    """The number of a QR code that was scanned just now."""
    return session.get(_SCANNED)


def take_mistyped() -> str | None:
    """What a link carried instead of a number; told once."""
    return session.pop(_MISTYPED, None)


def forget_number() -> None:
    """Follow no case any more."""
    for key in (_FOLLOWED, _SCANNED, _MISTYPED):
        session.pop(key, None)


def opened_file(now: datetime) -> OpenedFile | None:
    """The file this browser has open. A cookie that is old or made up opens nothing."""
    token = request.cookies.get(_cookie_name(), "")
    if not 20 <= len(token) <= 100:
        return None
    case_id = opened_case_id(token, now)
    if case_id is None:
        return None
    return OpenedFile(token, case_id, db.session.get_one(OpenFile, token_hash(token)).expires_at)


def had_file_open() -> bool:
    """Whether this browser once had a file open and still carries the key."""
    return _cookie_name() in request.cookies


def give_key(answer: Response, token: str) -> None:
    """Let the browser keep the key until it is closed; the server ends it earlier."""
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    answer.set_cookie(_cookie_name(), token, secure=secure, httponly=True, samesite="Lax")


def take_key(answer: Response) -> None:
    """Take the key back."""
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    answer.delete_cookie(_cookie_name(), secure=secure, httponly=True, samesite="Lax")


def _cookie_name() -> str:
    return "__Host-" + _COOKIE if current_app.config["SESSION_COOKIE_SECURE"] else _COOKIE
