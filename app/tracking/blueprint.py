"""The tracking pages' blueprint. A number stands in no address of it but the QR code's, which forgets it at once."""

from flask import Blueprint

bp = Blueprint("tracking", __name__)
