"""Migrations: from nothing to the newest and back, on both databases, with the town's data in place."""

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect, select, text, update
from sqlalchemy.exc import DBAPIError

from app import create_app
from app.cases.models import Applicant, Case
from app.cases.queue import Scope, matching_ids
from app.clock import utc_now
from app.extensions import db
from app.messages.models import TextVersion
from app.prepare import run_command
from app.schema import found_revision, is_current
from tests.conftest import _postgres, _postgres_url, environment

WRITTEN_ONCE = ["case_event", "audit_entry"]
VERSIONS = ["service_version", "form_version", "notice_version", "questionnaire_version", "text_version"]
# ICU sorts as a dictionary does: it looks past spaces and signs. Many servers are set up so.
AS_A_DICTIONARY = "TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8' LOCALE_PROVIDER icu ICU_LOCALE 'tr-TR'"


@pytest.fixture
def empty(database: str, tmp_path: Path) -> Iterator[Flask]:
    """An app whose database has no table yet."""
    name = f"masa_empty_{uuid.uuid4().hex[:12]}"
    more = {}
    if database == "postgresql":
        _postgres(f'CREATE DATABASE "{name}" {AS_A_DICTIONARY}')
        more = {"DATABASE_URL": _postgres_url(name)}
    app = create_app(environment(tmp_path, **more))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    if more:
        _postgres(f'DROP DATABASE "{name}" WITH (FORCE)')


def rows_of_every_table() -> dict[str, list[Any]]:
    """Everything the database says, table by table."""
    names = sorted(set(inspect(db.engine).get_table_names()) - {"alembic_version"})
    rows = {name: sorted(map(repr, db.session.execute(text(f'SELECT * FROM "{name}"')))) for name in names}
    db.session.rollback()
    return rows


def test_from_nothing_to_the_newest_and_back_and_again(empty: Flask) -> None:
    assert found_revision() is None
    for _ in range(2):
        run_command(empty, "db", "upgrade")
        assert is_current()
        run_command(empty, "db", "check")  # exits when the models say something else than the tables
        run_command(empty, "db", "downgrade", "base")
        assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
    run_command(empty, "db", "upgrade")
    assert is_current()


def test_a_filled_database_survives_another_upgrade(app: Flask, open_case: int) -> None:
    before = rows_of_every_table()
    assert before["cases"]
    assert before["case_event"]
    run_command(app, "db", "upgrade")
    run_command(app, "db", "check")
    assert rows_of_every_table() == before


def test_a_filled_database_can_be_taken_down_and_laid_anew(app: Flask, open_case: int) -> None:
    db.session.remove()
    run_command(app, "db", "downgrade", "base")
    run_command(app, "db", "upgrade")
    assert is_current()
    assert db.session.scalars(select(Case)).all() == []


@pytest.mark.parametrize("table", WRITTEN_ONCE + VERSIONS)
def test_what_is_written_once_refuses_an_edit(app: Flask, open_case: int, clerk: int, table: str) -> None:
    rows = db.metadata.tables[table]
    column = next(one for one in rows.columns if not one.primary_key)
    if table == "text_version":  # its texts come with the channels that send them
        db.session.add(TextVersion(kind="k", channel="sms", locale="tr", number=1, body="b", created_at=utc_now()))
        db.session.commit()
    before = rows_of_every_table()[table]
    assert before
    with pytest.raises(DBAPIError, match="is written once"):
        db.session.execute(update(rows).values({column: column}))
    db.session.rollback()
    assert rows_of_every_table()[table] == before


@pytest.mark.parametrize("table", WRITTEN_ONCE)
def test_what_happened_is_not_removed(app: Flask, open_case: int, clerk: int, table: str) -> None:
    with pytest.raises(DBAPIError, match="is written once"):
        db.session.execute(db.metadata.tables[table].delete())
    db.session.rollback()


def test_a_name_is_found_by_how_it_begins_whatever_the_server_s_collation(empty: Flask) -> None:
    run_command(empty, "db", "upgrade")
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SET LOCAL session_replication_role = replica"))  # a name needs no case here
    else:
        db.session.execute(text("PRAGMA defer_foreign_keys = ON"))
    for case_id, name in enumerate(["ali", "ali veli", "ali-veli", "alican", "alo", "al", "a li"], start=1):
        person = Applicant(case_id=case_id, role="applicant", kind="person", name=name, name_fold=name)
        db.session.add(person)
    db.session.flush()
    assert matching_ids("Ali", Scope(clerk_id=0, departments=None)) == [4, 3, 2, 1]
    db.session.rollback()
