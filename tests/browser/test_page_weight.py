"""On a bad day there is 2G: what a first visit to a citizen's page may weigh, measured by Chromium on the wire."""

import pytest
from playwright.sync_api import Browser

from tests.browser.pages import State
from tests.browser.town import Town
from tests.browser.weight import BEFORE_PAINT, HEAD, IN_ALL, MEASURED, REQUESTS_BEFORE_PAINT, first_visit

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only]


@pytest.mark.parametrize("state", MEASURED, ids=lambda state: state.name)
def test_a_first_visit_is_light(chromium: Browser, town: Town, state: State):
    visit = first_visit(chromium, town, state)
    print(HEAD, visit.line(), sep="\n")
    assert visit.blocking_bytes <= BEFORE_PAINT
    assert visit.blocking_requests <= REQUESTS_BEFORE_PAINT
    assert visit.all_bytes <= IN_ALL
