"""The clerk's desk: the queue, one case, and what may be done to it."""

from flask import Blueprint

bp = Blueprint("desk", __name__, url_prefix="/desk")

from app.desk import case_actions, case_page, changes_page, papers, queue_page  # noqa: E402, F401 - they register on `bp`
