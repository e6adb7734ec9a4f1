"""The questionnaire that comes with the project, read from its data file."""

from pathlib import Path
from typing import Any

import yaml

SHIPPED = Path(__file__).resolve().parent / "data" / "questionnaire-1.yaml"


def shipped_definition() -> dict[str, Any]:
    """The newest questionnaire of the project."""
    definition: dict[str, Any] = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    return definition
