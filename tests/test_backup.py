"""A backup made while people write comes back whole, and a bad one changes nothing."""

import io
import os
import tarfile
import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import create_app
from app.backup.errors import BadArchive, CannotBackUp, CannotRestore
from app.backup.restoring import restore, verify
from app.backup.writing import back_up
from app.cases.looking import case_file
from app.cases.models import Applicant, Case
from app.cases.people import phone_of
from app.catalogue.queries import forget_versions
from app.clock import utc_now
from app.extensions import db
from app.files.models import StoredFile
from app.files.store import file_store
from app.keys import BadPassphrase, keys
from app.prepare import prepare
from tests.conftest import _postgres, _postgres_url, environment

PASSPHRASE = "kırmızı kiremit çatı 39"
PDF = b"%PDF-1.4\n1 0 obj <</Type/Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"


@dataclass(frozen=True)
class Town:
    """What must come back."""

    pins: dict[str, str]
    phones: dict[str, str]
    answers: dict[str, dict]
    file_hash: str


@pytest.fixture
def town(app: Flask, make_case: Callable[..., int]) -> Town:
    """A few cases, one with an attachment."""
    for seed in range(1, 7):
        make_case("FEN-01" if seed % 2 else "YAZ-01", seed)
    stored = file_store().put(io.BytesIO(PDF), 10_000)
    db.session.add(
        StoredFile(
            sha256=stored.sha256, size=stored.size, media_type=stored.kind.media_type, name="dilekçe.pdf",
            purpose="document", case_id=1, uploaded_by="citizen", created_at=utc_now(),
        )
    )  # fmt: skip
    db.session.commit()
    return _town(stored.sha256)


def _town(file_hash: str) -> Town:
    cases = list(db.session.scalars(select(Case).order_by(Case.id)))
    applicants = {
        row.case_id: row for row in db.session.scalars(select(Applicant).where(Applicant.role == "applicant"))
    }
    town = Town(
        pins={case.tracking_number: keys().pin(case.id, case.pin_generation) for case in cases},
        phones={case.tracking_number: phone_of(applicants[case.id]) for case in cases},
        answers={case.tracking_number: case_file(case, with_secrets=True).answers for case in cases},
        file_hash=file_hash,
    )
    db.session.rollback()
    return town


