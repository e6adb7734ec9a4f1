"""Reads the forms that stand on a page, as a browser would."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin


@dataclass
class SeenForm:
    """One form: where it goes, how, and with which inputs as they stand."""

    method: str
    action: str
    inputs: dict[str, str] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.forms = address, []
        self._form: SeenForm | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = urljoin(self.address, given.get("action", ""))
            self._form = SeenForm(given.get("method", "get").casefold(), action)
            self.forms.append(self._form)
        elif self._form is not None and given.get("name"):
            self._input(self._form, tag, given)
        elif tag == "option" and self._form is not None and self._select and given.get("value"):
            self._form.inputs[self._select] = given["value"]

    def _input(self, form: SeenForm, tag: str, given: dict[str, str]) -> None:
        name, kind = given["name"], given.get("type", "")
        self._select = name if tag == "select" else ""
        if kind == "file":
            form.files.add(name)
            return
        form.inputs.setdefault(name, given.get("value", ""))
        if kind == "hidden":
            form.hidden.add(name)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None


def forms_on(address: str, html: str) -> list[SeenForm]:
    """Every form on the page at this address."""
    reader = _Reader(address)
    reader.feed(html)
    return reader.forms
