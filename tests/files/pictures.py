"""Small pictures and documents built byte by byte, so that a test knows everything that is in them."""

import io
import struct
import zipfile
import zlib

GPS = b"41.4036N 27.3550E"  # stands for all a camera writes; the letters must be gone afterwards
COMMENT = b"Ayse was here"


def exif(orientation: int | None, order: str = "<") -> bytes:
    """A TIFF block with a make, an orientation when given, and a GPS text behind it."""
    entries = [struct.pack(order + "HHL4s", 0x010F, 2, 4, b"Cam\0")]
    if orientation is not None:
        entries.append(struct.pack(order + "HHLHH", 0x0112, 3, 1, orientation, 0))
    mark = b"II*\0" if order == "<" else b"MM\0*"
    directory = struct.pack(order + "LH", 8, len(entries)) + b"".join(entries) + bytes(4)
    return mark + directory + GPS


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def jpeg(orientation: int | None = 6, width: int = 8, height: int = 8, order: str = "<", extra: bytes = b"") -> bytes:
    """A grey picture as a phone would wrap it: JFIF with a thumbnail, EXIF, XMP, ICC, IPTC, a comment, an appendix."""
    jfif = b"JFIF\0\x01\x02\x01\x00\x48\x00\x48\x01\x01" + b"\x11\x22\x33"
    lengths = bytes([0, 1] + [0] * 14)  # one code of two bits
    return b"".join(
        (
            b"\xff\xd8",
            segment(0xE0, jfif),
            segment(0xE1, b"Exif\0\0" + exif(orientation, order)),
            segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x>" + GPS + b"</x>"),
            segment(0xE2, b"ICC_PROFILE\0\x01\x01profile"),
            segment(0xE2, b"MPF\0" + GPS),
            segment(0xED, b"Photoshop 3.0\0" + GPS),
            segment(0xFE, COMMENT),
            extra,
            segment(0xDB, bytes([0] + [1] * 64)),
            segment(0xC0, struct.pack(">BHHB3B", 8, height, width, 1, 1, 0x11, 0)),
            segment(0xC4, b"\x00" + lengths + b"\x00"),
            segment(0xC4, b"\x10" + lengths + b"\x00"),
            segment(0xDA, b"\x01\x01\x00\x00\x3f\x00"),
            b"\x0f",  # 00 (no difference), 00 (end of block), filled up with ones
            b"\xff\xd9",
            b"a film of ten seconds " + GPS,
        )
    )


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">L", len(body)) + name + body + struct.pack(">L", zlib.crc32(name + body))


def png(orientation: int | None = 6, width: int = 4, height: int = 2) -> bytes:
    """A coloured picture with every chunk that tells tales, and an appendix."""
    rows = b"".join(b"\0" + bytes(range(3 * min(width, 64))) for _ in range(min(height, 64)))
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)),
            chunk(b"gAMA", struct.pack(">L", 45455)),
            chunk(b"tEXt", b"Comment\0" + COMMENT),
            chunk(b"zTXt", b"Comment\0\0" + zlib.compress(GPS)),
            chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + GPS),
            chunk(b"tIME", bytes(7)),
            chunk(b"prVt", GPS),
            chunk(b"IDAT", zlib.compress(rows)),
            chunk(b"eXIf", exif(orientation)),
            chunk(b"IEND", b""),
            GPS,
        )
    )


def riff(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<L", len(body)) + body + b"\0" * (len(body) & 1)


# A lossless picture of one pixel, as cwebp writes it.
VP8L = bytes.fromhex("2f000000000750852257a1ff8188e87f00")


def webp(orientation: int | None = 6, width: int = 1, height: int = 1) -> bytes:
    """An extended WebP with EXIF and XMP, and an appendix."""
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"".join(
        (
            riff(b"VP8X", bytes([0x0C, 0, 0, 0]) + size),
            riff(b"VP8L", VP8L),
            riff(b"EXIF", b"Exif\0\0" + exif(orientation, ">")),
            riff(b"XMP ", b"<x>" + GPS + b"</x>"),
            riff(b"HIDE", GPS),
        )
    )
    return b"RIFF" + struct.pack("<L", len(body) + 4) + b"WEBP" + body + GPS


def archive(*entries: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as packed:
        for name, body in entries:
            packed.writestr(name, body)
    return buffer.getvalue()


ODT_TYPE = b"application/vnd.oasis.opendocument.text"
DOCX_TYPES = (
    b'<Types><Override PartName="/word/document.xml" ContentType='
    b'"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def odt(*more: tuple[str, bytes]) -> bytes:
    return archive(("mimetype", ODT_TYPE), ("content.xml", b"<office/>"), *more)


def docx(*more: tuple[str, bytes], types: bytes = DOCX_TYPES) -> bytes:
    return archive(("[Content_Types].xml", types), ("word/document.xml", b"<w/>"), *more)


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
