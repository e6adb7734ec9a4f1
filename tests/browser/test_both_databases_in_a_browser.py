"""What stands on SQLite stands on PostgreSQL: one walk through the running town on each."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, Visitor
from tests.browser.screen import go_through, number_on, pin_on, press
from tests.browser.town import Town, sample

pytestmark = [pytest.mark.browser]


def test_a_report_reaches_the_desk_and_can_be_followed(visitor: Visitor, town: Town):
    citizen = visitor(script=False)
    citizen.goto("/basvuru/yol-kaldirim-bozuklugu-bildirimi")
    press(citizen, "Start the application")
    go_through(citizen, sample(town, "FEN-01", 3) | {"aciklama": ["Kaldırım çökmüş"], "telefon": [], "eposta": []})
    press(citizen, "Send")
    number, pin = number_on(citizen), pin_on(citizen)
    clerk = visitor(size=DESKTOP, role="clerk")
    clerk.goto(f"/desk?q={number}")
    expect(clerk.locator("main")).to_contain_text("Kaldırım çökmüş")
    citizen.goto("/takip")
    citizen.locator("#number").fill(number)
    citizen.locator("[name=fact]").fill(pin)
    press(citizen, "Show")
    expect(citizen.locator("main")).to_contain_text("Kaldırım çökmüş")
