"""How large tables of SQLite are: counted as far as it matters, and estimated from there on."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from goofer_py.errors import StatementFailed
from goofer_py.hazards.facts import Size
from goofer_py.schema import Name
from goofer_py.stores.store import Session

_TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
)
_SAMPLE = 100
_OVERHEAD = 8
"""What a row takes besides its values: its number, its length, and their types."""


def sqlite_sizes(session: Session, small_rows: int) -> Mapping[Name, Size]:
    """Return the tables with their rows and bytes.

    No more than `small_rows` are counted: with more of them, the highest number of a row stands in
    for how many there are. The bytes are those of the first rows, times all.
    """
    most = max(small_rows, 1)
    found: dict[Name, Size] = {}
    for (name,) in session.query(_TABLES):
        quoted = session.dialect.quote(str(name))
        some = f"SELECT 1 FROM {quoted} LIMIT {most}"
        rows = int(session.query(f"SELECT count(*) FROM ({some})")[0][0])
        if rows == most:
            rows = max(rows, _highest(session, quoted))
        data = round(rows * _width(session, str(name), quoted)) if rows else 0
        found[Name(str(name))] = Size(rows, data, data)
    return found


def _highest(session: Session, table: str) -> int:
    with suppress(StatementFailed):  # Not every table numbers its rows.
        return int(session.query(f"SELECT max(_rowid_) FROM {table}")[0][0] or 0)
    return 0


def _width(session: Session, name: str, table: str) -> float:
    """Return how many bytes a row takes, by the first ones."""
    quote = session.dialect.quote
    columns = session.query("SELECT name FROM pragma_table_info(?)", (name,))
    lengths = (f"coalesce(length(CAST({quote(str(c))} AS BLOB)), 0)" for (c,) in columns)
    sample = f"SELECT {' + '.join(lengths)} AS width FROM {table} LIMIT {_SAMPLE}"
    with suppress(StatementFailed):  # A module that only the application has.
        return float(session.query(f"SELECT avg(width) FROM ({sample})")[0][0] or 0) + _OVERHEAD
    return _OVERHEAD
