"""The worker's sign of life: a small file, so that it neither waits for the database nor makes it write."""

import json
import os
from datetime import datetime, timedelta
from pathlib import Path

_NAME = "worker.heartbeat"
SILENT_AFTER = timedelta(seconds=120)


def beat(instance: Path, now: datetime) -> None:
    """Leave a sign that the worker lives at this moment."""
    draft = instance / f".{_NAME}.{os.getpid()}"
    draft.write_text(json.dumps({"at": now.isoformat(), "pid": os.getpid()}), encoding="utf-8")
    draft.replace(instance / _NAME)


def last_beat(instance: Path) -> datetime | None:
    """When the worker last gave a sign; None when it never did."""
    try:
        return datetime.fromisoformat(json.loads((instance / _NAME).read_text(encoding="utf-8"))["at"])
    except (OSError, ValueError, KeyError):
        return None


def is_silent(instance: Path, now: datetime) -> bool:
    """Whether the worker should have given a sign by now and did not."""
    last = last_beat(instance)
    return last is None or now - last > SILENT_AFTER
