"""Searching cases: the same words find the same cases on both databases, whatever the writer put between them."""

import pytest
from flask import Flask

from app.cases import search
from app.cases.models import Applicant, Case
from app.cases.queue import Scope, matching_ids
from app.extensions import db

EVERYWHERE = Scope(clerk_id=0, departments=None)
TEXT = "Kamera.com/arıza-bildir, sokak-lambası 12-34 (Işıklar Cd.) KIRIK+direk mail@ornek.com 1e5 büfe_önü e\u0301kose"


@pytest.fixture
def found_as(app: Flask, make_case, now) -> int:
    """A case whose search text is TEXT."""
    case_id = make_case("FEN-01")
    case = db.session.get_one(Case, case_id)
    table = "case_id" if db.engine.dialect.name == "postgresql" else "rowid"
    db.session.execute(db.text(f"DELETE FROM case_search WHERE {table} = :id"), {"id": case_id})
    search.add(case, TEXT)
    db.session.commit()
    return case_id


@pytest.mark.parametrize(
    "query",
    [
        "kamera", "com", "ariza", "ARIZA bildir", "lambası", "sokak lamba", "12", "34", "12-34", "ışık", "isik kirik",
        "direk", "mail", "ornek", "1e5", "bufe", "onu", "ekose", "kamera.com", "lamba & direk", "'lamba' | \"direk\"",
    ],
)  # fmt: skip
def test_every_word_is_found_whatever_stands_between_words(found_as, query):
    assert search.found(query, None) == [found_as]


@pytest.mark.parametrize("query", ["yoktur", "!'\"*:&|()<->", "😀", "_", "NOT", "x" * 10_000])
def test_a_search_that_says_nothing_finds_nothing_and_breaks_nothing(found_as, query):
    assert matching_ids(query, EVERYWHERE) == []


def test_a_case_moves_to_the_search_of_its_new_department(found_as):
    case = db.session.get_one(Case, found_as)
    case.owner_department_id = "park"
    search.move(case)
    assert search.found("lamba", {"park"}) == [found_as]
    assert search.found("lamba", {"fen"}) == []
    assert search.found("lamba", {"park", "fen"}) == [found_as]
    assert search.found("lamba", set()) == []


@pytest.mark.parametrize("name", ["Ali", "ali veli", "ALİ VELİ O", "Ali Veli O'Neil-Öz"])
def test_a_name_is_found_by_how_it_begins(found_as, name):
    applicant = Applicant(case_id=found_as, role="applicant", kind="person", name="Ali Veli O'Neil-Öz")
    applicant.name_fold = "ali veli o'neil-oz"
    db.session.add(applicant)
    db.session.flush()
    assert found_as in matching_ids(name, EVERYWHERE)
    assert matching_ids("veli", EVERYWHERE) == []
