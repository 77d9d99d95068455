"""Operations rewritten into ones that SQLite can execute.

What ALTER TABLE cannot do is a rebuild: all that happens to one table is done in one. Only
renames and indexes stay statements of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from goofer_py.dialects.sqlite.capabilities import Abilities
from goofer_py.dialects.sqlite.copying import rebuilt, remade, temporary
from goofer_py.dialects.sqlite.dependents import dependents_of
from goofer_py.dialects.sqlite.fold import folded
from goofer_py.dialects.sqlite.guard import guarded
from goofer_py.dialects.sqlite.kept import clear_aside, put_aside
from goofer_py.dialects.sqlite.native import Native
from goofer_py.dialects.sqlite.plan import Plan, Rebuild, planned
from goofer_py.dialects.sqlite.refusals import check
from goofer_py.dialects.sqlite.rename_order import differs_in_case, reordered
from goofer_py.operations import (
    AddColumn,
    AddConstraint,
    AlterColumn,
    AlterIndex,
    AlterTable,
    CreateIndex,
    DropColumn,
    DropConstraint,
    DropIndex,
    FixRows,
    MoveValues,
    Operation,
    RenameColumn,
    RenameConstraint,
    RenameIndex,
    RenameTable,
)
from goofer_py.operations.combined import Combined
from goofer_py.operations.refuse_rows import RefuseRows
from goofer_py.schema import Name, Schema


def lower(
    operations: Iterable[Operation], schema: Schema, abilities: Abilities
) -> tuple[Operation, ...]:
    """Rewrite the operations, which start at `schema`; together they do the same.

    Raises UnsafeChange when a view or trigger would be broken.
    """
    native = Native(abilities)
    done: list[Operation] = []
    now = schema
    for part in _around_moves(folded(operations)):
        if isinstance(part, MoveValues | FixRows | RefuseRows):
            done.append(part)
            continue
        lowering = _Lowering(reordered(planned(part, now, native), now, native), now, native)
        done += lowering.run()
        now = lowering.schema
    return guarded(done, schema, now)


def _around_moves(
    operations: Iterable[Operation],
) -> Iterator[list[Operation] | MoveValues | FixRows | RefuseRows]:
    """Yield what comes before, between and after moves: no rebuild may reach across one."""
    part: list[Operation] = []
    for operation in operations:
        if isinstance(operation, MoveValues | FixRows | RefuseRows):
            yield part
            yield operation
            part = []
        else:
            part.append(operation)
    yield part


class _Lowering:
    """Goes through a plan once; `schema` is what there is at that moment."""

    def __init__(self, plan: Plan, schema: Schema, native: Native) -> None:
        self.plan = plan
        self.schema = schema
        self.native = native
        self.rebuilds = {rebuild.place: rebuild for rebuild in plan.rebuilds}
        self.absorbed = {place for rebuild in plan.rebuilds for place in rebuild.places}

    def run(self) -> Iterator[Operation]:
        for place, operation in enumerate(self.plan.operations):
            if place in self.rebuilds:
                yield from self.rebuild(self.rebuilds[place])
            elif place not in self.absorbed:
                check(operation, self.schema, self.native.abilities)
                yield from self.lowered(operation)
                before, self.schema = self.schema, operation.apply(self.schema)
                yield from self.followers(operation, before)

    def rebuild(self, rebuild: Rebuild) -> Iterator[Operation]:
        operations = [self.plan.operations[place] for place in rebuild.places]
        schema = self.schema
        coming = {addition.column.name for addition in _additions(operations)}
        for operation in operations:
            # A column that is made anew is there again when its users are.
            if not isinstance(operation, DropColumn) or operation.column.name not in coming:
                check(operation, schema, self.native.abilities)
        name = _table(operations[0])
        table = schema.table(name)
        yield from (put_aside(drop, table) for drop in _drops(operations) if drop.kept)
        found = rebuilt(operations, schema, name, dependents_of(schema, [name]))
        if found is not None:
            yield found
        yield from (clear_aside(add, table) for add in _additions(operations) if add.kept)
        for operation in operations:
            self.schema = operation.apply(self.schema)
        renamed = next((op for op in operations if isinstance(op, RenameColumn)), None)
        if renamed is not None:
            yield from self.followers(renamed, schema)

    def lowered(self, operation: Operation) -> Iterator[Operation]:
        """Yield the statements for an operation that needs no rebuild."""
        match operation:
            case DropColumn(kept=kept, table=table) if kept is not None:
                yield put_aside(operation, self.schema.table(table))
                yield operation
            case AddColumn(column=column) if not column.fills_itself:
                optional = replace(column, nullable=True)
                yield replace(operation, column=optional)
                yield AlterColumn(operation.table, optional, column)
            case RenameTable(before=before, after=after) if differs_in_case(before, after):
                # To SQLite the name is taken, by the table itself.
                aside = temporary(before, self.schema)
                yield RenameTable(before, aside)
                yield RenameTable(aside, after)
            case RenameIndex(table=table, before=before, after=after):
                index = self.schema.table(table).index(before)
                yield DropIndex(table, index)
                yield CreateIndex(table, replace(index, name=after))
            case RenameConstraint(table=table, before=old, after=new):
                yield DropConstraint(table, old)
                yield AddConstraint(table, new)
            case AlterIndex() | AlterTable():
                return
            case AlterColumn(before=before, after=after) if before.nullable == after.nullable:
                return
            case _:
                yield operation

    def followers(self, operation: Operation, before: Schema) -> Iterator[Operation]:
        """Yield rebuilds of tables whose foreign keys an old SQLite would not carry along."""
        abilities = self.native.abilities
        table_follows = abilities.rename_follows or not isinstance(operation, RenameTable)
        column_follows = abilities.rename_column or not isinstance(operation, RenameColumn)
        if table_follows and column_follows:
            return
        moved = {operation.before: operation.after} if isinstance(operation, RenameTable) else {}
        for table in before.tables:
            now = self.schema.table(moved.get(table.name, table.name))
            if table.foreign_keys != now.foreign_keys:
                found = dependents_of(self.schema, [now.name])
                yield remade(replace(table, name=now.name), now, self.schema, found)


def _table(operation: Operation) -> Name:
    table: Name = operation.table  # type: ignore[attr-defined]
    return table


def _drops(operations: Iterable[Operation]) -> Iterator[DropColumn]:
    return (op for op in operations if isinstance(op, DropColumn))


def _additions(operations: Iterable[Operation]) -> Iterator[AddColumn]:
    for operation in operations:
        if isinstance(operation, Combined):
            yield from _additions(operation.operations)
        elif isinstance(operation, AddColumn):
            yield operation
