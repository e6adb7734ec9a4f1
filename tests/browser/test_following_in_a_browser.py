"""A citizen follows a case and says how it went, in Chromium, on a telephone, in Turkish."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.screen import press
from tests.browser.town import PDF, Town, tr

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only]


def look_up(page: Page, number: str, fact: str = "") -> None:
    page.goto("/takip")
    page.locator("[name=number]").fill(number)
    if fact:
        page.locator("[name=fact]").fill(fact)
    press(page, "Show")


def test_the_number_alone_shows_how_the_case_stands(visitor: Visitor, town: Town, script: bool):
    _id, number, _pin = town.open_case(aciklama="Rögar kapağı oynuyor")
    page = visitor(script)
    look_up(page, f"{number[:4]} {number[4:8].lower()}-{number[8:]}")
    expect(page.locator("main")).to_contain_text("Yol / Kaldırım Bozukluğu Bildirimi")
    expect(page.locator("main")).not_to_contain_text("Rögar kapağı")
    assert number not in page.url


def test_the_pin_opens_the_file_and_a_message_reaches_the_town(visitor: Visitor, town: Town, script: bool):
    _id, number, pin = town.open_case(aciklama="Rögar kapağı oynuyor")
    page = visitor(script)
    look_up(page, number, pin)
    expect(page.locator("main")).to_contain_text("Rögar kapağı oynuyor")
    page.locator("[name=text]").fill("Bugün daha da kötü")
    press(page, "Send the message")
    expect(page.locator("main")).to_contain_text("Bugün daha da kötü")
    page.locator("[name=document]").set_input_files(
        {"name": "rapor.pdf", "mimeType": "application/pdf", "buffer": PDF + town.address.encode()}
    )
    press(page, "Upload this file")
    with page.expect_download() as loading:
        page.get_by_role("link", name="rapor.pdf").click()
    assert loading.value.suggested_filename == "rapor.pdf"
    press(page, "Finish and erase from this computer")
    page.goto("/takip/dosya")
    assert page.url.endswith("/takip")
    expect(page.locator("main")).not_to_contain_text("Rögar kapağı")


def test_a_mistyped_number_is_named_as_mistyped(visitor: Visitor, town: Town, script: bool):
    _id, number, _pin = town.open_case()
    page = visitor(script)
    look_up(page, number[:-2] + number[-1] + number[-2] if number[-1] != number[-2] else number[:-1] + "2")
    expect(page.locator("#number-error")).to_be_visible()
    expect(page.locator("#number")).to_have_attribute("aria-invalid", "true")


def test_a_wrong_pin_keeps_the_number_and_never_the_pin(visitor: Visitor, town: Town, script: bool):
    _id, number, pin = town.open_case()
    page = visitor(script)
    look_up(page, number, f"{(int(pin) + 1) % 1_000_000:06d}")
    expect(page.locator("#fact-error")).to_be_visible()
    expect(page.locator("[name=fact]")).to_have_value("")
    assert re.sub(r"[^0-9A-Z]", "", page.locator("[name=number]").input_value()) == number


def test_a_scanned_code_leads_to_the_case_and_leaves_the_address_bar(visitor: Visitor, town: Town, script: bool):
    _id, number, _pin = town.open_case()
    page = visitor(script)
    page.goto(f"/t/{number}")
    assert page.url == town.address + "/takip"
    expect(page.locator("main")).to_contain_text("Yol / Kaldırım Bozukluğu Bildirimi")


def test_an_application_is_taken_back(visitor: Visitor, town: Town, script: bool):
    _id, number, pin = town.open_case()
    page = visitor(script)
    look_up(page, number, pin)
    with page.expect_navigation():
        page.get_by_role("link", name=tr("Take my application back")).click()
    press(page, "Take my application back")
    look_up_again = page.context.new_page()
    look_up_again.goto("/takip")
    expect(look_up_again.locator("main")).to_contain_text(tr("Withdrawn"))


def test_a_closed_case_asks_how_the_service_was_and_once_only(visitor: Visitor, town: Town, script: bool):
    case_id, number, _pin = town.open_case()
    town.close_case(case_id)
    page = visitor(script)
    look_up(page, number)
    survey = page.locator("#survey")
    survey.locator("[name=overall][value='4']").check()
    survey.locator("summary").click()
    survey.locator("[name=free_text]").fill("Ekip hızlı geldi")
    press(page, "Send my answer")
    expect(page.locator("main")).to_contain_text(tr("Thank you"))
    page.goto("/takip")
    expect(page.locator("#survey form")).to_have_count(0)


def test_a_file_left_open_closes_by_itself(visitor: Visitor, town: Town):
    _id, number, pin = town.open_case()
    page = visitor()
    page.clock.install()
    look_up(page, number, pin)
    page.clock.fast_forward("28:30")
    expect(page.locator(".open-file .warning")).to_be_visible()
    page.clock.fast_forward("02:00")
    page.wait_for_url("**/takip")
