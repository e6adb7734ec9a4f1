"""What a person does on a page, and what a page must never do."""

import re
from collections.abc import Mapping, Sequence

from playwright.sync_api import ConsoleMessage, Locator, Page, Request, expect

from tests.browser.town import PASSWORD, STAFF, Town, tr

_STATUS_NOISE = re.compile(r"the server responded with a status of 4(?:04|09|10|13|22|29)\b")


class Watch:
    """Listens to one page: script errors, policy violations and requests to strangers are faults."""

    def __init__(self, page: Page, address: str) -> None:
        self.faults: list[str] = []
        self._address = address
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        # a refused form answers 422, and Chromium notes every 4xx as an error of its own
        if message.type in ("error", "warning") and not _STATUS_NOISE.search(message.text):
            self.faults.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self._address, "data:", "blob:", "about:")):
            self.faults.append(f"asks a stranger: {request.url}")


def button(page: Page, msgid: str) -> Locator:
    """The button with these words, as somebody sees it."""
    return page.get_by_role("button", name=tr(msgid), exact=True).first


def press(page: Page, msgid: str) -> None:
    """Press a button that leads to a page."""
    with page.expect_navigation():
        button(page, msgid).click()


def follow(page: Page, msgid: str) -> None:
    """Follow the link with these words."""
    with page.expect_navigation():
        page.get_by_role("link", name=tr(msgid), exact=True).first.click()


def settle(page: Page) -> None:
    """Wait until htmx has nothing under way."""
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)


def fill(page: Page, typed: Mapping[str, Sequence[str]]) -> None:
    """Type every answer whose question stands on the page."""
    has_script = page.evaluate("typeof window.htmx") == "object"
    for name, values in typed.items():
        inputs = page.locator(f'main [name="{name}"]')
        if not values or not inputs.count():
            continue
        if _answer(inputs, values) and has_script:
            settle(page)


def _answer(inputs: Locator, values: Sequence[str]) -> bool:
    """Type, choose or tick; whether it was a choice, which may bring up other questions."""
    kind = inputs.first.get_attribute("type") or inputs.first.evaluate("e => e.localName")
    if kind in ("radio", "checkbox"):
        for value in values:
            inputs.and_(inputs.page.locator(f'[value="{value}"]')).first.check()
    elif kind == "select":
        inputs.first.select_option(list(values))
    elif kind != "file":
        inputs.first.fill(values[0])
        return False
    return True


def go_through(page: Page, typed: Mapping[str, Sequence[str]], files: Mapping[str, bytes] | None = None) -> None:
    """From the first step to the page where the answers are checked."""
    for _step in range(40):
        if page.url.endswith("/kontrol"):
            return
        fill(page, typed)
        for name, content in (files or {}).items():
            chooser = page.locator(f'input[type=file][name="{name}"]')
            if chooser.count() and f"{name}.pdf" not in page.locator("main").inner_text():
                chooser.set_input_files({"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": content})
                with page.expect_navigation():
                    page.locator(f'button[name=upload][value="{name}"]').click()
        press(page, "Next")
    raise AssertionError("the form has no end: " + page.url)


def number_on(page: Page) -> str:
    """The tracking number a receipt shows."""
    return re.sub(r"[^2-9A-Z]", "", page.locator(".number").first.inner_text())


def pin_on(page: Page) -> str:
    """The PIN below the cut line."""
    return re.sub(r"\D", "", page.locator(".number").nth(1).inner_text())


def sign_in(page: Page, town: Town, role: str) -> None:
    """Come in through the door as this person."""
    page.goto(town.address + "/giris")
    page.locator("[name=email]").fill(STAFF[role][0])
    page.locator("[name=password]").fill(PASSWORD)
    with page.expect_navigation():
        page.locator("main form button").last.click()
    assert "/giris" not in page.url, page.locator("main").inner_text()
