"""Every page climbs the same ladder: as a page, a fragment, boosted, restored; framed, labelled, out of caches."""

import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient

HTMX = {"HX-Request": "true"}
BOOSTED = {"HX-Request": "true", "HX-Boosted": "true"}
RESTORED = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
CITIZEN = [
    "/", "/hizmetler", "/hizmetler?q=cukur", "/hizmetler?q=zzzz", "/hizmetler/imar-durumu-belgesi",
    "/basvuru/imar-durumu-belgesi", "/takip", "/gizlilik", "/erisilebilirlik", "/bitti", "/giris",
]  # fmt: skip
CLERK = ["/desk", "/desk?view=mine", "/desk?q=zzzz", "/desk/survey", "/desk/survey/type", "/desk/password"]
ADMIN = ["/admin", "/admin/staff", "/admin/staff/invite", "/admin/audit"]


class Page(HTMLParser):
    """What a page owes to whoever cannot see it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.labelled: set[str] = set()
        self.controls: list[dict[str, str]] = []
        self.headings: list[int] = []
        self.lang = self.title = ""
        self._label_depth, self._in_title = 0, False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if given.get("id"):
            self.ids[given["id"]] += 1
        if tag == "html":
            self.lang = given.get("lang", "")
        elif tag == "title":
            self._in_title = not self.title
        elif tag == "label":
            self.labelled.add(given.get("for", ""))
            self._label_depth += 1
        elif re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        elif tag in ("input", "select", "textarea") and given.get("type") != "hidden" and not self._label_depth:
            self.controls.append(given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self._label_depth -= 1
        elif tag == "title":
            self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data

    def faults(self) -> list[str]:
        """What is missing, in words."""
        found = [f"id twice: {one}" for one, times in self.ids.items() if times > 1]
        found += [
            f"no label: {one}"
            for one in self.controls
            if one.get("id") not in self.labelled and "aria-label" not in one
        ]
        if self.headings.count(1) != 1:
            found.append(f"{self.headings.count(1)} h1")
        found += [f"h{a} then h{b}" for a, b in zip(self.headings, self.headings[1:], strict=False) if b > a + 1]
        if self.lang not in ("tr", "en"):
            found.append(f"lang {self.lang!r}")
        if " · " not in self.title:
            found.append(f"title {self.title!r}")
        return found


def climb(client: FlaskClient, path: str) -> list[str]:
    """Go up the ladder with one address; what broke on the way."""
    broken = []
    for name, headers in (("page", {}), ("boosted", BOOSTED), ("restored", RESTORED)):
        reply = client.get(path, headers=headers)
        if reply.status_code != 200 or "<main" not in reply.text:
            broken.append(f"{path} {name}: {reply.status_code}")
            continue
        broken += [f"{path} {name}: {fault}" for fault in Page(reply.text).faults()]
    fragment = client.get(path, headers=HTMX)
    if fragment.status_code != 200:
        broken.append(f"{path} fragment: {fragment.status_code}")
    if "<main" not in fragment.text and "HX-Request" not in fragment.headers.get("Vary", ""):
        broken.append(f"{path}: a cache may hand the fragment to a visitor")
    return broken


def test_every_page_of_a_citizen_climbs_the_ladder(client: FlaskClient):
    assert [fault for path in CITIZEN for fault in climb(client, path)] == []


def test_every_page_of_a_clerk_climbs_the_ladder(as_desk_clerk: FlaskClient, open_case: int):
    paths = [*CLERK, f"/desk/cases/{open_case}", f"/desk/cases/{open_case}/receipt"]
    assert [fault for path in paths for fault in climb(as_desk_clerk, path)] == []


def test_every_page_of_an_admin_climbs_the_ladder(as_admin: FlaskClient, clerk: int):
    assert [fault for path in [*ADMIN, f"/admin/staff/{clerk}"] for fault in climb(as_admin, path)] == []


@pytest.mark.parametrize("lang", ["tr", "en"])
def test_the_switch_keeps_the_page_and_the_page_says_its_language(client: FlaskClient, lang: str):
    reply = client.post("/dil", data={"lang": lang, "next": "/hizmetler?q=su"}, headers={"Origin": "http://localhost"})
    assert reply.status_code == 303
    assert reply.headers["Location"] == "/hizmetler?q=su"
    assert Page(client.get("/hizmetler?q=su").text).lang == lang


def test_a_case_elsewhere_and_a_case_that_never_was_read_the_same(as_clerk_elsewhere: FlaskClient, open_case: int):
    elsewhere = as_clerk_elsewhere.get(f"/desk/cases/{open_case}")
    never = as_clerk_elsewhere.get("/desk/cases/999999999")
    assert (elsewhere.status_code, never.status_code) == (404, 404)
    strip = re.compile(r"[0-9a-f]{12}|csrf_token\" value=\"[^\"]+\"|/desk/cases/\d+")
    assert strip.sub("", elsewhere.text) == strip.sub("", never.text)


def test_pages_with_personal_data_stay_out_of_every_cache(app: Flask, as_desk_clerk: FlaskClient, open_case: int):
    for path in (f"/desk/cases/{open_case}", "/desk", "/takip", "/basvuru/imar-durumu-belgesi"):
        assert "no-store" in as_desk_clerk.get(path).headers["Cache-Control"], path


def test_first_pages_set_no_cookie(client: FlaskClient):
    """No cookie before it is needed."""
    for path in ("/", "/hizmetler", "/hizmetler/imar-durumu-belgesi", "/takip", "/gizlilik", "/erisilebilirlik"):
        assert "Set-Cookie" not in client.get(path).headers, path


def test_no_page_carries_an_inline_script_or_style(client: FlaskClient, as_desk_clerk: FlaskClient, open_case: int):
    pages = [client.get(path) for path in CITIZEN] + [as_desk_clerk.get(f"/desk/cases/{open_case}")]
    for page in pages:
        assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=", page.text), page.request.path
        assert "default-src 'self'" in page.headers["Content-Security-Policy"]
