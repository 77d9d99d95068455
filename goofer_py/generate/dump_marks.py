"""The first and the last line of a dump, by which a load knows whose and how whole a file is."""

from __future__ import annotations

import re
from pathlib import Path

from goofer_py.dialects.dialect import Dialect
from goofer_py.errors import FileError
from goofer_py.stores.registry import spoken_by

END = "-- End of the dump."
_FIRST = "Schema and applied versions of a database, for "
_HEAD = re.compile(f"-- {_FIRST}(?P<server>[a-z]+) ")


def first_line(dialect: Dialect) -> str:
    """Return the first line of a dump, without what makes it a comment."""
    version = ".".join(map(str, dialect.capabilities.version))
    return f"{_FIRST}{dialect.server} {version}."


def check_dump(text: str, path: Path, dialect: Dialect) -> None:
    """Refuse a dump that is cut off, or of a database that `dialect` is not the language of.

    A file that goofer did not write passes. Raises FileError.
    """
    found = _HEAD.match(text.removeprefix("\ufeff"))
    if found is None:
        return
    server = found["server"]
    if spoken_by(server) != dialect.name:
        raise FileError(
            f"it is a dump of {server}, and the database is {dialect.server}. Nothing was run.",
            path=path,
            hint=f"name an empty database of {server} with --url",
        )
    if END not in map(str.rstrip, text.splitlines()):
        raise FileError(
            f"the line {END!r} is missing: it is a part of a dump. Nothing was run.",
            path=path,
            hint="copy the file again, or write it again: goofer dump FILE",
        )
