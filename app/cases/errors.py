"""What can go wrong with a case, by name."""

from app.cases.lifecycle import Status
from app.sentence import Sentence


class CaseError(Exception):
    """Base of everything that can go wrong with a case."""


class CaseNotFound(CaseError):
    """No such case, or not one this person may know of."""


class InvalidMove(CaseError):
    """The lifecycle forbids this move."""

    def __init__(self, now: Status, to: Status) -> None:
        super().__init__(f"{now} → {to}")
        self.now = now
        self.to = to


class StaleCase(CaseError):
    """The case changed since it was seen; `seen` is the version that was, `current` the one that is."""

    def __init__(self, case_id: int, seen: int, current: int) -> None:
        super().__init__(f"case {case_id}: saw {seen}, is {current}")
        self.case_id = case_id
        self.seen = seen
        self.current = current


class RefusedAction(CaseError):
    """The action makes no sense as asked; the sentence says what to do instead."""

    def __init__(self, sentence: Sentence, field: str = "") -> None:
        super().__init__(sentence.msgid)
        self.sentence = sentence
        self.field = field
