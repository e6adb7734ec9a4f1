"""gunicorn's own lines in our form: it would otherwise quote whole paths."""

import sys
from typing import Any

from gunicorn.glogging import Logger

from app.logs import JsonLines


class MaskedLogger(Logger):
    """gunicorn's logger with our formatter."""

    def setup(self, cfg: Any) -> None:
        """Replace the formatters that gunicorn has just set."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonLines())
            handler.stream = sys.stderr
