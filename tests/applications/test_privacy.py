"""What is personal lies sealed, stands in no address and no log, and is found by no full text."""

import json
import logging
import re

import pytest
from flask import Flask, current_app
from sqlalchemy import text

from app.cases.models import Case
from app.catalogue.queries import listed_services
from app.extensions import db
from app.logs import JsonLines
from tests.applications.conftest import Citizen, Filled

ID_NO, PHONE, EMAIL = "10000000146", "5321234567", "gizli.kisi@example.com"
ILLNESS = "Kemoterapi goruyorum"


def everything_stored() -> str:
    """Every value of every table as text, sealed ones as hex."""
    stored = []
    for table in [*db.metadata.tables, "case_search"]:
        for row in db.session.execute(text(f'SELECT * FROM "{table}"')):  # our own tables
            stored += [value.hex() if isinstance(value, bytes | memoryview) else str(value) for value in row]
    return "\n".join(stored)


def personal_form(filled_form: Filled) -> tuple[str, str, dict[str, list[str]]]:
    """The support at home: who applies for whom, and why."""
    listed = next(one for one in listed_services() if "saglik_raporu" in json.dumps(one.definition))
    typed = filled_form(listed.code, who="kendi")
    for name in typed:
        if name.endswith(("telefon", "cep")):
            typed[name] = ["0532 123 45 67"]
        elif "eposta" in name or "e_posta" in name:
            typed[name] = [EMAIL]
    typed["aciklama"] = [ILLNESS]
    return listed.code, listed.slug, typed


def secrets_in(typed: dict[str, list[str]]) -> set[str]:
    """What must not be found: identity numbers as typed, phone, e-mail, the illness."""
    numbers = {value for values in typed.values() for value in values if re.fullmatch(r"[1-9][0-9]{10}", value)}
    return numbers | {PHONE, EMAIL, ILLNESS, "Kemoterapi", "kemot"}


def test_nothing_personal_lies_open_in_the_database_or_in_its_search(
    app: Flask, filled_form: Filled, database: str
) -> None:
    _code, slug, typed = personal_form(filled_form)
    citizen = Citizen(app.test_client(), slug)
    citizen.go_through(typed)
    db.session.rollback()
    for secret in secrets_in(typed):
        assert secret not in everything_stored(), secret
    assert citizen.send().status_code == 303
    db.session.rollback()
    assert db.session.query(Case).one().subject == ""
    for secret in secrets_in(typed):
        assert secret not in everything_stored(), secret
    db.session.rollback()
    if database == "sqlite":
        for path in current_app.config["MASA_INSTANCE"].glob("masa.db*"):
            content = path.read_bytes()
            for secret in secrets_in(typed):
                assert secret.encode() not in content, (path.name, secret)


def test_nothing_personal_stands_in_a_log_or_an_address(
    app: Flask, filled_form: Filled, caplog: pytest.LogCaptureFixture
) -> None:
    _code, slug, typed = personal_form(filled_form)
    caplog.set_level(logging.DEBUG)
    citizen = Citizen(app.test_client(), slug)
    addresses: list[str] = []
    get = citizen.get
    citizen.get = lambda path: (addresses.append(path), get(path))[1]  # type: ignore[method-assign]
    citizen.go_through(typed)
    citizen.send()
    receipt = citizen.receipt()
    number = re.sub(r"[^2-9A-Z]", "", re.search(r'class="number">([^<]+)<', receipt).group(1))
    lines = [JsonLines().format(record) for record in caplog.records]
    for secret in secrets_in(typed) | {number}:
        assert secret not in "\n".join(lines), secret
        assert secret not in "\n".join(addresses), secret
