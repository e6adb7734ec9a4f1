"""The desk's words for what the rules know by short names."""

from flask_babel import lazy_gettext as _l

from app.cases.lifecycle import Outcome, Status
from app.cases.models import PauseKind

STATUS_WORDS = {
    Status.RECEIVED: _l("Received"),
    Status.IN_REVIEW: _l("In review"),
    Status.IN_PROGRESS: _l("In progress"),
    Status.WAITING_APPLICANT: _l("Waiting for the applicant"),
    Status.FORWARDED: _l("Forwarded to the competent authority"),
    Status.WITHDRAWN: _l("Withdrawn"),
    Status.CLOSED: _l("Closed"),
}
OUTCOME_WORDS = {
    Outcome.GRANTED: _l("Granted"),
    Outcome.PARTLY_GRANTED: _l("Partly granted"),
    Outcome.REFUSED: _l("Refused"),
    Outcome.ANSWERED: _l("Answered"),
    Outcome.DONE: _l("Done"),
    Outcome.NO_LONGER_RELEVANT: _l("No longer relevant"),
    Outcome.DUPLICATE: _l("Applied for already"),
    Outcome.LAPSED: _l("Lapsed"),
}
PAUSE_WORDS = {
    PauseKind.DOCUMENT: _l("A document"),
    PauseKind.QUESTION: _l("An answer to a question"),
    PauseKind.FEE: _l("A fee to be paid"),
    PauseKind.IDENTITY: _l("Identity to be established"),
    PauseKind.OTHER_AUTHORITY: _l("The opinion of another authority"),
    PauseKind.APPLICANTS_WISH: _l("The applicant asked to wait"),
}
IDENTITY_WORDS = {
    "card": _l("Identity card seen at the desk"),
    "edevlet": _l("e-Devlet"),
    "esignature": _l("Secure electronic signature"),
}
CHANNEL_WORDS = {
    "portal": _l("Internet"),
    "counter": _l("At the desk"),
    "phone": _l("By telephone"),
    "email": _l("By e-mail"),
    "letter": _l("By letter"),
    "cimer": _l("Through CİMER"),
    "headman": _l("Through the headman"),
    "paper": _l("On paper"),
}
NEWS_WORDS = {
    "sms": _l("SMS"),
    "email": _l("E-mail"),
    "phone": _l("Telephone call"),
    "none": _l("No news wanted"),
}
ACTS_AS_WORDS = {
    "kendi": _l("for themselves"),
    "yakin": _l("for a relative"),
    "veli_vasi": _l("as parent or guardian"),
    "vekil": _l("as proxy"),
    "mirasci": _l("as heir"),
    "tuzel": _l("for an organisation"),
    "site_yonetimi": _l("for the building's management"),
    "cift": _l("as a couple"),
}
ROLE_WORDS = {
    "applicant": _l("Applicant"),
    "contact": _l("Contact person"),
    "represented": _l("Represented person"),
}
MESSAGE_WORDS = {
    "not_sent": _l("News not sent: no channel is set up"),
    "waiting": _l("News waiting to be sent"),
    "sending": _l("News being sent"),
    "sent": _l("News sent"),
    "failed": _l("News could not be sent"),
    "uncertain": _l("Uncertain whether the news arrived"),
    "dropped": _l("News dropped"),
}
