"""Every service of the town can be applied for, through its own pages."""

import pytest
from flask import Flask

from app.catalogue.definitions import load
from tests.applications.conftest import Citizen, Filled, number_on

SERVICES = load()["services"]


@pytest.mark.parametrize("service", SERVICES, ids=[service["code"] for service in SERVICES])
def test_an_application_can_be_sent_through_the_form(service: dict, app: Flask, filled_form: Filled) -> None:
    from app.cases import counts
    from app.cases.following import public_case

    citizen = Citizen(app.test_client(), service["slug"])
    citizen.go_through(filled_form(service["code"], seed=7))
    reply = citizen.send()
    assert reply.status_code == 303, reply.text
    number = number_on(citizen.receipt())
    case = public_case(number)
    assert case is not None
    assert case.owner_department_id == service["department"]
    assert case.status in ("received", "waiting_applicant")
    assert counts.differences() == []


def test_there_are_forty() -> None:
    assert len(SERVICES) == 40
