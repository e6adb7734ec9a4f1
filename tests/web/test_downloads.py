"""A file leaves as a download under its own name, and runs nowhere."""

import io

import pytest
from werkzeug.exceptions import NotFound

from app.extensions import db
from app.files.actions import MIB, Limits, attach, receive
from app.files.models import Purpose
from app.files.queries import Owner
from app.files.store import file_store
from app.web.downloads import send_stored
from tests.files import pictures

LIMITS = Limits(file_bytes=MIB, owner_bytes=MIB, owner_files=9)


@pytest.fixture
def file(open_case, now):
    stored = receive(file_store(), io.BytesIO(pictures.PDF), LIMITS)
    return attach(
        stored,
        "Şikâyet dilekçesi İĞ.pdf",
        Owner(case_id=open_case),
        LIMITS,
        field_key=None,
        purpose=Purpose.REPLY,
        uploaded_by="citizen",
        now=now,
    )


def test_a_download_is_whole_named_right_and_harmless(app, file):
    with app.test_request_context("/"):
        reply = send_stored(file)
        reply.direct_passthrough = False
        assert reply.get_data() == pictures.PDF
        reply.close()
    assert reply.content_length == len(pictures.PDF)
    disposition = reply.headers["Content-Disposition"]
    disposition.encode("latin-1")  # gunicorn refuses anything else
    assert disposition.startswith("attachment;")
    assert "filename*=UTF-8''%C5%9Eik%C3%A2yet%20dilek%C3%A7esi%20%C4%B0%C4%9E.pdf" in disposition
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Content-Security-Policy"].startswith("sandbox")
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.mimetype == "application/pdf"


@pytest.mark.parametrize("reason", ["removed", "refused", "missing"])
def test_what_may_not_or_cannot_be_handed_out_is_not_found(app, file, now, reason):
    if reason == "removed":
        file.remove(now)
    elif reason == "refused":
        file.scan_state = "refused"
    else:
        file_store().delete(file.sha256)
    with app.test_request_context("/"), pytest.raises(NotFound):
        send_stored(file)
    db.session.rollback()
