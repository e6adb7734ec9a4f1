"""File names people gave: shown and offered for saving, never used as a path."""

import re
import unicodedata

from app.files.sniff import FileKind

MAX_CHARACTERS = 120
MAX_BYTES = 200  # common file systems allow 255; a browser adds " (1)" and more
_NAMELESS = "belge"
# Windows cannot save a file under these, whatever follows the first dot.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.ASCII | re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"|?*%]')
_EXTENSION = re.compile(r"\.([0-9A-Za-z]{1,8})$", re.ASCII)


def safe_name(filename: str, kind: FileKind) -> str:
    """The name without folders, control and direction characters, and with the extension the content deserves.

    Turkish letters stay. A disguised "fatura.pdf.exe" that holds a PDF is called "fatura.pdf".
    """
    name = filename.replace("\\", "/").rsplit("/", 1)[-1]
    name = unicodedata.normalize("NFC", name)
    name = "".join(" " if sign.isspace() else sign for sign in name if sign.isspace() or _shows(sign))
    stem, extension = _without_extension(" ".join(_FORBIDDEN.sub("_", name).split()), kind)
    stem = stem.strip(" .") or _NAMELESS
    if _RESERVED.match(stem):
        stem = f"{_NAMELESS} {stem}"
    return f"{_cut(stem, len(extension) + 1)}.{extension}"


def _shows(sign: str) -> bool:
    """Whether a character can be seen: no control, format (as direction overrides), surrogate or private one."""
    return unicodedata.category(sign)[0] != "C"


def _without_extension(name: str, kind: FileKind) -> tuple[str, str]:
    """The stem, and the extension to use: the one given when it fits the content, else ours."""
    given = _EXTENSION.search(name)
    if given and given[1].lower() in kind.extensions:
        return name[: given.start()], given[1].lower()
    stem = name[: given.start()] if given else name
    inner = _EXTENSION.search(stem)
    if inner and inner[1].lower() in kind.extensions:
        stem = stem[: inner.start()]
    return stem, kind.extensions[0]


def _cut(stem: str, taken: int) -> str:
    stem = stem[: MAX_CHARACTERS - taken]
    return stem.encode()[: MAX_BYTES - taken].decode(errors="ignore").rstrip(" .") or _NAMELESS
