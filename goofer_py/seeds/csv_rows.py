"""Rows of a CSV file, one after the other, whatever its size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from goofer_py.errors import FileError
from goofer_py.migrate.merge import Row

_FIELD = re.compile(r'[^\S\r\n]*"((?:[^"]|"")*)"[^\S\r\n]*(?=,|$)|([^",]*)(?=,|$)')


def csv_rows(path: Path, null: str) -> Iterator[Row]:
    """Yield the rows of a file, numbered by their lines; raises FileError.

    A field without quotes that is `null` stands for NULL, and one in quotes never does. That is
    how PostgreSQL's COPY reads and writes CSV.
    """
    lines = _records(path)
    columns: list[str] | None = None
    for number, text in lines:
        fields = _fields(text, path, number)
        if columns is None:
            columns = _head([field for field, _ in fields], path, number)
            continue
        if len(fields) != len(columns):
            raise FileError(
                f"the row has {len(fields)} fields, and there are {len(columns)} columns.",
                path=path,
                line=number,
            )
        values = [None if field == null and not quoted else field for field, quoted in fields]
        yield Row(number, dict(zip(columns, values, strict=True)))
    if columns is None:
        raise FileError("the file has no line with the names of the columns.", path=path)


def _head(columns: list[str], path: Path, number: int) -> list[str]:
    names = [name.strip() for name in columns]
    if not all(names) or len(set(names)) < len(names):
        raise FileError(
            "the first line gives each column a name of its own; this one does not.",
            path=path,
            line=number,
        )
    return names


def _records(path: Path) -> Iterator[tuple[int, str]]:
    """Yield what is one row, with the number of its first line; comments and blank lines aside."""
    begun, at, head = "", 0, True
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, line in enumerate(file, 1):
                if not begun and (not line.strip() or (head and line.startswith("#"))):
                    continue
                head = False
                at = at if begun else number
                begun += line
                if begun.count('"') % 2 == 0:
                    yield at, begun.rstrip("\r\n")
                    begun = ""
    except UnicodeDecodeError as error:
        raise FileError(f"the file is not UTF-8 text: {error.reason}.", path=path) from None
    except OSError as error:
        raise FileError(f"the file cannot be read: {error.strerror}.", path=path) from None
    if begun:
        raise FileError('the quote " that the row opens is never closed.', path=path, line=at)


def _fields(text: str, path: Path, number: int) -> list[tuple[str, bool]]:
    """Return the fields of a row, each with whether it stood in quotes."""
    found: list[tuple[str, bool]] = []
    at = 0
    while True:
        match = _FIELD.match(text, at)
        if match is None:
            raise FileError(
                f'field {len(found) + 1} has a quote " in the wrong place.',
                path=path,
                line=number,
                hint='put the whole field into quotes, and double those inside: "6"" nails"',
            )
        quoted = match[1] is not None
        found.append((match[1].replace('""', '"') if quoted else match[2], quoted))
        at = match.end()
        if at == len(text):
            return found
        at += 1
