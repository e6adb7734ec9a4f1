"""The public pages' blueprint: every page may be kept by a browser, none starts a session."""

from flask import Blueprint

bp = Blueprint("public", __name__)
