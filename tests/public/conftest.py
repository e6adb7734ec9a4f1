"""A citizen's browser, far from the test's own context."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.survey.browser import Browser


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return Browser(app, app.response_class)
