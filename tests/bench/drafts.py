"""Drafts filled in beforehand, so that only the last button is left to press."""

import random
from dataclasses import dataclass
from datetime import datetime

from flask import Flask

from app.applications.filling import filling_of
from app.cases.drafts import keep_typed, start_draft
from app.catalogue.engine.sampling import sample_typed
from app.catalogue.queries import current_notice, form_of, listed_services
from app.clock import local_date
from app.extensions import db
from app.keys import new_token
from tests.bench.browser import Browser, Reply, token_in

FORM_COOKIE = "masa-form"


@dataclass
class Prepared:
    """A draft whose answers are checked; `cookies` are those of the browser that has it open."""

    slug: str
    cookies: dict[str, str]
    csrf_token: str
    mark: str

    @property
    def browser_token(self) -> str:
        """What names this browser's draft."""
        return self.cookies[FORM_COOKIE]

    def send(self, port: int) -> Reply:
        """Press the last button, in a browser of its own."""
        with Browser(port) as browser:
            return self.send_in(browser)

    def send_in(self, browser: Browser) -> Reply:
        """Press the last button over the connection of `browser`, which becomes this draft's."""
        browser.cookies = dict(self.cookies)
        fields = {"csrf_token": self.csrf_token, "sending": self.mark, "go": "send"}
        return browser.post(f"/basvuru/{self.slug}/kontrol", fields)


def typed_for(code: str, seed: int, now: datetime) -> tuple[str, dict[str, list[str]]]:
    """The service's address and what somebody could type into its form."""
    listed = next(one for one in listed_services() if one.code == code)
    rng = random.Random(seed)
    return listed.slug, sample_typed(form_of(listed.form_id), rng, local_date(now))[0]


def prepared(app: Flask, port: int, code: str, n: int, now: datetime, seed: int = 1) -> list[Prepared]:
    """`n` drafts of a service, written as the form writes them, each with a browser token of its own."""
    with app.app_context():
        slug, _typed = typed_for(code, seed, now)
    with Browser(port) as visitor:
        token = token_in(visitor.get(f"/basvuru/{slug}").text)
    return prepared_here(app, code, n, now, seed, visitor.cookies, token)


def prepared_here(
    app: Flask, code: str, n: int, now: datetime, seed: int = 1, cookies: dict[str, str] | None = None, token: str = ""
) -> list[Prepared]:
    """The same for a session that is known already, or will be."""
    with app.app_context():
        slug, typed = typed_for(code, seed, now)
        listed = next(one for one in listed_services() if one.code == code)
        notice = current_notice()
        drafts = []
        for _ in range(n):
            browser_token = new_token()
            draft = start_draft(browser_token, listed, notice.id if notice else None, False, now)
            keep_typed(draft, typed, now)
            mark = filling_of(draft, local_date(now)).mark
            db.session.commit()
            drafts.append(Prepared(slug, {**(cookies or {}), FORM_COOKIE: browser_token}, token, mark))
        db.session.remove()
        db.engine.dispose()
    return drafts
