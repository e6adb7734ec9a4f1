"""Web and worker under one parent: `python -m app.serve`. What `./run` and the systemd units start.

The app is made once, before the fork, so that all processes share its memory.
"""

import argparse
import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import Flask

from app import config, create_app
from app.family import Family, ready_to_fork


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
    return Family(app, _start_web, _start_worker).serve()


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


def _start_worker(app: Flask) -> int:
    from app import worker

    worker.run(app)
    return 0


def _start_web(app: Flask) -> int:
    """gunicorn with the app that stands already. Ends by SystemExit."""
    from gunicorn.app.base import BaseApplication

    ready_to_fork(app)
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
