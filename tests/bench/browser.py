"""A browser as small as can be: keep-alive, cookies, forms. Talks to this machine only."""

import http.client
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_NAMES = re.compile(r'name="([^"]+)"')


@dataclass(frozen=True)
class Reply:
    status: int
    location: str
    text: str


class Browser:
    """One browser with its cookies."""

    def __init__(self, port: int, timeout: float = 40, cookies: Mapping[str, str] | None = None) -> None:
        self.origin = f"http://127.0.0.1:{port}"
        self.cookies = dict(cookies or {})
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)

    def get(self, path: str) -> Reply:
        return self._ask("GET", path, None)

    def post(self, path: str, fields: Mapping[str, str | list[str]]) -> Reply:
        """Send a form as a page of ours would."""
        return self._ask("POST", path, urlencode(fields, doseq=True).encode())

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, *_error: object) -> None:
        self._connection.close()

    def _ask(self, method: str, path: str, body: bytes | None) -> Reply:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.origin}
        try:
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            # A kept connection that the server closed meanwhile: browsers ask again for a GET, so do we; never a POST.
            self._connection.close()
            if method != "GET":
                raise
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Reply(answer.status, answer.headers.get("Location", ""), text)


def token_in(page: str) -> str:
    """The form's token on a page. Raises AssertionError when there is none."""
    found = _TOKEN.search(page)
    assert found, page[:500]
    return found.group(1)


def value_of(page: str, name: str) -> str:
    """The value of a hidden input."""
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found, page[:500]
    return found.group(1)


def fill_in(browser: Browser, slug: str, typed: Mapping[str, list[str]]) -> str:
    """Go through a form up to the page where it is checked; returns that page."""
    at = f"/basvuru/{slug}"
    page = browser.get(at)
    reply = browser.post(at, {"csrf_token": token_in(page.text), "go": "start"})
    path = reply.location
    for _ in range(20):
        assert reply.status == 303, (reply.status, reply.text[:500])
        path = reply.location
        page = browser.get(path)
        if path.endswith("/kontrol"):
            return page.text
        names = set(_NAMES.findall(page.text))
        mine = {name: values for name, values in typed.items() if name in names}
        reply = browser.post(path, {"csrf_token": token_in(page.text), "go": "next", **mine})
    raise AssertionError(f"the form ends nowhere: {path}")


def send_off(browser: Browser, slug: str, review: str) -> Reply:
    """Press the last button of a form."""
    fields = {"csrf_token": token_in(review), "sending": value_of(review, "sending"), "go": "send"}
    return browser.post(f"/basvuru/{slug}/kontrol", fields)


def number_on(receipt: str) -> str:
    """The tracking number a receipt shows."""
    found = re.search(r"\b([2-9A-HJKMNP-TV-Z]{4})\s([2-9A-HJKMNP-TV-Z]{4})\s([2-9A-HJKMNP-TV-Z]{4})\b", receipt)
    assert found, receipt[:800]
    return "".join(found.groups())
