"""Values for a declared type: an empty one and plausible ones.

Dates and times are written as SQLAlchemy stores them.
"""

from __future__ import annotations

from goofer_py.dialects.sqlite.quoting import literal
from goofer_py.dialects.sqlite.types import affinity, length
from goofer_py.schema import Column

MIDNIGHT = " 00:00:00.000000"
_KINDS = (
    ("datetime", ("DATETIME", "TIMESTAMP")),
    ("date", ("DATE",)),
    ("time", ("TIME",)),
    ("boolean", ("BOOL",)),
    ("json", ("JSON",)),
)
_ZEROS = {
    "datetime": f"'1970-01-01{MIDNIGHT}'",
    "date": "'1970-01-01'",
    "time": "'00:00:00.000000'",
    "boolean": "0",
    "json": "'null'",
    "INTEGER": "0",
    "REAL": "0.0",
    "NUMERIC": "0",
    "TEXT": "''",
    "BLOB": "x''",
}


def zero(column: Column) -> str:
    """Return an SQL expression for an empty value of the column's type."""
    return _ZEROS[kind(column)]


def sample(column: Column, row: int) -> str:
    """Return an SQL expression for a plausible value, different for each `row` >= 1 if it can."""
    day, second = f"{2000 + row % 8000}-01-02", f"03:04:05.{row % 1_000_000:06}"
    values = {
        "datetime": literal(f"{day} {second}"),
        "date": literal(day),
        "time": literal(second),
        "boolean": str(row % 2),
        "json": literal(f'{{"row": {row}}}'),
        "REAL": f"{row}.5",
        "TEXT": literal(_text(length(column.type.text), row)),
        "BLOB": f"x'{row:08x}'",
    }
    return values.get(kind(column), str(row))


def kind(column: Column) -> str:
    """Return what values the column holds: a kind that text hides, else its affinity."""
    upper = column.type.text.upper()
    for name, marks in _KINDS:
        if any(mark in upper for mark in marks):
            return name
    return affinity(upper)


def _text(limit: int | None, row: int) -> str:
    text = f"sample {row}"
    if limit is None or len(text) <= limit:
        return text
    # The last digits tell rows apart where there is room for little.
    return str(row).rjust(limit, "s")[-limit:]
