"""Static files: small, named by their content, in the town's colour."""

import gzip
from pathlib import Path

import brotli
import pytest

from app.web import build
from app.web.stylesheet import _contrast, _parsed, minified, town_colours


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "src"
    folder.mkdir()
    (folder / "main.css").write_text('@import "_part.css";\n/* a comment */\nbody { background: url("dot.svg") ; }\n')
    (folder / "_part.css").write_text("a:hover { color : red; }\n")
    (folder / "dot.svg").write_text("<svg/>")
    return folder


def test_a_sheet_is_one_file_in_the_towns_colour(source: Path, tmp_path: Path) -> None:
    built = build.manifest(source, tmp_path / "dist", "#0b5d66", None)
    sheet = (tmp_path / "dist" / built["files"]["main.css"]).read_text()
    assert sheet.startswith(":root{--town:#0b5d66;")
    assert f"a:hover{{color : red}}body{{background:url({built['files']['dot.svg']})" in sheet.replace(" }", "}")
    assert set(built["files"]) == {"main.css", "dot.svg"}


def test_every_text_stands_there_compressed_twice(source: Path, tmp_path: Path) -> None:
    built = build.manifest(source, tmp_path / "dist", "#0b5d66", None)
    name = built["files"]["main.css"]
    content = (tmp_path / "dist" / name).read_bytes()
    assert gzip.decompress((tmp_path / "dist" / f"{name}.gz").read_bytes()) == content
    assert brotli.decompress((tmp_path / "dist" / f"{name}.br").read_bytes()) == content


def test_only_a_change_builds_anew(source: Path, tmp_path: Path) -> None:
    first = build.manifest(source, tmp_path / "dist", "#0b5d66", None)
    made = (tmp_path / "dist" / "manifest.json").stat().st_mtime_ns
    assert build.manifest(source, tmp_path / "dist", "#0b5d66", None) == first
    assert (tmp_path / "dist" / "manifest.json").stat().st_mtime_ns == made
    (source / "dot.svg").write_text("<svg></svg>")
    assert build.manifest(source, tmp_path / "dist", "#0b5d66", None)["files"]["dot.svg"] != first["files"]["dot.svg"]


def test_a_critical_sheet_stands_inline_and_stays_small(source: Path, tmp_path: Path) -> None:
    (source / "critical.css").write_text("p { margin: 0 }")
    built = build.manifest(source, tmp_path / "dist", "#0b5d66", None)
    assert built["critical"].endswith("p{margin:0}")
    (source / "critical.css").write_text("p { margin: 0 }" * 400)
    with pytest.raises(ValueError, match="at most 4096"):
        build.manifest(source, tmp_path / "dist", "#0b5d66", None)


def test_the_towns_own_crest_takes_the_place_of_ours(source: Path, tmp_path: Path) -> None:
    crest = tmp_path / "wappen.svg"
    crest.write_text("<svg id='own'/>")
    built = build.manifest(source, tmp_path / "dist", "#0b5d66", crest)
    assert (tmp_path / "dist" / built["files"]["crest.svg"]).read_text() == "<svg id='own'/>"


@pytest.mark.parametrize(
    "css", ['a::before{content:"  / * x */ ;} "}', "a{margin:-1px -2px}", "@media (min-width:40em) and (x){a{b:c}}"]
)
def test_minifying_twice_changes_nothing_more(css: str) -> None:
    assert minified(minified(css)) == minified(css)


def test_texts_in_quotes_stay_as_they_are() -> None:
    assert minified('a::before { content: "a  /* b */ ;" }') == 'a::before{content:"a  /* b */ ;"}'


def test_selectors_keep_their_spaces() -> None:
    assert minified("a :hover > b, c { d : e }") == "a :hover > b,c{d : e}"
    assert minified("@media (min-width: 40em) { a { b: c } }") == "@media (min-width: 40em){a{b:c}}"


@pytest.mark.parametrize("colour", ["#ffff00", "#000000", "#ffffff", "#0b5d66", "#ff0000", "#7f7f7f"])
def test_any_town_colour_is_made_readable(colour: str) -> None:
    declared = dict(part.split(":") for part in town_colours(colour)[6:-1].split(";"))
    assert _contrast(_parsed(declared["--town"]), (255, 255, 255)) >= 4.5
    assert _contrast(_parsed(declared["--town-light"]), (30, 36, 39)) >= 4.5
    assert _contrast(_parsed(declared["--town-tint"]), (32, 38, 42)) >= 4.5
