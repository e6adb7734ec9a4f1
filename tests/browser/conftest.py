"""Debian's Chromium, with and without JavaScript, before the real server."""

import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.screen import Watch, sign_in
from tests.browser.town import Town

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE, DESKTOP = (360, 740), (1280, 800)

Visitor = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser; every test gets a context of its own in it."""
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is missing: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def town(filled: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The server, running, with its staff."""
    source, template = filled
    instance = tmp_path_factory.mktemp("town") / "instance"
    shutil.copytree(source, instance)
    url, drop = "", None
    if template:
        url, drop = _own_database(template)
    town = Town(instance, url)
    town.hire()
    town.start()
    yield town
    log = town.log()
    town.stop()
    if drop:
        drop()
    assert [line for line in log.splitlines() if '"level": "error"' in line or "Traceback" in line] == []


def _own_database(template: str) -> tuple[str, Callable[[], None]]:
    import os

    import psycopg

    server = os.environ["MASA_TEST_POSTGRES"].rsplit("/", 1)[0]
    name = f"{template}_{uuid.uuid4().hex[:8]}"

    def run(statement: str) -> None:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[arg-type]

    run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return f"{server}/{name}", lambda: run(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def keyrings() -> dict[tuple[str, str], dict]:
    """The cookies of people who signed in already."""
    return {}


@pytest.fixture
def visitor(chromium: Browser, town: Town, keyrings: dict) -> Iterator[Visitor]:
    """A new browser window: visitor(script=True, size=PHONE, scheme="light", role=None)."""
    opened: list[tuple[BrowserContext, Watch]] = []

    def open_window(
        script: bool = True,
        size: tuple[int, int] = PHONE,
        scheme: str = "light",
        role: str | None = None,
        **more: object,
    ) -> Page:
        width, height = size
        keys = keyrings.get((town.address, role or ""))
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=script,
            color_scheme=scheme,
            locale="tr-TR",
            storage_state=keys,
            base_url=town.address,
            **more,
        )
        context.set_default_timeout(8_000)
        page = context.new_page()
        opened.append((context, Watch(page, town.address)))
        if role and keys is None:
            sign_in(page, town, role)
            keyrings[(town.address, role)] = context.storage_state()
        return page

    yield open_window
    faults = [fault for _context, watch in opened for fault in watch.faults]
    for context, _watch in opened:
        context.close()
    assert faults == []


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def script(request: pytest.FixtureRequest) -> bool:
    """Every main flow is walked with JavaScript and without."""
    return request.param
