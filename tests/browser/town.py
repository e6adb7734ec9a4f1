"""The running town: the real server in a process of its own, and what its people do in a browser."""

import os
import random
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path

from babel.support import NullTranslations, Translations
from flask import Flask

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "dört-elma-ve-bir-armut"
STAFF = {
    "clerk": ("clerk@town.example", "Ayşe Demir", "fen", ["clerk"]),
    "second_clerk": ("second@town.example", "Kemal Yıldız", "fen", ["clerk"]),
    "desk_clerk": ("desk@town.example", "Zehra Ak", "masa", ["clerk"]),
    "supervisor": ("head@town.example", "Mehmet Öz", "fen", ["clerk", "supervisor"]),
    "admin": ("admin@town.example", "Işıl Kaya", "masa", ["admin"]),
}
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@cache
def _turkish() -> NullTranslations:
    return Translations.load(ROOT / "translations", ["tr"])


def tr(msgid: str, **holes: object) -> str:
    """The words a Turkish page shows for this text."""
    text = _turkish().gettext(msgid)
    return text % holes if holes else text


class Town:
    """A server on a free loopback port, with an instance folder of its own."""

    def __init__(self, instance: Path, database_url: str = "", workers: int = 1) -> None:
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.environ = {
            "MASA_INSTANCE": str(instance),
            "SECRET_KEY": "a-secret-of-at-least-thirty-two-characters",
            "MASA_PUBLIC_URL": self.address,
            "MASA_PORT": str(self.port),
            "MASA_WORKERS": str(workers),
            "MASA_LIMIT_APPLICATIONS_PER_HOUR": "10000",
            "MASA_LIMIT_UPLOADS_PER_HOUR": "10000",
        }
        if database_url:
            self.environ["DATABASE_URL"] = database_url
        self._app: Flask | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._log = (instance / "server.log").open("wb")

    def start(self) -> None:
        """Start and wait until it answers. Raises RuntimeError with its log when it does not."""
        environ = {name: value for name, value in os.environ.items() if not name.startswith("MASA_")}
        command = [sys.executable, "-m", "app.serve", "web"]
        self._process = subprocess.Popen(
            command, cwd=ROOT, env={**environ, **self.environ}, stdout=self._log, stderr=self._log
        )
        for _try in range(150):
            time.sleep(0.1)
            if self._process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(self.address + "/healthz", timeout=2) as reply:
                    reply.read()
                return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                continue
        log = self.log()
        self.stop()
        raise RuntimeError(f"the server did not answer:\n{log}")

    def stop(self) -> None:
        """End the server as an administrator would."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        self._log.close()

    def log(self) -> str:
        """What the server said so far."""
        return Path(self._log.name).read_text(encoding="utf-8", errors="replace")

    @contextmanager
    def inside(self) -> Iterator[Flask]:
        """The same town's app in this process, to prepare what a test looks at."""
        from app import create_app
        from app.catalogue.queries import forget_versions
        from app.extensions import db

        forget_versions()  # another database may have filled it in this process
        self._app = self._app or create_app(self.environ)
        with self._app.app_context():
            yield self._app
            db.session.remove()
            db.engine.dispose()

    def hire(self) -> None:
        """The same few people everywhere, each with PASSWORD."""
        from app.accounts.actions import add_staff
        from app.accounts.passwords import hash_password
        from app.clock import utc_now
        from app.extensions import db

        with self.inside():
            for email, name, department, roles in STAFF.values():
                user = add_staff(email, name, department, roles, None, utc_now())
                user.password_hash = hash_password(PASSWORD)
            db.session.commit()

    def open_case(
        self, code: str = "FEN-01", seed: int = 1, *, at: datetime | None = None, pin: bool = True, **typed: str
    ) -> tuple[int, str, str]:
        """A case as a citizen would have opened it: its id, tracking number and PIN."""
        with self.inside():
            return open_case(code, seed, at, pin, typed)

    def close_case(self, case_id: int) -> None:
        """Answer the case as its department would."""
        from app.cases.actions import close_case
        from app.cases.actor import Actor
        from app.cases.lifecycle import Outcome
        from app.cases.models import Case
        from app.clock import utc_now
        from app.extensions import db

        with self.inside():
            case = db.session.get_one(Case, case_id)
            clerk = Actor("clerk", None, case.owner_department_id)
            close_case(case_id, case.version, Outcome.DONE, "Onarım tamamlandı.", clerk, utc_now())


def open_case(code: str, seed: int, at: datetime | None, pin: bool, typed: Mapping[str, str]) -> tuple[int, str, str]:
    """Inside an app: a case of this service, filled in believably with `typed` on top."""
    from app.cases.actor import CITIZEN
    from app.cases.open_case import Application, receive_case
    from app.catalogue.engine.reading import read
    from app.catalogue.engine.sampling import sample_typed
    from app.catalogue.queries import form_of, service_by_code
    from app.clock import local_date, utc_now
    from app.keys import keys, new_token

    moment = at or utc_now()
    service = service_by_code(code)
    assert service is not None
    form = form_of(service.current_form_id)
    filled, _files = sample_typed(form, random.Random(seed), local_date(moment))
    reading = read(form, {**filled, **{key: [value] for key, value in typed.items()}}, {}, local_date(moment))
    assert reading.is_complete, reading.errors
    application = Application(
        service_id=service.id,
        service_version_id=service.current_version_id,
        form_version_id=service.current_form_id,
        notice_version_id=None,
        reading=reading,
        submission_token=new_token(),
        channel="portal",
        locale="tr",
        wants_pin=pin,
    )
    case = receive_case(application, CITIZEN, moment)
    return case.id, case.tracking_number, keys().pin(case.id, case.pin_generation)


def sample(town: Town, code: str, seed: int, who: str | None = None) -> dict[str, list[str]]:
    """What a believable citizen types into a service."""
    from app.catalogue.engine.sampling import sample_typed
    from app.catalogue.queries import form_of, service_by_code
    from app.clock import local_date, utc_now

    with town.inside():
        service = service_by_code(code)
        assert service is not None
        form = form_of(service.current_form_id)
        return sample_typed(form, random.Random(seed), local_date(utc_now()), who)[0]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
