"""Taking a case in hand: found, locked, and still as the actor saw it."""

from sqlalchemy import select

from app.cases.errors import CaseNotFound, RefusedAction, StaleCase
from app.cases.models import Case
from app.extensions import db
from app.sentence import say


def case_as_seen(case_id: int, seen: int | None) -> Case:
    """The case, locked until commit. Raises CaseNotFound, or StaleCase when it is no longer at version `seen`."""
    query = select(Case).where(Case.id == case_id).with_for_update().execution_options(populate_existing=True)
    case = db.session.scalar(query)
    if case is None:
        raise CaseNotFound(str(case_id))
    if seen is not None and case.version != seen:
        raise StaleCase(case_id, seen, case.version)
    return case


def need_open(case: Case) -> None:
    """Raise RefusedAction when the case has ended."""
    if not case.is_open:
        raise RefusedAction(say("This case has ended. Reopen it first."))


def need_text(words: str, field: str, most: int = 4000) -> str:
    """The words, stripped. Raises RefusedAction when there are none, or too many."""
    words = words.strip()
    if not words:
        raise RefusedAction(say("Write something here."), field)
    if len(words) > most:
        raise RefusedAction(say("Write at most %(most)s characters; these are %(n)s.", most=most, n=len(words)), field)
    return words
