"""A lost data key is said before anything is served, and never buried under a new one."""

import click
import pytest
from flask import Flask

from app import create_app
from app.checkup import findings
from app.extensions import db
from app.keys import CannotOpen, Keys, new_data_key
from app.prepare import prepare
from app.sealed import missing_keys


@pytest.fixture
def foreign_key(app: Flask, open_case: int) -> Flask:
    """The town's database, with the key of another one."""
    db.session.rollback()
    app.extensions["keys"] = Keys(b"x" * 32)
    return app


def test_the_right_key_misses_nothing(app: Flask, open_case: int) -> None:
    assert missing_keys() == set()


def test_an_older_key_held_beside_the_new_one_misses_nothing(app: Flask, open_case: int) -> None:
    first = str(app.config["MASA_DATA_KEY"])
    second = create_app({**_environ(app), "MASA_DATA_KEY": f"{new_data_key()},{first}"})
    with second.app_context():
        assert missing_keys() == set()
        db.engine.dispose()


def test_a_start_with_a_foreign_key_is_refused_in_one_line(foreign_key: Flask) -> None:
    with pytest.raises(click.ClickException, match="data key does not fit"):
        prepare(foreign_key)


def test_check_says_which_key_is_missing(foreign_key: Flask) -> None:
    assert any("is missing" in finding.text and finding.is_fault for finding in findings(foreign_key))


def test_a_page_that_needs_the_key_says_so_and_is_no_accident(app: Flask) -> None:
    @app.get("/sealed-for-test")
    def sealed() -> str:
        raise CannotOpen("the key is not held")

    reply = app.test_client().get("/sealed-for-test")
    assert reply.status_code == 503
    assert "Traceback" not in reply.text


def _environ(app: Flask) -> dict[str, str]:
    return {
        "MASA_INSTANCE": str(app.config["MASA_INSTANCE"]),
        "SECRET_KEY": str(app.config["SECRET_KEY"]),
        "DATABASE_URL": str(app.config["DATABASE_URL"]).replace("+psycopg", ""),
    }
