"""What every template and stylesheet of ours keeps to, read from the files themselves."""

import gzip
import re
from pathlib import Path

import pytest

from app.web.stylesheet import town_colours

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = sorted((ROOT / "static/src").glob("*.css"))
SCRIPTS = [path for path in sorted((ROOT / "static/src").glob("*.js")) if not path.name.endswith(".min.js")]

MAIN_GZIP = 4_500
PAGE_SCRIPT_GZIP = 1_600

# What Chrome 64 does not know. It may stand inside @media or @supports, where an old browser leaves it out as a whole.
NEWER_CSS = {
    ":is": r":is\(",
    ":where": r":where\(",
    ":has": r":has\(",
    ":focus-visible": r":focus-visible",
    "gap (flex)": r"(?<![-\w])(?:row-|column-)?gap\s*:",
    "aspect-ratio": r"aspect-ratio\s*:",
    "clamp, min, max": r"\b(?:clamp|min|max)\(",
    "inset": r"(?<![-\w])inset(?:-\w+)*\s*:",
    "logical properties": r"(?:margin|padding)-(?:inline|block)\s*:",
    "color-mix and new colour spaces": r"\b(?:color-mix|oklch|oklab|lab|lch)\(",
    "space-separated rgb": r"\brgba?\(\s*[\d.]+\s+[\d.]+",
    "dynamic viewport": r"\d(?:dvh|svh|lvh|dvw)\b",
    "accent-color": r"accent-color\s*:",
    "container queries": r"container(?:-type|-name)?\s*:",
    "text-wrap": r"text-wrap\s*:",
    "overflow-wrap: anywhere": r"overflow-wrap\s*:\s*anywhere",
}
NEWER_AT_RULES = re.compile(r"@(?:layer|container|property|scope|starting-style)\b")
NEWER_JS = {
    "optional chaining": r"\?\.[A-Za-z_\[(]",
    "nullish coalescing": r"\?\?",
    "private fields": r"this\.#",
    "replaceAll": r"\.replaceAll\(",
    "at": r"\.at\(-",
    "flat": r"\.flat(?:Map)?\(",
    "top-level modules": r"^\s*(?:import|export)\s",
    "eval": r"\beval\(|new Function\(",
    "inner HTML": r"\.innerHTML|insertAdjacentHTML|document\.write",
}


def without_comments(css: str) -> str:
    return re.sub(r"/\*.*?\*/", "", css, flags=re.S)


