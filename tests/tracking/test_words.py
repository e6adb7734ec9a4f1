"""Every public event and every state has words for citizens."""

import pytest

from app.cases.lifecycle import PUBLIC_KINDS, Outcome, Status
from app.cases.models import PauseKind
from app.cases.models.hold import WAITS_FOR_APPLICANT
from app.tracking.queries import OpenPause
from app.tracking.words import event_title, expected_of_applicant, reason_to_wait, status_sentence


@pytest.fixture(autouse=True)
def _request(app):
    with app.test_request_context():
        yield


@pytest.mark.parametrize("kind", sorted(PUBLIC_KINDS))
@pytest.mark.parametrize("status", Status)
def test_every_public_event_has_a_title(kind, status):
    for outcome in Outcome:
        assert event_title(kind, status, {"outcome": outcome, "kind": "fee", "addressee": "Valilik"}, "Fen İşleri")


def test_every_status_has_a_sentence():
    assert len({status_sentence(status) for status in Status}) == len(Status)


@pytest.mark.parametrize("kind", PauseKind)
def test_every_pause_says_why_and_what_is_expected(kind):
    pause = OpenPause(kind, "", None, True)
    assert reason_to_wait(pause)
    if kind in WAITS_FOR_APPLICANT:
        assert expected_of_applicant(pause, in_file=True)
        assert expected_of_applicant(pause, in_file=False)
