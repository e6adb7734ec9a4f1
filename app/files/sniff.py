"""Which kind a file is, told by its content. What is not on the list has no kind and is refused; names play no part.

Nothing is unpacked or decoded: signatures, image headers, and for the two zip kinds the list of entries.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from enum import Enum
from pathlib import Path

from app.files.errors import TooManyPixels, UnreadableFile

HEAD_BYTES = 4096
MAX_MEGAPIXELS = 50

_MAX_ENTRIES = 2_000
_MAX_DIRECTORY = 2**20
_MAX_UNPACKED = 256 * 2**20
_MAX_RATIO = 250  # text in XML reaches about 50; a bomb about 1,000
_EOCD = struct.Struct("<4s4H2LH")
_ODT = b"application/vnd.oasis.opendocument.text"
_DOCX = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


class FileKind(Enum):
    """A kind of file taken: media type, the group a form field accepts it under, its extensions (the first is ours)."""

    PDF = ("application/pdf", "pdf", ("pdf",))
    JPEG = ("image/jpeg", "image", ("jpg", "jpeg", "jpe", "jfif"))
    PNG = ("image/png", "image", ("png",))
    WEBP = ("image/webp", "image", ("webp",))
    ODT = ("application/vnd.oasis.opendocument.text", "document", ("odt",))
    DOCX = (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "document",
        ("docx",),
    )

    def __init__(self, media_type: str, group: str, extensions: tuple[str, ...]) -> None:
        self.media_type = media_type
        self.group = group
        self.extensions = extensions

    @property
    def label(self) -> str:
        """As people write it."""
        return "WebP" if self is FileKind.WEBP else self.name

    @property
    def is_image(self) -> bool:
        """Whether it is a picture, and so carries metadata to cut."""
        return self.group == "image"


GROUPS = frozenset(kind.group for kind in FileKind)


def kind_of(media_type: str) -> FileKind:
    """The kind with this media type. Raises KeyError."""
    return {kind.media_type: kind for kind in FileKind}[media_type]


def sniff(head: bytes, path: Path) -> FileKind | None:
    """The kind of the file at `path`, whose first HEAD_BYTES are `head`; None for what is not taken.

    Memory and time are bounded whatever the file says of itself. Raises TooManyPixels from the header of a picture,
    UnreadableFile where the header of a picture is broken.
    """
    if head.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"%PDF-"):
        return FileKind.PDF
    if head.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG  # its size stands behind the metadata, where the cleaning walks by and checks it
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        check_pixels(*_png_size(head))
        return FileKind.PNG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return FileKind.WEBP  # its frames name their sizes; checked while cleaning
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(path)
    return None


def check_pixels(width: int, height: int) -> None:
    """Refuse a picture too large to be opened safely. Raises TooManyPixels; UnreadableFile for one without area."""
    if width <= 0 or height <= 0:
        raise UnreadableFile
    if width * height > MAX_MEGAPIXELS * 1_000_000:
        raise TooManyPixels(MAX_MEGAPIXELS)


def _png_size(head: bytes) -> tuple[int, int]:
    if len(head) < 33 or head[8:16] != b"\x00\x00\x00\x0dIHDR":
        raise UnreadableFile
    width, height = struct.unpack_from(">LL", head, 16)
    return width, height


def _zip_kind(path: Path) -> FileKind | None:
    """ODT or DOCX by what the archive says inside; None for any other archive, for bombs, macros and broken ones."""
    if not _directory_is_small(path):
        return None
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if not _is_harmless(entries):
                return None
            names = {entry.filename for entry in entries}
            if {"mimetype", "content.xml"} <= names and _start_of(archive, "mimetype").strip() == _ODT:
                return FileKind.ODT
            if {"[Content_Types].xml", "word/document.xml"} <= names:
                types = _start_of(archive, "[Content_Types].xml")
                if _DOCX in types and b"macroEnabled" not in types:
                    return FileKind.DOCX
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError, LookupError):
        # RuntimeError: encrypted, or a method unknown; ValueError and LookupError: forged offsets and names
        return None
    return None


def _directory_is_small(path: Path) -> bool:
    """Whether the list of entries can be read without harm; looked at before `zipfile` believes it."""
    with path.open("rb") as archive:
        size = archive.seek(0, 2)
        archive.seek(max(0, size - 65_535 - _EOCD.size))
        tail = archive.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _EOCD.size or b"PK\x06\x07" in tail[max(0, at - 20) : at]:
        return False  # zip64 is for archives larger than any we take
    _, disk, first_disk, here, entries, directory, _, _ = _EOCD.unpack_from(tail, at)
    return disk == first_disk == 0 and here == entries <= _MAX_ENTRIES and directory <= _MAX_DIRECTORY


def _is_harmless(entries: list[zipfile.ZipInfo]) -> bool:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    return (
        len(entries) <= _MAX_ENTRIES
        and unpacked <= _MAX_UNPACKED
        and unpacked <= max(_MAX_RATIO * packed, 2**20)
        and len({entry.header_offset for entry in entries}) == len(entries)
        and not any(entry.flag_bits & 1 or _holds_code(entry.filename) for entry in entries)
    )


def _holds_code(name: str) -> bool:
    return name.startswith(("Basic/", "Scripts/")) or name.rsplit("/", 1)[-1] in ("vbaProject.bin", "vbaData.xml")


def _start_of(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as entry:
        return entry.read(256 * 1024)
