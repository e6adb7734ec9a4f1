"""The people of the demonstration: five who can sign in, and colleagues in every department who only have names."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from random import Random

from app.accounts.actions import add_staff
from app.accounts.passwords import hash_password
from app.cases.actor import Actor
from app.catalogue.engine.sample_values import FIRST_NAMES, LAST_NAMES
from app.catalogue.queries import departments
from app.extensions import db

MASA = "masa"
_ACCOUNTS = (
    ("yonetici", MASA, ["admin"]),
    ("mudur.fen", "fen", ["clerk", "supervisor"]),
    ("masa", MASA, ["clerk"]),
    ("fen", "fen", ["clerk"]),
    ("zabita", "zabita", ["clerk"]),
)
_COLLEAGUES = 2
_WORDS = 4
_SYLLABLES = "ka ke ki ko ku la le li lo lu ma me mi mo mu na ne ni no nu ra re ri ro ru sa se si so su ta te ti to tu"


@dataclass(frozen=True)
class SignIn:
    email: str
    roles: list[str]
    department_id: str
    password: str


@dataclass(frozen=True)
class Staff:
    """Who works where; `sign_ins` is to be printed once, the passwords are kept nowhere."""

    clerks: dict[str, list[Actor]]
    sign_ins: list[SignIn]

    def anyone(self, department_id: str, rng: Random) -> Actor:
        """Some clerk of a department."""
        return rng.choice(self.clerks[department_id])


def hire(rng: Random, now: datetime) -> Staff:
    """Make all accounts and commit. Names come from `rng`, passwords never do."""
    clerks: dict[str, list[Actor]] = {}
    sign_ins = []
    for account, department_id, roles in _ACCOUNTS:
        password = _password()
        email = f"{account}@demo.example"
        user = add_staff(email, _name(rng), department_id, roles, None, now)
        user.password_hash = hash_password(password)
        sign_ins.append(SignIn(email, roles, department_id, password))
        if "clerk" in roles:
            clerks.setdefault(department_id, []).append(Actor("clerk", user.id, department_id))
    nobody_knows = hash_password(_password())  # the others have been in; nobody can sign in as they
    for department in departments():
        for n in range(1, _COLLEAGUES + 1):
            email = f"{department.id}.{n}@demo.example"
            user = add_staff(email, _name(rng), department.id, ["clerk"], None, now)
            user.password_hash = nobody_knows
            clerks.setdefault(department.id, []).append(Actor("clerk", user.id, department.id))
    db.session.commit()
    return Staff(clerks, sign_ins)


def _name(rng: Random) -> str:
    return f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}"


def _password() -> str:
    """Four made-up words, 60 bits: long enough, and typed without a mistake."""
    syllables = _SYLLABLES.split()
    return "-".join("".join(secrets.choice(syllables) for _ in range(3)) for _ in range(_WORDS))
