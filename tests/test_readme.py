"""The README keeps up: every setting with its default, every command, and no link into nothing."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from flask import Flask

from app.config import SETTINGS, Setting

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
FLASKS_OWN = {"routes", "run", "shell"}
LARGEST_PICTURE = 60_000


def setting_row(setting: Setting) -> str:
    """The line of the table of settings."""
    default = f"`{setting.default}`" if setting.default else "–"
    return f"| `{setting.name}` | {default} | {setting.help} |"


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_is_listed_with_its_default_and_meaning(setting: Setting):
    assert setting_row(setting) in README.splitlines()


def test_no_setting_is_listed_that_does_not_exist():
    listed = set(re.findall(r"^\| `([A-Z0-9_]+)` \|", README, re.MULTILINE))
    assert listed == {setting.name for setting in SETTINGS}


def commands(group: click.Group, context: click.Context, before: str = "") -> Iterator[str]:
    """Every command by its whole name."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group) and name != "db":
            yield from commands(command, context, f"{before}{name} ")
        elif before or name not in FLASKS_OWN:
            yield f"{before}{name}"


def test_every_command_is_listed(app: Flask):
    found = set(commands(app.cli, click.Context(app.cli)))
    assert {"backup", "db", "catalogue import", "staff create"} <= found
    assert sorted(name for name in found if not re.search(rf"`{name}[ `]", README)) == []


def test_every_relative_link_and_picture_exists():
    links = [*re.findall(r"\]\(([^)#:]+)\)", README), *re.findall(r'src="([^":]+)"', README)]
    assert len(links) > 5
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_file_named_exists():
    named = re.findall(r"\b(?:app|tests|deploy|static)/[\w./-]*\.(?:py|conf|example|txt|md|webp)\b", README)
    assert len(named) > 5
    assert sorted({path for path in named if not (ROOT / path).exists()}) == []


def test_the_pictures_are_small():
    pictures = list((ROOT / "static" / "pictures").iterdir())
    assert {picture.suffix for picture in pictures} == {".webp"}
    assert [picture.name for picture in pictures if picture.stat().st_size > LARGEST_PICTURE] == []


def test_the_example_of_an_environment_names_only_settings():
    lines = (ROOT / "deploy" / "tek-masa.env.example").read_text(encoding="utf-8").splitlines()
    names = {line.lstrip("#").split("=")[0].removesuffix("_FILE") for line in lines if re.match(r"#?[A-Z_]+=", line)}
    assert names - {setting.name for setting in SETTINGS} == set()
    assert {"MASA_PUBLIC_URL", "MASA_TRUSTED_PROXIES", "MASA_BACKUP_PASSPHRASE"} <= names
