"""A bare Flask app that says the same to SQLite as ours, in the same transactions, and renders a page of the same size.

Started by gunicorn as `tests.bench.bare:app`; MASA_TEST_BARE names the folder with `bare.json` and `masa.db`.
"""

import base64
import json
import os
import secrets
import sqlite3
import threading
from pathlib import Path
from typing import Any

from flask import Flask, Response, redirect, render_template_string, request, session

_FOLDER = Path(os.environ.get("MASA_TEST_BARE", "."))
_LETTERS = "23456789ABCDEFGHJKMNPRSTVWXYZ"
_local = threading.local()
_writing = threading.Lock()


def _script() -> dict[str, Any]:
    return json.loads((_FOLDER / "bare.json").read_text()) if (_FOLDER / "bare.json").exists() else {}


def _template(page: str) -> str:
    """Our page as a template of the same size, with holes for what was read."""
    half = len(page) // 2
    holes = "{{ facts.number }}{% for row in facts.rows %}{% for value in row %}{{ value }} {% endfor %}{% endfor %}"
    return f"{{% raw %}}{page[:half]}{{% endraw %}}{holes}{{% raw %}}{page[half:]}{{% endraw %}}"


app = Flask(__name__)
app.secret_key = secrets.token_hex()
SCRIPT = _script()
PAGE = _template(SCRIPT.get("page", ""))


def connection() -> sqlite3.Connection:
    """One connection a thread, set up as ours is."""
    held: sqlite3.Connection | None = getattr(_local, "held", None)
    if held is None:
        held = _local.held = sqlite3.connect(_FOLDER / "masa.db", isolation_level=None, timeout=8)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            held.execute(f"PRAGMA {pragma}").fetchall()
    return held


def run(steps: list[dict[str, Any]], known: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Say these statements with this request's own values; returns the last rows that were read."""
    held, is_writing = connection(), False
    found: list[tuple[Any, ...]] = []
    try:
        for step in steps:
            if step["do"] == "begin":
                is_writing = not step["reads"]
                if is_writing:
                    _writing.acquire()
                held.execute("BEGIN IMMEDIATE" if is_writing else "BEGIN")
            elif step["do"] in ("commit", "rollback"):
                if held.in_transaction:
                    held.execute(step["do"].upper())
                if is_writing:
                    _writing.release()
                    is_writing = False
            else:
                found = _say(held, step, known) or found
    finally:
        if held.in_transaction:
            held.execute("ROLLBACK")
        if is_writing:
            _writing.release()
    return found


def _say(held: sqlite3.Connection, step: dict[str, Any], known: dict[str, Any]) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for values in step["rows"]:
        own = [_own(value, known) for value in values]
        given: Any = dict(zip(step["named"], own, strict=True)) if step["named"] else own
        cursor = held.execute(step["sql"], given)
        rows = cursor.fetchall()
        sql = step["sql"]
        if sql.startswith("INSERT INTO cases "):
            known["case"] = rows[0][0] if rows else cursor.lastrowid
        elif sql.startswith("INSERT INTO case_event "):
            known["event"] = rows[0][0] if rows else cursor.lastrowid
        elif sql.startswith("SELECT") and "FROM draft" in sql and rows and "draft" not in known:
            known["draft"] = rows[0][0]
            known["submission"] = next(v for v in rows[0][1:] if isinstance(v, str) and len(v) == 43)
        elif sql.startswith("SELECT") and "FROM cases" in sql and rows and "case" not in known:
            known["case"] = rows[0][0]
    return rows


def _own(value: Any, known: dict[str, Any]) -> Any:
    if not isinstance(value, dict):
        return value
    if "bytes" in value:
        return base64.b64decode(value["bytes"])
    if "in" in value:
        return value["text"].replace("\x00", str(known.get(value["in"], "")))
    return known.get(value["is"], 0)


@app.post("/takip")
def look_up() -> Response:
    """Find a number and remember it."""
    number = request.form["number"].strip()
    run(SCRIPT["post"], {"number": number})
    session["number"] = number
    return redirect("/takip", 303)  # type: ignore[return-value]


@app.get("/takip")
def show() -> str:
    """The page of the number that is remembered."""
    number = session["number"]
    rows = run(SCRIPT["get"], {"number": number})
    return render_template_string(PAGE, facts={"number": number, "rows": rows[:5]})


@app.post("/send/<browser>")
def send(browser: str) -> Response:
    """Take an application."""
    number = "".join(secrets.choice(_LETTERS) for _ in range(12))
    run(SCRIPT["send"], {"browser": browser, "number": number, "text": request.form.get("csrf_token", "")})
    return redirect("/receipt", 303)  # type: ignore[return-value]


@app.get("/healthz")
def healthz() -> str:
    return "ok"
