"""Where people leave a form: how often each step was reached and left, by form version and day, never by whom."""

from datetime import date

from sqlalchemy.dialects import postgresql, sqlite

from app.catalogue.models import FormStepCount
from app.extensions import db


def count_step(form_version_id: int, step: str, day: date, reached: int = 0, left: int = 0) -> None:
    """Count a step as reached for the first time in a draft, or as left forward; the caller commits."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    row = dialect.insert(FormStepCount).values(
        form_version_id=form_version_id, step=step, day=day, reached=reached, left=left
    )
    db.session.execute(
        row.on_conflict_do_update(
            index_elements=["form_version_id", "step", "day"],
            set_={
                "reached": FormStepCount.reached + row.excluded.reached,
                "left": FormStepCount.left + row.excluded.left,
            },
        )
    )
