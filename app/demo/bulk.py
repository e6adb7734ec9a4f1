"""Writing many rows at once: lists of values by table, inserted together, committed in steps."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Table, func, insert, select

from app.cases import search
from app.cases.models import (
    Applicant,
    Case,
    CaseAnswers,
    CaseEvent,
    EventText,
    Handover,
    Pause,
)
from app.extensions import db
from app.files.models import StoredFile
from app.messages.models import Message
from app.survey.models import SurveyResponse

# In the order in which they point to each other.
_MODELS = (Case, Applicant, CaseAnswers, CaseEvent, EventText, Pause, Handover, StoredFile, Message, SurveyResponse)
TABLES: tuple[Table, ...] = tuple(model.__table__ for model in _MODELS)


class Bulk:
    """Rows on their way into the database. Ids are given here, so that rows can point to each other before it."""

    def __init__(self) -> None:
        self._rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._found: list[dict[str, object]] = []
        self._ids = {
            table.name: db.session.scalar(select(func.coalesce(func.max(table.c.id), 0))) or 0
            for table in TABLES
            if "id" in table.c
        }

    def add(self, model: Any, values: dict[str, Any]) -> int:
        """Keep a row for the next write; returns its id (0 where the table has none of its own)."""
        name = model.__tablename__
        self._rows[name].append(values)
        if name not in self._ids:
            return 0
        self._ids[name] += 1
        values["id"] = self._ids[name]
        return values["id"]

    def next_id(self, model: Any) -> int:
        """The id that the next row of this table will have."""
        return self._ids[model.__tablename__] + 1

    def add_found(self, entry: dict[str, object]) -> None:
        """Keep a search row for the next write."""
        self._found.append(entry)

    def write(self) -> None:
        """Insert everything kept so far, and commit."""
        for table in TABLES:
            rows = self._rows.pop(table.name, None)
            if rows:
                db.session.execute(insert(table), rows)
        if self._found:
            search.add_all(self._found)
            self._found = []
        db.session.commit()

    def finish(self) -> None:
        """Write the rest; PostgreSQL's sequences go on behind the ids given here."""
        self.write()
        if db.engine.dialect.name == "postgresql":
            for table in TABLES:
                if table.name in self._ids:
                    last = select(func.max(table.c.id)).scalar_subquery()
                    db.session.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), last)))
            db.session.commit()
