"""Which way the arrows point, read from the imports of every module."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = [path for path in sorted((ROOT / "app").rglob("*.py")) if "migrations" not in path.parts]

# Each inner package knows only those left of it; everything not named here that lies directly in app/ is foundation.
INNER = ("catalogue", "accounts", "messages", "cases", "survey", "documents", "reports")
OUTER = {"public", "applications", "tracking", "desk", "admin", "open311", "exchange"}
# What puts the parts together may know all of them, and nobody imports it but its like.
ASSEMBLY = {"", "app", "cli", "checkup", "prepare", "serve", "worker", "demo", "backup", "restore", "practice"}

# `app.web` is what every page shares, so it stands right of accounts (who is signed in) and left of the outer packages.
WEB_MAY_KNOW = {
    "app.web.formats": {"app.cases.tracking_number"},  # how a number is grouped is said once, beside the number's rules
}

# Rules: plain Python, tested without an app.
PURE = {
    "app.sentence", "app.turkish", "app.clock", "app.settings_kinds",
    "app.accounts.errors", "app.accounts.password_rules", "app.accounts.rights", "app.accounts.roles",
    "app.accounts.session_limits",
    "app.cases.actor", "app.cases.deadlines", "app.cases.due_state", "app.cases.durations", "app.cases.errors",
    "app.cases.lifecycle", "app.cases.public_holidays", "app.cases.tracking_number", "app.cases.working_calendar",
    "app.catalogue.amounts", "app.catalogue.checker", "app.catalogue.definitions", "app.catalogue.finding",
    "app.catalogue.form_checks", "app.catalogue.identifiers", "app.catalogue.invalid_value", "app.catalogue.phones",
    "app.catalogue.shapes", "app.catalogue.summary", "app.catalogue.typed_dates",
    "app.files.clean", "app.files.errors", "app.files.names", "app.files.sniff",
    "app.survey.definition", "app.survey.errors", "app.survey.questionnaire", "app.survey.reading",
    "app.survey.sheets", "app.survey.statistics", "app.web.stylesheet",
}  # fmt: skip
PURE_PACKAGES = ("app.catalogue.engine",)
FRAMEWORKS = {"flask", "flask_sqlalchemy", "flask_login", "flask_babel", "flask_wtf", "wtforms", "sqlalchemy"}
FRAMEWORKS |= {"werkzeug", "htmx_flask", "flask_migrate", "app.extensions", "app.database"}

FILE_LINES, FUNCTION_LINES = 300, 60
WISHED_FILE_LINES, WISHED_FUNCTION_LINES = 250, 40


def module_name(path: Path) -> str:
    """`app/cases/lifecycle.py` is app.cases.lifecycle."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


NAMES = {module_name(path) for path in MODULES}


def imports(path: Path) -> Iterator[str]:
    """Every module this file imports, anywhere in it; `from app.cases import drafts` is app.cases.drafts."""
    package = module_name(path) if path.name == "__init__.py" else module_name(path).rpartition(".")[0]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, base]).rstrip(".")
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                yield whole if whole in NAMES else base


def part(module: str) -> str:
    """The package or module directly below app."""
    return [*module.split("."), ""][1]


def ours(path: Path) -> Iterator[str]:
    return (name for name in imports(path) if name == "app" or name.startswith("app."))


def test_inner_packages_know_only_those_left_of_them():
    wrong = []
    for path in MODULES:
        own = part(module_name(path))
        if own not in INNER:
            continue
        allowed = set(INNER[: INNER.index(own) + 1])
        for name in ours(path):
            theirs = part(name)
            if theirs in OUTER or theirs == "web" or (theirs in INNER and theirs not in allowed):
                wrong.append(f"{module_name(path)} → {name}")
    assert wrong == []


def test_outer_packages_never_know_each_other():
    wrong = []
    for path in MODULES:
        own = part(module_name(path))
        if own in OUTER:
            wrong += [f"{module_name(path)} → {name}" for name in ours(path) if part(name) in OUTER - {own}]
    assert wrong == []


def test_the_foundation_knows_no_package():
    foundation = {part(name) for name in NAMES} - set(INNER) - OUTER - ASSEMBLY - {"web"}
    packages = set(INNER) | OUTER | {"web"}
    wrong = []
    for path in MODULES:
        if part(module_name(path)) in foundation:
            wrong += [f"{module_name(path)} → {name}" for name in ours(path) if part(name) in packages]
    assert wrong == []


