"""The rows of a table as the statement that inserts them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from goofer_py.schema import Column, Table
from goofer_py.stores.store import Session


def insertion(
    session: Session,
    table: Table,
    written: Callable[[Column], str],
    *,
    place: str = "",
    overriding: str = "",
) -> str | None:
    """Return one INSERT of all rows, in the order of their key; None without rows.

    `written` gives the expression that the server writes a column's value as a literal with.
    `place` is what stands behind FROM where that is not the table's name.
    """
    dialect = session.dialect
    name = dialect.qualified(table.name)
    columns = [column for column in table.columns if column.computed is None]
    if not columns:
        return None
    listed = ", ".join(dialect.quote(column.name) for column in columns)
    wanted = ", ".join(written(column) for column in columns)
    # Values of some types have no order, but their texts have.
    places = map(str, range(1, len(columns) + 1))
    order = ", ".join(
        map(dialect.quote, table.primary_key.columns) if table.primary_key else places
    )
    rows = session.query(f"SELECT {wanted} FROM {place or name} ORDER BY {order}")
    if not rows:
        return None
    return f"INSERT INTO {name} ({listed}){overriding} VALUES\n{_values(rows)};"


def _values(rows: Sequence[Sequence[object]]) -> str:
    return ",\n".join(f"  ({', '.join(map(str, row))})" for row in rows)
