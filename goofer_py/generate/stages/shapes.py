"""The views by which each version of a program sees the tables as it knows them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from goofer_py.generate.stages.replacement import Replacement
from goofer_py.generate.stages.stage import Stages
from goofer_py.migrate.migration import Migration
from goofer_py.operations import Operation
from goofer_py.operations.shape import CreateShape, DropShape, SeenColumn, SeenTable, Shape
from goofer_py.schema import Column, Name, Schema, Table

_NAME = r'"(?:[^"]|"")+"|\w+'
_MADE = re.compile(
    rf"^COMMENT ON SCHEMA ({_NAME}) IS 'goofer: programs of one version", re.MULTILINE
)
_GONE = re.compile(rf"^DROP SCHEMA IF EXISTS ({_NAME});", re.MULTILINE)

_NONE: Mapping[tuple[Name, str], Replacement] = {}
_UNCHANGED: Mapping[Name, Name] = {}


@dataclass(frozen=True, slots=True)
class Shapes:
    """The schemas of views around one change.

    `standing` are there before it. `coming` is the one that it makes, None where no more are
    wanted, and `first` that of the programs before it, where none is there yet. `of` is the schema
    that they show.
    """

    of: str
    standing: tuple[str, ...] = ()
    coming: str | None = None
    first: str | None = None

    @property
    def are_there(self) -> bool:
        """Whether views keep the types of columns as they are."""
        return bool(self.standing or self.coming)

    def before(self, current: Schema) -> tuple[Shape, ...]:
        """Return what is there before the change."""
        return tuple(self._shape(name, current) for name in self.standing)

    def around(
        self, operations: tuple[Operation, ...], current: Schema, desired: Schema
    ) -> tuple[Operation, ...]:
        """Return a change in one migration: no program works meanwhile."""
        if not self._needed(current, desired):
            return operations
        return (*map(DropShape, self.before(current)), *operations, *self._coming(desired))

    def within(
        self,
        stages: Stages,
        current: Schema,
        desired: Schema,
        replacements: Mapping[tuple[Name, str], Replacement],
        renamed: Mapping[Name, Name],
    ) -> Stages:
        """Return a change in steps: old programs have their views until the contraction.

        `renamed` are the names that tables have until then, by those that they get.
        """
        if not stages.stepped and not self._needed(current, desired):
            return stages
        old = self.before(current)
        first: tuple[Shape, ...] = ()
        if not old and self.coming and self.first and seen_tables(current):
            first = (self._shape(self.first, current),)
        return replace(
            stages,
            begin=tuple(map(CreateShape, first)),
            shown=self._coming(desired, replacements, renamed),
            hidden=tuple(map(DropShape, (*old, *first))),
        )

    def _needed(self, current: Schema, desired: Schema) -> bool:
        return not self.coming or seen_tables(current) != seen_tables(desired)

    def _coming(
        self,
        desired: Schema,
        replacements: Mapping[tuple[Name, str], Replacement] = _NONE,
        renamed: Mapping[Name, Name] = _UNCHANGED,
    ) -> tuple[Operation, ...]:
        if self.coming is None:
            return ()
        tables = (
            _seen(table, renamed.get(table.name, table.name), replacements)
            for table in _shown(desired)
        )
        return (CreateShape(Shape(self.coming, self.of, tuple(tables))),)

    def _shape(self, name: str, schema: Schema) -> Shape:
        tables = (_seen(table, table.name, _NONE) for table in _shown(schema))
        return Shape(name, self.of, tuple(tables))


def seen_tables(schema: Schema) -> dict[Name, dict[str, str]]:
    """Return the types of all columns that programs see, by table and by name."""
    return {t.name: {c.name: str(c.type) for c in t.columns} for t in _shown(schema)}


def _shown(schema: Schema) -> list[Table]:
    """Return the tables of the default schema; programs name those of others with their schema."""
    return sorted(filter(is_shown, schema.tables), key=lambda table: table.name.name)


def is_shown(table: Table) -> bool:
    """Whether programs see the table by a view; a part of another one they see by that."""
    return table.name.schema is None and not table.parents and bool(table.columns)


def _seen(
    table: Table, source: Name, replacements: Mapping[tuple[Name, str], Replacement]
) -> SeenTable:
    columns = (_seen_column(c, replacements.get((table.name, c.name))) for c in table.columns)
    return SeenTable(table.name.name, source, tuple(columns))


def _seen_column(column: Column, one: Replacement | None) -> SeenColumn:
    # What the table itself says would hide from its triggers which of the columns was written.
    if one is None:
        return SeenColumn(column.name, column.name)
    return SeenColumn(column.name, one.beside, column.default)


def shape_name(schema: str, version: str) -> str:
    """Return what the views of `schema` for programs of `version` are in: the server cuts names."""
    return f"{schema.encode()[: 62 - len(version)].decode(errors='ignore')}_{version}"


def names_after(standing: Iterable[str], pending: Iterable[Migration]) -> tuple[str, ...]:
    """Return which schemas of views are there once the pending migrations ran."""
    there = dict.fromkeys(standing)
    for migration in pending:
        text = migration.up.text
        there |= dict.fromkeys(_plain(_MADE.findall(text)))
        for name in _plain(_GONE.findall(text)):
            there.pop(name, None)
    return tuple(there)


def names_known(standing: Iterable[str], pending: Iterable[Migration]) -> frozenset[str]:
    """Return the schemas of views that are there, or that a pending migration makes."""
    made = (name for one in pending for name in _plain(_MADE.findall(one.up.text)))
    return frozenset((*standing, *made))


def _plain(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield name[1:-1].replace('""', '"') if name.startswith('"') else name


def tried(operation: Operation, mark: str, known: Collection[Name]) -> Operation:
    """Return an operation with schemas of views of a trial's own, of the tables that it has."""
    if not isinstance(operation, CreateShape | DropShape):
        return operation
    shape = operation.shape
    tables = tuple(one for one in shape.tables if one.table in known)
    mine = replace(shape, schema=f"{mark}_{shape.schema[-14:]}", tables=tables)
    return replace(operation, shape=mine)


def shapes_after(standing: tuple[Shape, ...], operations: Iterable[Operation]) -> tuple[Shape, ...]:
    """Return the schemas of views that are there after the operations."""
    for operation in operations:
        if isinstance(operation, CreateShape):
            standing = (*standing, operation.shape)
        elif isinstance(operation, DropShape):
            standing = tuple(one for one in standing if one.schema != operation.shape.schema)
    return standing
