"""All rows of one reading put together as a schema."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from goofer_py.dialects.mysql.constraints import is_numbered
from goofer_py.introspect.mysql import queries
from goofer_py.introspect.mysql.catalog import Catalog
from goofer_py.introspect.mysql.columns import Fact, column_facts, read_column
from goofer_py.introspect.mysql.constraints import (
    Checks,
    Keys,
    read_checks,
    read_foreign_keys,
)
from goofer_py.introspect.mysql.indexes import Indexes, read_indexes
from goofer_py.introspect.mysql.objects import read_objects
from goofer_py.introspect.mysql.sequences import read_sequences
from goofer_py.introspect.mysql.tables import is_view, name_of, table_options
from goofer_py.schema import Column, ForeignKey, Index, IndexPart, Name, Schema, Table, Unmanaged
from goofer_py.stores.store import Row

_PERIOD = re.compile(r"^\s*PERIOD FOR ", re.MULTILINE)
_ORDERED = re.compile(r"[`\w$]+ < [`\w$]+\Z")


@dataclass(frozen=True, slots=True)
class Parts:
    """What tables are made of, by their names."""

    columns: Mapping[Name, list[Fact]]
    checks: Checks
    indexes: Mapping[Name, Indexes]
    keys: Keys


def read_schema(catalog: Catalog, default: str | None, others: tuple[str, ...]) -> Schema:
    """Return everything within the scope of `catalog`."""
    namespaces = catalog.settle(default, others)
    rows = [row for row in catalog.rows(queries.TABLES) if _is_covered(row, catalog)]
    rows.sort(key=lambda row: name_of(row, catalog).sort_key)
    parts = Parts(
        column_facts(catalog),
        read_checks(catalog),
        read_indexes(catalog, {name_of(row, catalog) for row in rows if row[3] == "MEMORY"}),
        read_foreign_keys(catalog),
    )
    stored = [row for row in rows if not is_view(row[2]) and row[2] != "SEQUENCE"]
    relations = {
        name_of(row, catalog): "view" if is_view(row[2]) else "table"
        for row in rows
        if row[2] != "SEQUENCE"
    }
    objects = read_objects(relations, parts.columns, catalog)
    left = {name_of(row, catalog): kind for row in stored if (kind := _left(row, catalog, parts))}
    managed = [row for row in stored if name_of(row, catalog) not in left]
    return Schema(
        tuple(_table(row, catalog, parts) for row in managed),
        sequences=read_sequences((row for row in rows if row[2] == "SEQUENCE"), catalog),
        namespaces=namespaces,
        objects=tuple(objects.found),
        unmanaged=(*_unmanaged(left, managed, catalog, parts), *objects.others),
    )


def _is_covered(row: Row, catalog: Catalog) -> bool:
    return catalog.scope.covers(name_of(row, catalog))


def _table(row: Row, catalog: Catalog, parts: Parts) -> Table:
    name, collation = name_of(row, catalog), row[6]
    indexes = parts.indexes.get(name) or Indexes()
    own = parts.checks.of_columns.get(name, {})
    keys = tuple(parts.keys.of_tables.get(name, ()))
    facts = (fact for fact in parts.columns.get(name, ()) if not fact.marks_a_period)
    return Table(
        name,
        tuple(
            _counted(read_column(fact, collation, own.get(fact.name), catalog), row[7])
            for fact in facts
        ),
        indexes.primary_key,
        tuple(indexes.uniques),
        keys,
        tuple(parts.checks.of_tables.get(name, ())),
        tuple(_marked(index, keys) for index in indexes.indexes),
        row[5] or None,
        table_options(row, catalog),
    )


def _counted(column: Column, counter: int | None) -> Column:
    """Return the column with the next number that it gives, where it gives any."""
    if column.identity is None or counter in (None, 0, 1):
        return column
    return replace(column, identity=replace(column.identity, start=counter))


def _marked(index: Index, keys: tuple[ForeignKey, ...]) -> Index:
    """Return the index, which the server may have made by itself for one of the foreign keys."""
    columns = tuple(part.column for part in index.parts)
    is_plain = index == Index(index.name, tuple(map(IndexPart, columns)))
    made = is_plain and any(key.columns == columns and _made_for(key, index.name) for key in keys)
    return replace(index, auto_named=True) if made else index


def _made_for(key: ForeignKey, name: str) -> bool:
    stem = key.columns[0] if key.auto_named else key.name or key.columns[0]
    return name == stem or is_numbered(name, f"{stem}_")


def _left(row: Row, catalog: Catalog, parts: Parts) -> str | None:
    """Return what a table is that cannot be expressed, None for one that can."""
    name = name_of(row, catalog)
    if row[2] == "TEMPORARY":
        return "temporary table"
    if any(fact.marks_a_period for fact in parts.columns.get(name, ())):
        return "table with a system period of its own columns"
    if catalog.mariadb and _has_period(catalog, parts.checks, name):
        return "table with a period"
    return None


def _has_period(catalog: Catalog, checks: Checks, name: Name) -> bool:
    """Whether MariaDB keeps a period, which shows as a check that may be another's too."""
    of_table = checks.of_tables.get(name, ())
    may_have = any(_ORDERED.match(check.expression) for check in of_table)
    return may_have and _PERIOD.search(catalog.create_table(name)) is not None


def _unmanaged(
    left: Mapping[Name, str], managed: list[Row], catalog: Catalog, parts: Parts
) -> Iterator[Unmanaged]:
    for name, kind in left.items():
        yield Unmanaged(kind, name)
    names = {name_of(row, catalog) for row in managed}
    for table, other in parts.keys.others:
        if table in names:
            yield other