def outside_conditions(css: str) -> str:
    """The rules that every browser reads: what stands outside @media and @supports."""
    kept, depth, skipping = [], 0, 0
    for piece in re.split(r"(@(?:media|supports)[^{]*\{|[{}])", without_comments(css)):
        if piece.startswith(("@media", "@supports")):
            depth += 1
            skipping = skipping or depth
        elif piece == "{":
            depth += 1
        elif piece == "}":
            depth -= 1
            if depth < skipping:
                skipping = 0
                continue
        if not skipping:
            kept.append(piece)
    return "".join(kept)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def template_text(path: Path) -> str:
    return re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.S)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_carries_no_inline_style_script_or_handler(path):
    text = template_text(path)
    # The one exception is the critical stylesheet, filled in by the build and allowed by its hash.
    assert not re.search(r"<style\b(?!>\{\{)", text)
    assert not re.search(r"<[^>]*\sstyle\s*=", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"<[a-z][^>{]*\son[a-z]+\s*=", text)
    assert not re.search(r"href\s*=\s*[\"']javascript:", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_never_changes_the_case_of_what_people_read(path):
    # self.title() is the page's title block, drawn a second time.
    found = re.search(
        r"\|\s*(?:upper|lower|title|capitalize)\b|(?<!self)\.(?:upper|lower|title)\(\)", template_text(path)
    )
    assert found is None, "“İ” and “ı” break; let CSS do it under the page's language"


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_asks_nobody_else_for_anything(path):
    assert not re.search(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//", template_text(path))


@pytest.mark.parametrize("path", STYLES, ids=name_of)
def test_newer_css_stands_only_where_an_old_browser_skips_it(path):
    css = path.read_text(encoding="utf-8")
    base = outside_conditions(css)
    assert [name for name, pattern in NEWER_CSS.items() if re.search(pattern, base)] == []
    assert not NEWER_AT_RULES.search(css)


@pytest.mark.parametrize("path", STYLES, ids=name_of)
def test_a_stylesheet_loads_nothing(path):
    css = without_comments(path.read_text(encoding="utf-8"))
    assert "@import" not in css
    assert "url(" not in css
    assert "@font-face" not in css


def test_the_lint_itself_sees_what_it_should():
    assert "gap" in outside_conditions("a{gap:1px}@media(x){b{inset:0}}")
    assert "inset" not in outside_conditions("a{gap:1px}@media(x){b{inset:0}}c{d:e}")
    assert "c{d:e}" in outside_conditions("@supports(x:y){@media(z){b{inset:0}}}c{d:e}")


def test_every_stylesheet_closes_what_it_opens():
    for path in STYLES:
        css = without_comments(path.read_text(encoding="utf-8"))
        assert css.count("{") == css.count("}"), path.name


@pytest.mark.parametrize("path", SCRIPTS, ids=name_of)
def test_our_scripts_run_on_chrome_64(path):
    text = re.sub(r"^\s*//.*$", "", path.read_text(encoding="utf-8"), flags=re.M)
    assert [name for name, pattern in NEWER_JS.items() if re.search(pattern, text, flags=re.M)] == []


def test_the_main_sheet_and_script_stay_small():
    def packed(name: str) -> int:
        return len(gzip.compress((ROOT / "static/src" / name).read_bytes(), 9))

    assert packed("main.css") <= MAIN_GZIP
    assert packed("page.js") <= PAGE_SCRIPT_GZIP


def _luminance(colour: str) -> float:
    colour = colour.lstrip("#")
    if len(colour) == 3:
        colour = "".join(sign * 2 for sign in colour)
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def tokens(scheme: str) -> dict[str, str]:
    """The colours of a scheme, with the town's own left at its default."""
    css = without_comments((ROOT / "static/src/main.css").read_text(encoding="utf-8"))
    blocks = re.findall(r":root\{([^}]*)\}", css)[: 1 if scheme == "light" else 2]
    return {
        name: value
        for block in blocks
        for name, value in re.findall(r"--([\w-]+):(?:var\([^,]+,)?(#[0-9a-fA-F]{3,6})\)?", block)
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_written_can_be_read(scheme):
    colour = tokens(scheme)
    pairs = [(text, ground) for text in ("ink", "soft", "act", "bad") for ground in ("paper", "card", "tint")]
    pairs += [("on-act", "act"), ("bad", "bad-bg"), ("warn", "warn-bg"), ("good", "good-bg"), ("paper", "bad")]
    pairs += [("ink", "warn-bg"), ("ink", "bad-bg"), ("ink", "good-bg"), ("act", "bad-bg"), ("act", "warn-bg")]
    faint = {pair: round(contrast(colour[pair[0]], colour[pair[1]]), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in faint.items() if ratio < 4.5} == {}
    assert min(contrast(colour["edge"], colour[ground]) for ground in ("paper", "card")) >= 3


@pytest.mark.parametrize(
    "town", ["#0b5d66", "#c8102e", "#f5c400", "#1d4ed8", "#7a7a7a", "#000000", "#ffffff", "#2e7d32"]
)
def test_any_colour_a_town_chooses_can_be_read(town):
    made = dict(re.findall(r"--([\w-]+):(#[0-9a-f]{6})", town_colours(town)))
    light, dark = tokens("light"), tokens("dark")
    assert contrast(made["town"], "#ffffff") >= 4.5
    assert min(contrast(made["town"], ground) for ground in (light["paper"], light["card"], made["town-tint"])) >= 4.5
    grounds = ("paper", "card", "tint", "bad-bg", "warn-bg")
    assert min(contrast(made["town-light"], dark[ground]) for ground in grounds) >= 4.5
    assert contrast(made["town-light"], dark["on-act"]) >= 4.5
