"""What can go wrong with staff accounts, by name."""

from __future__ import annotations

from collections.abc import Sequence

from app.sentence import Sentence


class AccountError(Exception):
    """Base of all faults of this capability."""


class WrongCredentials(AccountError):
    """No such account, a wrong password or a closed account: one answer for all three."""


class TooManyTries(AccountError):
    """Too many wrong tries from this address or for this account in the last minute."""


class WeakPassword(AccountError):
    """The password cannot be taken; `faults` say what to do."""

    def __init__(self, faults: Sequence[Sentence]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = list(faults)


class EmailTaken(AccountError):
    """Another account already has this e-mail address."""


class UnknownDepartment(AccountError):
    """There is no department with this id."""


class DeadLink(AccountError):
    """The one-time link is unknown, spent, expired, or not needed any more."""


class LastAdmin(AccountError):
    """The change would leave the town without an active admin."""


class OwnAccount(AccountError):
    """Nobody deactivates or demotes themselves."""


class StaleAccount(AccountError):
    """Somebody else changed the account since it was shown."""
