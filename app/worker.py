"""What must happen without anyone asking, one thing after another in one small process."""

import logging
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import FrameType

from flask import Flask

from app import heartbeat, named
from app.clock import utc_now
from app.extensions import db

Job = Callable[[datetime], int]


@dataclass(frozen=True)
class Periodic:
    """A function `(now) -> how many rows or files it touched`, and how often it runs. Called inside an app context."""

    path: str
    every_seconds: int


# Each capability adds its own line: the function must be safe to run twice and to be cut off at any moment.
JOBS: tuple[Periodic, ...] = (
    Periodic("app.accounts.sweep:sweep", 600),
    Periodic("app.files.sweep:sweep", 3600),
    Periodic("app.cases.sweep:sweep", 300),
)

BEAT_SECONDS = 20
_log = logging.getLogger("masa.worker")


class Stop(BaseException):
    """The process was asked to end; raised wherever it stands, and every open transaction rolls back."""


def run(app: Flask) -> None:
    """Run every job when it is due, until SIGTERM or SIGINT."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise Stop

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        _loop(app)
    except Stop:
        _log.info("the worker ends")


def run_due(app: Flask, due: dict[str, float], tick: float, now: datetime) -> None:
    """Run each job whose time has come by `tick` (monotonic seconds) and note when it is due next."""
    for job in JOBS:
        if tick >= due.get(job.path, 0.0):
            due[job.path] = tick + job.every_seconds
            _run_one(app, job, now)


def _loop(app: Flask) -> None:
    due: dict[str, float] = {}
    instance: Path = app.config["MASA_INSTANCE"]
    last_beat = 0.0
    while True:
        tick = time.monotonic()
        if tick - last_beat >= BEAT_SECONDS:
            last_beat = tick
            _beat(instance)
        run_due(app, due, tick, utc_now())
        soonest = min([last_beat + BEAT_SECONDS, *due.values()])
        time.sleep(min(max(soonest - time.monotonic(), 0.05), BEAT_SECONDS))


def _beat(instance: Path) -> None:
    try:
        heartbeat.beat(instance, utc_now())
    except OSError:
        _log.error("the heartbeat could not be written", exc_info=True)


def _run_one(app: Flask, job: Periodic, now: datetime) -> None:
    """A job that fails is told and tried again at its next time; the others go on."""
    started = time.monotonic()
    with app.app_context():
        try:
            function: Job = named(job.path)
            touched = function(now)
        except Exception:
            db.session.rollback()
            _log.error("the job %s failed", job.path, exc_info=True)
            return
    if touched:
        _log.info("%s touched %d in %.1f s (process %d)", job.path, touched, time.monotonic() - started, os.getpid())
