"""The staff list: invite, change, close, open again; never without an admin, never over somebody else's change."""

import re

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.accounts.roles import Role
from app.extensions import db

PASSWORD = "mavi kedi yedi tuğla"
NEW = {"name": "Fatma Şahin", "email": "fatma@kasaba.test", "department": "masa", "roles": ["clerk"]}


def _user(app, email):
    with app.app_context():
        return db.session.scalars(select(User).where(User.email == email)).one_or_none()


def _link_on(page):
    found = re.search(r'value="(http[^"]+/(davet|sifre)/[^"]+)"', page.text)
    return "/" + found[1].split("/", 3)[3] if found else None


def _invite(admin_in):
    reply = admin_in.post("/admin/staff/invite", NEW)
    assert reply.status_code == 303
    return reply.location, _link_on(admin_in.get(reply.location))


def test_an_invited_colleague_chooses_a_password_and_comes_in(app, admin_in, another_browser):
    page, link = _invite(admin_in)
    assert link.startswith("/davet/")
    assert _link_on(admin_in.get(page)) is None  # shown once
    assert "Fatma Şahin" in another_browser.get(link).text
    assert another_browser.post(link, {"password": "kisa"}).status_code == 422
    assert another_browser.post(link, {"password": PASSWORD}).location == "/desk"
    assert another_browser.is_in()
    assert another_browser.post(link, {"password": PASSWORD}).status_code == 404
    assert "This link does not work any more" in another_browser.get(link).text


def test_a_visit_to_the_invitation_spends_nothing(admin_in, another_browser):
    _page, link = _invite(admin_in)
    for _ in range(5):
        assert another_browser.get(link).status_code == 200
    assert another_browser.post(link, {"password": PASSWORD}).status_code == 303


def test_a_renewed_invitation_kills_the_first(app, admin_in, another_browser):
    page, first = _invite(admin_in)
    second = _link_on(admin_in.get(admin_in.post(f"{page}/link").location))
    assert another_browser.post(first, {"password": PASSWORD}).status_code == 404
    assert another_browser.post(second, {"password": PASSWORD}).status_code == 303


def test_a_password_link_ends_the_sessions_it_found(app, admin_in, another_browser, person):
    user_id = person("ayse@kasaba.test")
    another_browser.sign_in("ayse@kasaba.test")
    link = _link_on(admin_in.get(admin_in.post(f"/admin/staff/{user_id}/link").location))
    assert link.startswith("/sifre/")
    assert another_browser.is_in()  # making the link harms nobody
    admin_in.post("/cikis")
    assert admin_in.post(link, {"password": "kumru sepet nehir duvar"}).status_code == 303
    assert not another_browser.is_in()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": ""}, "Write the name."),
        ({"email": "fatma"}, "Write a whole e-mail address"),
        ({"email": "SELIM@kasaba.test"}, "There is already an account with this e-mail address."),
        ({"roles": []}, "Choose at least one role."),
        ({"roles": ["mayor"]}, "Choose from these roles."),
        ({"department": "moon"}, "Choose a department."),
        ({"name": "x" * 5000}, "This is too long."),
    ],
)
def test_a_wrong_invitation_says_what_to_do_and_keeps_the_rest(app, admin_in, change, message):
    reply = admin_in.post("/admin/staff/invite", {**NEW, **change})
    assert reply.status_code == 422
    assert message in reply.text
    assert _user(app, "fatma@kasaba.test") is None


def test_a_change_is_saved_and_stands_in_the_audit_trail(app, admin_in, person):
    user_id = person("ayse@kasaba.test")
    saved = admin_in.post(
        f"/admin/staff/{user_id}",
        {"name": "Ayşe Kaya", "department": "masa", "roles": ["clerk", "supervisor"], "version": "1"},
    )
    assert saved.status_code == 303
    assert _user(app, "ayse@kasaba.test").roles == ["clerk", "supervisor"]
    trail = admin_in.get("/admin/audit").text
    assert "Roles: Clerk → Clerk, Supervisor" in trail
    assert "The name was corrected." in trail


