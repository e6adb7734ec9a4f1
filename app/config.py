"""Every setting, read from the environment and nowhere else. All faults are told at once, before anything starts."""

import difflib
import ipaddress
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from app.settings_kinds import (
    BadValue,
    boolean,
    choice,
    colour,
    crest,
    hours,
    names,
    number,
    place,
    public_url,
    text,
)

ROOT = Path(__file__).resolve().parent.parent

Kind = Callable[[str], Any]


class ConfigFaults(Exception):
    """The settings cannot be used; `faults` names each one, never a secret's value."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Setting:
    """One environment variable: what it means, what it may be, and what it is when unset."""

    name: str
    default: str
    kind: Kind
    help: str
    secret: bool = False


_NUMBERS = number(1, 1_000_000)
_TRAINING = "training room: a band on every page, nothing is sent"

SETTINGS: tuple[Setting, ...] = (
    Setting("MASA_INSTANCE", "instance", text(500), "folder for the database, attachments and keys"),
    Setting("MASA_HOST", "127.0.0.1", text(255), "address to listen on; not loopback: only with MASA_TRUSTED_PROXIES"),
    Setting("MASA_PORT", "8000", number(1, 65535), "port to listen on"),
    Setting("MASA_WORKERS", "2", number(1, 64), "web processes"),
    Setting("MASA_THREADS", "8", number(1, 128), "threads of each web process"),
    Setting("MASA_PUBLIC_URL", "", public_url, "address in links and QR codes; unset: http://127.0.0.1:<MASA_PORT>"),
    Setting("MASA_TRUSTED_PROXIES", "0", number(0, 10), "how many proxies of ours stand in front"),
    Setting("DATABASE_URL", "", text(2000), "unset: SQLite in the instance folder; or postgresql://…", secret=True),
    Setting("SECRET_KEY", "", text(1000), "signs cookies, 32 characters or more; unset: made once", secret=True),
    Setting("MASA_DATA_KEY", "", text(1000), "encrypts answers: new[,older…]; unset: made once", secret=True),
    Setting("MASA_TOWN_NAME", "Lüleburgaz Belediyesi", text(120), "the municipality's full name"),
    Setting("MASA_TOWN_SHORT", "Lüleburgaz", text(40), "the town's name"),
    Setting("MASA_TOWN_COLOUR", "#0b5d66", colour, "the town's colour"),
    Setting("MASA_CREST", "", crest, "path of an SVG file"),
    Setting("MASA_TOWN_PHONE", "444 55 39", text(40), "switchboard"),
    Setting("MASA_TOWN_ADDRESS", "", text(300), "postal address"),
    Setting("MASA_TOWN_EMAIL", "", text(254), "e-mail address of the municipality"),
    Setting("MASA_FIRST_COMPLAINT", "", place, "first complaint place: name; title; address; phone; e-mail"),
    Setting("MASA_SECOND_COMPLAINT", "", place, "second complaint place: name; title; address; phone; e-mail"),
    Setting("MASA_OPENING_HOURS", "08:30-12:00,13:00-17:30", hours, "working hours, Monday to Friday"),
    Setting("MASA_DRAFT_IDLE_MINUTES", "60", _NUMBERS, "an untouched draft locks after"),
    Setting("MASA_DRAFT_ERASE_HOURS", "24", _NUMBERS, "a locked draft is erased after"),
    Setting("MASA_DRAFT_DEVICE_DAYS", "7", _NUMBERS, "a draft on the citizen's own device is kept for"),
    Setting("MASA_FILE_OPEN_MINUTES", "30", _NUMBERS, "a case opened by its second fact stays open for"),
    Setting("MASA_STAFF_IDLE_MINUTES", "30", _NUMBERS, "staff are signed out after"),
    Setting("MASA_SETUP_LINK_MINUTES", "60", _NUMBERS, "the first admin's link lives for"),
    Setting("MASA_INVITE_HOURS", "72", _NUMBERS, "an invitation lives for"),
    Setting("MASA_UPLOAD_FILE_MIB", "10", number(1, 100), "largest attachment"),
    Setting("MASA_UPLOAD_CASE_MIB", "40", number(1, 1000), "all attachments of a case together"),
    Setting("MASA_UPLOAD_FILES", "20", number(1, 200), "attachments of a case"),
    Setting("MASA_LIMIT_LOOKUP_PER_MINUTE", "30", _NUMBERS, "look-ups of numbers that do not exist, per address"),
    Setting("MASA_LIMIT_FACT_PER_HOUR", "5", _NUMBERS, "wrong second facts per number in an hour"),
    Setting("MASA_LIMIT_FACT_PER_30_DAYS", "20", _NUMBERS, "wrong second facts per number in 30 days"),
    Setting("MASA_LIMIT_SIGNIN_PER_MINUTE", "10", _NUMBERS, "wrong sign-ins per address and per account"),
    Setting("MASA_LIMIT_APPLICATIONS_PER_HOUR", "30", _NUMBERS, "applications per address"),
    Setting("MASA_LIMIT_UPLOADS_PER_HOUR", "100", _NUMBERS, "attachments per address"),
    Setting("MASA_SURVEY_CHANGE_DAYS", "30", _NUMBERS, "a survey answer may be changed for"),
    Setting("MASA_PRACTICE", "false", boolean, _TRAINING),
    Setting("MASA_DEFAULT_LOCALE", "tr", choice("tr", "en"), "language of a first visit"),
    Setting("MASA_REGISTRIES", "", names, "registries the town reaches itself, separated by commas"),
    Setting("MASA_BACKUP_PASSPHRASE", "", text(1000), "wraps the data key in backups; unset: asked for", secret=True),
    Setting("MASA_LOG_LEVEL", "info", choice("debug", "info", "warning", "error"), "least important line logged"),
)

_ALIASES = {"MASA_DATABASE_URL": "DATABASE_URL", "MASA_SECRET_KEY": "SECRET_KEY"}
_BY_NAME = {setting.name: setting for setting in SETTINGS}
_TESTS_ONLY = ("MASA_TEST_",)


def load(environ: Mapping[str, str]) -> dict[str, Any]:
    """All settings as values, secrets made where they are missing. Raises ConfigFaults naming every fault."""
    faults: list[str] = []
    given = _given(environ, faults)
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        try:
            values[setting.name] = setting.kind(given.get(setting.name, setting.default))
        except BadValue as fault:
            shown = "" if setting.secret else f" (is: {given[setting.name][:60]!r})"
            faults.append(f"{setting.name}: {fault}{shown}")
    if len(values) == len(SETTINGS):
        _complete(values, faults)
    if faults:
        raise ConfigFaults(faults)
    return values


def _given(environ: Mapping[str, str], faults: list[str]) -> dict[str, str]:
    """What the environment really sets, by the setting's own name; an empty value counts as unset."""
    given: dict[str, str] = {}
    for variable, value in environ.items():
        if not value or variable.startswith(_TESTS_ONLY):
            continue
        bare = variable.removesuffix("_FILE")
        name = _ALIASES.get(bare, bare)
        if name not in _BY_NAME:
            if variable.startswith("MASA_"):
                close = difflib.get_close_matches(variable, _BY_NAME, n=1)
                hint = f"; did you mean {close[0]}?" if close else ""
                faults.append(f"{variable}: there is no such setting{hint}")
            continue
        if name in given:
            faults.append(f"{name}: given twice, also as {variable}")
            continue
        if bare != variable:
            if not _BY_NAME[name].secret:
                faults.append(f"{variable}: only secrets can be read from a file")
                continue
            try:
                value = Path(value).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                faults.append(f"{variable}: cannot be read ({type(error).__name__})")
                continue
        given[name] = value
    return given


