"""Answers at rest: by field key with their state; what is personal or sensitive lies sealed."""

import json

from app.cases.models import CaseAnswers
from app.keys import keys

_PURPOSE = "case-answers"


def answers_row(case_id: int, open_answers: dict, secret_answers: dict, documents: dict) -> CaseAnswers:
    """The row of a case's answers, each `{"state": …, "value": …}`; values are what the field types export."""
    return CaseAnswers(
        case_id=case_id,
        open_answers=open_answers,
        sealed_answers=keys().seal(json.dumps(secret_answers, ensure_ascii=False).encode(), _PURPOSE),
        documents=documents,
    )


def open_answers_of(row: CaseAnswers) -> dict:
    """The answers that are neither personal nor sensitive."""
    return dict(row.open_answers)


def all_answers_of(row: CaseAnswers) -> dict:
    """Every answer by field key, unsealed."""
    secret = json.loads(keys().open(row.sealed_answers, _PURPOSE)) if row.sealed_answers else {}
    return {**row.open_answers, **secret}
