"""What tables have from the tables that they are a part of or inherit from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from goofer_py.schema.column import Column
from goofer_py.schema.constraint import Constraint, Exclusion, PrimaryKey, Unique
from goofer_py.schema.index import Index
from goofer_py.schema.name import Name
from goofer_py.schema.override import overridden
from goofer_py.schema.table import Table

_P = TypeVar("_P")


def heirs(tables: Iterable[Table], name: Name) -> frozenset[Name]:
    """Return the tables that have columns from the table called `name`, over any generations."""
    tables = tuple(tables)
    found = {name}
    while more := {t.name for t in tables if found.intersection(t.parents)} - found:
        found |= more
    return frozenset(found - {name})


def ancestors(tables: Mapping[Name, Table], table: Table) -> Iterator[Table]:
    """Yield the tables that `table` has columns from, the nearest first, each once."""
    seen: set[Name] = {table.name}
    queue = list(table.parents)
    while queue:
        name = queue.pop(0)
        if name in tables and name not in seen:
            seen.add(name)
            yield tables[name]
            queue += tables[name].parents


def whole(tables: Mapping[Name, Table], table: Table, *, renamed: bool = True) -> Table:
    """Return `table` with everything that it has from others as if it were its own."""
    is_partition, own = table.partition_of is not None, table
    for parent in ancestors(tables, table):
        table = with_parts(table, parent, is_partition=is_partition, renamed=renamed)
    if own.parents:
        columns = (inherited_column(tables, own, c.name) or c for c in table.columns)
        table = replace(table, columns=tuple(columns))
    return replace(table, partition_of=None, bound=None, inherits=(), overrides=())


def source(tables: Mapping[Name, Table], table: Table, column: str) -> Table | None:
    """Return the table that `table` has a column from, or itself; None where none has it."""
    if table.find_column(column) is not None:
        return table
    for name in table.parents:
        parent = tables.get(name)
        found = None if parent is None else source(tables, parent, column)
        if found is not None:
            return found
    return None


def inherited_column(tables: Mapping[Name, Table], table: Table, name: str) -> Column | None:
    """Return a column of a table as it is there, whether it is its own or not.

    What numbers the rows stays with the table that the column is from.
    """
    own = table.find_column(name)
    if own is not None:
        return own
    above = said_above(tables, table, name)
    return None if above is None else overridden(above, table.overrides or ())


def said_above(tables: Mapping[Name, Table], table: Table, name: str) -> Column | None:
    """Return a column as a table has it from its parents, whatever it says of it itself."""
    for parent in (tables[one] for one in table.parents if one in tables):
        found = inherited_column(tables, parent, name)
        if found is not None:
            return _own(found)
    return None


def with_parts(table: Table, parent: Table, *, is_partition: bool, renamed: bool = True) -> Table:
    """Return `table` with what it has from `parent` as its own.

    Keys and indexes, whose names are unique in a schema, are called after the table and what
    the parent calls them; unless they are `renamed`, just what the parent calls them. What
    numbers the rows stays with the parent.
    """
    there = set(table.column_names)
    said = table.overrides or ()
    columns = [
        overridden(_own(column), said) for column in parent.columns if column.name not in there
    ]
    gained = {column.name for column in columns}
    checks = (
        replace(check, comment=None)
        for check in parent.checks
        if not check.no_inherit and not _has(table.checks, check)
    )
    grown = replace(
        table,
        columns=(*columns, *table.columns),
        checks=(*table.checks, *checks),
        overrides=tuple(one for one in said if one.column not in gained),
    )
    return _with_keys(grown, parent, renamed=renamed) if is_partition else grown


def without_parts(table: Table, parent: Table, *, is_partition: bool) -> Table:
    """Return `table` without what it has from `parent`: the opposite of `with_parts`."""
    gone = set(parent.column_names)
    shrunk = replace(
        table,
        columns=tuple(c for c in table.columns if c.name not in gone),
        checks=tuple(c for c in table.checks if c.no_inherit or not _has(parent.checks, c)),
    )
    if not is_partition:
        return shrunk
    key = table.primary_key
    return replace(
        shrunk,
        primary_key=key if key is not None and parent.primary_key is None else None,
        uniques=_others(table.uniques, parent.uniques),
        foreign_keys=_others(table.foreign_keys, parent.foreign_keys),
        exclusions=_others(table.exclusions, parent.exclusions),
        indexes=_others(table.indexes, _given(parent)),
    )


def same_part(one: Constraint | Index, other: Constraint | Index) -> bool:
    """Whether two parts of tables are the same but for their names and comments."""
    return type(one) is type(other) and _bare(one) == _bare(other)


def _bare(part: Any) -> Any:
    changes: dict[str, Any] = {"name": "", "comment": None}
    if isinstance(part, Index):
        # Which end of an index comes first does not tell two of them apart.
        parts = (replace(one, descending=False, nulls_first=None) for one in part.parts)
        changes.update(options=(), valid=True, parts=tuple(parts))
    elif isinstance(part, PrimaryKey | Unique | Exclusion):
        changes.update(options=(), index_comment=None)
    return replace(part, **changes)


def _has(parts: Iterable[Constraint | Index], one: Constraint | Index) -> bool:
    return any(same_part(one, other) for other in parts)


def _others(parts: tuple[_P, ...], inherited: tuple[_P, ...]) -> tuple[_P, ...]:
    found: Any = inherited
    kept: Any = parts
    return tuple(part for part in kept if not _has(found, part))


def _given(parent: Table) -> tuple[Index, ...]:
    """Return the indexes that its parts have too: one that is not valid may be of it alone."""
    return tuple(index for index in parent.indexes if index.valid)


def _own(column: Column) -> Column:
    required = column.nullable and (column.identity is None or column.identity.kind == "serial")
    return replace(column, nullable=required, identity=None, comment=None)


def _with_keys(table: Table, parent: Table, *, renamed: bool) -> Table:
    def called(part: Any) -> Any:
        after_table = renamed and part.name is not None
        name = f"{table.name.name}_{part.name}" if after_table else part.name
        made = replace(part, name=name, comment=None)
        return made if isinstance(part, Index) else replace(made, index_comment=None)

    def and_those_of(own: tuple[_P, ...], others: tuple[_P, ...]) -> tuple[_P, ...]:
        return (*own, *map(called, _others(others, own)))

    key = table.primary_key
    if key is None and parent.primary_key is not None:
        key = called(parent.primary_key)
    keys: Any = _others(parent.foreign_keys, table.foreign_keys)
    return replace(
        table,
        primary_key=key,
        uniques=and_those_of(table.uniques, parent.uniques),
        exclusions=and_those_of(table.exclusions, parent.exclusions),
        foreign_keys=(*table.foreign_keys, *(replace(key, comment=None) for key in keys)),
        indexes=and_those_of(table.indexes, _given(parent)),
    )
