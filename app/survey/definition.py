"""The questionnaire that comes with the project, read from its data file."""

from pathlib import Path
from typing import Any

import yaml

from app.survey.errors import BadQuestionnaire

SHIPPED = Path(__file__).resolve().parent / "data" / "questionnaire-1.yaml"


def shipped_definition() -> dict[str, Any]:
    """The newest questionnaire of the project."""
    return definition_in(SHIPPED)


def definition_in(path: Path) -> dict[str, Any]:
    """The definition in a file, unchecked. Raises BadQuestionnaire when it is no YAML mapping at all."""
    try:
        definition = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadQuestionnaire([f"this is no YAML: {error}"]) from None
    if not isinstance(definition, dict):
        raise BadQuestionnaire(["the questionnaire is not a mapping"])
    return definition
