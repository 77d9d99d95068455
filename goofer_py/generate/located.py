"""Where tables and columns of a change are in the live database, before it."""

from __future__ import annotations

from collections.abc import Sequence

from goofer_py.dialects.dialect import Dialect
from goofer_py.generate.trace import Trace
from goofer_py.operations import Operation
from goofer_py.schema import Name, Schema, Table


class Located:
    """Finds by the names after the change what has others before it."""

    def __init__(self, dialect: Dialect, current: Schema, traced: Trace) -> None:
        self._dialect = dialect
        self._current = current
        self._columns = {now: was for was, now in traced.columns.items()}
        self.tables = {now: was for was, now in traced.tables.items()}
        """The names of the tables after the change, with those before it."""

    def table(self, operation: Operation) -> Table | None:
        """Return the table of an operation as it is in the database, None for a new one."""
        name = getattr(operation, "table", None)
        before = self.tables.get(name) if isinstance(name, Name) else None
        return None if before is None else self._current.find_table(before)

    def stays(self, table: Name, name: str) -> bool:
        """Whether a column, as the database calls it, is there after the change too."""
        return (table, name) in self._columns.values()

    def key(self, table: Table) -> list[str]:
        """Return the columns of the primary key, as SQL."""
        names = () if table.primary_key is None else table.primary_key.columns
        return [self._dialect.quote(name) for name in names]

    def column(self, table: Name, name: str) -> str | None:
        """Return what a column is called in the database, as SQL; None for a new one."""
        found = self._columns.get((table, name))
        return None if found is None else self._dialect.quote(found[1])

    def place(self, table: Name, name: str) -> str | None:
        """Return what a column is called in the database; None for a new one."""
        found = self._columns.get((table, name))
        return None if found is None else found[1]

    def columns(self, table: Name, names: Sequence[str]) -> list[str] | None:
        """Return the columns as SQL; None when one of them is new."""
        found = [self.column(table, name) for name in names]
        known = [column for column in found if column is not None]
        return known if len(known) == len(found) else None

    def names(self, table: Name) -> dict[str, str]:
        """Return what each column of a table is called after the change, and before."""
        return {new: old for (t, new), (_, old) in self._columns.items() if t == table}
