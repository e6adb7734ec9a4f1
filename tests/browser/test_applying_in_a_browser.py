"""A citizen applies, in Chromium, on a telephone, in Turkish."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.screen import button, fill, follow, go_through, number_on, pin_on, press, settle
from tests.browser.town import PDF, Town, sample, tr

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only]

FEN01 = "/basvuru/yol-kaldirim-bozuklugu-bildirimi"
IMR01 = "/basvuru/imar-durumu-belgesi"
POTHOLE = {
    "tur": ["cukur"],
    "aciklama": ["Köşedeki çukur gece görünmüyor."],
    "konum_tarif": ["Fırının karşısı"],
}


def start(page: Page, path: str) -> None:
    page.goto(path)
    press(page, "Start the application")


def test_a_pothole_is_reported_from_the_first_page_with_no_name(visitor: Visitor, town: Town, script: bool):
    page = visitor(script)
    page.goto("/")
    page.get_by_role("searchbox").fill("cukur")
    press(page, "Search")
    with page.expect_navigation():
        page.locator(".cards a", has_text="Kaldırım").first.click()
    follow(page, "Apply")
    expect(page.locator("html")).to_have_attribute("lang", "tr")
    press(page, "Start the application")
    go_through(page, sample(town, "FEN-01", 3) | POTHOLE | {"telefon": [], "eposta": []})
    expect(page.locator("main")).to_contain_text("Köşedeki çukur gece görünmüyor.")
    press(page, "Send")
    assert page.url.endswith("/alindi")
    assert re.fullmatch(r"[2-9A-Z]{12}", number_on(page))
    assert re.fullmatch(r"\d{6}", pin_on(page))


@pytest.mark.parametrize(
    ("script", "who"), [(False, "kendi"), (False, "vekil"), (True, "vekil"), (True, "tuzel")], ids=str
)
def test_a_zoning_certificate_is_asked_for_with_everything(visitor: Visitor, town: Town, script: bool, who: str):
    page = visitor(script)
    start(page, IMR01)
    papers = {"belge_aplikasyon_krokisi": PDF, "belge_vekaletname": PDF, "belge_yetki_belgesi": PDF}
    go_through(page, sample(town, "IMR-01", 7, who) | {"telefon": ["0532 123 45 67"]}, papers)
    expect(page.locator("main")).to_contain_text("belge_aplikasyon_krokisi.pdf")
    press(page, "Send")
    expect(page.locator("main")).to_contain_text(tr("Documents received"))
    expect(page.locator("main")).not_to_contain_text(tr("Documents missing"))


def test_danger_is_answered_with_112_at_once(visitor: Visitor, script: bool):
    page = visitor(script)
    start(page, FEN01)
    fill(page, {"tur": ["cukur"], "tehlike": ["1"]})
    if not script:
        press(page, "Next")
    expect(page.get_by_role("alert").get_by_role("link", name="112")).to_be_visible()


def test_what_is_typed_while_the_page_asks_the_server_is_not_lost(visitor: Visitor):
    page = visitor()
    start(page, FEN01)
    wire = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 800, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", slow)
    page.locator("[name=tur][value=cukur]").check()
    page.locator("[name=aciklama]").click()
    page.keyboard.type("Yağmurdan sonra büyüdü", delay=20)
    settle(page)
    page.wait_for_timeout(1200)
    settle(page)
    expect(page.locator("[name=aciklama]")).to_have_value("Yağmurdan sonra büyüdü")


def test_reload_and_back_lose_nothing(visitor: Visitor, town: Town, script: bool):
    page = visitor(script)
    start(page, FEN01)
    fill(page, POTHOLE)
    press(page, "Next")
    second = page.url
    fill(page, POTHOLE)
    press(page, "Save")
    page.reload()
    expect(page.locator("[name=konum_tarif]")).to_have_value(POTHOLE["konum_tarif"][0])
    press(page, "Back")
    expect(page.locator("[name=aciklama]")).to_have_value(POTHOLE["aciklama"][0])
    page.goto(second)
    page.go_back()
    expect(page.locator("[name=aciklama]")).to_have_value(POTHOLE["aciklama"][0])


def test_a_second_tab_goes_on_where_the_first_one_is(visitor: Visitor, script: bool):
    page = visitor(script)
    start(page, FEN01)
    fill(page, POTHOLE)
    press(page, "Next")
    other = page.context.new_page()
    other.goto(FEN01)
    expect(other.locator("main")).not_to_contain_text(POTHOLE["aciklama"][0])  # first it is asked whose draft this is
    press(other, "Go on with it")
    other.goto(FEN01 + "/sorun")
    expect(other.locator("[name=aciklama]")).to_have_value(POTHOLE["aciklama"][0])


def test_two_taps_on_send_make_one_case(visitor: Visitor, town: Town, script: bool):
    page = visitor(script)
    start(page, FEN01)
    go_through(page, sample(town, "FEN-01", 3) | POTHOLE)
    other = page.context.new_page()
    other.goto(FEN01 + "/kontrol")
    button(page, "Send").dblclick()
    page.wait_for_url("**/alindi")
    press(other, "Send")
    assert other.url.endswith("/alindi")
    assert number_on(page) == number_on(other)


def test_errors_stand_at_the_field_and_in_a_list_that_leads_there(visitor: Visitor, script: bool):
    page = visitor(script)
    start(page, FEN01)
    press(page, "Next")
    summary = page.locator(".errors")
    expect(summary).to_be_visible()
    expect(page).to_have_title(re.compile("^" + tr("Error:")))
    if script:
        expect(summary).to_be_focused()
    summary.get_by_role("link").first.click()
    target = page.locator(page.url[page.url.index("#") :])
    expect(target).to_be_visible()
    expect(page.locator("[name=tur]").first).to_have_attribute("aria-invalid", "true")


def test_finishing_leaves_nothing_in_the_browser(visitor: Visitor, town: Town, script: bool):
    page = visitor(script)
    start(page, FEN01)
    go_through(page, sample(town, "FEN-01", 3) | POTHOLE)
    press(page, "Send")
    press(page, "Finish and erase from this computer")
    page.goto(FEN01 + "/alindi")
    assert not page.url.endswith("/alindi")
    page.goto(FEN01 + "/sorun")
    assert not page.url.endswith("/sorun")
    assert [cookie["name"] for cookie in page.context.cookies() if cookie["name"] == "masa-form"] == []


def _tab_to(page: Page, name: str, value: str = "") -> None:
    """Press Tab until the wanted control has the focus; everything passed on the way shows where the focus is."""
    wanted = f'[name="{name}"]' + (f'[value="{value}"]' if value else "")
    for _press in range(60):
        page.keyboard.press("Tab")
        ring = page.evaluate(
            """() => { const e = document.activeElement, s = getComputedStyle(e);
              const near = e.labels && e.labels[0] ? getComputedStyle(e.labels[0], '::before') : s;
              const seen = x => x.outlineStyle !== 'none' && parseFloat(x.outlineWidth) > 0 || x.boxShadow !== 'none';
              return e === document.body || seen(s) || seen(near); }"""
        )
        assert ring, "the focus cannot be seen on " + page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if page.evaluate("([s]) => document.activeElement.matches(s)", [wanted]):
            return
    raise AssertionError(f"Tab never reaches {wanted}")


def test_a_pothole_is_reported_by_keyboard_alone(visitor: Visitor, town: Town, script: bool):
    page = visitor(script)
    page.goto(FEN01)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    _tab_to(page, "own_device")
    page.keyboard.press("Tab")  # how the data are used
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    _tab_to(page, "tur")
    page.keyboard.press("ArrowDown")
    if script:
        settle(page)
    assert page.evaluate("document.activeElement.name") == "tur", "the swap took the focus away"
    _tab_to(page, "aciklama")
    page.keyboard.type("Kaldırım kırık")
    _tab_to(page, "go", "next")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Sorun nerede?")
    go_through(page, sample(town, "FEN-01", 3))
    _tab_to(page, "pin")
    page.keyboard.press("Space")
    expect(page.locator("[name=pin]")).to_be_checked()
    _tab_to(page, "go", "send")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/alindi")
