"""The same browsers and people as for the accounts."""

from tests.accounts.conftest import (  # noqa: F401 - fixtures
    admin_in,
    another_browser,
    browser,
    clerk_in,
    person,
    staff_clock,
)
