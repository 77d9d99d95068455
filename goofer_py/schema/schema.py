"""A whole schema."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from goofer_py.schema.enum import Enum
from goofer_py.schema.name import Name
from goofer_py.schema.object import Declared, ObjectKey, SchemaObject, Use
from goofer_py.schema.sequence import Sequence
from goofer_py.schema.table import Table
from goofer_py.schema.unmanaged import Unmanaged


@dataclass(frozen=True, slots=True, eq=False)
class Schema:
    """Everything goofer manages in a database; equal whatever the order of its objects.

    `namespaces` are the schemas (in the server's sense) other than the default one. `objects` are
    views, functions, triggers and all else that a statement of its own makes; `declared` are the
    statements of those whose canonical form is not known yet. `declared` and `unmanaged` do
    not count when schemas are compared.
    """

    tables: tuple[Table, ...] = ()
    enums: tuple[Enum, ...] = ()
    sequences: tuple[Sequence, ...] = ()
    namespaces: tuple[str, ...] = ()
    objects: tuple[SchemaObject, ...] = ()
    declared: tuple[Declared, ...] = ()
    unmanaged: tuple[Unmanaged, ...] = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Schema) and self._identity == other._identity

    def __hash__(self) -> int:
        return hash(self._identity)

    @property
    def _identity(self) -> tuple[object, ...]:
        parts = (self.tables, self.enums, self.sequences, self.namespaces, self.objects)
        return tuple(map(frozenset, parts))

    @property
    def by_name(self) -> dict[Name, Table]:
        """The tables by their names."""
        return {table.name: table for table in self.tables}

    def table(self, name: Name) -> Table:
        """The table called `name`; KeyError when there is none."""
        for table in self.tables:
            if table.name == name:
                return table
        raise KeyError(name)

    def find_table(self, name: Name) -> Table | None:
        """The table called `name`, or None."""
        return next((table for table in self.tables if table.name == name), None)

    def enum(self, name: Name) -> Enum:
        """The enum called `name`; KeyError when there is none."""
        for enum in self.enums:
            if enum.name == name:
                return enum
        raise KeyError(name)

    @property
    def objects_by_key(self) -> dict[ObjectKey, SchemaObject]:
        """The objects by what tells them apart."""
        return {one.key: one for one in self.objects}

    def of_kind(self, kind: str) -> tuple[SchemaObject, ...]:
        """The objects of one kind."""
        return tuple(one for one in self.objects if one.kind == kind)

    def with_table(self, table: Table) -> Schema:
        """The schema with `table` added."""
        return replace(self, tables=(*self.tables, table))

    def without_table(self, name: Name) -> Schema:
        """The schema without the table called `name`."""
        return replace(self, tables=tuple(t for t in self.tables if t.name != name))

    def with_table_replaced(self, name: Name, table: Table) -> Schema:
        """The schema with `table` in the place of the one called `name`."""
        return replace(self, tables=tuple(table if t.name == name else t for t in self.tables))

    def map_table(self, name: Name, change: Callable[[Table], Table]) -> Schema:
        """The schema with `change` done to the table called `name`."""
        return self.with_table_replaced(name, change(self.table(name)))

    def map_tables(self, change: Callable[[Table], Table]) -> Schema:
        """The schema with `change` done to every table."""
        return replace(self, tables=tuple(map(change, self.tables)))

    def with_use_renamed(self, before: Use, after: Use) -> Schema:
        """The schema whose objects and sequences follow what they use to its new name."""
        objects = tuple(one.with_use_renamed(before, after) for one in self.objects)
        sequences = tuple(
            one
            if one.owned_by is None
            else replace(one, owned_by=one.owned_by.renamed(before, after))
            for one in self.sequences
        )
        return replace(self, objects=objects, sequences=sequences)

    def only(self, tables: Iterable[Name]) -> Schema:
        """The schema with no other tables than those named; enums and the rest stay."""
        wanted = frozenset(tables)
        return replace(self, tables=tuple(t for t in self.tables if t.name in wanted))
