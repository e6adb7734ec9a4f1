"""Nothing that only the right person may have leaves the town before somebody recorded who it is."""

import pytest

from app.cases import actions
from app.cases.actor import Actor
from app.cases.errors import RefusedAction
from app.cases.following import is_second_fact, public_case_by_id
from app.cases.lifecycle import Outcome
from app.cases.models import Case, PauseKind
from app.cases.record import open_pauses
from app.catalogue.queries import listed_services
from app.extensions import db
from app.keys import keys


@pytest.fixture
def verified_case(make_case, now) -> int:
    """A case of a service that needs an identity, from a person nobody has seen."""
    code = next(one.code for one in listed_services() if one.definition.get("identity_level") == "verified")
    return make_case(code)


@pytest.fixture
def by(clerk, verified_case) -> Actor:
    return Actor("clerk", clerk, db.session.get_one(Case, verified_case).owner_department_id)


def kinds(case_id: int) -> set[str]:
    return {pause.kind for pause in open_pauses(db.session.get_one(Case, case_id))}


def test_a_case_reopened_before_its_identity_was_seen_waits_for_it_again(verified_case, by, now):
    assert PauseKind.IDENTITY in kinds(verified_case)
    actions.close_case(verified_case, None, Outcome.NO_LONGER_RELEVANT, "Vazgeçildi", by, now)
    assert kinds(verified_case) == set()
    actions.reopen_case(verified_case, None, "Yeniden istendi", by, now)
    case = db.session.get_one(Case, verified_case)
    assert kinds(verified_case) == {PauseKind.IDENTITY}
    assert (case.status, case.promise_due_at) == ("waiting_applicant", None)
    actions.record_identity(verified_case, None, "card", by, now)
    assert (case.status, kinds(verified_case)) == ("in_review", set())


def test_a_case_reopened_after_its_identity_was_seen_waits_for_nothing(verified_case, by, now):
    actions.record_identity(verified_case, None, "card", by, now)
    actions.close_case(verified_case, None, Outcome.DONE, "Hazır", by, now)
    actions.reopen_case(verified_case, None, "Hata var", by, now)
    assert kinds(verified_case) == set()


@pytest.mark.parametrize("outcome", [Outcome.GRANTED, Outcome.PARTLY_GRANTED, Outcome.ANSWERED, Outcome.DONE])
def test_nothing_is_given_out_before_the_identity_was_seen(verified_case, by, now, outcome):
    with pytest.raises(RefusedAction):
        actions.close_case(verified_case, None, outcome, "Belge ektedir", by, now, remedy="İtiraz: Başkanlık, 30 gün")
    db.session.rollback()
    assert db.session.get_one(Case, verified_case).is_open


def test_only_the_newest_pin_opens_and_no_phone_where_only_the_pin_may(make_case, clerk, now):
    case_id = make_case("FEN-01", pin=True)
    case = db.session.get_one(Case, case_id)
    by = Actor("clerk", clerk, case.owner_department_id)
    old = keys().pin(case_id, case.pin_generation)
    assert is_second_fact(public_case_by_id(case_id), old)
    actions.record_identity(case_id, None, "card", by, now)
    actions.change_contact(case_id, None, "+905321234567", "isik@example.com", "none", by, now)
    for fact in ("4567", "isik@example.com", "İSİK@EXAMPLE.COM"):
        assert not is_second_fact(public_case_by_id(case_id), fact)
    actions.renew_pin(case_id, None, by, now)
    db.session.expire_all()
    assert not is_second_fact(public_case_by_id(case_id), old)
    assert is_second_fact(public_case_by_id(case_id), keys().pin(case_id, 2))


def test_what_nobody_gave_fits_nothing(make_case, clerk, now):
    case_id = make_case("FEN-01")
    actions.record_identity(case_id, None, "card", Actor("clerk", clerk, "fen"), now)
    db.session.get_one(Case, case_id).uses_pin_only = False
    actions.change_contact(case_id, None, "+905321234567", "", "none", Actor("clerk", clerk, "fen"), now)
    assert not is_second_fact(public_case_by_id(case_id), "\x00nothing\x00")


@pytest.mark.parametrize(
    ("fact", "opens"),
    [
        ("4567", True),
        ("45 67", True),
        ("567", False),
        ("1234567", False),
        ("IŞIK@Example.com", True),
        ("ışık@example.com", True),
        ("isik@example.com", True),
        ("isik@example.co", False),
        ("isik4567@baska.example", False),
        ("٤٥٦٧", False),
        ("", False),
        ("\x00nothing\x00", False),
    ],
)
def test_a_second_fact_is_the_whole_fact_and_nothing_beside_it(make_case, clerk, now, fact, opens):
    case_id = make_case("FEN-01")
    by = Actor("clerk", clerk, "fen")
    actions.record_identity(case_id, None, "card", by, now)
    db.session.get_one(Case, case_id).uses_pin_only = False
    actions.change_contact(case_id, None, "+905321234567", "ışık@example.com", "none", by, now)
    assert is_second_fact(public_case_by_id(case_id), fact) is opens
