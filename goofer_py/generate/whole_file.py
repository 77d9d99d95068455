"""Files that are there as a whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

from goofer_py.errors import FileError


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a path beside `path`, readable for the user alone; what is written there takes its name.

    Where the work fails, what stood at `path` is as it was. Raises FileError where nothing can be
    written.
    """
    beside = path.with_name(f".{path.name}.{token_hex(4)}")
    try:
        os.close(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise _unwritten(path, error) from None
    try:
        yield beside
        beside.replace(path)
    except OSError as error:
        raise _unwritten(path, error) from None
    finally:
        with suppress(FileNotFoundError):
            beside.unlink()


def write_whole(path: Path, text: str) -> None:
    """Write a text file, in the place of one that is there; raises FileError."""
    with whole_file(path) as beside:
        beside.write_text(text, encoding="utf-8", newline="\n")
        beside.chmod(_usual_mode())


def _usual_mode() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _unwritten(path: Path, error: OSError) -> FileError:
    return FileError(f"the file cannot be written: {error.strerror}.", path=path)
