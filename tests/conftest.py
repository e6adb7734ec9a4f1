"""The same few roles and the same two databases everywhere.

Every test that uses `app` runs on SQLite and, where MASA_TEST_POSTGRES names a server, on PostgreSQL as well.
"""

import contextvars
import os
import random
import shutil
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import clock as clock_module
from app import create_app
from tests.sharing import share_routes, share_statements, share_templates

POSTGRES = os.environ.get("MASA_TEST_POSTGRES", "")
DATABASES = ["sqlite", "postgresql"] if POSTGRES else ["sqlite"]
NOON = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)  # a Thursday, 12:00 in the town
PASSWORD = "dört-elma-ve-bir-armut"
HTMX = {"HX-Request": "true"}
share_routes()
_SECRET = "a-secret-of-at-least-thirty-two-characters"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever touches the app is promised on both databases."""
    if "database" in metafunc.fixturenames:
        only = metafunc.definition.get_closest_marker("sqlite_only")
        metafunc.parametrize("database", ["sqlite"] if only else DATABASES, scope="session")


class Browser(FlaskClient):
    """A client whose requests share nothing with the test but the database, as in real life."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        from app.extensions import db

        if has_app_context():
            db.session.rollback()  # a test that has looked must not hold the write lock while the app works
        reply: TestResponse = contextvars.Context().run(super().open, *args, **kwargs)
        reply.request.environ["wsgi.input"].close()  # a large upload lies in a file that nobody else closes
        return reply


def environment(instance: Path, **more: str) -> dict[str, str]:
    """Settings for an app of its own."""
    return {
        "MASA_INSTANCE": str(instance),
        "SECRET_KEY": _SECRET,
        "MASA_PUBLIC_URL": "http://localhost",
        "MASA_DEFAULT_LOCALE": "en",
        **more,
    }


