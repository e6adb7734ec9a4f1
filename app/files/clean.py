"""Cuts from pictures what the citizen did not mean to send: place, time, device, names, thumbnails, hidden appendices.

Nothing is decoded. A picture is a row of segments; the needed ones are kept as they are, the rest is left out, so the
pixels stay equal to the last bit. How the picture is turned (EXIF orientation) is kept in an EXIF block that holds
nothing else.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from mmap import mmap

from app.files.errors import UnreadableFile
from app.files.sniff import FileKind, check_pixels

# A stretch of the original (from, to), or new bytes.
Piece = tuple[int, int] | bytes
# Name, start and end of a chunk.
Chunk = tuple[bytes, int, int]

_MAX_SEGMENTS = 20_000  # a real picture has a few hundred; a forged one could otherwise keep us busy for minutes
_MAX_EXIF = 256 * 1024
_NEXT_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")  # in coded data FF 00 is a byte, FF D0–D7 a restart
_FILLING = re.compile(rb"\xff+(?=\xff)")
_SIZE_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_PNG_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB bKGD hIST pHYs sPLT acTL fcTL fdAT cICP mDCV cLLI".split()
)
_WEBP_KEPT = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
_VP8X_BYTES = 18
_WEBP_HAS_EXIF, _WEBP_HAS_XMP = 0x08, 0x04


def cut_metadata(picture: mmap | bytes, kind: FileKind) -> list[Piece]:
    """What is left of the picture, in order. Raises UnreadableFile, TooManyPixels."""
    walk = {FileKind.JPEG: _jpeg, FileKind.PNG: _png, FileKind.WEBP: _webp}[kind]
    try:
        return _joined(walk(picture))
    except (struct.error, IndexError):
        raise UnreadableFile from None


def _joined(pieces: Iterator[Piece]) -> list[Piece]:
    joined: list[Piece] = []
    for count, piece in enumerate(pieces):
        if count > _MAX_SEGMENTS:
            raise UnreadableFile
        last = joined[-1] if joined else None
        if isinstance(piece, tuple) and isinstance(last, tuple) and last[1] == piece[0]:
            joined[-1] = (last[0], piece[1])
        else:
            joined.append(piece)
    return joined


def _jpeg(picture: mmap | bytes) -> Iterator[Piece]:
    """Kept: tables, frames, scans, JFIF without its thumbnail, ICC profile, Adobe's mark; nothing after the end."""
    pieces, jfif, orientation = _jpeg_segments(picture)
    yield 0, 2
    if jfif:
        yield b"\xff\xe0\x00\x10" + jfif + b"\0\0"  # it wants to be first
    if orientation > 1:
        exif = b"Exif\0\0" + _exif(orientation)
        yield b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif
    yield from pieces


def _jpeg_segments(picture: mmap | bytes) -> tuple[list[Piece], bytes, int]:
    """The segments that stay, what JFIF says of density, and how the picture is turned."""
    pieces: list[Piece] = []
    jfif, orientation, has_size, has_scan, at = b"", 1, False, False, 2
    for _ in range(_MAX_SEGMENTS):
        filling = _FILLING.match(picture, at)
        at = filling.end() if filling else at
        marker, start = picture[at + 1], picture[at + 4 : at + 18]
        if picture[at] != 0xFF or marker < 0xC0 or 0xD0 <= marker <= 0xD8:
            raise UnreadableFile
        if marker == 0xD9:
            if not (has_size and has_scan):
                raise UnreadableFile
            return [*pieces, (at, at + 2)], jfif, orientation
        end = at + 2 + struct.unpack_from(">H", picture, at + 2)[0]
        if not at + 4 <= end <= len(picture):
            raise UnreadableFile
        if marker in _SIZE_MARKERS:
            height, width = struct.unpack_from(">HH", picture, at + 5)
            check_pixels(width, height)
            has_size = True
        elif marker == 0xE0 and start.startswith(b"JFIF\0") and end - at >= 18:
            jfif = jfif or start[:12]
        elif marker == 0xE1 and start.startswith(b"Exif\0\0") and orientation == 1:
            orientation = _orientation(picture[at + 10 : end])
        elif marker == 0xDA:
            coded = _NEXT_MARKER.search(picture, end)
            if coded is None:
                raise UnreadableFile
            end, has_scan = coded.start(), True
        if _is_kept_in_jpeg(marker, start):
            pieces.append((at, end))
        at = end
    raise UnreadableFile


def _is_kept_in_jpeg(marker: int, start: bytes) -> bool:
    if marker == 0xE2:
        return start.startswith(b"ICC_PROFILE\0")
    if marker == 0xEE:
        return start.startswith(b"Adobe")
    return not (0xE0 <= marker <= 0xEF or marker == 0xFE)  # JFIF is written anew


def _png(picture: mmap | bytes) -> Iterator[Piece]:
    """Kept: the chunks that make up the picture and its colours. Checks their sums; what follows the end is cut."""
    chunks = list(_png_chunks(picture))
    names = [name for name, _, _ in chunks]
    if names[:1] != [b"IHDR"] or names[-1:] != [b"IEND"] or b"IDAT" not in names:
        raise UnreadableFile
    check_pixels(*struct.unpack_from(">LL", picture, 16))
    orientation = _orientation(_body_of(b"eXIf", chunks, picture))
    yield 0, 8
    for position, (name, start, end) in enumerate(chunks):
        if position == 1 and orientation > 1:
            block = b"eXIf" + _exif(orientation)
            yield struct.pack(">L", len(block) - 4) + block + struct.pack(">L", zlib.crc32(block))
        if name in _PNG_KEPT:
            yield start, end


