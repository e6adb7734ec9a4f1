"""Two sample files in the store, to which every attachment of the demonstration points."""

import io
import struct
import zlib
from datetime import datetime
from typing import Any

from app.files.models import Purpose
from app.files.store import Stored, file_store

_LIMIT = 100_000
_PDF = b"""%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R
/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>> endobj
4 0 obj <</Length 42>> stream
BT /F1 24 Tf 72 720 Td (Ornek belge) Tj ET
endstream endobj
trailer <</Root 1 0 R>>
%%EOF
"""


class SampleFiles:
    """The sample PDF and picture, kept once."""

    def __init__(self) -> None:
        self._stored = {
            "pdf": file_store().put(io.BytesIO(_PDF), _LIMIT),
            "image": file_store().put(io.BytesIO(_picture()), _LIMIT),
        }

    def size(self, kind: str) -> int:
        return self._of(kind).size

    def values(
        self, case_id: int, name: str, kind: str, purpose: Purpose, field_key: str | None, at: datetime
    ) -> dict[str, Any]:
        """The record of a file of this case."""
        stored = self._of(kind)
        return {
            "sha256": stored.sha256,
            "size": stored.size,
            "media_type": stored.kind.media_type,
            "name": name,
            "purpose": purpose.value,
            "case_id": case_id,
            "draft_id": None,
            "field_key": field_key,
            "scan_state": "not_scanned",
            "uploaded_by": "citizen",
            "created_at": at,
            "removed_at": None,
        }

    def _of(self, kind: str) -> Stored:
        return self._stored["image" if kind == "image" else "pdf"]


def _picture() -> bytes:
    """A grey picture of 32 by 24 pixels, as PNG."""
    width, height = 32, 24
    lines = b"".join(b"\x00" + bytes(160 + (x + y) % 60 for x in range(width)) for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(lines)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts
    )
