"""Turkish is complete: whatever the program says, it says in Turkish, whole and with the same holes."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
METHODS = [("app/**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
METHODS += [("templates/**.svg", "jinja2"), ("templates/**.xml", "jinja2")]
# `say` makes the sentences of pure rules; the other names are Babel's and ours.
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None, "_l": None, "gettext": None, "lazy_gettext": None, "say": None,
    "ngettext": (1, 2), "lazy_ngettext": (1, 2),
}  # fmt: skip
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


@cache
def said() -> Catalog:
    """Every text the program can say, read from its source as `pybabel extract` reads it."""
    catalogue = Catalog()
    for file, line, text, comments, context in extract_from_dir(ROOT, METHODS, {}, KEYWORDS, ("Translators:",)):
        catalogue.add(text, None, [(file, line)], auto_comments=comments, context=context)
    return catalogue


@cache
def turkish() -> Catalog:
    with (ROOT / "translations/tr/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale="tr")


def first(identity: str | tuple[str, ...] | list[str]) -> str:
    """The singular of a message's identity."""
    return identity if isinstance(identity, str) else identity[0]


def forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())


def holes(text: str) -> set[str]:
    """The named holes `%(number)s` of a sentence; a doubled per cent sign is none."""
    return set(re.findall(r"%\((\w+)\)", text.replace("%%", "")))


def test_the_extraction_sees_pages_code_and_rules():
    texts = {first(message.id) for message in said() if message.id}
    assert {"Check your answers", "The e-mail address or the password is wrong.", "This is too long."} <= texts
    assert len(texts) > 300


def test_every_text_has_a_turkish_one():
    known = {first(message.id): message for message in turkish() if message.id}
    missing = []
    for message in said():
        if not message.id:
            continue
        found = known.get(first(message.id))
        if found is None or not forms(found.string) or not all(forms(found.string)):
            place = message.locations[0] if message.locations else ("?", 0)
            missing.append(f"{place[0]}:{place[1]} {first(message.id)}")
    assert missing == []


def test_no_turkish_text_is_a_guess():
    assert [first(message.id) for message in turkish() if message.id and message.fuzzy] == []


def test_nothing_is_translated_that_nobody_says():
    texts = {first(message.id) for message in said() if message.id}
    assert [first(message.id) for message in turkish() if message.id and first(message.id) not in texts] == []


def test_turkish_has_the_same_holes():
    wrong = []
    for message in turkish():
        if not message.id:
            continue
        asked = set().union(*(holes(text) for text in forms(message.id)))
        for text in filter(None, forms(message.string)):
            # a plural's singular may say "one" instead of the number; nothing may ask for what is not given
            if holes(text) - asked or (isinstance(message.id, str) and holes(text) != asked):
                wrong.append(f"{first(message.id)} → {text}")
    assert wrong == []


def test_a_per_cent_sign_in_a_sentence_with_holes_is_doubled():
    wrong = []
    for message in turkish():
        if not message.id or not holes(first(message.id)):
            continue
        for text in forms(message.string):
            if re.search(r"%(?![%(])", text.replace("%%", "")):
                wrong.append(text)
    assert wrong == []


def test_turkish_keeps_its_manners():
    """Formal and calm: no exclamation marks, no "sen", typographic spaces nowhere doubled."""
    wrong = []
    for message in turkish():
        for text in forms(message.string) if message.id else ():
            informal = re.search(r"\b(?:sen|senin|sana|seni)\b", text)
            if "!" in text or "  " in text or informal or text != text.strip():
                wrong.append(text)
    assert wrong == []


SENTENCE_ENDS = (".", "?", ":", "…")


def test_turkish_ends_its_sentences_as_english_does():
    wrong = []
    for message in turkish():
        if not message.id:
            continue
        english, other = forms(message.id)[-1], forms(message.string)[-1] if forms(message.string) else ""
        if other and english.endswith(SENTENCE_ENDS) != other.endswith(SENTENCE_ENDS):
            wrong.append(f"{english} → {other}")
    assert wrong == []


def without_jinja(text: str) -> str:
    text = re.sub(r"\{#.*?#\}", "", text, flags=re.S)
    text = re.sub(r"\{% block body_class %\}.*?\{% endblock %\}", " ", text, flags=re.S)
    text = re.sub(r"\{%.*?%\}", " ", text, flags=re.S)
    return re.sub(r"\{\{.*?\}\}", " ", text, flags=re.S)


# Words that are the same in every language.
NAMES = {"A4", "QR", "PDF", "PIN", "TL", "m", "Tek Masa", "TR", "EN", "Türkçe", "English"}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_a_page_says_nothing_that_cannot_be_translated(path):
    text = without_jinja(path.read_text(encoding="utf-8"))
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", text, flags=re.S)
    shown = re.findall(r"(?:alt|title|placeholder|aria-label|aria-description)\s*=\s*\"([^\"]*)\"", text)
    text = re.sub(r"<[^>]*>", "\n", text)
    shown += re.sub(r"[\w-]+=\"[^\"]*\"", "", text).split("\n")  # what a macro adds to a tag is not read by anybody
    words = [" ".join(piece.split()) for piece in shown]
    bare = [piece for piece in words if re.search(r"[^\W\d_]", re.sub(r"&\w+;", "", piece)) and piece not in NAMES]
    assert bare == []


def test_whole_sentences_are_translated_not_glued_halves():
    """An f-string or a `+` inside `_()` is never found by the extraction."""
    wrong = []
    for path in sorted((ROOT / "app").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS):
                continue
            asked = node.args[:2] if node.func.id.endswith("ngettext") else node.args[:1]
            for argument in asked:
                if isinstance(argument, ast.JoinedStr | ast.BinOp):
                    wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert wrong == []


def test_holes_are_filled_by_name():
    wrong = [first(message.id) for message in said() if message.id and re.search(r"%[sd]", str(message.id))]
    assert wrong == []
