"""The town's limits for files that citizens send, in a form or later."""

from datetime import datetime

from flask import current_app, request

from app.files.actions import MIB, Limits
from app.files.errors import FileFault
from app.sentence import say
from app.throttle import ThrottleUnavailable, throttle

_HOUR = 3600


class TooManyUploads(FileFault):
    """This address has sent more files in an hour than the town allows."""

    def __init__(self) -> None:
        super().__init__(say("Too many files came from your connection. Wait an hour, or bring them to the desk."))


def upload_limits() -> Limits:
    """The town's limits for what a citizen sends."""
    config = current_app.config
    return Limits(
        file_bytes=config["MASA_UPLOAD_FILE_MIB"] * MIB,
        owner_bytes=config["MASA_UPLOAD_CASE_MIB"] * MIB,
        owner_files=config["MASA_UPLOAD_FILES"],
    )


def count_upload(now: datetime) -> None:
    """Raise TooManyUploads when this address has sent its share; without its store the throttle lets files through."""
    limit, key = current_app.config["MASA_LIMIT_UPLOADS_PER_HOUR"], f"upload:{request.remote_addr}"
    try:
        is_within = throttle().count_within(key, limit, _HOUR, now)
    except ThrottleUnavailable:
        return
    if not is_within:
        raise TooManyUploads
