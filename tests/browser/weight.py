"""What a citizen's first visit costs on the wire, measured by Chromium itself: `python -m tests.browser.weight`."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.pages import CITIZEN, State
from tests.browser.town import Town

BEFORE_PAINT, IN_ALL, REQUESTS_BEFORE_PAINT = 14_000, 30_000, 2
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}  # 400 kbit/s
# Each page once, in its heaviest state.
PAGES = (
    "home", "services", "services-nothing-found", "guide", "start", "step", "step-danger", "step-place", "step-person",
    "review", "receipt", "lookup", "case", "case-closed", "file", "withdraw", "survey", "survey-thanks", "privacy",
    "accessibility", "finished", "not-found", "sign-in",
)  # fmt: skip
MEASURED = tuple(state for state in CITIZEN if state.name in PAGES)


@dataclass
class Visit:
    """One visit with an empty cache. Bytes are those on the wire, headers included."""

    name: str
    blocking_bytes: int
    blocking_requests: int
    all_bytes: int
    requests: int
    first_paint_ms: int | None = None

    def line(self) -> str:
        """A row of the table."""
        paint = "" if self.first_paint_ms is None else f"{self.first_paint_ms:>8}"
        before = f"{self.name:<24}{self.blocking_bytes:>9}{self.blocking_requests:>5}"
        return f"{before}{self.all_bytes:>9}{self.requests:>5}{paint}"


HEAD = f"{'page':<24}{'to paint':>9}{'req':>5}{'in all':>9}{'req':>5}{'FCP ms':>8}"


class Wire:
    """What came over the wire to one page."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)
        self._bytes: dict[str, int] = {}
        self._kind: dict[str, tuple[str, str]] = {}
        self._session.send("Network.enable")
        self._session.on("Network.responseReceived", self._received)
        self._session.on("Network.loadingFinished", self._finished)

    def _received(self, event: dict[str, Any]) -> None:
        self._kind[event["requestId"]] = (event["type"], event["response"]["url"])

    def _finished(self, event: dict[str, Any]) -> None:
        self._bytes[event["requestId"]] = int(event["encodedDataLength"])

    def fresh(self) -> None:
        """Forget the cache, as if nobody had been here before."""
        self._session.send("Network.clearBrowserCache")
        self._bytes.clear()
        self._kind.clear()

    def slow_down(self) -> None:
        """400 kbit/s and 400 ms from here on."""
        self._session.send("Network.emulateNetworkConditions", SLOW)

    def visit(self, name: str) -> Visit:
        """What came since `fresh`. Deferred scripts and the icon come after the first paint."""
        blocking = [key for key, (kind, _url) in self._kind.items() if kind in ("Document", "Stylesheet")]
        return Visit(
            name,
            sum(self._bytes.get(key, 0) for key in blocking),
            len(blocking),
            sum(self._bytes.values()),
            len(self._bytes),
        )


def first_visit(browser: Browser, town: Town, state: State, is_slow: bool = False) -> Visit:
    """Come to the page as its state wants, then visit it with an empty cache."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, locale="tr-TR", base_url=town.address, device_scale_factor=2
    )
    try:
        page = context.new_page()
        state.reach(page, town)
        wire = Wire(page)
        wire.fresh()
        if is_slow:
            wire.slow_down()
        page.goto(page.url, wait_until="load")  # deferred scripts have come by then
        seen = wire.visit(state.name)
        if is_slow:
            seen.first_paint_ms = _first_paint(page)
        assert page.evaluate("[...document.scripts].every(s => s.defer)"), "a script stops the first paint"
        return seen
    finally:
        context.close()


def _first_paint(page: Page) -> int:
    """When the first words stood there, ms after the visit began."""
    for _try in range(50):
        paint = page.evaluate("(performance.getEntriesByName('first-contentful-paint')[0] || {}).startTime")
        if paint is not None:
            return round(paint)
        page.wait_for_timeout(100)
    raise AssertionError("nothing was painted: " + page.url)


def table(browser: Browser, town: Town) -> Iterator[Visit]:
    """Every citizen page over a slow line."""
    for state in MEASURED:
        yield first_visit(browser, town, state, is_slow=True)


def main() -> int:
    """Print the table; 1 when a page is over its budget."""
    from app import create_app
    from app.prepare import prepare
    from tests.browser.conftest import ARGUMENTS, CHROMIUM

    folder = Path(tempfile.mkdtemp())
    town, heavy = Town(folder), False
    try:
        prepare(create_app(town.environ))
        town.start()
        print(HEAD)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            for visit in table(browser, town):
                print(visit.line(), flush=True)
                heavy = heavy or visit.blocking_bytes > BEFORE_PAINT or visit.all_bytes > IN_ALL
            browser.close()
    finally:
        town.stop()
        shutil.rmtree(folder)
    return 1 if heavy else 0


if __name__ == "__main__":
    sys.exit(main())
