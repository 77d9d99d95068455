"""What a server logs, on stderr."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from goofer_py.cli.output import Output, write

_LOGGERS = {"goofer.web": logging.INFO, "uvicorn.error": logging.WARNING}


@contextmanager
def logged(output: Output) -> Iterator[None]:
    """Write what is logged meanwhile to stderr, a line or an object of JSON for each message.

    With `quiet`, no more than warnings.
    """
    handler = _Handler(output)
    before = {name: logging.getLogger(name).level for name in _LOGGERS}
    for name, level in _LOGGERS.items():
        logging.getLogger(name).addHandler(handler)
        logging.getLogger(name).setLevel(max(level, handler.level))
    try:
        yield
    finally:
        for name, level in before.items():
            logging.getLogger(name).removeHandler(handler)
            logging.getLogger(name).setLevel(level)


class _Handler(logging.Handler):
    """Writes as a command does."""

    def __init__(self, output: Output) -> None:
        super().__init__(logging.WARNING if output.quiet else logging.INFO)
        self._output = output
        self._format = logging.Formatter()

    def emit(self, record: logging.LogRecord) -> None:
        """Write one message, which may be of several lines and hold anything."""
        from goofer_py.web.shown import visible

        level, text = record.levelname.lower(), self._format.format(record)
        if self._output.log_json:
            self._output.log(event="Logged", level=level, message=text)
            return
        now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        write(sys.stderr, visible("\n  ".join(f"{now} {level}: {text}".splitlines())))
