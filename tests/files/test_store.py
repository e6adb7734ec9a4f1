"""What was acknowledged lies safely on disk, and nothing else does."""

import errno
import hashlib
import io
import multiprocessing
import os
import resource
import threading
from datetime import UTC, datetime, timedelta

import pytest

from app.files.errors import (
    FileEmpty,
    FileMissing,
    FileNotAllowed,
    FileTooLarge,
    StoreFull,
    StoreUnavailable,
    UnreadableFile,
)
from app.files.sniff import FileKind
from app.files.store import FolderStore
from tests.files import pictures

DAY = timedelta(days=1)


@pytest.fixture
def root(tmp_path):
    return tmp_path / "files"


@pytest.fixture
def store(root):
    return FolderStore(root)


def put(store, content, limit=10 * 2**20, **more):
    return store.put(io.BytesIO(content), limit, **more)


def everything(root):
    return [path for path in root.rglob("*") if path.is_file() and path.name != ".lock"]


def later(hours: int = 25) -> datetime:
    return datetime.now(UTC) + timedelta(hours=hours)


def test_a_file_is_kept_under_the_hash_of_its_content(store, root):
    stored = put(store, pictures.PDF)
    assert stored.sha256 == hashlib.sha256(pictures.PDF).hexdigest()
    assert stored.kind is FileKind.PDF
    assert stored.size == len(pictures.PDF)
    assert stored.path == root / stored.sha256[:2] / stored.sha256[2:]
    with store.open(stored.sha256) as content:
        assert content.read() == pictures.PDF
    assert everything(root) == [stored.path]
    assert stored.path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("picture", [pictures.jpeg(), pictures.png(), pictures.webp()])
def test_a_picture_is_cleaned_before_it_is_hashed(store, picture):
    stored = put(store, picture)
    content = stored.path.read_bytes()
    assert pictures.GPS not in content
    assert hashlib.sha256(content).hexdigest() == stored.sha256
    assert stored.size == len(content)


def test_the_same_content_lies_there_once(store, root):
    assert put(store, pictures.PDF) == put(store, pictures.PDF)
    assert len(everything(root)) == 1


@pytest.mark.parametrize(
    ("content", "limit", "fault"),
    [
        (b"", 100, FileEmpty),
        (b"<html>", 100, FileNotAllowed),
        (pictures.PDF + bytes(200_000), 200_000, FileTooLarge),
        (pictures.jpeg()[:200], 1000, UnreadableFile),
    ],
)
def test_a_refused_file_leaves_nothing_behind(store, root, content, limit, fault):
    with pytest.raises(fault):
        put(store, content, limit)
    assert everything(root) == []


def test_a_file_of_exactly_the_limit_is_taken(store):
    assert put(store, pictures.PDF, len(pictures.PDF)).size == len(pictures.PDF)


def test_a_field_that_takes_pictures_refuses_a_document_and_says_what_it_takes(store, root):
    with pytest.raises(FileNotAllowed, match="JPEG, PNG, WebP"):
        put(store, pictures.PDF, accept=frozenset({"image"}))
    assert everything(root) == []


class _Breaks(io.RawIOBase):
    """A body whose connection ends in the middle."""

    def __init__(self) -> None:
        self._parts = [pictures.PDF]

    def read(self, size: int = -1) -> bytes:
        if self._parts:
            return self._parts.pop()
        raise ConnectionResetError(errno.ECONNRESET, "reset")


def test_a_broken_connection_leaves_nothing_behind(store, root):
    with pytest.raises(StoreUnavailable):
        store.put(_Breaks(), 10**6)
    assert everything(root) == []


def _put_on_a_full_disk(root, answers):
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
    try:
        put(FolderStore(root), pictures.PDF + bytes(2_000_000))
    except StoreFull:
        answers.put(len(everything(root)))
    else:
        answers.put("kept")


def test_a_full_disk_is_said_by_name_and_leaves_nothing_behind(root):
    fork = multiprocessing.get_context("fork")
    answers = fork.Queue()
    child = fork.Process(target=_put_on_a_full_disk, args=(root, answers))
    child.start()
    assert answers.get(timeout=20) == 0
    child.join(20)


def test_a_folder_that_is_no_folder_is_said_by_name(tmp_path):
    (tmp_path / "files").write_text("in the way")
    with pytest.raises(StoreUnavailable):
        put(FolderStore(tmp_path / "files"), pictures.PDF)


@pytest.mark.parametrize("name", ["", "..", "../../etc/passwd", "a" * 63, "A" * 64, "a" * 64, "a" * 64 + "\n"])
def test_what_is_no_hash_or_not_there_is_missing(store, name):
    with pytest.raises(FileMissing):
        store.open(name)


def test_a_deleted_file_is_gone_and_deleting_twice_is_no_fault(store, root):
    stored = put(store, pictures.PDF)
    store.delete(stored.sha256)
    store.delete(stored.sha256)
    assert everything(root) == []


def test_the_sweep_takes_old_orphans_and_leaves_what_has_a_record(store, root):
    kept, orphan = put(store, pictures.PDF), put(store, pictures.odt())
    assert store.sweep(lambda hashes: hashes & {kept.sha256}, later(), DAY) == 1
    assert everything(root) == [kept.path]
    assert not orphan.path.exists()


def test_the_sweep_never_touches_a_young_file(store, root):
    put(store, pictures.PDF)
    assert store.sweep(lambda hashes: set(), later(23), DAY) == 0
    assert len(everything(root)) == 1


def test_an_old_orphan_sent_again_is_young_again(store):
    stored = put(store, pictures.PDF)
    os.utime(stored.path, (0, 0))
    put(store, pictures.PDF)
    assert store.sweep(lambda hashes: set(), datetime.now(UTC), DAY) == 0
    assert stored.path.exists()


def test_a_file_sent_again_while_the_sweep_asks_for_its_record_stays(store):
    stored = put(store, pictures.PDF)
    os.utime(stored.path, (0, 0))

    def asks(hashes):
        put(store, pictures.PDF)
        return set()

    assert store.sweep(asks, datetime.now(UTC), DAY) == 0
    assert stored.path.exists()


def test_an_upload_that_was_killed_is_swept_away_when_it_is_old(store, root):
    put(store, pictures.PDF)
    left = root / "passing" / "0123"
    left.write_bytes(b"half a file")
    assert store.sweep(lambda hashes: hashes, datetime.now(UTC), DAY) == 0
    assert store.sweep(lambda hashes: hashes, later(), DAY) == 1
    assert not left.exists()


def test_a_sweep_before_the_first_file_finds_nothing(store):
    assert store.sweep(lambda hashes: set(), later(), DAY) == 0


def test_many_at_once_end_with_one_whole_file(store, root):
    threads = [threading.Thread(target=put, args=(store, pictures.jpeg())) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(everything(root)) == 1


def test_a_large_picture_is_cleaned_without_being_held_in_memory(store):
    one = pictures.jpeg(None)
    scan_end = one.index(b"\xff\xd9")
    large = one[:scan_end] + b"\x0f" * (60 * 2**20) + one[scan_end:]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    stored = put(store, large, 100 * 2**20)
    assert stored.size > 60 * 2**20
    assert _anonymous_growth_is_small(before)


def _anonymous_growth_is_small(before_kib: int) -> bool:
    # the mapped file itself may count (60 MiB, given back under pressure), a second copy may not
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kib < 100 * 1024
