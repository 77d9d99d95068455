"""Columns, indexes and constraints that are declared, and not goofer's to change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import sqlalchemy as sa

from goofer_py.entities.reading.hint import is_managed_part
from goofer_py.entities.reading.target import Target
from goofer_py.errors import EntityError
from goofer_py.schema import Name, Unmanaged

Part = tuple[str, Name, str]
"""What is left out: its kind in the plural, its table and its name."""

_SINGULAR = {"columns": "column", "indexes": "index", "constraints": "constraint"}


def parts_left_out(tables: Iterable[sa.Table], target: Target) -> Iterator[Part]:
    """Yield the columns, indexes and constraints of `tables` that say `manage` is False.

    Raises EntityError for a constraint without a name, which nothing in a database can be told by.
    """
    for table in tables:
        name = target.table_name(table)
        for column in table.columns:
            if not is_managed_part(column, table):
                yield "columns", name, target.identifier(column.name)
        for index in table.indexes:
            if not is_managed_part(index, table):
                yield "indexes", name, _called(index, table, target)
        for constraint in table.constraints:
            if not is_managed_part(constraint, table):
                yield "constraints", name, _called(constraint, table, target)


def as_unmanaged(part: Part) -> Unmanaged:
    """Return a part as what is reported as not managed."""
    kind, table, name = part
    return Unmanaged(_SINGULAR[kind], table.renamed(f"{table.name}.{name}"))


def _called(part: sa.Index | sa.Constraint, table: sa.Table, target: Target) -> str:
    name = target.constraint_name(part)
    if name is None:
        raise EntityError(
            f"What is not to be managed in {table.fullname} needs a name.",
            hint="give it the name that it has in the database",
        )
    return name
