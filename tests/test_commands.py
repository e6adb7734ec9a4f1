"""The commands a town's technician types: each says in one line what it did or why it did not."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask


@pytest.fixture
def command(app: Flask):
    """Runs `flask …` and gives the result."""

    def run(*words: str) -> Result:
        from app.extensions import db

        db.session.rollback()
        return app.test_cli_runner().invoke(args=list(words))

    return run


def test_check_finds_nothing_wrong_on_a_fresh_machine(command) -> None:
    result = command("check")
    assert result.exit_code == 0, result.output
    assert "All is well." in result.output


def test_check_speaks_json(command) -> None:
    found = json.loads(command("check", "--json").output)
    assert found["ok"] is True
    assert all(set(finding) == {"text", "is_fault"} for finding in found["findings"])


def test_check_names_a_key_that_others_may_read(app: Flask, command) -> None:
    (Path(app.config["MASA_INSTANCE"]) / "data.key").chmod(0o644)
    result = command("check")
    assert result.exit_code == 1
    assert "FAULT" in result.output


def test_an_exported_catalogue_comes_back_unchanged(command, tmp_path: Path) -> None:
    file = tmp_path / "catalogue.yaml"
    assert command("catalogue", "export", str(file)).exit_code == 0
    result = command("catalogue", "import", str(file))
    assert "0 added, 0 changed, 0 retired" in result.output
    assert command("catalogue", "check", str(file)).exit_code == 0


def test_a_service_left_out_is_retired_and_comes_back(command, tmp_path: Path) -> None:
    from app.catalogue.definitions import dump, load
    from app.catalogue.queries import listed_service

    data = load()
    left_out = data["services"].pop()
    file = tmp_path / "less.yaml"
    file.write_text(dump(data), encoding="utf-8")
    assert "0 added, 0 changed, 1 retired" in command("catalogue", "import", str(file)).output
    assert listed_service(left_out["slug"]) is None
    data["services"].append(left_out)
    file.write_text(dump(data), encoding="utf-8")
    command("catalogue", "import", str(file))
    assert listed_service(left_out["slug"]) is not None


def test_a_changed_service_is_a_new_version_and_its_old_address_leads_on(app: Flask, command, tmp_path: Path) -> None:
    from app.catalogue.definitions import dump, load
    from app.catalogue.queries import service_at, service_by_code

    data = load()
    service = data["services"][0]
    old_slug, old_version = service["slug"], service_by_code(service["code"]).current_version_id
    service["slug"] = "yeni-adres"
    file = tmp_path / "changed.yaml"
    file.write_text(dump(data), encoding="utf-8")
    assert "0 added, 1 changed, 0 retired" in command("catalogue", "import", str(file)).output
    assert service_by_code(service["code"]).current_version_id != old_version
    assert service_at(old_slug).slug == "yeni-adres"
    assert app.test_client().get(f"/hizmetler/{old_slug}").status_code == 301


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("services: [", "faults"),
        ("schema: tek-masa/catalogue/1\nservices:\n- {code: X}\n", "X"),
        ("- just a list", "faults"),
    ],
)
def test_a_bad_catalogue_changes_nothing_and_names_the_place(
    command, tmp_path: Path, content: str, told: str
) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(content, encoding="utf-8")
    result = command("catalogue", "import", str(file))
    assert result.exit_code == 1
    assert "nothing was changed" in result.output
    assert told in result.output
    assert "Traceback" not in result.output


def test_counts_are_verified_and_mended(app: Flask, command, open_case: int) -> None:
    from sqlalchemy import text

    from app.extensions import db

    assert command("counts", "verify").exit_code == 0
    db.session.execute(text("UPDATE case_count SET n = n + 3"))
    db.session.commit()
    assert command("counts", "verify").exit_code == 1
    assert command("counts", "rebuild").exit_code == 0
    assert command("counts", "verify").exit_code == 0
