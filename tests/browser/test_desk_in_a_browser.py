"""Clerks answer and an admin invites, in Chromium, in Turkish."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, Visitor
from tests.browser.screen import button, press, settle, sign_in
from tests.browser.town import PASSWORD, Town, tr

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only]


def act(page: Page, script: bool, verb: str, text: str = "", **chosen: str) -> None:
    """Use one of the case's forms: unfold it, fill it in, send it."""
    form = page.locator(f"form[action$='/{verb}']").first
    fold = page.locator(f"details#{verb}")
    if fold.count() and fold.get_attribute("open") is None:
        fold.locator("summary").click()
    for name, value in chosen.items():
        control = form.locator(f"[name={name}]")
        if control.first.get_attribute("type") == "radio":
            form.locator(f"[name={name}][value={value}]").check()
        else:
            control.select_option(value)
    if text:
        form.locator("textarea").first.fill(text)
    if script:
        with page.expect_response(lambda reply: reply.request.method == "POST"):
            form.locator("button").last.click()
        settle(page)
    else:
        with page.expect_navigation():
            form.locator("button").last.click()


def test_a_clerk_signs_in_takes_writes_and_closes(visitor: Visitor, town: Town, script: bool):
    case_id, number, _pin = town.open_case(aciklama="Parke taşları söküldü")
    page = visitor(script)
    sign_in(page, town, "clerk")
    page.locator("#desk-find").fill(number)
    with page.expect_navigation():
        page.locator("form.find button").click()
    assert page.url.endswith(f"/desk/cases/{case_id}"), "a whole number leads straight to its case"
    expect(page.locator("main")).to_contain_text("Parke taşları söküldü")
    act(page, script, "take")
    expect(page.locator("main")).to_contain_text("Ayşe Demir")
    act(page, script, "message", "Ekibimiz yarın gelecek.")
    expect(page.locator("main")).to_contain_text("Ekibimiz yarın gelecek.")
    act(page, script, "note", "Malzeme ambardan alınacak.")
    act(page, script, "close", "Taşlar yerine döşendi.", outcome="done")
    expect(page.locator("main")).to_contain_text("Taşlar yerine döşendi.")
    expect(page.locator("form[action$='/close']")).to_have_count(0)
    citizen = visitor(script)
    citizen.goto(f"/t/{number}")
    expect(citizen.locator("main")).not_to_contain_text("Ayşe")
    expect(citizen.locator("main")).not_to_contain_text("Malzeme")


def test_the_second_clerk_is_told_what_changed_and_keeps_the_text(visitor: Visitor, town: Town, script: bool):
    case_id, _number, _pin = town.open_case()
    first, second = visitor(script, DESKTOP, role="clerk"), visitor(script, DESKTOP, role="second_clerk")
    first.goto(f"/desk/cases/{case_id}")
    second.goto(f"/desk/cases/{case_id}")
    act(first, script, "take")
    act(second, script, "message", "Bu sözler kaybolmamalı")
    expect(second.locator("main")).to_contain_text(tr("This application was changed while you were working on it"))
    expect(second.locator("details#message textarea").first).to_have_value("Bu sözler kaybolmamalı")
    act(second, script, "message")
    expect(second.locator("main")).to_contain_text("Bu sözler kaybolmamalı")
    expect(second.locator(".timeline")).to_contain_text("Bu sözler kaybolmamalı")


def test_the_desk_is_worked_by_letter_keys(visitor: Visitor, town: Town):
    case_id, _number, _pin = town.open_case(konum_tarif="Pazartesi Pazarı girişi")
    page = visitor(True, DESKTOP, role="clerk")
    page.goto("/desk")
    page.keyboard.press("/")
    expect(page.locator("#desk-find")).to_be_focused()
    page.keyboard.type("Pazartesi Pazarı")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("o")
    assert page.url.endswith(f"/desk/cases/{case_id}")
    with page.expect_response(lambda reply: reply.request.method == "POST"):
        page.keyboard.press("t")
    settle(page)
    page.keyboard.press("n")
    expect(page.locator("details#note textarea")).to_be_focused()
    page.keyboard.type("junk from keys? no: t n m j o stay letters here")
    expect(page.locator("details#note textarea")).to_have_value("junk from keys? no: t n m j o stay letters here")


def test_an_admin_invites_a_colleague_who_comes_in_by_the_link(visitor: Visitor, town: Town, script: bool):
    email = f"yeni-{'js' if script else 'bare'}@town.example"
    page = visitor(script, DESKTOP, role="admin")
    page.goto("/admin/staff/invite")
    page.locator("[name=name]").fill("Yeni Memur")
    page.locator("[name=email]").fill(email)
    page.locator("[name=department]").select_option("park")
    page.locator("[name=roles][value=clerk]").check()
    press(page, "Make the link")
    link = page.locator("#link").input_value()
    assert link.startswith(town.address + "/davet/")
    colleague = visitor(script)
    colleague.goto(link)
    colleague.locator("[name=password]").fill(PASSWORD)
    with colleague.expect_navigation():
        colleague.locator("main form button").last.click()
    expect(colleague.locator("header")).to_contain_text("Yeni Memur")
    colleague.goto(link)
    expect(colleague.locator("[name=password]")).to_have_count(0)


def test_signing_out_leaves_nothing_behind_the_back_button(visitor: Visitor, town: Town, script: bool):
    case_id, _number, _pin = town.open_case(aciklama="Yalnız memurun gördüğü sözler")
    page = visitor(script, DESKTOP)
    sign_in(page, town, "clerk")
    page.goto(f"/desk/cases/{case_id}")
    with page.expect_navigation():
        button(page, "Sign out").click()
    page.go_back()
    expect(page.locator("body")).not_to_contain_text("Yalnız memurun gördüğü sözler")
