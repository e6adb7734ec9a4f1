"""A citizen who follows a case, and what they type for it."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.cases.models import Case
from app.extensions import db
from app.keys import keys
from tests.conftest import Browser

OURS = {"Origin": "http://localhost"}
CONTACT = {"telefon": "0532 123 45 67", "eposta": "Ayse.Isik@town.example", "iletisim_yok": ""}

LookUp = Callable[..., object]


class Citizen(Browser):
    """A browser that says where its posts come from, as every browser does."""

    def open(self, *args, **kwargs):
        headers = dict(kwargs.pop("headers", None) or {})
        if kwargs.get("method") == "POST":
            headers = {**OURS, **headers}
        return super().open(*args, headers=headers, **kwargs)


@pytest.fixture(autouse=True)
def _noon(now) -> None:
    """Everything here happens at noon."""


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A citizen's browser; the form token has tests of its own."""
    app.config["WTF_CSRF_ENABLED"] = False
    return Citizen(app, app.response_class)


@pytest.fixture
def guarded_client(app: Flask) -> FlaskClient:
    """The same with every gate closed."""
    return Citizen(app, app.response_class)


def number_of(case_id: int) -> str:
    return db.session.get_one(Case, case_id).tracking_number


def pin_of(case_id: int) -> str:
    return keys().pin(case_id, db.session.get_one(Case, case_id).pin_generation)


@pytest.fixture
def reachable_case(make_case) -> int:
    """A road defect whose reporter left telephone and e-mail."""
    return make_case("FEN-01", **CONTACT)


@pytest.fixture
def opened(client: FlaskClient, open_case: int) -> FlaskClient:
    """A browser in which the file of `open_case` is open."""
    reply = client.post("/takip", data={"number": number_of(open_case), "fact": pin_of(open_case)})
    assert reply.location == "/takip/dosya"
    return client
