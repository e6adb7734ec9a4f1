"""A browser that sends form tokens by itself, people made to order, and a clock that can be moved."""

from __future__ import annotations

import base64
import secrets
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from app.accounts.actions import add_staff
from app.accounts.models import User
from app.accounts.passwords import hash_password
from app.accounts.roles import Role
from app.catalogue.models import Department
from app.clock import set_clock
from app.extensions import db
from app.web import csrf

PASSWORD = "mavi kedi yedi tuğla"
_HASH = hash_password(PASSWORD)


class Browser:
    """A test client whose posts carry the token a page would have given them."""

    def __init__(self, app):
        self.client = app.test_client()

    def get(self, path, **options):
        return self.client.get(path, **options)

    def post(self, path, data=None, headers=None, **options):
        with self.client.session_transaction() as session:
            held = session.setdefault("csrf_token", base64.b64encode(secrets.token_bytes(24)).decode())
        secret = base64.b64decode(held)
        mask = secrets.token_bytes(24)
        token = base64.urlsafe_b64encode(mask + csrf._xor(mask, secret)).decode()
        headers = {"X-CSRFToken": token, **(headers or {})}
        return self.client.post(path, data=data, headers=headers, **options)

    def sign_in(self, email, password=PASSWORD, **fields):
        return self.post("/giris", {"email": email, "password": password, **fields})

    def is_in(self):
        return self.get("/desk/password").status_code == 200


class MovableClock:
    """The time, until somebody moves it."""

    def __init__(self):
        self.now = datetime(2026, 3, 19, 9, 0, tzinfo=UTC)

    def step(self, **amount):
        self.now += timedelta(**amount)


@pytest.fixture
def staff_clock():
    clock = MovableClock()
    set_clock(lambda: clock.now)
    yield clock
    set_clock(None)


@pytest.fixture
def browser(app):
    return Browser(app)


@pytest.fixture
def another_browser(app):
    return Browser(app)


@pytest.fixture
def person(app):
    """Make a member of staff: `person("ayse@kasaba.test", Role.CLERK)`; returns the id."""

    def make(email, *roles, department="masa", password_hash=_HASH, name="Ayşe Yılmaz"):
        with app.app_context():
            if db.session.get(Department, department) is None:
                db.session.add(Department(id=department, name_tr=department, name_en=department))
                db.session.flush()
            names = [role.value for role in roles or (Role.CLERK,)]
            user = add_staff(email, name, department, names, None, datetime(2026, 3, 1, tzinfo=UTC))
            # around the mapper, so that the account is still at version 1
            db.session.execute(update(User).where(User.id == user.id).values(password_hash=password_hash))
            db.session.commit()
            return user.id

    return make


@pytest.fixture
def clerk_in(browser, person, staff_clock):
    """A browser in which a clerk has signed in."""
    person("ayse@kasaba.test")
    assert browser.sign_in("ayse@kasaba.test").status_code == 303
    return browser


@pytest.fixture
def admin_in(browser, person, staff_clock):
    """A browser in which an admin has signed in."""
    person("selim@kasaba.test", Role.ADMIN, name="Selim Ak")
    assert browser.sign_in("selim@kasaba.test").status_code == 303
    return browser
