"""Style sheets as they are sent: one file, without comments, with the town's colour and what follows from it."""

import colorsys
import re
from collections.abc import Mapping
from pathlib import Path

_IMPORT = re.compile(r"""^@import\s+(?:url\()?["']([\w./-]+\.css)["']\)?\s*;\s*$""", re.MULTILINE)
_URL = re.compile(r"""url\(\s*["']?([\w./-]+)["']?\s*\)""")
_KEPT_OR_COMMENT = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|/\*.*?\*/""", re.DOTALL)
_STRING = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")

Colour = tuple[int, int, int]
_WHITE: Colour = (255, 255, 255)
_BLACK: Colour = (0, 0, 0)
_NIGHT: Colour = (36, 48, 47)  # the lightest ground of the dark scheme, --tint in main.css
_TEXT_CONTRAST = 5.8  # over the 4.5 of WCAG 2.2, 1.4.3: it has to hold on paper and on the tint too, not on white alone
_NIGHT_CONTRAST = 7.5  # light on dark looks thinner than it is


def whole(path: Path) -> str:
    """The sheet with its `@import "x.css";` lines replaced by those files."""

    def insert(found: re.Match[str]) -> str:
        return whole(path.parent / found[1])

    return _IMPORT.sub(insert, path.read_text(encoding="utf-8"))


def minified(css: str) -> str:
    """The same sheet without comments and idle space; texts in quotes stay as they are."""
    css = _KEPT_OR_COMMENT.sub(lambda found: found[1] or " ", css)
    parts = _STRING.split(css)
    for index in range(0, len(parts), 2):
        part = re.sub(r"\s+", " ", parts[index])
        part = re.sub(r" ?([{};,]) ?", r"\1", part)
        part = re.sub(r"(?<=[\w-]): (?=[^{}]*(?:[;}]|$))", ":", part)
        parts[index] = part.replace(";}", "}")
    return "".join(parts).strip()


def with_hashed_urls(css: str, hashed: Mapping[str, str]) -> str:
    """The sheet with each `url(x.svg)` pointing to the built file's name."""
    return _URL.sub(lambda found: f"url({hashed.get(found[1], found[1])})", css)


def town_colours(colour: str) -> str:
    """The town's colour as custom properties, each readable on what it is meant for.

    --town: for white text on it, or as text on white. --town-light: the same on a dark page. --town-tint: a hint of it,
    as a background for dark text.
    """
    town = _parsed(colour)
    return (
        f":root{{--town:{_hex(_until_readable(town, _WHITE, _BLACK))};"
        f"--town-light:{_hex(_lit(town))};--town-tint:{_hex(_mixed(_WHITE, town, 0.1))}}}"
    )


def _until_readable(colour: Colour, paper: Colour, towards: Colour) -> Colour:
    for step in range(21):
        tried = _mixed(colour, towards, step / 20)
        if _contrast(tried, paper) >= _TEXT_CONTRAST:
            return tried
    return towards


def _lit(colour: Colour) -> Colour:
    """The same hue, as light as a dark page needs; mixed with white it would turn grey."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(value / 255 for value in colour))
    saturation = min(saturation, 0.55)
    for step in range(round(lightness * 100), 101):
        red, green, blue = (round(value * 255) for value in colorsys.hls_to_rgb(hue, step / 100, saturation))
        if _contrast((red, green, blue), _NIGHT) >= _NIGHT_CONTRAST:
            return red, green, blue
    return _WHITE


def _mixed(first: Colour, second: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def _contrast(first: Colour, second: Colour) -> float:
    brighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in (c / 255 for c in colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _parsed(colour: str) -> Colour:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _hex(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
