"""Handing files out: always as a download, never shown inside our pages, never kept by anyone on the way."""

from flask import Response, abort, current_app, send_file

from app.files.errors import FileMissing
from app.files.models import ScanState, StoredFile
from app.files.store import file_store


def send_stored(file: StoredFile) -> Response:
    """The file as an attachment under its own name. Whether the visitor may have it is the caller's business.

    404 for one taken back, refused by a scanner, or missing from the store (which is logged: it must not happen).
    """
    if file.removed_at is not None or file.scan_state == ScanState.REFUSED.value:
        abort(404)
    try:
        content = file_store().open(file.sha256)
    except FileMissing:
        current_app.logger.error("the content of file %s is missing from the store", file.id)
        abort(404)
    response = send_file(content, mimetype=file.media_type, as_attachment=True, download_name=file.name, etag=False)
    response.content_length = file.size
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"
    return response
