"""Files within a step: taken in one at a time, taken back again. A file that fails loses no other answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, cast

from werkzeug.datastructures import FileStorage, MultiDict

from app.applications.filling import Filling
from app.catalogue.engine.form import Field
from app.extensions import db
from app.files.actions import Limits, attach, receive
from app.files.errors import FileFault
from app.files.models import Purpose
from app.files.queries import Owner, files_of
from app.files.store import Stored, file_store
from app.sentence import say
from app.web.uploads import count_upload, upload_limits

FieldFaults = dict[str, FileFault]


@dataclass(frozen=True)
class Arrived:
    """A file that is safe on disk and has no record yet."""

    field: Field
    stored: Stored
    filename: str


def bring_to_disk(
    filling: Filling, step_key: str, asked_for: str, uploads: MultiDict[str, FileStorage], now: datetime
) -> tuple[list[Arrived], FieldFaults]:
    """Write what was sent with a step to disk, before any write transaction begins; with why a file was not taken.

    `asked_for` is the field whose upload button was pressed.
    """
    arrived: list[Arrived] = []
    faults: FieldFaults = {}
    for field in _file_fields(filling, step_key):
        upload = uploads.get(field.key)
        if upload is not None and upload.filename:
            try:
                count_upload(now)
                stored = receive(file_store(), cast(BinaryIO, upload.stream), _limits(field))
                arrived.append(Arrived(field, stored, upload.filename))
            except FileFault as fault:
                faults[field.key] = fault
        elif asked_for == field.key:
            faults[field.key] = FileFault(say("Choose a file first, then upload it."))
    return arrived, faults


def record_files(filling: Filling, arrived: list[Arrived], now: datetime) -> FieldFaults:
    """Give the arrived files to the draft; the caller commits. Returns why one was not taken, by field."""
    faults: FieldFaults = {}
    for one in arrived:
        try:
            attach(
                one.stored,
                one.filename,
                Owner(draft_id=filling.draft.id),
                _limits(one.field),
                field_key=one.field.key,
                purpose=Purpose.DOCUMENT if one.field.document_key else Purpose.ANSWER,
                uploaded_by="citizen",
                now=now,
            )
        except FileFault as fault:
            faults[one.field.key] = fault
    return faults


def remove_file(filling: Filling, step_key: str, wanted: str, now: datetime) -> None:
    """Take back the file `<field>:<id>` of this draft and step, if there is such a one; the caller commits."""
    field_key, _, file_id = wanted.partition(":")
    if field_key not in {field.key for field in _file_fields(filling, step_key)}:
        return
    for file in files_of(Owner(draft_id=filling.draft.id)):
        if str(file.id) == file_id and file.field_key == field_key:
            file.remove(now)
            db.session.flush()


def _file_fields(filling: Filling, step_key: str) -> list[Field]:
    step = filling.form.step(step_key)
    return [field for field in (step.fields if step else ()) if field.type.name == "file"]


def _limits(field: Field) -> Limits:
    accept = frozenset(field.accept) if field.accept else None
    return upload_limits().for_field(field.max_mib, field.max_files, accept)