def _png_chunks(picture: mmap | bytes) -> Iterator[Chunk]:
    """Name, start and end of every chunk up to IEND."""
    at = 8
    for _ in range(_MAX_SEGMENTS):
        length, name = struct.unpack_from(">L4s", picture, at)
        end = at + 12 + length
        if end > len(picture) or not name.isalpha():
            raise UnreadableFile
        is_needed = name[:1].isupper()
        if is_needed and (name not in _PNG_KEPT or _sum(picture, at + 4, end - 4) != picture[end - 4 : end]):
            raise UnreadableFile
        yield name, at, end
        if name == b"IEND":
            return
        at = end
    raise UnreadableFile


def _sum(picture: mmap | bytes, start: int, end: int) -> bytes:
    crc = 0
    for at in range(start, end, 65_536):
        crc = zlib.crc32(picture[at : min(at + 65_536, end)], crc)
    return struct.pack(">L", crc)


def _webp(picture: mmap | bytes) -> Iterator[Piece]:
    """Kept: frames, transparency, animation, ICC profile; the flags of the head say what is left."""
    chunks = list(_webp_chunks(picture))
    names = [name for name, _, _ in chunks]
    if not {b"VP8 ", b"VP8L", b"ANMF"} & set(names) or names[0] not in (b"VP8 ", b"VP8L", b"VP8X"):
        raise UnreadableFile
    orientation = 1
    if names[0] == b"VP8X":  # the plain forms have no place for EXIF
        if chunks[0][2] - chunks[0][1] != _VP8X_BYTES:
            raise UnreadableFile
        orientation = _orientation(_body_of(b"EXIF", chunks, picture).removeprefix(b"Exif\0\0"))
    pieces: list[Piece] = []
    for name, start, end in chunks:
        check_pixels(*_webp_size(picture, name, start, end))
        if name == b"VP8X":
            flags = picture[start + 8] & ~(_WEBP_HAS_EXIF | _WEBP_HAS_XMP)
            flags |= _WEBP_HAS_EXIF if orientation > 1 else 0
            pieces += [(start, start + 8), bytes([flags]), (start + 9, end)]
        elif name in _WEBP_KEPT:
            pieces.append((start, end))
    if orientation > 1:
        exif = _exif(orientation)
        pieces.append(b"EXIF" + struct.pack("<L", len(exif)) + exif)
    length = sum(len(piece) if isinstance(piece, bytes) else piece[1] - piece[0] for piece in pieces)
    yield b"RIFF" + struct.pack("<L", length + 4) + b"WEBP"
    yield from pieces


def _webp_chunks(picture: mmap | bytes) -> Iterator[Chunk]:
    """Name, start and end (with the filling byte) of every chunk inside the RIFF's own length."""
    whole = 8 + struct.unpack_from("<L", picture, 4)[0]
    if whole > len(picture) or whole < 20:
        raise UnreadableFile
    at = 12
    for _ in range(_MAX_SEGMENTS):
        name, length = struct.unpack_from("<4sL", picture, at)
        end = at + 8 + length + (length & 1)
        if end > whole:
            raise UnreadableFile
        yield name, at, end
        if end == whole:
            return
        at = end
    raise UnreadableFile


def _webp_size(picture: mmap | bytes, name: bytes, start: int, end: int) -> tuple[int, int]:
    """Width and height a chunk names for itself; (1, 1) for those that name none."""
    body = picture[start + 8 : min(end, start + 24)]
    if name == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if name == b"ANMF":
        return 1 + int.from_bytes(body[6:9], "little"), 1 + int.from_bytes(body[9:12], "little")
    if name == b"VP8 ":
        if body[3:6] != b"\x9d\x01\x2a":
            raise UnreadableFile
        width, height = struct.unpack_from("<HH", body, 6)
        return width & 0x3FFF, height & 0x3FFF
    if name == b"VP8L":
        if body[0] != 0x2F:
            raise UnreadableFile
        bits = struct.unpack_from("<L", body, 1)[0]
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return 1, 1


def _body_of(wanted: bytes, chunks: list[Chunk], picture: mmap | bytes) -> bytes:
    """What the first chunk of this name holds (its beginning, if it is long); b"" when there is none."""
    return next((picture[at + 8 : min(end, at + _MAX_EXIF)] for name, at, end in chunks if name == wanted), b"")


def _orientation(tiff: bytes) -> int:
    """How the picture is turned (1 to 8) by the first directory of an EXIF block; 1 when it says nothing usable."""
    if tiff[:4] not in (b"II*\0", b"MM\0*"):
        return 1
    order = "<" if tiff[:2] == b"II" else ">"
    try:
        first = struct.unpack_from(order + "L", tiff, 4)[0]
        for entry in range(struct.unpack_from(order + "H", tiff, first)[0]):
            tag, kind, count, value = struct.unpack_from(order + "HHLH", tiff, first + 2 + 12 * entry)
            if tag == 0x0112:
                return value if kind == 3 and count == 1 and 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1


def _exif(orientation: int) -> bytes:
    """A TIFF block with one directory of one entry."""
    return b"MM\0*" + struct.pack(">LHHHLHHL", 8, 1, 0x0112, 3, 1, orientation, 0, 0)
