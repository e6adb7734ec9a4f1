"""Every rule of the URL map, called by everybody: nobody gets where they may not go, and nothing breaks."""

import base64
import secrets

import pytest
from werkzeug.routing import Rule

from app.accounts.actions import add_staff
from app.accounts.models import User
from app.accounts.sessions import open_session
from app.catalogue.models import Department
from app.clock import utc_now
from app.extensions import db
from app.web.csrf import _xor
from app.web.guards import MACHINE, PUBLIC, roles_of

PEOPLE = {"clerk": ["clerk"], "supervisor": ["supervisor"], "admin": ["admin"], "stranger": []}
FILLED = {"int": 999_999_999, "default": "yok", "string": "yok", "path": "yok/yok", "uuid": secrets.token_hex(16)}


def _token_of(app, name):
    """A session of a new person with these roles, far from every case."""
    with app.app_context():
        if db.session.get(Department, "yuruyus") is None:
            db.session.add(Department(id="yuruyus", name_tr="Yürüyüş", name_en="Walk"))
            db.session.flush()
        user = add_staff(f"{name}@yuruyus.test", name, "yuruyus", PEOPLE[name], None, utc_now())
        db.session.flush()
        token = open_session(db.session.get_one(User, user.id), utc_now())
        db.session.commit()
        return token


def _call(app, rule: Rule, method, token):
    """One request with a true form token, as `token`'s owner."""
    client = app.test_client()
    held, mask = secrets.token_bytes(24), secrets.token_bytes(24)
    with client.session_transaction() as session:
        session["csrf_token"] = base64.b64encode(held).decode()
        if token:
            session["_user_id"], session["_fresh"] = token, True
    values = {name: _filled(converter) for name, converter in rule._converters.items()}
    path = app.url_map.bind("localhost").build(rule.endpoint, values, method=method, force_external=False)
    headers = {"Origin": "http://localhost", "X-CSRFToken": base64.urlsafe_b64encode(mask + _xor(mask, held)).decode()}
    return client.open(path, method=method, headers=headers)


def _filled(converter):
    name = {"IntegerConverter": "int", "RowId": "int", "PathConverter": "path", "UUIDConverter": "uuid"}
    return FILLED[name.get(type(converter).__name__, "default")]


def _asks_to_sign_in(reply):
    return reply.status_code == 303 and (reply.location or "").startswith("/giris")


def test_every_rule_says_who_may_call_it(app):
    unsaid = sorted(
        f"{rule.rule} ({rule.endpoint})" for rule in app.url_map.iter_rules() if roles_of(app, rule) is None
    )
    assert unsaid == []


def test_every_desk_and_admin_rule_is_for_staff(app):
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(("/desk", "/admin")):
            assert not roles_of(app, rule) & {PUBLIC, MACHINE}, rule.rule
        if rule.rule.startswith("/admin"):
            assert roles_of(app, rule) == {"admin"}, rule.rule


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("name", PEOPLE)
def test_nobody_gets_where_they_may_not_go(app, name, method):
    token = _token_of(app, name) if name != "stranger" else None
    app.config["PROPAGATE_EXCEPTIONS"] = False  # name every broken rule, not only the first
    leaks, broken = [], []
    for rule in app.url_map.iter_rules():
        allowed = roles_of(app, rule) or frozenset()
        if method not in (rule.methods or ()) or rule.endpoint == "accounts.sign_out":
            continue
        reply = _call(app, rule, method, token)
        if reply.status_code >= 500 and not (rule.endpoint.endswith("readyz") and reply.status_code == 503):
            broken.append(f"{method} {rule.rule}: {reply.status_code}")
        if allowed & {PUBLIC, MACHINE, name}:
            continue
        refused = reply.status_code == 404 if token else _asks_to_sign_in(reply)
        if not refused:
            leaks.append(f"{method} {rule.rule}: {reply.status_code} for {name}")
    assert leaks == []
    assert broken == []


def test_a_session_of_nobody_is_a_stranger(app):
    for rule in app.url_map.iter_rules():
        if not (roles_of(app, rule) or frozenset()) & {PUBLIC, MACHINE} and "GET" in (rule.methods or ()):
            assert _asks_to_sign_in(_call(app, rule, "GET", secrets.token_urlsafe(32))), rule.rule
