"""Forms sent as a page would send them, and cases looked at without holding the writer's turn."""

import base64
import secrets

import pytest

from app.cases.models import Case, CaseEvent
from app.extensions import db
from app.web.csrf import _xor


@pytest.fixture(autouse=True)
def noon(now):
    """The clock stands before anybody signs in."""
    return now


@pytest.fixture
def send():
    """Post a form with the token a page would have given: send(client, "/desk/cases/1/note", text="…")."""

    def post(client, path, headers=None, **fields):
        with client.session_transaction() as session:
            held = session.setdefault("csrf_token", base64.b64encode(secrets.token_bytes(24)).decode())
        mask = secrets.token_bytes(24)
        token = base64.urlsafe_b64encode(mask + _xor(mask, base64.b64decode(held))).decode()
        return client.post(path, data=fields, headers={"X-CSRFToken": token, **(headers or {})})

    return post


@pytest.fixture
def look():
    """The case as it is stored now."""

    def read(case_id):
        db.session.rollback()
        case = db.session.get_one(Case, case_id)
        db.session.expunge(case)
        db.session.rollback()
        return case

    return read


@pytest.fixture
def kinds():
    """What happened to a case, by kind, in order."""

    def read(case_id):
        rows = db.session.query(CaseEvent.kind).filter_by(case_id=case_id).order_by(CaseEvent.seq)
        found = [row.kind for row in rows]
        db.session.rollback()
        return found

    return read


@pytest.fixture
def do(send, look):
    """Do something to a case as a clerk who has just loaded its page: do(client, case_id, "take")."""

    def act(client, case_id, verb, headers=None, **fields):
        fields.setdefault("version", str(look(case_id).version))
        return send(client, f"/desk/cases/{case_id}/{verb}", headers, **fields)

    return act
