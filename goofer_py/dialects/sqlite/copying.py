"""One rebuild planned: what becomes of a table's columns, and with which values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce

from goofer_py.dialects.sqlite.conversion import conversion
from goofer_py.dialects.sqlite.dependents import Dependents
from goofer_py.dialects.sqlite.kept import restored
from goofer_py.dialects.sqlite.quoting import quote
from goofer_py.dialects.sqlite.rowid import hidden_rowid, numbers_rows, rowid_name
from goofer_py.operations import AddColumn, AlterColumn, DropColumn, Operation, RenameColumn
from goofer_py.operations.combined import Combined
from goofer_py.operations.rebuild_table import RebuildTable
from goofer_py.schema import Name, Schema, Table
from goofer_py.schema.expression import rename_identifiers


def rebuilt(
    operations: Sequence[Operation], schema: Schema, table: Name, dependents: Dependents
) -> RebuildTable | None:
    """Return one rebuild of `table` that does all `operations`; None when they change nothing."""
    before = schema.table(table)
    after = reduce(lambda s, operation: operation.apply(s), operations, schema).table(table)
    copy = _Copy(before, after).done(operations)
    in_order = before.column_names == after.column_names
    if before == after and in_order and copy.is_plain:
        return None
    return RebuildTable(
        before,
        after,
        temporary(table, schema),
        _pairs(after, copy.sources),
        _pairs(before, _Copy(after, before).done(_backwards(operations)).sources),
        _rowids(before, after),
        dependents.views,
        dependents.triggers,
    )


def remade(before: Table, after: Table, schema: Schema, dependents: Dependents) -> RebuildTable:
    """Return a rebuild that changes no column, only what the text says of others."""
    copy = {name: quote(name) for name in before.column_names}
    return RebuildTable(
        before,
        after,
        temporary(before.name, schema),
        _pairs(after, copy),
        _pairs(before, copy),
        _rowids(before, after),
        dependents.views,
        dependents.triggers,
    )


def _backwards(operations: Sequence[Operation]) -> list[Operation]:
    return [operation.inverse() for operation in reversed(operations)]


@dataclass(slots=True)
class _Copy:
    """Where the values of the new table's columns come from, while operations are read."""

    table: Table
    wanted: Table
    sources: dict[str, str] = field(init=False)
    renamed: dict[str, str] = field(default_factory=dict)
    """New names that the table has not yet: new to old."""

    def __post_init__(self) -> None:
        self.sources = {name: quote(name) for name in self.table.column_names}

    @property
    def is_plain(self) -> bool:
        """Whether every column keeps its values."""
        return all(self.sources.get(name) == quote(name) for name in self.table.column_names)

    def done(self, operations: Iterable[Operation]) -> _Copy:
        for operation in operations:
            self.do(operation)
        return self

    def do(self, operation: Operation) -> None:
        match operation:
            case Combined(operations=parts):
                self.done(parts)
            case AddColumn():
                self.add(operation)
            case DropColumn(column=column):
                self.sources.pop(column.name, None)
            case AlterColumn():
                self.alter(operation)
            case RenameColumn(before=before, after=after):
                self.sources[after] = self.sources.pop(before)
                self.renamed[after] = self.renamed.pop(before, before)

    def add(self, addition: AddColumn) -> None:
        name = addition.column.name
        self.sources.pop(name, None)
        if addition.kept is not None:
            self.sources[name] = restored(addition, self.table)
        elif addition.fill is None and name == numbers_rows(self.wanted):
            if (number := rowid_name(self.table)) is not None:
                self.sources[name] = number
        elif addition.fill is not None:
            self.sources[name] = self.old(addition.fill)

    def alter(self, change: AlterColumn) -> None:
        before, after = change.before, change.after
        value = self.sources.pop(before.name, quote(before.name))
        using = change.using
        if using is None and before.type != after.type:
            using = conversion(before, after)
        if using is not None:
            value = self.old(using)
        if not after.nullable and change.fill is not None:
            value = f"coalesce({value}, {self.old(change.fill)})"
        self.sources[after.name] = value

    def old(self, expression: str) -> str:
        return rename_identifiers(expression, self.renamed) if self.renamed else expression


def _pairs(table: Table, sources: dict[str, str]) -> tuple[tuple[str, str], ...]:
    plain = [column for column in table.columns if column.computed is None]
    found = tuple((c.name, sources[c.name]) for c in plain if c.name in sources)
    # A row has to be there even when nothing of it is left.
    return found or tuple((c.name, c.default or "NULL") for c in plain[:1])


def _rowids(before: Table, after: Table) -> tuple[str, str] | None:
    """Return the words for the rowid where it would not be kept by itself."""
    new, old = hidden_rowid(after), rowid_name(before)
    return None if new is None or old is None else (new, old)


def temporary(table: Name, schema: Schema) -> Name:
    """Return a name that nothing in the schema has."""
    taken = {one.name.name.lower() for one in schema.tables}
    taken |= {one.name.name.lower() for one in schema.objects}
    taken |= {one.name.name.lower() for one in schema.unmanaged}
    taken |= {index.name.lower() for one in schema.tables for index in one.indexes}
    name = f"goofer_new_{table.name}"
    number = 2
    while name.lower() in taken:
        name = f"goofer_new_{table.name}_{number}"
        number += 1
    return table.renamed(name)
