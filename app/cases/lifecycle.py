"""Which states a case has, which moves the town may make, and whose turn it is."""

from enum import StrEnum


class Status(StrEnum):
    RECEIVED = "received"
    IN_REVIEW = "in_review"
    IN_PROGRESS = "in_progress"
    WAITING_APPLICANT = "waiting_applicant"
    FORWARDED = "forwarded"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class Outcome(StrEnum):
    GRANTED = "granted"
    PARTLY_GRANTED = "partly_granted"
    REFUSED = "refused"
    ANSWERED = "answered"
    DONE = "done"
    NO_LONGER_RELEVANT = "no_longer_relevant"
    DUPLICATE = "duplicate"
    LAPSED = "lapsed"


class Turn(StrEnum):
    """Who is expected to act next."""

    TOWN = "town"
    APPLICANT = "applicant"
    NOBODY = "nobody"


class EventKind(StrEnum):
    RECEIVED = "received"
    TAKEN = "taken"
    ASSIGNED = "assigned"
    MOVED = "moved"
    ASKED = "asked"
    RESUMED = "resumed"
    MESSAGED = "messaged"
    CITIZEN_WROTE = "citizen_wrote"
    DOCUMENT_ADDED = "document_added"
    NOTED = "noted"
    HANDED_OVER = "handed_over"
    HANDOVER_ACCEPTED = "handover_accepted"
    HANDOVER_BOUNCED = "handover_bounced"
    FORWARDED = "forwarded"
    CLOSED = "closed"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    IDENTITY_RECORDED = "identity_recorded"
    PIN_RENEWED = "pin_renewed"
    CONTACT_CHANGED = "contact_changed"
    EXTENDED = "extended"
    PROGRESS_TOLD = "progress_told"
    DUE_RECOMPUTED = "due_recomputed"


# What a stranger with the number may see on the timeline. Everything else is the desk's own.
PUBLIC_KINDS = frozenset(
    {
        EventKind.RECEIVED,
        EventKind.MOVED,
        EventKind.ASKED,
        EventKind.RESUMED,
        EventKind.MESSAGED,
        EventKind.CITIZEN_WROTE,
        EventKind.DOCUMENT_ADDED,
        EventKind.HANDOVER_ACCEPTED,
        EventKind.FORWARDED,
        EventKind.CLOSED,
        EventKind.REOPENED,
        EventKind.WITHDRAWN,
        EventKind.IDENTITY_RECORDED,
        EventKind.EXTENDED,
        EventKind.PROGRESS_TOLD,
    }
)

ENDED = frozenset({Status.FORWARDED, Status.WITHDRAWN, Status.CLOSED})
OPEN = frozenset(Status) - ENDED

MOVES: dict[Status, frozenset[Status]] = {
    Status.RECEIVED: frozenset({Status.IN_REVIEW, Status.WAITING_APPLICANT, Status.FORWARDED, Status.WITHDRAWN}),
    Status.IN_REVIEW: frozenset(
        {Status.IN_PROGRESS, Status.WAITING_APPLICANT, Status.CLOSED, Status.FORWARDED, Status.WITHDRAWN}
    ),
    Status.IN_PROGRESS: frozenset(
        {Status.IN_REVIEW, Status.WAITING_APPLICANT, Status.CLOSED, Status.FORWARDED, Status.WITHDRAWN}
    ),
    Status.WAITING_APPLICANT: frozenset(
        {Status.IN_REVIEW, Status.IN_PROGRESS, Status.CLOSED, Status.FORWARDED, Status.WITHDRAWN}
    ),
    # Ended cases only come back by being reopened, which is a move to review.
    Status.FORWARDED: frozenset({Status.IN_REVIEW}),
    Status.WITHDRAWN: frozenset({Status.IN_REVIEW}),
    Status.CLOSED: frozenset({Status.IN_REVIEW}),
}

OUTCOMES_WITH_REASON = frozenset({Outcome.REFUSED, Outcome.PARTLY_GRANTED, Outcome.LAPSED})


def can_move(now: Status, to: Status) -> bool:
    """Whether a case may go from `now` to `to`."""
    return to in MOVES[now]


def turn_of(status: Status) -> Turn:
    """Whose turn it is while a case stands in `status`."""
    if status in ENDED:
        return Turn.NOBODY
    return Turn.APPLICANT if status is Status.WAITING_APPLICANT else Turn.TOWN
