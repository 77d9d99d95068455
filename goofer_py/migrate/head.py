"""What files say about themselves, read from their heads alone."""

from __future__ import annotations

import os
from pathlib import Path

from goofer_py.errors import FileError
from goofer_py.migrate.directives import NO_DIRECTIVES, Directives, code_directives, directives
from goofer_py.migrate.files import PYTHON

_HEAD = 1 << 16


def head_directives(path: Path | str) -> Directives:
    """Read the directives of a file, and no more of it than they need; raises FileError."""
    try:
        # As in reading whole files, which are thousands: a third of what open() takes.
        number = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        try:
            head = os.read(number, _HEAD)
        finally:
            os.close(number)
    except OSError as error:
        raise FileError(f"the file cannot be read: {error.strerror}.", path=path) from None
    if b"goofer:" not in head:
        return NO_DIRECTIVES
    read = code_directives if str(path).endswith(PYTHON) else directives
    return read(head.decode(errors="replace"), path)
