"""The whole table of rights, by person, case and deed."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.rights import Action, may, visible_departments
from app.accounts.roles import Role


@dataclass(frozen=True)
class Someone:
    department_id: str = "fen"
    roles: frozenset = field(default_factory=lambda: frozenset({Role.CLERK}))
    is_active: bool = True

    def has_role(self, role):
        return self.is_active and role in self.roles


@dataclass(frozen=True)
class Facts:
    owner_department_id: str = "fen"
    sent_by_department_id: str | None = None
    is_sensitive: bool = False


CLERK = Someone()
SUPERVISOR = Someone(roles=frozenset({Role.SUPERVISOR}))
ELSEWHERE = Someone("park")
DESK = Someone("masa")
ADMIN = Someone(roles=frozenset({Role.ADMIN}))
CLOSED = Someone(is_active=False)
CASE, SENSITIVE, SENT_ON = Facts(), Facts(is_sensitive=True), Facts("park", "fen")
READ = {Action.SEE_CASE, Action.SEE_ANSWERS, Action.SEE_ATTACHMENTS}
WORK = {
    Action.TAKE, Action.ASSIGN, Action.MOVE, Action.HAND_OVER, Action.MESSAGE, Action.NOTE, Action.ADD_DOCUMENT,
    Action.RECORD_IDENTITY, Action.RENEW_PIN, Action.CHANGE_CONTACT,
}  # fmt: skip
COUNTER = {Action.MESSAGE, Action.NOTE, Action.ADD_DOCUMENT, Action.RECORD_IDENTITY, Action.HAND_OVER}
GENERAL = {
    Action.OPEN_CASE, Action.SEE_QUEUE, Action.SEE_SURVEY, Action.TYPE_SURVEY,
    Action.MANAGE_STAFF, Action.MANAGE_CATALOGUE, Action.SEE_AUDIT,
}  # fmt: skip


@pytest.mark.parametrize(
    ("person", "case", "allowed"),
    [
        (CLERK, CASE, READ | WORK | {Action.SEE_SENSITIVE_ANSWERS}),
        (SUPERVISOR, CASE, READ | WORK | {Action.SEE_SENSITIVE_ANSWERS}),
        (CLERK, SENSITIVE, READ | WORK | {Action.SEE_SENSITIVE_ANSWERS}),
        (DESK, CASE, READ | COUNTER | {Action.RENEW_PIN, Action.CHANGE_CONTACT}),
        (DESK, SENSITIVE, {Action.SEE_CASE} | COUNTER),
        (CLERK, SENT_ON, READ),
        (CLERK, Facts("park", "fen", is_sensitive=True), {Action.SEE_CASE}),
        (ELSEWHERE, CASE, set()),
        (ADMIN, CASE, set()),
        (CLOSED, CASE, set()),
        (CLERK, None, set()),
    ],
    ids=["clerk", "supervisor", "clerk-sensitive", "desk", "desk-sensitive", "sender", "sender-sensitive", "elsewhere",
         "admin", "closed", "no-case"],
)  # fmt: skip
def test_what_may_be_done_on_a_case(person, case, allowed):
    assert {action for action in set(Action) - GENERAL if may(person, action, case)} == allowed


@pytest.mark.parametrize(
    ("person", "allowed"),
    [
        (CLERK, {Action.OPEN_CASE, Action.SEE_QUEUE, Action.SEE_SURVEY, Action.TYPE_SURVEY}),
        (ADMIN, {Action.MANAGE_STAFF, Action.MANAGE_CATALOGUE, Action.SEE_AUDIT, Action.SEE_SURVEY}),
        (CLOSED, set()),
    ],
)
def test_what_may_be_done_without_a_case(person, allowed):
    assert {action for action in GENERAL if may(person, action)} == allowed


def test_the_departments_whose_cases_are_seen():
    assert visible_departments(CLERK) == {"fen"}
    assert visible_departments(DESK) is None
    assert visible_departments(ADMIN) == frozenset()
    assert visible_departments(CLOSED) == frozenset()


PLACES = st.sampled_from(["fen", "park", "masa", "sosyal"])
PEOPLE = st.builds(Someone, PLACES, st.frozensets(st.sampled_from(list(Role))), st.booleans())
CASES = st.builds(Facts, PLACES, st.none() | PLACES, st.booleans())


@given(PEOPLE, CASES, st.sampled_from(list(set(Action) - GENERAL)))
def test_nobody_does_anything_to_a_case_they_do_not_see(person, case, action):
    if may(person, action, case):
        assert may(person, Action.SEE_CASE, case)
        assert person.is_active
        assert person.roles & {Role.CLERK, Role.SUPERVISOR}


@given(PEOPLE, CASES)
def test_sensitive_answers_stay_in_the_owning_department(person, case):
    if person.department_id != case.owner_department_id:
        assert not may(person, Action.SEE_SENSITIVE_ANSWERS, case)
        assert not (case.is_sensitive and may(person, Action.SEE_ANSWERS, case))
        assert not (case.is_sensitive and may(person, Action.RENEW_PIN, case))


@given(PEOPLE, CASES)
def test_the_query_and_the_rule_agree_on_what_is_seen(person, case):
    places = visible_departments(person)
    by_query = places is None or case.owner_department_id in places or case.sent_by_department_id in places
    assert by_query == may(person, Action.SEE_CASE, case)