@pytest.fixture
def archive(app: Flask, town: Town, tmp_path: Path) -> Path:
    path = tmp_path / "backup.tar"
    back_up(path, PASSPHRASE, utc_now())
    return path


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A backup of a town in which nothing happened yet: what damage is tried on."""
    folder = tmp_path_factory.mktemp("sound")
    app = create_app(environment(folder / "instance"))
    prepare(app)
    with app.app_context():
        back_up(folder / "backup.tar", PASSPHRASE, utc_now())
        db.session.remove()
        db.engine.dispose()
    return (folder / "backup.tar").read_bytes()


@pytest.fixture
def given(sound: bytes, tmp_path: Path) -> Path:
    """A copy of it to damage."""
    path = tmp_path / "given.tar"
    path.write_bytes(sound)
    return path


@pytest.fixture
def empty(database: str, tmp_path: Path) -> Iterator[Flask]:
    """A machine that has nothing yet, with a key of its own making."""
    more, name = {}, ""
    if database == "postgresql":
        name = f"masa_restored_{uuid.uuid4().hex[:8]}"
        _postgres(f'CREATE DATABASE "{name}"')
        more = {"DATABASE_URL": _postgres_url(name)}
    forget_versions()
    other = create_app(environment(tmp_path / "other", **more))
    with other.app_context():
        yield other
        db.session.remove()
        db.engine.dispose()
    if name:
        _postgres(f'DROP DATABASE "{name}" WITH (FORCE)')


def _reopened(app: Flask) -> Flask:
    """The same machine after a start: it reads the restored key."""
    more = {"DATABASE_URL": app.config["DATABASE_URL"]} if "postgresql" in app.config["DATABASE_URL"] else {}
    return create_app(environment(app.config["MASA_INSTANCE"], **more))


def test_everything_comes_back_on_an_empty_machine(app: Flask, town: Town, archive: Path, empty: Flask) -> None:
    restore(empty, archive, PASSPHRASE)
    with _reopened(empty).app_context():
        assert _town(town.file_hash) == town
        with file_store().open(town.file_hash) as content:
            assert content.read() == PDF
        file = db.session.scalars(select(StoredFile)).one()
        assert file.name == "dilekçe.pdf"
        db.session.remove()
        db.engine.dispose()
    key = Path(empty.config["MASA_INSTANCE"]) / "data.key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert not list(key.parent.glob(".restor*"))


def test_a_backup_while_people_write_holds_every_case_that_was_acknowledged_before(
    app: Flask, town: Town, make_case: Callable[..., int], tmp_path: Path, empty: Flask
) -> None:
    acknowledged: list[str] = []
    stop = threading.Event()

    def write(first_seed: int) -> None:
        with app.app_context():
            seed = first_seed
            while not stop.is_set():
                seed += 1
                case = db.session.get_one(Case, make_case("FEN-01", seed))
                acknowledged.append(case.tracking_number)
                db.session.remove()

    writers = [threading.Thread(target=write, args=(n * 1000,)) for n in (1, 2)]
    for writer in writers:
        writer.start()
    while len(acknowledged) < 10:
        assert any(writer.is_alive() for writer in writers)
    with app.app_context():
        before = list(acknowledged)
        back_up(tmp_path / "busy.tar", PASSPHRASE, utc_now())
    stop.set()
    for writer in writers:
        writer.join()
    assert len(acknowledged) > len(before)
    restore(empty, tmp_path / "busy.tar", PASSPHRASE)
    with _reopened(empty).app_context():
        from app.cases import counts

        found = _town(town.file_hash)
        assert set(before) <= found.pins.keys()
        assert found.pins.keys() <= {*town.pins, *acknowledged}
        assert counts.differences() == []
        db.session.remove()
        db.engine.dispose()


def test_a_machine_with_contents_is_never_restored_onto(app: Flask, town: Town, archive: Path) -> None:
    key = (Path(app.config["MASA_INSTANCE"]) / "data.key").read_text()
    with pytest.raises(CannotRestore, match="empty machine"):
        restore(app, archive, PASSPHRASE)
    assert _town(town.file_hash) == town
    assert (Path(app.config["MASA_INSTANCE"]) / "data.key").read_text() == key


@pytest.mark.sqlite_only
def test_a_wrong_passphrase_changes_nothing(given: Path, empty: Flask) -> None:
    before = _fingerprint(empty)
    with pytest.raises(BadPassphrase):
        restore(empty, given, PASSPHRASE + "x")
    assert _fingerprint(empty) == before


def test_a_short_passphrase_makes_no_backup(app: Flask, tmp_path: Path) -> None:
    with pytest.raises(BadPassphrase):
        back_up(tmp_path / "backup.tar", "kısa", utc_now())
    assert list(tmp_path.glob("*backup*")) == []


def test_a_backup_replaces_no_file(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "backup.tar").write_text("önemli")
    with pytest.raises(CannotBackUp):
        back_up(tmp_path / "backup.tar", PASSPHRASE, utc_now())
    assert (tmp_path / "backup.tar").read_text() == "önemli"


def test_a_backup_is_readable_by_its_owner_only_and_leaves_nothing_beside_it(archive: Path) -> None:
    assert archive.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in archive.parent.iterdir() if "backup" in path.name] == ["backup.tar"]


def test_neither_the_key_nor_the_passphrase_stands_in_a_backup(app: Flask, archive: Path) -> None:
    content = archive.read_bytes()
    assert str(app.config["MASA_DATA_KEY"]).encode() not in content
    assert PASSPHRASE.encode() not in content


@pytest.mark.sqlite_only
@pytest.mark.parametrize("part", [0.02, 0.3, 0.5, 0.7, 0.97])
def test_a_changed_byte_is_found_and_nothing_restored(given: Path, empty: Flask, part: float) -> None:
    content = bytearray(given.read_bytes())
    with tarfile.open(given) as tar:  # inside a member, not in the padding behind one
        members = [member for member in tar if member.size]
    member = members[min(len(members) - 1, int(part * len(members)))]
    content[member.offset_data + int(part * member.size)] ^= 1
    given.write_bytes(content)
    before = _fingerprint(empty)
    with pytest.raises((BadArchive, BadPassphrase)):
        restore(empty, given, PASSPHRASE)
    assert _fingerprint(empty) == before


@pytest.mark.sqlite_only
@pytest.mark.parametrize("kept", [0, 100, 600, 0.5, 0.9])
def test_a_cut_off_backup_is_refused(given: Path, empty: Flask, kept: float) -> None:
    size = given.stat().st_size
    os.truncate(given, int(kept * size if 0 < kept < 1 else kept))
    before = _fingerprint(empty)
    with pytest.raises(BadArchive):
        restore(empty, given, PASSPHRASE)
    assert _fingerprint(empty) == before


@pytest.mark.sqlite_only
@pytest.mark.parametrize("name", ["../evil", "/tmp/evil", "files/../../evil", "files/" + "A" * 64, "data.key", "files"])
def test_a_path_trick_is_refused(given: Path, empty: Flask, name: str) -> None:
    with tarfile.open(given, "a") as tar:
        member = tarfile.TarInfo(name)
        member.size = 4
        tar.addfile(member, io.BytesIO(b"evil"))
    with pytest.raises(BadArchive, match="does not belong"):
        restore(empty, given, PASSPHRASE)


@pytest.mark.sqlite_only
@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE])
def test_a_link_or_a_folder_is_refused(given: Path, empty: Flask, kind: bytes) -> None:
    with tarfile.open(given, "a") as tar:
        member = tarfile.TarInfo("files/" + "a" * 64)
        member.type, member.linkname = kind, "/etc/passwd"
        tar.addfile(member)
    with pytest.raises(BadArchive, match="does not belong"):
        restore(empty, given, PASSPHRASE)


@pytest.mark.sqlite_only
def test_a_part_given_twice_is_refused(given: Path, empty: Flask) -> None:
    with tarfile.open(given, "a") as tar:
        member = tarfile.TarInfo("manifest.json")
        member.size = 2
        tar.addfile(member, io.BytesIO(b"{}"))
    with pytest.raises(BadArchive):
        restore(empty, given, PASSPHRASE)


@pytest.mark.sqlite_only
def test_a_list_of_contents_made_by_another_hand_is_refused(given: Path, empty: Flask, tmp_path: Path) -> None:
    forged = tmp_path / "forged.tar"
    with tarfile.open(given) as source, tarfile.open(forged, "w") as target:
        for member in source:
            content = source.extractfile(member)
            assert content is not None
            text = content.read()
            if member.name == "manifest.json":
                text = text.replace(b'"gone": 0', b'"gone": 1')
            member.size = len(text)
            target.addfile(member, io.BytesIO(text))
    with pytest.raises(BadArchive, match="changed after it was made"):
        restore(empty, forged, PASSPHRASE)


@pytest.mark.sqlite_only
def test_a_key_that_was_set_is_never_replaced(given: Path, tmp_path: Path) -> None:
    from app.keys import new_data_key

    other = create_app(environment(tmp_path / "other", MASA_DATA_KEY=new_data_key()))
    with other.app_context(), pytest.raises(CannotRestore, match="MASA_DATA_KEY"):
        restore(other, given, PASSPHRASE)


def test_a_missing_attachment_is_told_and_no_backup_made(app: Flask, town: Town, tmp_path: Path) -> None:
    file_store().delete(town.file_hash)
    with pytest.raises(CannotBackUp, match=town.file_hash):
        back_up(tmp_path / "backup.tar", PASSPHRASE, utc_now())
    assert list(tmp_path.glob("*backup*")) == []


def test_the_commands_take_the_passphrase_from_standard_input(
    app: Flask, town: Town, tmp_path: Path, empty: Flask
) -> None:
    path = tmp_path / "backup.tar"
    with app.app_context():
        made = app.test_cli_runner().invoke(args=["backup", str(path)], input=f"{PASSPHRASE}\n")
        assert made.exit_code == 0, made.output
        checked = app.test_cli_runner().invoke(args=["backup", "--verify", str(path)], input=f"{PASSPHRASE}\n")
        assert "is sound: 1 attachments" in checked.output
    refused = empty.test_cli_runner().invoke(args=["restore", str(path)], input="something else\n")
    assert refused.exit_code != 0
    assert refused.output.strip().endswith("nothing was changed")
    restored = empty.test_cli_runner().invoke(args=["restore", str(path)], input=f"{PASSPHRASE}\n")
    assert restored.exit_code == 0, restored.output
    with empty.app_context():
        assert db.session.scalar(select(func.count()).select_from(Case)) == len(town.pins)


def test_verifying_reads_every_part(app: Flask, archive: Path) -> None:
    assert len(verify(archive, PASSPHRASE).members) == 2


def _fingerprint(app: Flask) -> list[tuple[str, bytes]]:
    """Everything in the instance folder, the database's own side files apart."""
    instance = Path(app.config["MASA_INSTANCE"])
    return sorted(
        (str(path.relative_to(instance)), path.read_bytes())
        for path in instance.rglob("*")
        if path.is_file() and not path.name.startswith("masa.db")
    )
