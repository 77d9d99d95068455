"""Schemas of views, by which programs of one version see the tables."""

from __future__ import annotations

from collections.abc import Iterable

from goofer_py.dialects.postgresql.options import ROW_SECURITY
from goofer_py.errors import GenerateError
from goofer_py.operations import Operation
from goofer_py.operations.shape import CreateShape
from goofer_py.schema import Schema

SHAPE_MARK = "goofer: programs of one version see by this the schema "
"""How the comment begins by which these schemas are known to be goofer's own."""


def shape_mark(schema: str) -> str:
    """Return the comment on a schema that shows `schema` to programs of one version."""
    return SHAPE_MARK + schema


def refuse_open_views(operations: Iterable[Operation], schema: Schema) -> None:
    """Raise GenerateError for views of tables that do not show all of their rows to everybody.

    Before PostgreSQL 15 views ask with the rights of who made them.
    """
    for operation in operations:
        if isinstance(operation, CreateShape):
            for seen in operation.shape.tables:
                table = schema.find_table(seen.table)
                if table is not None and table.option(ROW_SECURITY):
                    raise _refused(str(seen.table))
        schema = operation.apply(schema)


def _refused(table: str) -> GenerateError:
    return GenerateError(
        f"Views would show all rows of {table}, which has row security: before PostgreSQL 15 they "
        "ask with the rights of who made them. Nothing was written.",
        hint="goofer makemigrations --online --no-versioned-views",
    )
