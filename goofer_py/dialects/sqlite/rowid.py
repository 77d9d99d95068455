"""The number that every row of an ordinary table has (https://www.sqlite.org/rowidtable.html)."""

from __future__ import annotations

from goofer_py.schema import Table

STRICT = "strict"
WITHOUT_ROWID = "without_rowid"
DESCENDING_KEY = "descending_key"
"""Set on a table with `INTEGER PRIMARY KEY DESC`, which numbers no rows, by an old mistake."""

_ALIASES = ("rowid", "_rowid_", "oid")


def numbers_rows(table: Table) -> str | None:
    """Return the column that is another name for the rowid, if the table has one."""
    key = table.primary_key
    if key is None or len(key.columns) != 1 or table.has_option(WITHOUT_ROWID):
        return None
    column = table.find_column(key.columns[0])
    if column is None or column.type.text.upper() != "INTEGER" or table.has_option(DESCENDING_KEY):
        return None
    return column.name


def keys_are_required(table: Table) -> bool:
    """Whether SQLite refuses NULL in the primary key without being told to."""
    return table.has_option(WITHOUT_ROWID) or table.has_option(STRICT)


def hidden_rowid(table: Table) -> str | None:
    """Return a name for the rowid where no column stands for it; None where nothing can."""
    return None if numbers_rows(table) is not None else rowid_name(table)


def rowid_name(table: Table) -> str | None:
    """Return a word that means the rowid; None when there is none, or columns took all words."""
    if table.has_option(WITHOUT_ROWID):
        return None
    taken = {name.lower() for name in table.column_names}
    return next((alias for alias in _ALIASES if alias not in taken), None)
