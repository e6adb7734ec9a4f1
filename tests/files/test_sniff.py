"""The content says what a file is; what is not on the list is refused, whatever it is called."""

import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.files.errors import FileRefused, TooManyPixels, UnreadableFile
from app.files.sniff import HEAD_BYTES, FileKind, sniff
from tests.files import pictures


@pytest.fixture
def kind(tmp_path):
    def look(content: bytes) -> FileKind | None:
        path = tmp_path / "file"
        path.write_bytes(content)
        return sniff(content[:HEAD_BYTES], path)

    return look


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (pictures.PDF, FileKind.PDF),
        (b"\xef\xbb\xbf\r\n" + pictures.PDF, FileKind.PDF),
        (pictures.jpeg(), FileKind.JPEG),
        (pictures.png(), FileKind.PNG),
        (pictures.webp(), FileKind.WEBP),
        (pictures.odt(), FileKind.ODT),
        (pictures.docx(), FileKind.DOCX),
    ],
)
def test_each_kind_taken_is_known_by_its_content(kind, content, expected):
    assert kind(content) is expected


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"P",
        b"MZ\x90\0 a program",
        b"\x7fELF",
        b"<!doctype html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<?xml version='1.0'?><svg/>",
        b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*",
        b"GIF89a" + bytes(40),
        b"II*\0" + bytes(40),
        b"RIFF\x10\0\0\0WAVEfmt ",
        b"\0\0\0\x18ftypheic",
        b"Rar!\x1a\x07\0",
        b"<html>" + pictures.PDF,
        b"MZ" + pictures.PDF,
        b"GIF89a" + pictures.odt(),
        pictures.archive(("a.txt", b"plain zip")),
        pictures.archive(("META-INF/MANIFEST.MF", b"a jar")),
        pictures.archive(("mimetype", b"application/epub+zip"), ("content.xml", b"")),
        pictures.docx(("word/vbaProject.bin", b"macro")),
        pictures.docx(types=pictures.DOCX_TYPES + b"application/vnd.ms-word.document.macroEnabled.main+xml"),
        pictures.odt(("Basic/Standard/Module1.xml", b"macro")),
        pictures.odt()[:-30],
        pictures.odt()[:60],
    ],
)  # fmt: skip
def test_everything_else_is_refused(kind, content):
    assert kind(content) is None


def test_a_bomb_is_refused_without_being_unpacked(kind):
    assert kind(pictures.odt(("Pictures/1.png", bytes(60_000_000)))) is None


def test_an_archive_of_countless_entries_is_refused(kind):
    assert kind(pictures.odt(*((f"{number}", b"") for number in range(2_000)))) is None


def test_entries_that_share_their_bytes_are_refused(kind):
    content = bytearray(pictures.odt(("a", b"x" * 50), ("b", b"x" * 50)))
    first = content.index(b"PK\x01\x02")
    offsets = [at + 42 for at in range(first, len(content)) if content[at : at + 4] == b"PK\x01\x02"]
    content[offsets[3] : offsets[3] + 4] = content[offsets[2] : offsets[2] + 4]
    assert kind(bytes(content)) is None


def test_an_archive_that_lies_about_its_list_is_refused(kind):
    content = bytearray(pictures.odt())
    struct.pack_into("<L", content, len(content) - 10, 0x7FFFFFFF)
    assert kind(bytes(content)) is None


def test_an_encrypted_document_is_refused(kind):
    content = bytearray(pictures.docx())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert kind(bytes(content)) is None


def test_a_picture_without_area_or_with_too_much_is_refused_by_its_header(kind):
    with pytest.raises(TooManyPixels):
        kind(pictures.png(width=10_000, height=5_001))
    with pytest.raises(UnreadableFile):
        kind(pictures.png(width=0))
    with pytest.raises(UnreadableFile):
        kind(pictures.png()[:20])
    assert kind(pictures.png(width=10_000, height=5_000)) is FileKind.PNG


@given(st.data())
def test_a_damaged_archive_is_a_kind_or_none_and_nothing_worse(tmp_path_factory, data):
    content = bytearray(data.draw(st.sampled_from([pictures.odt(), pictures.docx()])))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("files") / "file"
    path.write_bytes(content)
    try:
        assert sniff(bytes(content[:HEAD_BYTES]), path) in (FileKind.ODT, FileKind.DOCX, None)
    except FileRefused:
        pytest.fail("an archive is never refused by a picture's reason")


def test_the_documents_of_these_tests_are_real_archives():
    assert zipfile.ZipFile(io.BytesIO(pictures.odt())).testzip() is None
