"""Whoever opens a page, and however: it can be read, reached and used."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, PHONE, Visitor
from tests.browser.pages import STATES, State
from tests.browser.town import Town

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only]

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]

# Whatever is a main thing to press or to type in must be reachable with a thumb.
SMALL = """() => [...document.querySelectorAll('button:not(.plain):not(.sr), a.button, input, select, textarea')]
  .filter(e => !/^(hidden|radio|checkbox)$/.test(e.type))
  .filter(e => e.offsetParent && getComputedStyle(e).visibility !== 'hidden' && !e.closest('.sr'))
  .map(e => [e, e.getBoundingClientRect()]).filter(([e, r]) => r.height < 44 || r.width < 44)
  .map(([e, r]) => `${e.outerHTML.slice(0, 90)} ${Math.round(r.width)}x${Math.round(r.height)}`)"""
TOO_WIDE = """() => { const most = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= most) return [];
  return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > most + 1
    && !e.closest('.scroll, .sr, .skip')).slice(0, 4).map(e => e.outerHTML.slice(0, 120)); }"""


def findings(page: Page, options: dict) -> list[str]:
    """What axe objects to, one line each."""
    if page.evaluate("typeof window.axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    answer = page.evaluate("options => axe.run(document, options)", {**options, "resultTypes": ["violations"]})
    return [
        f"{rule['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for rule in answer["violations"]
        for node in rule["nodes"]
    ]


def all_of_axe(page: Page) -> list[str]:
    return findings(page, {"runOnly": {"type": "tag", "values": STANDARDS}})


def resize(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})


def frame_faults(page: Page) -> list[str]:
    """What every page owes: one heading, its language, a title, every id once."""
    return page.evaluate(
        """() => { const d = document, faults = [], ids = [...d.querySelectorAll('[id]')].map(e => e.id);
          if (d.querySelectorAll('h1').length !== 1) faults.push('h1: ' + d.querySelectorAll('h1').length);
          if (d.documentElement.lang !== 'tr') faults.push('lang: ' + d.documentElement.lang);
          if (!/\\S · \\S/.test(d.title)) faults.push('title: ' + d.title);
          const twice = ids.filter((id, i) => ids.indexOf(id) !== i);
          if (twice.length) faults.push('ids twice: ' + twice.join(' '));
          if (d.querySelectorAll('main').length !== 1) faults.push('main');
          if (d.querySelector('[style]')) faults.push('style: ' + d.querySelector('[style]').outerHTML.slice(0, 120));
          return faults; }"""
    )


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_a_page_can_be_read_reached_and_used(visitor: Visitor, town: Town, state: State, keyrings: dict):
    page = visitor(role=state.role)
    state.reach(page, town)
    faults = [f"phone: {one}" for one in all_of_axe(page) + frame_faults(page)]
    if state.role is None:
        faults += [f"small: {one}" for one in page.evaluate(SMALL)]
    page.emulate_media(color_scheme="dark")
    faults += [f"phone, dark: {one}" for one in findings(page, {"runOnly": {"type": "rule", "values": COLOURS}})]
    resize(page, DESKTOP)
    faults += [f"desktop, dark: {one}" for one in findings(page, {"runOnly": {"type": "rule", "values": COLOURS}})]
    page.emulate_media(color_scheme="light")
    faults += [f"desktop: {one}" for one in all_of_axe(page)]
    if state.is_paper:  # a sheet of A4 does not fold
        assert faults == []
        return
    resize(page, (320, 640))
    faults += [f"320 px: {one}" for one in page.evaluate(TOO_WIDE)]
    resize(page, PHONE)
    page.evaluate("document.documentElement.style.fontSize = '36px'")
    faults += [f"200 %: {one}" for one in page.evaluate(TOO_WIDE)]
    assert faults == []


def test_every_page_has_a_title_of_its_own(visitor: Visitor, town: Town):
    paths = [
        "/", "/hizmetler", "/hizmetler?q=su", "/hizmetler/imar-durumu-belgesi", "/basvuru/imar-durumu-belgesi",
        "/takip", "/gizlilik", "/erisilebilirlik", "/bitti", "/giris", "/yok",
    ]  # fmt: skip
    page = visitor(script=False)
    titles = []
    for path in paths:
        page.goto(path)
        titles.append(page.title())
    assert len(set(titles)) == len(paths), titles
