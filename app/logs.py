"""Log lines as JSON. They carry ids and places in the code, never what people wrote or who they are."""

import json
import logging
import re
import secrets
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TextIO

from flask import Flask, Response, g, has_request_context, request

# A tracking number in a path, wherever a foreign line quotes one, and everything behind a question mark.
_NUMBER = re.compile(r"(/t/)[^\s/?#\"']+", re.IGNORECASE)
_TOKEN = re.compile(r"(/(?:anket|belge|davet|kurulum|sifre)/)[^\s/?#\"']+", re.IGNORECASE)
_QUERY = re.compile(r"\?[^\s\"']+")


def masked(line: str) -> str:
    """The line without tracking numbers, tokens and query strings, and on one line."""
    line = _QUERY.sub("?…", _TOKEN.sub(r"\1…", _NUMBER.sub(r"\1…", line)))
    return line.replace("\r", " ").replace("\n", " ")


class JsonLines(logging.Formatter):
    """One JSON object a line. Of an exception only its class and its places are kept: its text may quote an answer."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON, with the request's id and route when there is a request."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": masked(record.getMessage()),
        }
        if has_request_context():
            line["request"] = request_id()
            line["method"] = request.method
            line["route"] = request.url_rule.rule if request.url_rule else None
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = [_described(error) for error in _chain(record.exc_info[1])]
        return json.dumps(line, ensure_ascii=False)


class StandardError(logging.StreamHandler[TextIO]):
    """Writes to whatever standard error is at that moment: a fork or a test may have changed it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLines())

    def emit(self, record: logging.LogRecord) -> None:
        """One line."""
        self.stream = sys.stderr
        super().emit(record)


def _chain(error: BaseException | None) -> list[BaseException]:
    """The error and what caused it, at most five deep."""
    found: list[BaseException] = []
    while error is not None and len(found) < 5:
        found.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return found


def _described(error: BaseException) -> dict[str, Any]:
    described: dict[str, Any] = {"class": f"{type(error).__module__}.{type(error).__qualname__}"}
    if isinstance(error, OSError) and error.errno is not None:
        described["errno"] = error.errno
    if state := getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None):
        described["state"] = state
    described["places"] = _places(error.__traceback__)
    return described


def _places(trace: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)][-25:]


def request_id() -> str:
    """The id of the request in hand; the same in every line, and told to whoever sees an error page."""
    found: str | None = g.get("request_id")
    if found is None:
        found = g.request_id = secrets.token_hex(6)
    return found


def init_app(app: Flask) -> None:
    """Send everything to standard error as JSON lines, and give each answer its request's id."""
    root = logging.getLogger()
    if not any(isinstance(handler, StandardError) for handler in root.handlers):
        root.addHandler(StandardError())
    root.setLevel(logging.WARNING)
    level = app.config["MASA_LOG_LEVEL"].upper()
    for name in ("app", "masa"):
        logging.getLogger(name).setLevel(level)
    app.log_exception = _log_exception  # type: ignore[method-assign]

    @app.after_request
    def name_the_request(response: Response) -> Response:
        response.headers["X-Request-Id"] = request_id()
        return response


def _log_exception(exc_info: Any) -> None:
    """Flask's own would write the path, and with it a tracking number."""
    logging.getLogger("app").error("an error nobody expected", exc_info=exc_info)
