"""One command starts everything, and nothing of it is left when it ends."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.config import ROOT

Starter = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture
def start(tmp_path: Path, port: int) -> Iterator[Starter]:
    """Starts the family of processes, with arguments and settings."""
    started: list[subprocess.Popen[str]] = []

    def begin(*arguments: str, **settings: str) -> subprocess.Popen[str]:
        environ = {"PATH": os.environ["PATH"], "MASA_INSTANCE": str(tmp_path), "MASA_PORT": str(port), **settings}
        process = subprocess.Popen(
            [sys.executable, "-m", "app.serve", *arguments],
            cwd=ROOT,
            env=environ,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        for child in [*family(process.pid), process.pid]:
            if is_alive(child):
                os.kill(child, signal.SIGKILL)
        process.communicate()


def family(parent: int) -> list[int]:
    """Every process below this one."""
    try:
        text = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    except FileNotFoundError:
        return []
    children = [int(word) for word in text.split()]
    return children + [grandchild for child in children for grandchild in family(child)]


def is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def until(claim: Callable[[], bool], seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if claim():
            return True
        time.sleep(0.05)
    return False


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as reply:
            return b'"worker":true' in reply.read()
    except OSError:
        return False


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_whatever_ends_the_parent_ends_web_and_worker(start: Starter, port: int, ending: signal.Signals) -> None:
    process = start()
    assert until(lambda: answers(port))
    assert until(lambda: len(family(process.pid)) == 4)  # gunicorn, its two workers, the periodic worker
    everyone = family(process.pid)
    process.send_signal(ending)
    assert until(lambda: not any(is_alive(one) for one in everyone), 20)
    assert process.wait(10) == (-signal.SIGKILL if ending == signal.SIGKILL else 0)


def test_it_says_where_it_is_and_how_the_first_admin_gets_in(start: Starter, port: int) -> None:
    process = start()
    assert until(lambda: answers(port))
    process.terminate()
    told = process.communicate(timeout=20)[0]
    assert f"Tek Masa: http://127.0.0.1:{port}" in told
    assert f"http://127.0.0.1:{port}/kurulum/" in told


def test_a_training_room_never_touches_the_towns_own_folder(start: Starter, port: int, tmp_path: Path) -> None:
    start("--practice", DATABASE_URL="sqlite:////nowhere/real.db")
    assert until(lambda: answers(port))
    assert (tmp_path / "practice" / "masa.db").exists()
    assert not (tmp_path / "masa.db").exists()


def test_a_taken_port_is_named(start: Starter, port: int) -> None:
    with socket.create_server(("127.0.0.1", port)):
        process = start()
        assert "cannot be listened on" in process.communicate(timeout=20)[0]
    assert process.returncode == 1


def test_bad_settings_are_all_named_and_nothing_starts(start: Starter, tmp_path: Path) -> None:
    process = start(MASA_WORKERS="none", MASA_TOWN_COLOUR="teal")
    told = process.communicate(timeout=20)[0]
    assert process.returncode == 2
    assert "MASA_WORKERS: a whole number" in told
    assert "MASA_TOWN_COLOUR: a colour" in told
    assert "Traceback" not in told
    assert list(tmp_path.iterdir()) == []
