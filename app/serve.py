"""Web and worker under one parent: `python -m app.serve`. What `./run` and the systemd units start.

The parent makes the app once and forks, so that all processes share its memory. When the web ends, everything ends;
when the worker ends, it is started again. No process outlives the parent.
"""

import argparse
import ctypes
import gc
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

from flask import Flask

from app import config, create_app

_log = logging.getLogger("masa.serve")
_PR_SET_PDEATHSIG = 1
_END_SECONDS = 25.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, prepare, serve. The exit status: 0 after being told to end, 2 for bad settings or arguments."""
    wanted = _parser().parse_args(arguments)
    os.umask(0o077)
    if wanted.practice:
        _move_to_practice()
    try:
        app = create_app()
    except config.ConfigFaults as error:
        print("These settings cannot be used:", *error.faults, sep="\n  - ", file=sys.stderr)
        return 2
    if wanted.part == "web":
        return _start_web(app)
    if not _prepared(app, wanted):
        return 1
    return Family(app).serve()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./run", description="Start Tek Masa: web and worker, until Ctrl-C.")
    parser.add_argument("--demo", type=_cases, metavar="N", help="first fill an empty database with N believable cases")
    parser.add_argument("--practice", action="store_true", help="a training room with its own folder; nothing is sent")
    parser.add_argument("part", nargs="?", choices=["all", "web"], default="all", help=argparse.SUPPRESS)
    return parser


def _move_to_practice() -> None:
    """The training room never touches the town's own folder or database."""
    own = config.ROOT / os.environ.get("MASA_INSTANCE", "instance")
    os.environ.update(MASA_PRACTICE="true", MASA_INSTANCE=str(own / "practice"))
    for name in ("DATABASE_URL", "MASA_DATABASE_URL", "DATABASE_URL_FILE", "MASA_DATABASE_URL_FILE"):
        os.environ.pop(name, None)


def _cases(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 1_000_000:
        raise argparse.ArgumentTypeError("a number of cases from 1 to 1000000")
    return int(text)


def _prepared(app: Flask, wanted: argparse.Namespace) -> bool:
    """Bring database and catalogue up to date and say where the town finds us; False after saying what went wrong."""
    import click

    from app.prepare import prepare, run_command

    try:
        _try_port(app)
        prepare(app)
        if wanted.demo is not None:
            run_command(app, "demo", "--cases", str(wanted.demo))
        print(f"Tek Masa: {app.config['MASA_PUBLIC_URL']}", flush=True)
        _offer_set_up(app)
    except click.ClickException as error:
        print(f"Tek Masa does not start: {error.format_message()}", file=sys.stderr)
        return False
    return True


def _try_port(app: Flask) -> None:
    """Raises click.ClickException when we could not listen, before anything else is done."""
    import click

    host, port = app.config["MASA_HOST"], app.config["MASA_PORT"]
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host.strip("[]"), port), family=family).close()
    except OSError as error:
        raise click.ClickException(f"{host}:{port} cannot be listened on ({error.strerror})") from None


def _offer_set_up(app: Flask) -> None:
    """While there is no admin, print the link at which the first one makes an account."""
    from app.accounts.cli import new_setup_address
    from app.accounts.queries import active_admin_ids

    with app.app_context():
        if not active_admin_ids():
            minutes = app.config["MASA_SETUP_LINK_MINUTES"]
            print(f"No admin yet. This link makes one, for {minutes} minutes: {new_setup_address()}", flush=True)


class Family:
    """The parent and its two children."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._children: dict[int, str] = {}
        self._ending = False
        self._worker_started = 0.0

    def serve(self) -> int:
        """Start both, watch them, and end them when told to."""
        _ready_to_fork(self._app)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._end)
        self._fork("web", _start_web)
        self._fork("worker", _start_worker)
        status = self._watch()
        self._wait_for_all()
        return status

    def _fork(self, name: str, start: Callable[[Flask], int]) -> None:
        parent = os.getpid()
        child = os.fork()
        if child:
            self._children[child] = name
            self._worker_started = time.monotonic()
            return
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        _end_with_parent(parent)
        status = 1
        try:
            status = start(self._app)
        except SystemExit as error:
            status = error.code if isinstance(error.code, int) else 1
        except BaseException:
            _log.error("the %s failed", name, exc_info=True)
        finally:
            sys.stdout.flush()
            os._exit(status)

    def _watch(self) -> int:
        """Until the web ends or we are told to end; the exit status."""
        while not self._ending:
            try:
                child, state = os.wait()
            except InterruptedError:
                continue
            except ChildProcessError:
                return 1
            name = self._children.pop(child, None)
            if self._ending:
                break
            if name == "web":
                _log.error("the web ended by itself")
                self._tell_all(signal.SIGTERM)
                return os.waitstatus_to_exitcode(state) or 1
            if name == "worker":
                _log.error("the worker ended by itself and is started again")
                time.sleep(max(0.0, self._worker_started + 5 - time.monotonic()))  # not more often than every 5 seconds
                if not self._ending:
                    self._fork("worker", _start_worker)
        return 0

    def _end(self, _signal: int, _frame: FrameType | None) -> None:
        self._ending = True
        self._tell_all(signal.SIGTERM)

    def _tell_all(self, number: int) -> None:
        for child in list(self._children):
            try:
                os.kill(child, number)
            except ProcessLookupError:
                self._children.pop(child, None)

    def _wait_for_all(self) -> None:
        deadline = time.monotonic() + _END_SECONDS
        while self._children:
            try:
                child, _state = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            self._children.pop(child, None)
            if child == 0:
                if time.monotonic() > deadline:
                    self._tell_all(signal.SIGKILL)
                time.sleep(0.02)


def _ready_to_fork(app: Flask) -> None:
    """A connection must not be carried over a fork, and memory that is never looked at again stays shared."""
    from app.extensions import db

    with app.app_context():
        db.engine.dispose()
    gc.collect()
    gc.freeze()


def _end_with_parent(parent: int) -> None:
    """Ask Linux to end this process when its parent dies, even by kill -9."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:  # it died before we asked
        os._exit(1)


def _start_worker(app: Flask) -> int:
    from app import worker

    worker.run(app)
    return 0


def _start_web(app: Flask) -> int:
    """gunicorn with the app that stands already. Ends by SystemExit."""
    from gunicorn.app.base import BaseApplication

    _ready_to_fork(app)
    options = _gunicorn_options(app)

    class Web(BaseApplication):
        """gunicorn without command line and configuration file."""

        def load_config(self) -> None:
            """Our options, each known to gunicorn."""
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Flask:
            """The app was made before the fork."""
            return app

    Web().run()
    return 0


def _gunicorn_options(app: Flask) -> dict[str, Any]:
    host = app.config["MASA_HOST"]
    return {
        "bind": f"{f'[{host}]' if ':' in host else host}:{app.config['MASA_PORT']}",
        "workers": app.config["MASA_WORKERS"],
        "worker_class": "gthread",
        "threads": app.config["MASA_THREADS"],
        "preload_app": True,
        "control_socket_disable": True,
        "timeout": 60,
        "graceful_timeout": 15,
        "keepalive": 5,
        "forwarded_allow_ips": "",  # only MASA_TRUSTED_PROXIES decides whom we believe
        "worker_tmp_dir": "/dev/shm" if Path("/dev/shm").is_dir() else None,  # noqa: S108 - gunicorn unlinks it at once
        "accesslog": None,  # paths hold tracking numbers
        "loglevel": "warning",
        "logger_class": "app.serve_log.MaskedLogger",
    }


if __name__ == "__main__":
    sys.exit(main())
