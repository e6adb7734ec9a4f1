"""What our app says to its database during one look-up and one application, as a script for the bare app."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event, select, text

from app.cases.models import Case, CaseEvent, Draft
from app.database import is_reading
from app.extensions import db
from app.keys import token_hash
from tests.bench.browser import token_in
from tests.bench.drafts import FORM_COOKIE, prepared_here

# Far from every other number in the database, so that a parameter of this value can mean nothing else.
FIRST_DRAFT_ID = 900_000
FIRST_CASE_ID = 700_000_000
FIRST_EVENT_ID = 800_000_000

Step = dict[str, Any]


@contextmanager
def _listening() -> Iterator[list[Step]]:
    """Every transaction and statement of our engine while the block runs."""
    steps: list[Step] = []
    engine = db.engine

    def on_begin(_connection: object) -> None:
        steps.append({"do": "begin", "reads": is_reading()})

    def on_execute(_c: object, _cur: object, statement: str, parameters: Any, _ctx: object, many: bool) -> None:
        steps.append({"do": "execute", "sql": statement, "rows": list(parameters) if many else [parameters]})

    def on_commit(_connection: object) -> None:
        steps.append({"do": "commit"})

    def on_rollback(_connection: object) -> None:
        steps.append({"do": "rollback"})

    listeners = (
        ("begin", on_begin),
        ("before_cursor_execute", on_execute),
        ("commit", on_commit),
        ("rollback", on_rollback),
    )
    for name, listener in listeners:
        event.listen(engine, name, listener)
    try:
        yield steps
    finally:
        for name, listener in listeners:
            event.remove(engine, name, listener)


def captured(app: Flask, number: str, now: datetime, folder: Path) -> Path:
    """Write the script of one look-up and one application; the database gains a few rows."""
    origin = {"Origin": "http://localhost"}
    with app.app_context():
        case_id = db.session.scalar(select(Case.id).where(Case.tracking_number == number))
        db.session.remove()
    client = app.test_client()
    for _ in range(2):  # the first time fills what the app keeps in memory
        with app.app_context(), _listening() as posting:
            assert client.post("/takip", data={"number": number}, headers=origin).status_code == 303
        with app.app_context(), _listening() as getting:
            page = client.get("/takip")
            assert page.status_code == 200
    known: dict[str, Any] = {"number": number, "case": case_id}
    look_up = [_script(steps, known) for steps in (posting, getting)]
    sending, receipt_bytes = _sending(app, now)
    path = folder / "bare.json"
    path.write_text(
        json.dumps(
            {"post": look_up[0], "get": look_up[1], "page": page.text, "send": sending, "receipt_bytes": receipt_bytes}
        )
    )
    return path


def _sending(app: Flask, now: datetime) -> tuple[list[Step], int]:
    prepared_here(app, "FEN-01", 1, now)
    with app.app_context():
        _leave_room()
    known: dict[str, Any] = {}
    size = 0
    for draft in prepared_here(app, "FEN-01", 2, now):
        client = app.test_client()
        page = client.get(f"/basvuru/{draft.slug}").text
        client.set_cookie(FORM_COOKIE, draft.browser_token)
        data = {"csrf_token": token_in(page), "sending": draft.mark, "go": "send"}
        with app.app_context(), _listening() as steps:
            answer = client.post(f"/basvuru/{draft.slug}/kontrol", data=data)
            assert answer.status_code == 303, answer.text
        size = len(client.get(answer.headers["Location"]).text)
        with app.app_context():
            browser = token_hash(draft.browser_token)
            row = db.session.scalars(select(Draft).where(Draft.browser_hash == browser)).one()
            case = db.session.get_one(Case, row.case_id)
            first_event = db.session.scalar(select(CaseEvent.id).where(CaseEvent.case_id == case.id))
            known = {
                "browser": browser,
                "draft": row.id,
                "submission": row.submission_token,
                "case": case.id,
                "event": first_event,
                "number": case.tracking_number,
            }
            db.session.remove()
    return _script(steps, known), size


def _leave_room() -> None:
    """Let the next rows of three tables have numbers nothing else has: a copy of a row stands before them."""
    for table, first in (("draft", FIRST_DRAFT_ID), ("cases", FIRST_CASE_ID), ("case_event", FIRST_EVENT_ID)):
        columns = [column.name for column in db.metadata.tables[table].columns if column.name != "id"]
        unique = dict.fromkeys(("tracking_number", "submission_token", "browser_hash"), "'~' || id")
        unique["case_id"] = str(FIRST_CASE_ID) if table == "case_event" else "case_id"
        chosen = ", ".join(unique.get(name, f'"{name}"') for name in columns)
        wanted = ", ".join(f'"{name}"' for name in columns)
        db.session.execute(
            text(f"INSERT INTO {table} (id, {wanted}) SELECT {first}, {chosen} FROM {table} ORDER BY id LIMIT 1")
        )
    db.session.commit()
    db.session.remove()


def _script(steps: list[Step], known: dict[str, Any]) -> list[Step]:
    """The steps with every known value replaced by its name, so that each request can put its own there."""
    names = {(type(value).__name__, value): name for name, value in known.items()}

    def put(value: Any) -> Any:
        name = names.get((type(value).__name__, value))
        if name is not None:
            return {"is": name}
        if isinstance(value, str):
            for text_value, found in ((v, n) for n, v in known.items() if isinstance(v, (str, int))):
                if str(text_value) in value:
                    return {"in": found, "text": value.replace(str(text_value), "\x00")}
        if isinstance(value, bytes | memoryview):
            return {"bytes": base64.b64encode(bytes(value)).decode()}
        return value

    written = []
    for step in steps:
        if step["do"] != "execute":
            written.append(step)
            continue
        rows = step["rows"]
        written.append({**step, "rows": [[put(value) for value in _values(row)] for row in rows],
                        "named": list(rows[0]) if isinstance(rows[0], dict) else None})  # fmt: skip
    return written


def _values(row: Any) -> list[Any]:
    return list(row.values()) if isinstance(row, dict) else list(row)
