"""What a setting may be: each kind turns the text of an environment variable into a value, or says what is wrong."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from urllib.parse import urlsplit

CREST_BYTES = 64 * 1024


class BadValue(ValueError):
    """The text cannot be this kind of setting; the message says what it should be."""


@dataclass(frozen=True)
class ComplaintPlace:
    """Where a citizen may complain about a decision."""

    name: str
    title: str
    address: str
    phone: str
    email: str


def text(longest: int) -> Callable[[str], str]:
    """Any text on one line, at most so long."""

    def parse(value: str) -> str:
        value = value.strip()
        if len(value) > longest:
            raise BadValue(f"at most {longest} characters")
        if any(ord(sign) < 32 for sign in value):
            raise BadValue("one line without control characters")
        return value

    return parse


def number(least: int, most: int) -> Callable[[str], int]:
    """A whole number between two limits."""

    def parse(value: str) -> int:
        if not re.fullmatch(r"[0-9]{1,12}", value.strip()) or not least <= int(value) <= most:
            raise BadValue(f"a whole number from {least} to {most}")
        return int(value)

    return parse


def choice(*words: str) -> Callable[[str], str]:
    """One of a few words."""

    def parse(value: str) -> str:
        if value.strip().lower() not in words:
            raise BadValue("one of " + ", ".join(words))
        return value.strip().lower()

    return parse


def boolean(value: str) -> bool:
    """Yes or no, in the usual spellings."""
    word = value.strip().lower()
    if word not in ("1", "0", "true", "false", "yes", "no", "on", "off"):
        raise BadValue("true or false")
    return word in ("1", "true", "yes", "on")


def names(value: str) -> tuple[str, ...]:
    """Short names, separated by commas."""
    return tuple(part.strip() for part in value.split(",") if part.strip())


def colour(value: str) -> str:
    """A colour as #rrggbb."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", value.strip()):
        raise BadValue("a colour as #rrggbb")
    return value.strip().lower()


def crest(value: str) -> Path | None:
    """A small SVG file that runs nothing."""
    if not value.strip():
        return None
    path = Path(value.strip())
    try:
        source = path.read_bytes()
    except OSError as error:
        raise BadValue(f"cannot be read ({error.strerror})") from None
    if path.suffix.lower() != ".svg" or b"<svg" not in source or len(source) > CREST_BYTES:
        raise BadValue(f"an SVG file of at most {CREST_BYTES // 1024} KiB")
    if re.search(rb"<script|<foreignObject|\son\w+\s*=|javascript:", source, re.IGNORECASE):
        raise BadValue("an SVG file without scripts")
    return path.resolve()


def public_url(value: str) -> str:
    """A web address without a path: https, or http for this very machine and the town's own network."""
    value = value.strip().rstrip("/")
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        raise BadValue("an address like https://masa.example.bel.tr") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query or parts.fragment:
        raise BadValue("an address like https://masa.example.bel.tr, without a path")
    if parts.username or not port_is_fine:
        raise BadValue("an address without a user name")
    return value


def place(value: str) -> ComplaintPlace | None:
    """A complaint place as `name; title; address; phone; e-mail`; only the name is needed."""
    if not value.strip():
        return None
    parts = [part.strip() for part in value.split(";")]
    if len(parts) > 5 or not parts[0]:
        raise BadValue("name; title; address; phone; e-mail")
    return ComplaintPlace(*(parts + [""] * (5 - len(parts))))


def hours(value: str) -> tuple[tuple[time, time], ...]:
    """Spans like 08:30-12:00,13:00-17:30, in order and apart."""
    spans: list[tuple[time, time]] = []
    for part in value.split(","):
        match = re.fullmatch(r"\s*(\d\d:\d\d)-(\d\d:\d\d)\s*", part)
        try:
            if match is None:
                raise ValueError
            start, end = time.fromisoformat(match[1]), time.fromisoformat(match[2])
        except ValueError:
            raise BadValue("hours like 08:30-12:00,13:00-17:30") from None
        if start >= end or (spans and start < spans[-1][1]):
            raise BadValue("hours in order, each beginning before its end")
        spans.append((start, end))
    return tuple(spans)
