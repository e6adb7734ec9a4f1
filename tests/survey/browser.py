"""A test client as far from the test as a real browser: no request sees the test's context, session or user."""

from contextvars import Context
from typing import Any

from flask.testing import FlaskClient

from app.extensions import db


class Browser(FlaskClient):
    """Each request gets a context of its own; what the test read before is over, so that nobody waits for it."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        db.session.rollback()
        answer = Context().run(super().open, *args, **kwargs)
        db.session.rollback()
        return answer
