"""Reading catalogue files, and writing one back."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

SCHEMA = "tek-masa/catalogue/1"
FAMILY = "tek-masa/"
LISTS = ("departments", "topics", "neighbourhoods", "blocks", "services")
"""What a catalogue is made of, in the order in which it is written."""

SHIPPED = Path(__file__).resolve().parent / "data"
MOST_BYTES = 2 * 1024 * 1024
MOST_DEPTH = 30

CatalogueData = dict[str, Any]
Document = tuple[str, Any]


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: in which file, at which place, and what."""

    file: str
    path: str
    message: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.path, self.message) if part)


class CatalogueFaults(Exception):
    """The catalogue cannot be taken; `faults` says all that is wrong with it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


_FAST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same loader in C, ten times quicker, where PyYAML was built with it."""


class _Loader(_FAST):
    """Plain data only, and no key twice in one mapping."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"the key {key.value} stands twice", key.start_mark)
            if isinstance(key, yaml.ScalarNode):
                seen.add(key.value)
        made: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return made


# Days stay text, as in JSON.
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


_Writer: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Dumper(_Writer):
    """Writes everything out, since the loader takes no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def read_documents(path: Path | str) -> tuple[list[Document], list[Fault]]:
    """The parsed files of a folder, or the one file, and what could not be read.

    In a folder, files of another family (`schema: tek-masa/privacy-notice/1`) are left alone.
    """
    path = Path(path)
    files = sorted(f for f in path.rglob("*.yaml") if f.is_file()) if path.is_dir() else [path]
    if not files:
        return [], [Fault(str(path), "", "the folder holds no .yaml file")]
    documents: list[Document] = []
    faults: list[Fault] = []
    for file in files:
        name = str(file.relative_to(path)) if path.is_dir() else file.name
        try:
            data = parse(file.read_bytes() if file.stat().st_size <= MOST_BYTES else b" " * (MOST_BYTES + 1))
        except OSError as error:
            faults.append(Fault(name, "", f"the file cannot be read: {error.strerror}"))
        except ValueError as error:
            faults.append(Fault(name, "", str(error)))
        else:
            if not (path.is_dir() and _is_of_another_family(data)):
                documents.append((name, data))
    return documents, faults


def parse(content: bytes) -> Any:
    """The plain data in a YAML text. Raises ValueError that names line and column."""
    if len(content) > MOST_BYTES:
        raise ValueError(f"larger than {MOST_BYTES // 1024 // 1024} MiB")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError("not UTF-8 text") from error
    try:
        _refuse_bombs(text)
        # a subclass of SafeLoader: makes plain data only
        return yaml.load(text, Loader=_Loader)  # noqa: S506
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
        raise ValueError(f"not valid YAML: {getattr(error, 'problem', None) or error}{place}") from error


def _refuse_bombs(text: str) -> None:
    """Raise for aliases (a few bytes of them can mean gigabytes) and for nesting without end."""
    depth = 0
    for event in yaml.parse(text, Loader=_FAST):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        fault = "aliases are not allowed" if isinstance(event, yaml.AliasEvent) else ""
        fault = fault or ("nested too deeply" if depth > MOST_DEPTH else "")
        if fault:
            mark: Any = event.start_mark
            raise yaml.composer.ComposerError(None, None, fault, mark)


def merge(documents: Iterable[Document]) -> CatalogueData:
    """One catalogue from several files: their lists one after the other."""
    merged: CatalogueData = {"schema": SCHEMA, **{name: [] for name in LISTS}}
    for _file, data in documents:
        for name in LISTS:
            merged[name].extend(data.get(name) or [])
    return merged


def load(path: Path | str = SHIPPED) -> CatalogueData:
    """The catalogue in a file or folder, not checked. Raises CatalogueFaults when a file is not even YAML."""
    documents, faults = read_documents(path)
    faults += [Fault(name, "", "must be a mapping with the key schema")
               for name, data in documents if not isinstance(data, dict)]
    if faults:
        raise CatalogueFaults(faults)
    return merge(documents)


def dump(data: CatalogueData) -> str:
    """The catalogue as one YAML text; `load` of it gives the same catalogue, `dump` of that the same text."""
    ordered = {"schema": data.get("schema", SCHEMA), **{name: data.get(name, []) for name in LISTS}}
    return yaml.dump(ordered, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)


def _is_of_another_family(data: Any) -> bool:
    schema = data.get("schema") if isinstance(data, dict) else None
    return isinstance(schema, str) and schema.startswith(FAMILY) and not schema.startswith("tek-masa/catalogue/")
