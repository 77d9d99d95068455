"""Values for rows that are there; what the server would change besides stays as it is."""

from __future__ import annotations

from goofer_py.dialects.mysql.options import ON_UPDATE
from goofer_py.dialects.mysql.quoting import quote
from goofer_py.operations import AddColumn
from goofer_py.operations.update_rows import UpdateRows
from goofer_py.schema import Name, Table


def set_values(table: Table, column: str, value: str, where: str | None = None) -> UpdateRows:
    """Return what gives a column of all rows, or of some, a value."""
    return UpdateRows(table.name, ((column, value), *_untouched(table, column)), where=where)


def fill_nulls(table: Table, column: str, value: str) -> UpdateRows:
    """Return what gives a column a value where it has none."""
    return set_values(table, column, value, f"{quote(column)} IS NULL")


def restore(addition: AddColumn, kept: Name, table: Table) -> UpdateRows:
    """Return what brings kept values back, each to its row."""
    column = addition.column.name
    values = ((column, f"kept.{quote(column)}"), *_untouched(table, column))
    return UpdateRows(table.name, values, source=kept, key=addition.key)


def _untouched(table: Table, column: str) -> tuple[tuple[str, str], ...]:
    """Return what keeps the columns as they are that the server sets on every UPDATE."""
    return tuple(
        (other.name, quote(other.name))
        for other in table.columns
        if other.name != column and other.option(ON_UPDATE) is not None
    )
