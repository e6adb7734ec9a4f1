"""What can go wrong with a survey, by name."""

from datetime import datetime


class SurveyError(Exception):
    """Base of everything that can go wrong with a survey."""


class BadQuestionnaire(SurveyError):
    """A definition that cannot be asked; `faults` names every fault with its place."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


class NoQuestionnaire(SurveyError):
    """No questionnaire was imported yet, or no such wave exists."""


class NotAsked(SurveyError):
    """Nobody asks this: no such case, a forged link, or a service the catalogue does not ask about."""


class NotYetAsked(SurveyError):
    """The case is still open, so nobody can say yet how the service was."""


class TooLateToChange(SurveyError):
    """The answer was given too long ago to be changed; `since` is when that began."""

    def __init__(self, since: datetime) -> None:
        super().__init__(f"closed since {since:%Y-%m-%d}")
        self.since = since
