"""The shipped forms, made once."""

from typing import Any

import pytest

from app.catalogue.engine import Form
from tests.catalogue.engine.building import shipped_forms


@pytest.fixture(scope="session")
def forms() -> dict[str, tuple[dict[str, Any], Form]]:
    """Every shipped service with its form, by code."""
    return shipped_forms()
