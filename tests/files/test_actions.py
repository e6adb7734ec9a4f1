"""A file belongs to one draft or one case, within limits, and leaves with it."""

import io
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.files.actions import MIB, Limits, attach, receive, remove_files_of
from app.files.errors import FileNotAllowed, TooManyFiles, TooMuchTogether
from app.files.models import Purpose, StoredFile
from app.files.queries import Owner, files_of, known_hashes
from app.files.store import file_store
from app.files.sweep import sweep
from tests.files import pictures

LIMITS = Limits(file_bytes=MIB, owner_bytes=2 * MIB, owner_files=3)


@pytest.fixture
def owner(open_case):
    return Owner(case_id=open_case)


@pytest.fixture
def add(owner, now):
    def one(content=pictures.PDF, filename="tapu.pdf", field_key="belge_tapu", limits=LIMITS):
        stored = receive(file_store(), io.BytesIO(content), limits)
        return attach(
            stored,
            filename,
            owner,
            limits,
            field_key=field_key,
            purpose=Purpose.DOCUMENT,
            uploaded_by="citizen",
            now=now,
        )

    return one


def pdf(number: int, size: int = 0) -> bytes:
    return pictures.PDF + str(number).encode() + bytes(size)


def test_a_file_is_recorded_with_what_its_content_says(add, owner, now):
    file = add(pictures.jpeg(), "tapu.pdf.exe")
    db.session.commit()
    assert files_of(owner) == [file]
    assert (file.name, file.media_type, file.scan_state) == ("tapu.pdf.jpg", "image/jpeg", "not_scanned")
    assert file.created_at == now
    with file_store().open(file.sha256) as content:
        assert len(content.read()) == file.size


def test_the_same_file_sent_twice_into_one_field_is_one_file(add, owner):
    assert add() is add()
    assert len(files_of(owner)) == 1


def test_the_same_content_in_another_field_is_another_record(add, owner):
    add()
    add(field_key="belge_kimlik")
    assert len(files_of(owner)) == 2


def test_one_file_too_many_is_refused(add):
    for number in range(3):
        add(pdf(number))
    with pytest.raises(TooManyFiles, match="3"):
        add(pdf(4))


def test_a_field_keeps_its_own_smaller_limits(add):
    narrow = LIMITS.for_field(max_mib=None, max_files=1, accept=frozenset({"pdf"}))
    add(limits=narrow)
    with pytest.raises(TooManyFiles, match="1"):
        add(pdf(1), limits=narrow)
    with pytest.raises(FileNotAllowed, match="PDF"):
        add(pictures.jpeg(), limits=narrow)
    assert LIMITS.for_field(max_mib=50, max_files=None, accept=None).file_bytes == MIB


def test_all_files_together_keep_their_limit(add):
    add(pdf(1, 900_000))
    add(pdf(2, 900_000))
    with pytest.raises(TooMuchTogether, match="2 MiB"):
        add(pdf(3, 900_000))


def test_a_file_taken_back_frees_its_place_and_forgets_its_name(add, owner, now):
    file = add(pdf(1, 900_000), "Ayşe Demir rapor.pdf")
    add(pdf(2, 900_000))
    file.remove(now)
    db.session.commit()
    assert file.name == ""
    assert file not in files_of(owner)
    add(pdf(3, 900_000))


def test_the_sweep_keeps_what_any_record_still_points_to(add, owner, now):
    one, other = add(), add(field_key="belge_kimlik")
    later = now + timedelta(days=4000)
    one.remove(now)
    db.session.commit()
    assert file_store().sweep(known_hashes, later, timedelta(days=1)) == 0
    other.remove(now)
    db.session.commit()
    assert file_store().sweep(known_hashes, later, timedelta(days=1)) == 1


def test_the_workers_sweep_takes_the_forgotten_and_can_write_afterwards(add, now):
    kept = add()
    orphan = receive(file_store(), io.BytesIO(pdf(9)), LIMITS)
    db.session.commit()
    assert sweep(now + timedelta(days=4000)) == 1
    assert not orphan.path.exists()
    kept.remove(now)
    db.session.commit()


def test_all_files_of_an_owner_leave_together(add, owner, now):
    add()
    add(pdf(1))
    assert remove_files_of(owner, now) == 2
    assert files_of(owner) == []


def test_a_file_without_an_owner_cannot_be_recorded(add):
    file = add()
    file.case_id = None
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


@pytest.mark.parametrize("ids", [{}, {"draft_id": 1, "case_id": 1}])
def test_an_owner_is_a_draft_or_a_case(ids):
    with pytest.raises(ValueError, match="draft or to a case"):
        Owner(**ids)


def test_what_came_with_a_draft_moves_to_its_case(open_case):
    file = StoredFile(draft_id=7)
    file.move_to_case(open_case)
    assert (file.case_id, file.draft_id) == (open_case, None)
