"""What somebody typed before the session fell idle comes back after the sign-in, to its author alone."""

import pytest
from sqlalchemy import select

from app.accounts.kept_posts import forget_kept_posts
from app.accounts.models import KeptPost
from app.accounts.roles import Role
from app.extensions import db

TYPED = {"name": "Fatma Şahin", "email": "fatma@kasaba.test", "department": "masa", "roles": ["clerk", "supervisor"]}
HTMX = {"HX-Request": "true"}


def _idle_post(browser, clock, headers=None):
    clock.step(hours=1)
    return browser.post("/admin/staff/invite", TYPED, headers=headers)


def test_a_form_sent_too_late_returns_filled_after_signing_in(app, admin_in, staff_clock):
    late = _idle_post(admin_in, staff_clock)
    assert (late.status_code, late.location) == (303, "/giris?next=%2Fadmin%2Fstaff%2Finvite")
    assert "what you typed is kept" in admin_in.get(late.location).text
    back = admin_in.sign_in("selim@kasaba.test")
    assert back.location.startswith("/admin/staff/invite?kept=")
    for _ in range(2):  # a reload loses nothing
        page = admin_in.get(back.location).text
        assert 'value="Fatma Şahin"' in page
        assert page.count(" checked") == 2
    assert admin_in.post("/admin/staff/invite", TYPED).status_code == 303
    assert admin_in.sign_in("selim@kasaba.test").location == "/admin"  # offered once


def test_with_htmx_the_whole_page_goes_to_the_sign_in_and_nothing_is_lost(admin_in, staff_clock):
    late = _idle_post(admin_in, staff_clock, HTMX)
    assert (late.status_code, late.headers["HX-Redirect"]) == (401, "/giris?next=%2Fadmin%2Fstaff%2Finvite")
    assert "Fatma Şahin" in admin_in.get(admin_in.sign_in("selim@kasaba.test").location).text


def test_a_form_whose_address_has_no_page_returns_to_the_page_above_it(app, admin_in, staff_clock):
    staff_clock.step(hours=1)
    late = admin_in.post("/admin/staff/1/deactivate", {"version": "1"})
    assert late.location == "/giris?next=%2Fadmin%2Fstaff%2F1"


def test_it_is_sealed_in_the_database_and_holds_no_password(app, admin_in, staff_clock):
    staff_clock.step(hours=1)
    admin_in.post("/desk/password", {"old_password": "gizli", "password": "gizli", "note": "Fatma"})
    with app.app_context():
        kept = db.session.scalars(select(KeptPost)).one()
        assert b"Fatma" not in kept.sealed
        from app.accounts.kept_posts import PURPOSE
        from app.keys import keys

        assert keys().open(kept.sealed, PURPOSE) == b'[["note", "Fatma"]]'


def test_nobody_else_gets_it(app, admin_in, another_browser, person, staff_clock):
    _idle_post(admin_in, staff_clock)
    with app.app_context():
        kept_id = db.session.scalars(select(KeptPost.id)).one()
    person("zehra@kasaba.test", Role.ADMIN)
    assert another_browser.sign_in("zehra@kasaba.test").location == "/admin"
    assert "Fatma" not in another_browser.get(f"/admin/staff/invite?kept={kept_id}").text


@pytest.mark.parametrize("kept", ["0", "999", "x", "-1", "9" * 30, "1&kept=2", "%00"])
def test_a_made_up_number_gives_nothing_back(admin_in, kept):
    assert admin_in.get(f"/admin/staff/invite?kept={kept}").status_code == 200


def test_what_a_stranger_or_a_signed_out_browser_sends_is_not_kept(app, admin_in, another_browser, staff_clock):
    another_browser.post("/admin/staff/invite", TYPED)
    admin_in.post("/cikis")
    admin_in.post("/admin/staff/invite", TYPED)
    with app.app_context():
        assert db.session.scalars(select(KeptPost)).all() == []


def test_only_a_handful_is_kept_and_only_for_a_day(app, admin_in, staff_clock):
    staff_clock.step(hours=1)
    for n in range(8):
        admin_in.post("/admin/staff/invite", {"name": f"{n}"})
    admin_in.post("/admin/staff/invite", {"name": "x" * 300_000})
    with app.app_context():
        assert len(db.session.scalars(select(KeptPost)).all()) == 5
        staff_clock.step(days=1, seconds=1)
        assert forget_kept_posts(staff_clock.now) == 5
