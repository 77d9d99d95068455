"""The files of a folder that another program's migrations are read from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from goofer_py.errors import FileError
from goofer_py.migrate.files import file_name, read_text


def file_names(folder: Path) -> list[str]:
    """Return the names of the files in `folder`, sorted; raises FileError."""
    if not folder.is_dir():
        raise FileError("there is no such folder to import from.", path=folder)
    return sorted(entry.name for entry in folder.iterdir() if entry.is_file())


def text_of(path: Path) -> str:
    """Return a file's text with plain line ends; raises FileError."""
    return read_text(path).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def title(text: str, otherwise: str = "migration") -> str:
    """Return what a migration is called in goofer, from what it was called before."""
    return file_name(text) if re.search(r"\w", text.replace("_", "")) else otherwise


def refuse(folder: Path, message: str, names: Iterable[str], hint: str | None = None) -> FileError:
    """Return the error that says of some files by name why they stop the import."""
    listed = "".join(f"\n  - {name}" for name in names)
    return FileError(f"{message} Nothing was written.{listed}", path=folder, hint=hint)


def wrong_line(path: Path, line: int, message: str, hint: str | None = None) -> FileError:
    """Return the error for one line of a file."""
    return FileError(f"{message} Nothing was written.", path=path, line=line, hint=hint)
