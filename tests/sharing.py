"""What every app makes anew and all of them may share: each test has an app of its own, and they are many.

Compiled templates, compiled statements and compiled routes were three quarters of the suite's time.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine
from werkzeug.routing import Rule

_compile_builder = Rule._compile_builder
_builders: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}
_first_engines: dict[str, Engine] = {}


class _CompiledTemplates(BytecodeCache):
    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket when its template was compiled before."""
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled just now."""
        self.kept[bucket.key] = bucket.bytecode_to_string()


_templates = _CompiledTemplates()


def share_templates(app: Flask) -> None:
    """Let this app use what the templates compiled to in another one."""
    app.jinja_env.bytecode_cache = _templates


def share_statements(engine: Engine) -> None:
    """Let all apps of a database speak one dialect object, under which SQLAlchemy keeps the statements it compiled."""
    if engine.dialect.name not in _first_engines:
        engine.connect().close()  # now the dialect knows its server
        _first_engines[engine.dialect.name] = engine
    first = _first_engines[engine.dialect.name]
    engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache


def share_routes() -> None:
    """Let equal URL rules of different apps have one compiled builder; it asks its own rule for the converters."""

    def known(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in _builders:
            _builders[key] = _compile_builder(rule, append_unknown)
        return _builders[key]

    Rule._compile_builder = known  # type: ignore[method-assign]