@pytest.fixture(scope="session")
def filled(database: str, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[tuple[Path, str]]:
    """A migrated database with the whole catalogue, made once: (instance folder, database URL)."""
    instance = tmp_path_factory.mktemp(f"filled-{database}")
    if database == "sqlite":
        _fill(create_app(environment(instance)))
        yield instance, ""
        return
    name = f"masa_{worker_id}_{uuid.uuid4().hex[:8]}"
    _postgres(f'CREATE DATABASE "{name}"')
    _fill(create_app(environment(instance, DATABASE_URL=_postgres_url(name))))
    yield instance, name
    _postgres(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """Which of several test processes this is."""
    return getattr(request.config, "workerinput", {}).get("workerid", "main")


def _fill(app: Flask) -> None:
    from app.prepare import prepare

    prepare(app)
    with app.app_context():
        from app.extensions import db

        db.engine.dispose()


def _postgres_url(name: str) -> str:
    return POSTGRES.rsplit("/", 1)[0] + "/" + name


def _postgres(statement: str) -> None:
    import psycopg

    with psycopg.connect(_postgres_url("postgres"), autocommit=True) as connection:
        connection.execute(statement)


@pytest.fixture
def settings() -> dict[str, str]:
    """Settings a test module wants different: override this fixture."""
    return {}


@pytest.fixture
def app(filled: tuple[Path, str], tmp_path: Path, settings: dict[str, str]) -> Iterator[Flask]:
    """An app with its own copy of the filled database, its context pushed."""
    source, template = filled
    instance = tmp_path / "instance"
    shutil.copytree(source, instance)
    name = ""
    if template:
        name = f"{template}_{uuid.uuid4().hex[:8]}"
        _postgres(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        settings = {"DATABASE_URL": _postgres_url(name), **settings}
    app = create_app(environment(instance, **settings))
    app.testing = True
    app.test_client_class = Browser
    share_templates(app)
    from app.catalogue.queries import forget_versions
    from app.extensions import db
    from app.survey.queries import forget_questionnaires

    forget_versions()
    forget_questionnaires()
    with app.app_context():
        share_statements(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()
    if name:
        _postgres(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def now() -> Iterator[datetime]:
    """The clock stands at noon of 12 March 2026."""
    clock_module.set_clock(lambda: NOON)
    yield NOON
    clock_module.set_clock(None)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A citizen's browser."""
    return app.test_client()


def make_staff(app: Flask, email: str, name: str, department_id: str, roles: list[str]) -> int:
    """A member of staff with PASSWORD; returns the id."""
    from app.accounts.actions import add_staff
    from app.clock import utc_now
    from app.extensions import db

    user = add_staff(email, name, department_id, roles, None, utc_now())
    user.password_hash = _hash_of_password()
    user_id = user.id
    db.session.commit()
    return user_id


@cache
def _hash_of_password() -> str:
    """Made once: a hash is meant to be slow."""
    from app.accounts.passwords import hash_password

    return hash_password(PASSWORD)


@pytest.fixture
def clerk(app: Flask) -> int:
    """A clerk of public works."""
    return make_staff(app, "clerk@town.example", "Ayşe Demir", "fen", ["clerk"])


@pytest.fixture
def clerk_elsewhere(app: Flask) -> int:
    """A clerk of parks and gardens."""
    return make_staff(app, "elsewhere@town.example", "Kemal Yıldız", "park", ["clerk"])


@pytest.fixture
def desk_clerk(app: Flask) -> int:
    """A clerk of the Single Service Desk, who sees all cases."""
    return make_staff(app, "desk@town.example", "Zehra Ak", "masa", ["clerk"])


@pytest.fixture
def supervisor(app: Flask) -> int:
    """The head of public works."""
    return make_staff(app, "head@town.example", "Mehmet Öz", "fen", ["clerk", "supervisor"])


@pytest.fixture
def admin(app: Flask) -> int:
    """An admin, who sees no case."""
    return make_staff(app, "admin@town.example", "Işıl Kaya", "masa", ["admin"])


def signed_in(app: Flask, user_id: int) -> FlaskClient:
    """A browser in which this person is signed in."""
    from app.accounts.models import User
    from app.accounts.sessions import open_session
    from app.clock import utc_now
    from app.extensions import db

    token = open_session(db.session.get_one(User, user_id), utc_now())
    db.session.commit()
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = token
        session["_fresh"] = True
    return client


@pytest.fixture
def as_clerk(app: Flask, clerk: int) -> FlaskClient:
    return signed_in(app, clerk)


@pytest.fixture
def as_clerk_elsewhere(app: Flask, clerk_elsewhere: int) -> FlaskClient:
    return signed_in(app, clerk_elsewhere)


@pytest.fixture
def as_desk_clerk(app: Flask, desk_clerk: int) -> FlaskClient:
    return signed_in(app, desk_clerk)


@pytest.fixture
def as_supervisor(app: Flask, supervisor: int) -> FlaskClient:
    return signed_in(app, supervisor)


@pytest.fixture
def as_admin(app: Flask, admin: int) -> FlaskClient:
    return signed_in(app, admin)


CaseMaker = Callable[..., int]


@pytest.fixture
def make_case(app: Flask) -> CaseMaker:
    """Opens a case of a service from a filled form: make_case("FEN-01", seed=1, **typed) → id."""

    def make(
        code: str = "FEN-01", seed: int = 1, *, at: datetime | None = None, pin: bool = False, **typed: str
    ) -> int:
        from app.cases.actor import CITIZEN
        from app.cases.open_case import Application, receive_case
        from app.catalogue.engine.reading import read
        from app.catalogue.engine.sampling import sample_typed
        from app.catalogue.queries import form_of, service_by_code
        from app.clock import local_date, utc_now
        from app.extensions import db
        from app.keys import new_token

        moment = at or utc_now()
        service = service_by_code(code)
        assert service is not None
        form = form_of(service.current_form_id)
        filled, _files = sample_typed(form, random.Random(seed), local_date(moment))
        filled = {**filled, **{key: [value] for key, value in typed.items()}}
        reading = read(form, filled, {}, local_date(moment))
        assert reading.is_complete, reading.errors
        application = Application(
            service_id=service.id,
            service_version_id=service.current_version_id,
            form_version_id=service.current_form_id,
            notice_version_id=None,
            reading=reading,
            submission_token=new_token(),
            channel="portal",
            locale="tr",
            wants_pin=pin,
        )
        case_id = receive_case(application, CITIZEN, moment).id
        db.session.rollback()
        return case_id

    return make


@pytest.fixture
def open_case(make_case: CaseMaker) -> int:
    """A road defect that came in just now."""
    return make_case("FEN-01")
