"""What may be done to a case, one verb each: the citizen's form, the desk and any machine go through these.

Each is one transaction with one commit, its last line. `seen` is the version the actor saw; None when what they do
does not depend on it. All raise StaleCase, InvalidMove or RefusedAction before anything is written.
"""

from app.cases.actions.answering import close_case, forward_case, message_applicant, reopen_case, tell_progress
from app.cases.actions.applicant import add_document, withdraw_case, write_to_town
from app.cases.actions.identity import change_contact, record_identity, renew_pin
from app.cases.actions.ownership import (
    accept_handover,
    assign_case,
    bounce_handover,
    hand_over_case,
    release_case,
    take_case,
)
from app.cases.actions.progress import ask_applicant, extend_law, move_case, note_case, resume_case

__all__ = [
    "accept_handover",
    "add_document",
    "ask_applicant",
    "assign_case",
    "bounce_handover",
    "change_contact",
    "close_case",
    "extend_law",
    "forward_case",
    "hand_over_case",
    "message_applicant",
    "move_case",
    "note_case",
    "record_identity",
    "release_case",
    "renew_pin",
    "reopen_case",
    "resume_case",
    "take_case",
    "tell_progress",
    "withdraw_case",
    "write_to_town",
]