@pytest.mark.parametrize("deed", ["", "/deactivate", "/reactivate"])
def test_of_two_admins_at_once_the_second_is_told_and_keeps_the_text(app, admin_in, person, deed):
    user_id = person("ayse@kasaba.test")
    typed = {"name": "Ayşe Kaya", "department": "masa", "roles": ["supervisor"], "version": "1"}
    assert admin_in.post(f"/admin/staff/{user_id}", {**typed, "name": "Ayşe Demir"}).status_code == 303
    late = admin_in.post(f"/admin/staff/{user_id}{deed}", typed)
    assert late.status_code == 409
    assert "Somebody else changed this account meanwhile" in late.text
    assert 'name="version" value="2"' in late.text
    assert ('value="Ayşe Kaya"' in late.text) is (deed == "")
    assert _user(app, "ayse@kasaba.test").name == "Ayşe Demir"
    assert _user(app, "ayse@kasaba.test").is_active


def test_nobody_closes_or_demotes_themselves(app, admin_in, person):
    person("zehra@kasaba.test", Role.ADMIN)
    me = _user(app, "selim@kasaba.test")
    reply = admin_in.post(f"/admin/staff/{me.id}/deactivate", {"version": str(me.version)})
    assert "You cannot close your own account." in admin_in.get(reply.location).text
    demoted = admin_in.post(
        f"/admin/staff/{me.id}", {"name": me.name, "department": "masa", "roles": ["clerk"], "version": str(me.version)}
    )
    assert demoted.status_code == 422
    assert "You cannot take the admin role from yourself." in demoted.text
    assert _user(app, "selim@kasaba.test").roles == ["admin"]


def test_the_last_admin_cannot_be_closed(app, admin_in):
    from app.accounts import actions
    from app.accounts.errors import LastAdmin
    from app.clock import utc_now

    with app.app_context():
        last = db.session.scalars(select(User).where(User.email == "selim@kasaba.test")).one()
        with pytest.raises(LastAdmin):
            actions.deactivate_staff(last, last.version, None, utc_now())
        with pytest.raises(LastAdmin):
            actions.change_staff(last, last.version, last.name, last.department_id, ["clerk"], None, utc_now())


def test_a_closed_account_opens_again_with_its_roles(app, admin_in, another_browser, person):
    user_id = person("ayse@kasaba.test")
    another_browser.sign_in("ayse@kasaba.test")
    assert admin_in.post(f"/admin/staff/{user_id}/deactivate", {"version": "1"}).status_code == 303
    assert not another_browser.is_in()
    assert admin_in.post(f"/admin/staff/{user_id}/link").status_code == 404
    assert admin_in.post(f"/admin/staff/{user_id}/reactivate", {"version": "2"}).status_code == 303
    assert not another_browser.is_in()  # the old session stays ended
    assert another_browser.sign_in("ayse@kasaba.test").status_code == 303


def test_the_list_shows_who_is_open_invited_and_closed(admin_in, person):
    person("ayse@kasaba.test", name="Ayşe Yılmaz")
    _invite(admin_in)
    page = admin_in.get("/admin/staff").text
    assert "Ayşe Yılmaz" in page
    assert "Invited" in page
    assert "Fatma Şahin" in admin_in.get("/admin").text


def test_the_audit_trail_pages_by_key_and_filters(app, admin_in, person, staff_clock):
    from app.accounts.audit import audit

    user_id = person("ayse@kasaba.test")
    with app.app_context():
        for n in range(120):
            audit("case.opened", "case", n, staff_clock.now, user_id)
        db.session.commit()
    first = admin_in.get(f"/admin/audit?actor={user_id}&action=case.opened")
    assert "Application no. 119" in first.text
    assert "Application no. 69<" not in first.text
    older = re.search(r'rel="next" href="([^"]+)"', first.text)[1].replace("&amp;", "&")
    assert "Application no. 69<" in admin_in.get(older).text
    nothing = admin_in.get(f"/admin/audit?actor={user_id}&action=staff.signed_in")
    assert "Nothing was done here yet" in nothing.text


@pytest.mark.parametrize("query", ["actor=x", "before=-1", "before=99999999999999999999", "action='--", "actor=%00"])
def test_a_made_up_filter_harms_nothing(admin_in, query):
    assert admin_in.get(f"/admin/audit?{query}").status_code == 200


@pytest.mark.parametrize("path", ["/admin/staff/999999", "/admin/staff/99999999999999999999", "/admin/staff/x"])
def test_an_unknown_person_is_not_found(admin_in, path):
    assert admin_in.get(path).status_code == 404


def test_a_clerk_finds_no_upkeep(clerk_in, person):
    for path in ("/admin", "/admin/staff", "/admin/staff/invite", "/admin/audit"):
        assert clerk_in.get(path).status_code == 404
    assert clerk_in.post("/admin/staff/invite", NEW).status_code == 404
