"""The rows of SQLite's tables as statements."""

from __future__ import annotations

from goofer_py.dialects.sqlite.quoting import quote
from goofer_py.introspect.insertion import insertion
from goofer_py.schema import Column, Table
from goofer_py.stores.store import Session


def inserted(session: Session, table: Table) -> str | None:
    """Return the statement that inserts the rows."""
    return insertion(session, table, _written)


def _written(column: Column) -> str:
    return f"quote({quote(column.name)})"
