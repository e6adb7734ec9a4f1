"""The Turkish texts of the demonstration."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

_FILE = Path(__file__).parent / "data" / "texts.yaml"


@cache
def demo_texts() -> dict[str, Any]:
    """All of them, as the file has them. Do not change it: it is shared."""
    return yaml.safe_load(_FILE.read_text(encoding="utf-8"))


def texts_from(rng: Random) -> Callable[[str, str], str | None]:
    """The hook of `sample_typed`: a text for a service and a field, if the file has one."""

    def text(service: str, key: str) -> str | None:
        offered = demo_texts()["answers"].get(service, {}).get(key)
        return rng.choice(offered) if isinstance(offered, list) else None

    return text


def fitting(service: str, typed: Mapping[str, list[str]], rng: Random) -> dict[str, list[str]]:
    """What was typed, with texts that fit the kind of matter that was chosen."""
    kind_field = demo_texts()["kind_of"].get(service)
    kind = (typed.get(kind_field) or [""])[0] if kind_field else ""
    fitted = dict(typed)
    for key, offered in demo_texts()["answers"].get(service, {}).items():
        if isinstance(offered, dict) and key in typed and kind in offered:
            fitted[key] = [rng.choice(offered[kind])]
    return fitted
