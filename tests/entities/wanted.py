"""Short ways to what tables and classes are read as."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from goofer_py.dialects import get_dialect
from goofer_py.dialects.dialect import Dialect
from goofer_py.registry import Desired, SchemaRegistry
from goofer_py.schema import Column, Index, Table

POSTGRESQL = get_dialect("postgresql", (16,))
SQLITE = get_dialect("sqlite", (3, 45))
BOTH = [POSTGRESQL, SQLITE]

Names = Mapping[str, Any]


def desired(
    *sources: object, on: Dialect = POSTGRESQL, default_schema: str | None = None
) -> Desired:
    """Return what `sources` want."""
    return SchemaRegistry(*sources).desired(on, default_schema)


def table_of(*parts: Any, on: Dialect = POSTGRESQL, **options: Any) -> Table:
    """Return what a table `t` of an integer key `id` and `parts` is read as."""
    key = sa.Column("id", sa.Integer, primary_key=True, autoincrement=False)
    table = sa.Table("t", sa.MetaData(), key, *parts, **options)
    return desired(table, on=on).schema.tables[0]


def column_of(column: sa.Column[Any], on: Dialect = POSTGRESQL) -> Column:
    """Return what one column of a table `t` is read as."""
    return table_of(column, on=on).column(column.name)


def index_of(index: sa.Index, *columns: sa.Column[Any], on: Dialect = POSTGRESQL) -> Index:
    """Return what an index on columns of a table `t` is read as."""
    (read,) = table_of(*columns, index, on=on).indexes
    return read


def class_table(cls: type, on: Dialect = POSTGRESQL) -> Table:
    """Return what one class is read as."""
    (table,) = desired(cls, on=on).schema.tables
    return table