def test_what_every_page_shares_knows_people_but_no_case():
    wrong = []
    for path in MODULES:
        if part(module_name(path)) != "web":
            continue
        for name in ours(path):
            right_of_accounts = part(name) in OUTER or part(name) in INNER[INNER.index("accounts") + 1 :]
            if right_of_accounts and name not in WEB_MAY_KNOW.get(module_name(path), set()):
                wrong.append(f"{module_name(path)} → {name}")
    assert wrong == []


def test_every_exception_is_still_needed():
    for module, names in WEB_MAY_KNOW.items():
        path = next(path for path in MODULES if module_name(path) == module)
        assert names <= set(ours(path)), f"{module} no longer imports all of {names}"


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if module_name(path) in PURE or module_name(path).startswith(PURE_PACKAGES)],
    ids=module_name,
)
def test_a_rule_is_plain_python(path: Path):
    known = {name for name in imports(path) if name.split(".")[0] in FRAMEWORKS or name in FRAMEWORKS}
    assert known == set()


def test_every_rule_named_here_exists():
    assert sorted(PURE - NAMES) == []


def test_only_views_read_the_request():
    """From actions down nobody reads `request`, `session` or `current_user`: they are passed in."""
    wrong = []
    for path in MODULES:
        if part(module_name(path)) not in INNER:
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and node.module in ("flask", "flask_login"):
                read = {alias.name for alias in node.names} & {"request", "session", "current_user", "g"}
                wrong += [f"{module_name(path)}: {name}" for name in sorted(read)]
    assert wrong == []


def test_nobody_asks_the_wall_clock_but_the_clock():
    """One clock that tests can set."""
    wrong = []
    for path in MODULES:
        if module_name(path) == "app.clock":
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Attribute) and node.attr in ("now", "utcnow", "today"):
                owner = node.value
                if isinstance(owner, ast.Name) and owner.id in ("datetime", "date"):
                    wrong.append(f"{module_name(path)}:{node.lineno}")
    assert wrong == []


def test_pages_of_rows_are_never_counted_off():
    """Keyset paging: OFFSET grows slower with every page."""
    wrong = [
        f"{module_name(path)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in ("offset", "paginate")
    ]
    assert wrong == []


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function with how many lines it has."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            yield node.name, node.end_lineno - node.lineno + 1


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_and_no_function_hides_a_second_noun():
    long_files = {module_name(path): lines(path) for path in MODULES if lines(path) > WISHED_FILE_LINES}
    long_functions = {
        f"{module_name(path)}.{name}": length
        for path in MODULES
        for name, length in functions(path)
        if length > WISHED_FUNCTION_LINES
    }
    for name, length in {**long_files, **long_functions}.items():
        print(f"longer than wished: {name} ({length} lines)")
    assert {name: length for name, length in long_files.items() if length > FILE_LINES} == {}
    assert {name: length for name, length in long_functions.items() if length > FUNCTION_LINES} == {}


def test_no_name_says_nothing():
    empty_words = ("util", "helper", "manager", "misc", "common", "stuff")
    names = [path.relative_to(ROOT).as_posix() for path in MODULES]
    names += [path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("*.py")]
    assert [name for name in names if any(word in Path(name).stem for word in empty_words)] == []
    wrong = []
    for path in MODULES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                spoken = node.name.casefold()
                if spoken.endswith(("manager", "helper", "utils")) or spoken.startswith("handle_"):
                    wrong.append(f"{module_name(path)}.{node.name}")
    assert wrong == []


def test_every_signature_carries_its_types():
    bare = []
    for path in MODULES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                every = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
                untyped = [one.arg for one in every if one.annotation is None and one.arg not in ("self", "cls")]
                if untyped or node.returns is None:
                    bare.append(f"{module_name(path)}:{node.lineno} {node.name}({', '.join(untyped)})")
    assert bare == []


def test_every_module_is_introduced():
    """Every module says in one line what it is for."""
    silent = [module_name(path) for path in MODULES if lines(path) > 0 and ast.get_docstring(tree(path)) is None]
    assert silent == []
