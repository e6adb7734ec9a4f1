"""A citizen looks a case up: by its number alone, or, with a second fact, into its file."""

from app.tracking import file_page, file_posts, lookup
from app.tracking.blueprint import bp

__all__ = ["bp", "file_page", "file_posts", "lookup"]
