"""A citizen fills in a form and so opens a case."""

from app.applications import receipts, sending
from app.applications.views import bp

__all__ = ["bp", "receipts", "sending"]
