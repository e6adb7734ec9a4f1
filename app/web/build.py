"""Turns `static/src` into `static/dist`: names that carry a hash of the content, each file also as .gz and .br.

A browser may keep such a file for ever, and nothing is compressed while someone waits. Built again only when a source,
the town's colour or its crest changed; several processes may build at once: every file appears whole or not at all.
"""

import gzip
import hashlib
import json
import os
from pathlib import Path
from typing import Any

from app.web import stylesheet

SOURCE_KINDS = {".css", ".js", ".svg", ".ico", ".png", ".webp", ".jpg", ".txt", ".webmanifest"}
_WITH_COLOUR = {"main.css", "critical.css"}
_NOT_SERVED = {"VENDORED.txt"}
_COMPRESSED = {".css", ".js", ".svg", ".txt", ".webmanifest"}
CRITICAL = "critical.css"
CRITICAL_BYTES = 4096


def manifest(source: Path, target: Path, colour: str, crest: Path | None) -> dict[str, Any]:
    """The up-to-date manifest `{stamp, files: {name: hashed name}, critical}`, building what changed first."""
    stamp = _stamp(source, colour, crest)
    built = target / "manifest.json"
    try:
        found: dict[str, Any] = json.loads(built.read_text(encoding="utf-8"))
        if found["stamp"] == stamp and all((target / name).exists() for name in found["files"].values()):
            return found
    except (OSError, ValueError, KeyError):
        pass
    return _build(source, target, colour, crest, stamp)


def _build(source: Path, target: Path, colour: str, crest: Path | None, stamp: str) -> dict[str, Any]:
    target.mkdir(parents=True, exist_ok=True)
    files: dict[str, str] = {}
    critical = ""
    for path in sorted(_sources(source), key=lambda found: found.suffix == ".css"):  # sheets last: they name the others
        content = path.read_bytes()
        if path.suffix == ".css":
            sheet = stylesheet.with_hashed_urls(stylesheet.minified(stylesheet.whole(path)), files)
            if path.name in _WITH_COLOUR:
                sheet = stylesheet.town_colours(colour) + sheet
            content = sheet.encode()
        if path.name == CRITICAL:
            critical = _checked_critical(content)
            continue
        files[path.relative_to(source).as_posix()] = _written(target, path, content)
    if crest is not None:
        files["crest.svg"] = _written(target, crest.with_name("crest.svg"), crest.read_bytes())
    result = {"stamp": stamp, "files": files, "critical": critical}
    _replace(target / "manifest.json", json.dumps(result, indent=1).encode())
    return result


def _sources(source: Path) -> list[Path]:
    """Files of their own; a sheet whose name begins with `_` is only a part of others."""
    found = (path for path in source.rglob("*") if path.suffix in SOURCE_KINDS and path.name not in _NOT_SERVED)
    return [path for path in found if not path.name.startswith(("_", "."))]


def _stamp(source: Path, colour: str, crest: Path | None) -> str:
    told = [colour, _code_hash()]
    paths = sorted(path for path in source.rglob("*") if path.is_file()) + ([crest] if crest else [])
    for path in paths:
        status = path.stat()
        told.append(f"{path}:{status.st_size}:{status.st_mtime_ns}")
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _code_hash() -> str:
    """A build by older code is not up to date."""
    here = Path(__file__)
    return hashlib.sha256(here.read_bytes() + here.with_name("stylesheet.py").read_bytes()).hexdigest()


def _checked_critical(content: bytes) -> str:
    if len(content) > CRITICAL_BYTES:
        raise ValueError(f"{CRITICAL} has {len(content)} bytes; inline at most {CRITICAL_BYTES}")
    return content.decode()


def _written(target: Path, path: Path, content: bytes) -> str:
    """Write the file under its hashed name, with its compressed twins. The name."""
    name = f"{path.stem}.{hashlib.sha256(content).hexdigest()[:8]}{path.suffix}"
    if path.suffix in _COMPRESSED:
        import brotli

        _replace(target / f"{name}.gz", gzip.compress(content, 9, mtime=0))
        _replace(target / f"{name}.br", brotli.compress(content, quality=11))
    _replace(target / name, content)
    return name


def _replace(path: Path, content: bytes) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(3).hex()}")
    draft.write_bytes(content)
    draft.chmod(0o644)
    draft.replace(path)
