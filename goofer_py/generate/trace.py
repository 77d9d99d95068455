"""Where tables and columns go through a list of operations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from goofer_py.operations import (
    AlterColumn,
    AlterEnum,
    CreateTable,
    DropColumn,
    DropTable,
    MoveValues,
    Operation,
    RenameColumn,
    RenameTable,
)
from goofer_py.operations.backfill import Backfill
from goofer_py.operations.rename_namespace import RenameNamespace
from goofer_py.operations.reparent import Reparent
from goofer_py.schema import Name, Schema
from goofer_py.schema.heritage import ancestors

Place = tuple[Name, str]


@dataclass(slots=True)
class Trace:
    """Maps what was there before to where it is after.

    `tables` and `columns` hold only what is still there. `retyped` are columns (by their place
    before) whose values were converted, `returning` dropped ones whose values a way back
    restores, `lost` those where none can. `respelled` have renamed values of an enum type.
    `shared` are tables whose rows come and go with tables that are a part of them or inherit from
    them. `filled` get values in their rows, which stay on the way back.
    """

    tables: dict[Name, Name] = field(default_factory=dict)
    columns: dict[Place, Place] = field(default_factory=dict)
    retyped: set[Place] = field(default_factory=set)
    returning: set[Place] = field(default_factory=set)
    lost: set[Place] = field(default_factory=set)
    respelled: set[Place] = field(default_factory=set)
    shared: set[Name] = field(default_factory=set)
    filled: set[Place] = field(default_factory=set)


def trace(schema: Schema, operations: Iterable[Operation]) -> Trace:
    """Follow every table and column of `schema` through the operations."""
    found = Trace(
        {table.name: table.name for table in schema.tables},
        {(t.name, c): (t.name, c) for t in schema.tables for c in t.column_names},
    )
    for operation in operations:
        if isinstance(operation, AlterEnum) and operation.renamed:
            found.respelled |= set(_of_type(schema, operation.before.name))
        _follow(found, operation)
        found.shared.update(_sharing(operation, schema))
    return found


def _of_type(schema: Schema, enum: Name) -> Iterator[Place]:
    """Yield the columns of `schema` that hold values of the type."""
    for table in schema.tables:
        for column in table.columns:
            if column.type.enum == enum:
                yield table.name, column.name


def _sharing(operation: Operation, schema: Schema) -> Iterator[Name]:
    """Yield the tables that show other rows once a table is gone, or has other parents."""
    match operation:
        case DropTable(table=table) | CreateTable(table=table):
            changed = [table]
        case Reparent(before=before, after=after):
            changed = [before, after]
        case _:
            changed = []
    for table in changed:
        yield from table.parents
        yield from (parent.name for parent in ancestors(schema.by_name, table))


def _follow(found: Trace, operation: Operation) -> None:
    match operation:
        case RenameTable() | RenameNamespace() | RenameColumn():
            _follow_rename(found, operation)
        case MoveValues(moves=moves):
            for move in moves:
                filled = {name for name, _ in move.fills}
                places = ((move.source, old) for old, new in move.columns if new in filled)
                # What was NULL comes back as what filled it.
                found.lost.update(origin for place in places for origin in _origins(found, place))
        case DropColumn(table=table, column=column, moved=moved, fill=fill) if moved:
            # What an expression makes again may not be what it was.
            _drop(found, (table, column.name), lost=fill is not None)
        case DropTable(table=table, kept=kept):
            for name in table.column_names:
                _drop(found, (table.name, name), lost=kept is None)
            found.tables = {a: b for a, b in found.tables.items() if b != table.name}
        case DropColumn(table=table, column=column, kept=kept):
            _drop(found, (table, column.name), lost=kept is None)
        case AlterColumn(table=table, before=before, after=after, using=using) if (
            before.type != after.type or using is not None
        ):
            found.retyped.update(_origins(found, (table, before.name)))
        case Backfill(table=table, column=name):
            found.filled.update(_origins(found, (table, name)))
        case _:
            pass


def _follow_rename(found: Trace, operation: RenameTable | RenameNamespace | RenameColumn) -> None:
    match operation:
        case RenameTable(before=before, after=after):
            _rename_table(found, before, after)
        case RenameNamespace(before=old, after=new):
            for name in [n for n in found.tables.values() if n.schema == old]:
                _rename_table(found, name, Name(name.name, new))
        case RenameColumn(table=table, before=before, after=after):
            _move(found, (table, before), (table, after))


def _rename_table(found: Trace, before: Name, after: Name) -> None:
    found.tables = {a: after if b == before else b for a, b in found.tables.items()}
    found.columns = {
        a: (after, column) if table == before else (table, column)
        for a, (table, column) in found.columns.items()
    }


def _move(found: Trace, before: Place, after: Place) -> None:
    for origin in _origins(found, before):
        found.columns[origin] = after


def _drop(found: Trace, place: Place, *, lost: bool) -> None:
    for origin in _origins(found, place):
        del found.columns[origin]
        (found.lost if lost else found.returning).add(origin)


def _origins(found: Trace, place: Place) -> list[Place]:
    return [origin for origin, now in found.columns.items() if now == place]
