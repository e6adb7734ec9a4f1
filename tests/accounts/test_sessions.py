"""Staff sessions: opened by the right password, ended for good by whatever should end them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts import actions
from app.accounts.models import StaffSession, User
from app.accounts.roles import Role
from app.accounts.sessions import end_idle_sessions
from app.clock import utc_now
from app.extensions import db

PASSWORD = "mavi kedi yedi tuğla"  # what everyone here has


def test_the_right_password_opens_the_desk_and_a_wrong_one_does_not(browser, person, staff_clock):
    person("ayse@kasaba.test")
    wrong = browser.sign_in("ayse@kasaba.test", "mavi kedi yedi tugla")
    assert wrong.status_code == 422
    assert "The e-mail address or the password is wrong." in wrong.text
    assert not browser.is_in()
    right = browser.sign_in(" AYSE@kasaba.test ")
    assert (right.status_code, right.location) == (303, "/desk")
    assert browser.is_in()


def test_an_admin_lands_on_the_upkeep_page(admin_in):
    assert admin_in.get("/giris").location == "/admin"


def test_signing_in_gives_a_new_session_and_ends_the_old_one(app, clerk_in):
    with clerk_in.client.session_transaction() as cookie:
        first = cookie["_user_id"]
        cookie["left_over"] = "from before"
    clerk_in.sign_in("ayse@kasaba.test")
    with clerk_in.client.session_transaction() as cookie:
        assert cookie["_user_id"] != first
        assert "left_over" not in cookie
        cookie["_user_id"] = first
    assert not clerk_in.is_in()


def test_a_copied_cookie_is_worthless_after_signing_out(clerk_in):
    with clerk_in.client.session_transaction() as cookie:
        token = cookie["_user_id"]
    assert clerk_in.post("/cikis").location == "/giris"
    with clerk_in.client.session_transaction() as cookie:
        cookie["_user_id"] = token
    assert not clerk_in.is_in()


def test_the_token_is_stored_only_as_a_hash(app, clerk_in):
    with clerk_in.client.session_transaction() as cookie:
        token = cookie["_user_id"]
    with app.app_context():
        assert token not in [row.token_hash for row in db.session.scalars(select(StaffSession))]


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_deactivated_person_is_out_with_the_next_click(app, clerk_in, person, method):
    with app.app_context():
        user = db.session.scalars(select(User).where(User.email_fold == "ayse@kasaba.test")).one()
        actions.deactivate_staff(user, user.version, None, utc_now())
    assert getattr(clerk_in, method)("/desk/password").status_code == 303
    assert clerk_in.sign_in("ayse@kasaba.test").status_code == 422


def test_another_password_ends_every_other_session(clerk_in, another_browser):
    another_browser.sign_in("ayse@kasaba.test")
    changed = clerk_in.post("/desk/password", {"old_password": PASSWORD, "password": "kumru sepet nehir duvar"})
    assert changed.status_code == 303
    assert clerk_in.is_in()
    assert not another_browser.is_in()
    assert another_browser.sign_in("ayse@kasaba.test").status_code == 422
    assert another_browser.sign_in("ayse@kasaba.test", "kumru sepet nehir duvar").status_code == 303


def test_the_password_changes_only_for_who_knows_the_old_one(clerk_in):
    refused = clerk_in.post("/desk/password", {"old_password": "something else", "password": "kumru sepet nehir duvar"})
    assert refused.status_code == 422
    assert "This is not your password." in refused.text
    weak = clerk_in.post("/desk/password", {"old_password": PASSWORD, "password": "belediye1234"})
    assert weak.status_code == 422
    assert "made of common words" in weak.text


def test_an_untouched_desk_asks_to_sign_in_again_and_a_used_one_does_not(clerk_in, staff_clock):
    for _ in range(8):
        staff_clock.step(minutes=29)
        assert clerk_in.is_in()
    staff_clock.step(minutes=31)
    answer = clerk_in.get("/desk/password?tab=2")
    assert (answer.status_code, answer.location) == (303, "/giris?next=%2Fdesk%2Fpassword%3Ftab%3D2")


def test_typing_alone_keeps_the_session_through_the_keep_alive(clerk_in, staff_clock):
    for _ in range(4):
        staff_clock.step(minutes=20)
        assert clerk_in.post("/desk/alive").status_code == 204
    assert clerk_in.is_in()


def test_a_page_that_polls_by_itself_keeps_nobody_signed_in(clerk_in, staff_clock):
    for _ in range(2):
        staff_clock.step(minutes=20)
        poll = clerk_in.get("/desk/password", headers={"HX-Request": "true", "X-Poll": "1"})
    assert poll.status_code == 401
    assert "HX-Redirect" not in poll.headers


def test_an_idle_fragment_sends_the_whole_page_to_the_sign_in(clerk_in, staff_clock):
    staff_clock.step(hours=1)
    headers = {"HX-Request": "true", "HX-Current-URL": "http://localhost/desk/password?tab=2"}
    answer = clerk_in.get("/desk/password", headers=headers)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/giris?next=%2Fdesk%2Fpassword%3Ftab%3D2")


def test_reading_pages_writes_the_last_use_at_most_once_a_minute(app, clerk_in, staff_clock):
    def last_seen():
        with app.app_context():
            return db.session.scalars(select(StaffSession)).one().last_seen_at

    opened = last_seen()
    staff_clock.step(seconds=59)
    clerk_in.is_in()
    assert last_seen() == opened
    staff_clock.step(seconds=1)
    clerk_in.is_in()
    assert last_seen() == staff_clock.now


@pytest.mark.parametrize("jump", [{"hours": 3}, {"days": 400}, {"hours": -3}, {"days": -400}])
def test_a_jumping_clock_ends_the_session_and_signing_in_works_at_any_time(clerk_in, staff_clock, jump):
    staff_clock.step(**jump)
    assert not clerk_in.is_in()
    assert clerk_in.sign_in("ayse@kasaba.test").status_code == 303
    assert clerk_in.is_in()


def test_a_clock_set_back_a_little_disturbs_nobody(clerk_in, staff_clock):
    staff_clock.step(minutes=-10)
    assert clerk_in.is_in()
    staff_clock.step(minutes=-15)
    assert clerk_in.is_in()


def test_the_sweep_ends_forgotten_sessions_and_spares_used_ones(app, clerk_in, another_browser, staff_clock):
    staff_clock.step(hours=13)
    another_browser.sign_in("ayse@kasaba.test")
    with app.app_context():
        assert end_idle_sessions(staff_clock.now, timedelta(minutes=30)) == 1
    assert another_browser.is_in()


def test_a_role_taken_away_is_gone_with_the_next_click(app, admin_in, person, staff_clock):
    assert admin_in.get("/admin/staff").status_code == 200
    other = person("zehra@kasaba.test", Role.ADMIN)
    with app.app_context():
        user = db.session.scalars(select(User).where(User.email_fold == "selim@kasaba.test")).one()
        actions.change_staff(user, user.version, user.name, user.department_id, ["clerk"], other, utc_now())
    assert admin_in.get("/admin/staff").status_code == 404
