"""Towns to measure: instance folders with so many demonstration cases, made once and kept if wanted."""

import shutil
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random

from app.config import ROOT
from tests.bench.servers import settings

EMAIL, PASSWORD = "olcum@town.example", "dört-elma-ve-bir-armut"


@dataclass(frozen=True)
class Town:
    instance: Path
    cases: int
    numbers: list[str]


def town(folder: Path, cases: int) -> Town:
    """A town with so many cases and a clerk of the Single Service Desk who sees them all."""
    instance = folder / f"town-{cases}"
    if not (instance / "ready").exists():
        shutil.rmtree(instance, ignore_errors=True)
        _flask(instance, "prepare")
        _flask(instance, "demo", "--cases", str(cases))
        create = ("staff", "create", "--email", EMAIL, "--name", "Ölçüm", "--role", "clerk", "--department", "masa")
        _flask(instance, *create, typed=PASSWORD + "\n")
        (instance / "ready").touch()
    return Town(instance, cases, _numbers(instance))


def copied(source: Town, to: Path) -> Path:
    """A copy of a town's folder, whole: no server may be running on it."""
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(source.instance, to)
    return to


def _numbers(instance: Path) -> list[str]:
    """Five hundred tracking numbers from all over the year."""
    import sqlite3

    with closing(sqlite3.connect(instance / "masa.db")) as connection:
        every = [row[0] for row in connection.execute("SELECT tracking_number FROM cases WHERE id < 600000000")]
    return Random(1).sample(every, min(500, len(every)))


def _flask(instance: Path, *arguments: str, typed: str = "") -> None:
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
        cwd=ROOT, env=settings(instance, 8000), input=typed, text=True, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