def _complete(values: dict[str, Any], faults: list[str]) -> None:
    """Settings that follow from others, and rules between them."""
    instance = (ROOT / values["MASA_INSTANCE"]).resolve()
    values["MASA_INSTANCE"] = instance
    if not values["MASA_PUBLIC_URL"]:
        values["MASA_PUBLIC_URL"] = f"http://127.0.0.1:{values['MASA_PORT']}"
    if not is_loopback(values["MASA_HOST"]) and values["MASA_TRUSTED_PROXIES"] == 0:
        faults.append("MASA_HOST: beyond loopback only behind a proxy of yours; set MASA_TRUSTED_PROXIES")
    if values["MASA_UPLOAD_FILE_MIB"] > values["MASA_UPLOAD_CASE_MIB"]:
        faults.append("MASA_UPLOAD_FILE_MIB: larger than MASA_UPLOAD_CASE_MIB")
    values["DATABASE_URL"] = _database_url(values["DATABASE_URL"], instance, faults)
    if faults:
        return
    try:
        instance.mkdir(parents=True, exist_ok=True, mode=0o700)
        _secrets(values, instance, faults)
    except OSError as error:
        faults.append(f"MASA_INSTANCE: {instance} cannot be used ({error.strerror})")


def _database_url(given: str, instance: Path, faults: list[str]) -> str:
    if not given:
        return f"sqlite:///{instance / 'masa.db'}"
    given = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", given)
    try:
        url = make_url(given)
    except ArgumentError:
        faults.append("DATABASE_URL: this is not a database address")
        return given
    if url.drivername not in ("sqlite", "postgresql+psycopg"):
        faults.append("DATABASE_URL: sqlite:/// or postgresql:// are understood")
    return given


def _secrets(values: dict[str, Any], instance: Path, faults: list[str]) -> None:
    from app import keys

    values["SECRET_KEY"] = values["SECRET_KEY"] or _kept_secret(instance / "secret.key", keys.new_token)
    values["MASA_DATA_KEY"] = values["MASA_DATA_KEY"] or _kept_secret(instance / "data.key", keys.new_data_key)
    if len(values["SECRET_KEY"]) < 32:
        faults.append("SECRET_KEY: needs at least 32 characters")
    try:
        keys.parse_data_keys(values["MASA_DATA_KEY"])
    except keys.BadDataKey as fault:
        faults.append(f"MASA_DATA_KEY: {fault}")


def _kept_secret(path: Path, new: Callable[[], str]) -> str:
    """The secret in this file, made by whoever comes first; a reader never sees half of it."""
    if not path.exists():
        draft = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(new() + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)  # fails when another process was first, and then theirs counts
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="utf-8").strip()


def is_loopback(host: str) -> bool:
    """Whether this host name or address never leaves the machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def public_host(url: str) -> str:
    """The host name inside the public address, without its port."""
    return urlsplit(url).hostname or ""
