"""How a backup is laid out: an uncompressed tar of known names, a manifest of hashes, and a mark only our key can make.

Whoever alters an archive cannot make its mark, and nothing in it is looked at before manifest and mark were checked.
"""

import hashlib
import hmac
import json
import re
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO

from app.backup.errors import BadArchive
from app.keys import BadDataKey, BadPassphrase, CannotOpen, Keys, parse_data_keys, passphrase_unwrap

FORMAT = "tek-masa/backup/1"
MANIFEST, MARK, KEY = "manifest.json", "manifest.mark", "data.key.wrapped"
DATABASES = {"sqlite": "database.sqlite", "postgresql": "database.dump"}
FILES = "files/"
STEP = 1 << 20
_NAME = re.compile(r"manifest\.json|manifest\.mark|data\.key\.wrapped|database\.(sqlite|dump)|files/[0-9a-f]{64}")
_MOST_MANIFEST = 512 * STEP
_PURPOSE = "backup-manifest"


@dataclass(frozen=True)
class Manifest:
    """What an archive holds. `members` are size and SHA-256 by name; `gone` counts contents removed while it ran."""

    engine: str
    revision: str
    made_at: str
    members: dict[str, tuple[int, str]]
    gone: int = 0

    def as_bytes(self) -> bytes:
        """As it stands in the archive."""
        return json.dumps({"format": FORMAT, **vars(self)}, indent=1).encode()

    @classmethod
    def from_bytes(cls, text: bytes) -> "Manifest":
        """Raises BadArchive."""
        try:
            held = json.loads(text)
            if held.pop("format") != FORMAT or held["engine"] not in DATABASES:
                raise BadArchive("this backup was made in a way this version does not know")
            members = {name: (int(size), str(sha256)) for name, (size, sha256) in held.pop("members").items()}
            return cls(members=members, **held)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadArchive("the backup's list of contents is damaged") from error

    @property
    def database(self) -> str:
        return DATABASES[self.engine]


def mark_of(manifest: bytes, data_keys: str) -> str:
    """The mark under the backup's own data key."""
    return Keys(*parse_data_keys(data_keys)).fingerprint(hashlib.sha256(manifest).hexdigest(), _PURPOSE)


@dataclass(frozen=True)
class Archive:
    """An opened archive whose manifest and mark were found right; `data_keys` is the setting MASA_DATA_KEY."""

    manifest: Manifest
    data_keys: str
    _tar: tarfile.TarFile
    _members: dict[str, tarfile.TarInfo]

    def copy(self, name: str, target: BinaryIO | None) -> None:
        """Write a member to `target` (None: nowhere) while checking it. Raises BadArchive."""
        size, sha256 = self.manifest.members[name]
        digest, source = hashlib.sha256(), self._open(name)
        left = size
        while left and (step := source.read(min(STEP, left))):
            digest.update(step)
            left -= len(step)
            if target is not None:
                target.write(step)
        if left or digest.hexdigest() != sha256:
            raise BadArchive(f"{name} in the backup is damaged")

    def check(self) -> None:
        """Read everything once. Raises BadArchive."""
        for name in self.manifest.members:
            self.copy(name, None)

    def _open(self, name: str) -> IO[bytes]:
        content = self._tar.extractfile(self._members[name])
        if content is None:
            raise BadArchive(f"{name} in the backup is no file")
        return content


@contextmanager
def opened(path: Path, passphrase: str) -> Iterator[Archive]:
    """The archive at `path`, its manifest trusted. Raises BadArchive, or BadPassphrase."""
    try:
        with tarfile.open(path, "r:") as tar:
            members = _known_members(tar)
            text = _small(tar, members, MANIFEST)
            manifest = Manifest.from_bytes(text)
            _check_members(manifest, members)
            data_keys = passphrase_unwrap(_small(tar, members, KEY), passphrase).decode()
            if not hmac.compare_digest(_small(tar, members, MARK), mark_of(text, data_keys).encode()):
                raise BadArchive("the backup's list of contents was changed after it was made")
            yield Archive(manifest, data_keys, tar, members)
    except (tarfile.TarError, EOFError) as error:
        raise BadArchive("this is no backup, or it is damaged") from error
    except (CannotOpen, BadDataKey, UnicodeDecodeError) as error:
        raise BadArchive("the key in the backup is damaged") from error
    except OSError as error:
        raise BadArchive(f"{path} cannot be read ({error.strerror or type(error).__name__})") from error


def _known_members(tar: tarfile.TarFile) -> dict[str, tarfile.TarInfo]:
    """Only names of ours, each once, each a plain file: no path from an archive ever becomes a path on disk."""
    members: dict[str, tarfile.TarInfo] = {}
    for member in tar:
        if not member.isreg() or not _NAME.fullmatch(member.name) or member.name in members:
            raise BadArchive(f"the backup holds something that does not belong there: {member.name[:80]!r}")
        members[member.name] = member
    return members


def _check_members(manifest: Manifest, members: dict[str, tarfile.TarInfo]) -> None:
    wanted = manifest.members.keys() | {MANIFEST, MARK, KEY}
    if manifest.database not in manifest.members or wanted != members.keys():
        raise BadArchive("the backup does not hold what its list of contents names")
    if any(members[name].size != size for name, (size, _sha256) in manifest.members.items()):
        raise BadArchive("the backup is damaged: a part has another size than listed")


def _small(tar: tarfile.TarFile, members: dict[str, tarfile.TarInfo], name: str) -> bytes:
    member: Any = members.get(name)
    content = tar.extractfile(member) if member is not None and member.size <= _MOST_MANIFEST else None
    if content is None:
        raise BadArchive("this is no backup of Tek Masa")
    return content.read()


__all__ = ["Archive", "BadPassphrase", "Manifest", "mark_of", "opened"]
