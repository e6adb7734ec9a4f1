"""A citizen's browser that reads the pages it is given and posts the forms that stand on them."""

import io
import random
import re
from collections.abc import Callable, Mapping
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

FEN01 = "yol-kaldirim-bozuklugu-bildirimi"
IMR01 = "imar-durumu-belgesi"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


class Citizen:
    """One browser on one service's form."""

    def __init__(self, client: FlaskClient, slug: str) -> None:
        self.client = client
        self.slug = slug
        self.page: TestResponse | None = None

    @property
    def at(self) -> str:
        return f"/basvuru/{self.slug}"

    def get(self, path: str) -> TestResponse:
        self.page = self.client.get(path)
        return self.page

    def token(self) -> str:
        assert self.page is not None
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.page.text)
        assert found, self.page.text[:500]
        return found.group(1)

    def start(self, **more: str) -> str:
        """Begin; returns the address of the first step."""
        self.get(self.at)
        reply = self.client.post(self.at, data={"csrf_token": self.token(), "go": "start", **more})
        assert reply.status_code == 303, reply.text
        return reply.headers["Location"]

    def post(self, path: str, typed: Mapping[str, object], go: str = "next", **more: object) -> TestResponse:
        if self.page is None or 'name="csrf_token"' not in self.page.text:
            self.get(self.at)
        data = {"csrf_token": self.token(), "go": go, **typed, **more}
        reply = self.client.post(path, data=data, content_type="multipart/form-data")
        if reply.status_code in (200, 422):
            self.page = reply
        return reply

    def go_through(self, typed: Mapping[str, list[str]], files: Mapping[str, list[bytes]] | None = None) -> None:
        """Every step with its own answers, to the page where they are checked."""
        path = self.start()
        for _step in range(30):
            if path.endswith("/kontrol"):
                return
            page = self.get(path)
            assert page.status_code == 200, page.text
            names = set(re.findall(r'name="([^"]+)"', page.text))
            mine = {name: values for name, values in typed.items() if name in names}
            for key, contents in (files or {}).items():
                for n, content in enumerate(contents):
                    if key in names:
                        upload = {key: (io.BytesIO(content), f"belge{n}.pdf"), "upload": key}
                        assert self.post(path, {**mine, **upload}).status_code == 303
            reply = self.post(path, mine)
            if reply.status_code == 422 and "further questions" in reply.text:
                names = set(re.findall(r'name="([^"]+)"', reply.text))
                reply = self.post(path, {name: values for name, values in typed.items() if name in names})
            assert reply.status_code == 303, re.findall(r'class="error".*?</p>', reply.text, re.S)
            path = reply.headers["Location"]
        raise AssertionError("the form has no end")

    def send(self, **more: str) -> TestResponse:
        """Send what stands on the checking page."""
        page = self.get(self.at + "/kontrol")
        sending = re.search(r'name="sending" value="([^"]+)"', page.text)
        assert sending, page.text[:800]
        data = {"csrf_token": self.token(), "sending": sending.group(1), "go": "send", **more}
        return self.client.post(self.at + "/kontrol", data=data)

    def receipt(self) -> str:
        return self.get(self.at + "/alindi").text


def number_on(receipt: str) -> str:
    """The tracking number a receipt shows."""
    found = re.search(r'class="number">([2-9A-Z]{4}[ -\u00a0\u2011][2-9A-Z]{4}[ -\u00a0\u2011][2-9A-Z]{4})<', receipt)
    assert found, receipt[:3000]
    return re.sub(r"[^2-9A-Z]", "", found.group(1))


Filled = Callable[..., dict[str, list[str]]]


@pytest.fixture
def filled_form(app: Flask) -> Filled:
    """What a believable citizen types into a service: filled_form(code, seed, who=None)."""

    def fill(code: str, seed: int = 1, who: str | None = None) -> dict[str, list[str]]:
        from app.catalogue.engine.sampling import sample_typed
        from app.catalogue.queries import form_of, service_by_code
        from app.clock import local_date, utc_now

        service = service_by_code(code)
        assert service is not None
        typed, _files = sample_typed(form_of(service.current_form_id), random.Random(seed), local_date(utc_now()), who)
        return typed

    return fill


@pytest.fixture
def citizen(app: Flask) -> Callable[[str], Citizen]:
    """A new browser on a service: citizen("slug")."""
    return lambda slug=FEN01: Citizen(app.test_client(), slug)


TODAY = date(2026, 3, 12)
