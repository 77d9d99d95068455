"""Another primary key for a table, beside the one that it has until no program needs that."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from goofer_py.dialects.dialect import Capabilities
from goofer_py.generate.stages.keys import AGAIN, BESIDE, beside_name, key_index, pointing_at
from goofer_py.generate.stages.stage import Stages
from goofer_py.operations import (
    AddColumn,
    AddConstraint,
    AlterColumn,
    CreateIndex,
    DropColumn,
    DropConstraint,
    Operation,
    RenameConstraint,
)
from goofer_py.operations.backfill import Backfill
from goofer_py.operations.key import ChangeKey, Reference
from goofer_py.operations.numbering import NumberNewRows
from goofer_py.schema import Column, ForeignKey, Name, PrimaryKey, Schema, Table, Unique

Split = Callable[[Operation], Stages]
"""Says what one operation comes to in steps."""


@dataclass(frozen=True, slots=True)
class OtherKey:
    """The primary key of a table that goes, the one that comes, and what changes with them.

    The foreign keys `held` stay, those `gone` pointed at the old key, and those `coming` point at
    the new one. The constraints `without` did what the new key does. `columns` come or become
    required for the new key; `loosened` may be NULL once they are in none. `taken` are the
    operations that all of it is about.
    """

    table: Table
    before: PrimaryKey
    after: PrimaryKey
    held: tuple[Reference, ...]
    gone: tuple[Reference, ...]
    coming: tuple[Reference, ...]
    without: tuple[Unique, ...]
    columns: tuple[AddColumn | AlterColumn, ...]
    loosened: tuple[AlterColumn, ...]
    taken: tuple[Operation, ...]


def other_keys(operations: Sequence[Operation], current: Schema) -> Iterator[OtherKey]:
    """Yield each primary key that goes while another one comes."""
    gone = {
        op.table: op.constraint
        for op in operations
        if isinstance(op, DropConstraint) and isinstance(op.constraint, PrimaryKey)
    }
    for op in operations:
        if isinstance(op, AddConstraint) and isinstance(op.constraint, PrimaryKey):
            table = current.find_table(op.table)
            if table is not None and op.table in gone:
                yield _other_key(table, gone[op.table], op.constraint, operations)


def _other_key(
    table: Table, before: PrimaryKey, after: PrimaryKey, operations: Sequence[Operation]
) -> OtherKey:
    drops: list[DropConstraint] = [op for op in operations if isinstance(op, DropConstraint)]
    adds: list[AddConstraint] = [op for op in operations if isinstance(op, AddConstraint)]
    left, added = _references(table.name, drops), _references(table.name, adds)
    held = tuple(one for one in left if one in added)
    gone = tuple(one for one in left if one not in held and _points(one, before))
    coming = tuple(one for one in added if one not in held and _points(one, after))
    own = [op.constraint for op in drops if op.table == table.name]
    without = tuple(
        one for one in own if isinstance(one, Unique) and {*one.columns} == {*after.columns}
    )
    columns, loosened = _columns(table.name, before, after, operations)
    constraints = {
        *((name, key) for name, key in (*held, *gone, *coming)),
        *((table.name, one) for one in (before, after, *without)),
    }
    both: tuple[AddConstraint | DropConstraint, ...] = (*drops, *adds)
    done = (op for op in both if (op.table, op.constraint) in constraints)
    taken = (*done, *columns, *loosened)
    return OtherKey(table, before, after, held, gone, coming, without, columns, loosened, taken)


def _references(
    target: Name, operations: Sequence[AddConstraint | DropConstraint]
) -> list[Reference]:
    return [
        (op.table, op.constraint)
        for op in operations
        if isinstance(op.constraint, ForeignKey) and op.constraint.target == target
    ]


def _points(reference: Reference, key: PrimaryKey) -> bool:
    return {*reference[1].target_columns} == {*key.columns}


def _columns(
    table: Name, before: PrimaryKey, after: PrimaryKey, operations: Sequence[Operation]
) -> tuple[tuple[AddColumn | AlterColumn, ...], tuple[AlterColumn, ...]]:
    altered = [op for op in operations if isinstance(op, AlterColumn) and op.table == table]
    added = [op for op in operations if isinstance(op, AddColumn) and op.table == table]
    required = (op for op in altered if op.before.nullable and not op.after.nullable)
    loosened = (op for op in altered if op.after.nullable and not op.before.nullable)
    return (
        (
            *(op for op in added if op.column.name in after.columns),
            *(op for op in required if op.after.name in after.columns),
        ),
        tuple(op for op in loosened if op.after.name in before.columns),
    )


def why_not(
    key: OtherKey, operations: Sequence[Operation], capabilities: Capabilities
) -> str | None:
    """Return why a key does not change in steps, None where it does."""
    table, old = key.table.name, key.before.columns
    if key.before.without_overlaps or key.after.without_overlaps:
        return f"a primary key of {table} is over periods"
    for op in operations:
        if isinstance(op, DropColumn) and op.table == table and op.column.name in old:
            return (
                f"{table}.{op.column.name} is in the primary key until programs that know it are "
                "gone, and none can leave it out till then; let it stay, and drop it in a change "
                "of its own after this one"
            )
    if capabilities.keys_by_index or not capabilities.alter_constraints:
        return None
    for one in key.columns:
        if isinstance(one, AddColumn) and one.column.identity is not None:
            return (
                f"the server keeps everybody from writing to {table} while it numbers the rows by "
                f"{one.column.name}; pt-online-schema-change does it in a copy of the table"
            )
    return None


def in_steps(
    key: OtherKey,
    schema: Schema,
    capabilities: Capabilities,
    split: Split,
    quote: Callable[[str], str],
) -> Stages:
    """Return what changes the key; `split` says how columns come, and become required."""
    if not capabilities.alter_constraints:
        return _rebuilt(key, split)
    name, by_index = key.table.name, capabilities.keys_by_index
    columns = Stages()
    for one in key.columns:
        if by_index and isinstance(one, AddColumn) and _is_given(one.column):
            columns += _numbered(one, key.before, quote)
        else:
            made = split(one)
            columns += Stages(made.expand, made.migrate, made.settle)
    meanwhile = [_meanwhile(one, schema) for one in key.coming]
    index = CreateIndex(name, key_index(key.table, key.after, key.after.columns, BESIDE))
    return Stages(
        columns.expand,
        (
            *columns.migrate,
            *((index,) if by_index else _made_before(key)),
            *columns.settle,
            *((pointing_at if by_index else AddConstraint)(*one) for one in meanwhile),
        ),
        (
            *(DropConstraint(table, one) for table, one in key.gone),
            *columns.contract,
            *(_by_index(key, meanwhile) if by_index else _at_once(key)),
            *key.loosened,
            *(
                RenameConstraint(table, made, wanted)
                for (table, made), (_, wanted) in zip(meanwhile, key.coming, strict=True)
                if made != wanted
            ),
        ),
    )


def _by_index(key: OtherKey, meanwhile: Sequence[Reference]) -> Iterator[Operation]:
    table, before, after = key.table, key.before, key.after
    yield ChangeKey(
        table.name,
        before,
        after,
        key_index(table, after, after.columns, BESIDE),
        key_index(table, before, before.columns, AGAIN),
        key.held,
        (*meanwhile, *(one for one in key.held if _points(one, after))),
        key.without,
    )


def _at_once(key: OtherKey) -> Iterator[Operation]:
    """Yield what one statement does; the index made for the rows that are there goes with it."""
    name = key.table.name
    yield DropConstraint(name, key.before)
    yield from (DropConstraint(name, one) for one in key.without)
    yield AddConstraint(name, key.after)
    for made in _made_before(key):
        yield made.inverse()


def _made_before(key: OtherKey) -> list[AddConstraint]:
    """Return what tells of rows that the new key would not let be there, and helps to find them."""
    if key.after.parts:
        return []
    name = beside_name(f"{key.table.name.name}_pkey")
    return [AddConstraint(key.table.name, Unique(key.after.columns, name))]


def _meanwhile(reference: Reference, schema: Schema) -> Reference:
    """Return a foreign key that comes as it is while one of its name may be there."""
    table, key = reference
    there = schema.find_table(table)
    taken = {one.name for one in there.constraints} if there else set()
    if key.name is None or key.name not in taken:
        return reference
    return table, replace(key, name=beside_name(key.name))


def _is_given(column: Column) -> bool:
    """Whether the server gives each row a value of its own, which takes a new table at once."""
    return column.identity is not None or column.default is not None


def _numbered(operation: AddColumn, key: PrimaryKey, quote: Callable[[str], str]) -> Stages:
    """Return how a column comes that the server fills: for new rows first, then for the others."""
    table, column = operation.table, operation.column
    bare = replace(column, nullable=True, default=None, identity=None)
    giving = replace(column, nullable=True)
    begin: Operation = AlterColumn(table, bare, giving)
    if column.identity is not None:
        # What numbers rows by the standard's words is required from the first one on.
        giving = replace(giving, identity=replace(column.identity, kind="serial"))
        begin = NumberNewRows(table, bare, giving)
    required = replace(giving, nullable=False)
    done = () if required == column else (AlterColumn(table, required, column),)
    return Stages(
        (AddColumn(table, bare), begin),
        (Backfill(table, column.name, "DEFAULT", f"{quote(column.name)} IS NULL", key.columns),),
        settle=(AlterColumn(table, giving, required), *done),
    )


def _rebuilt(key: OtherKey, split: Split) -> Stages:
    """Return what makes the table anew: there is one writer, and it is that one.

    A column that comes numbers the rows from then on; the old key is unique until the end.
    """
    name = key.table.name
    kept = {*key.held, *key.coming}
    mine = tuple(
        op
        for op in key.taken
        if not isinstance(op, AddConstraint | DropConstraint)
        or (op.table, op.constraint) not in kept
    )
    coming = tuple(AddConstraint(table, one) for table, one in key.coming)
    if any(isinstance(one, AddColumn) for one in key.columns):
        unique = Unique(key.before.columns, beside_name(f"{name.name}_pkey"))
        old = (DropConstraint(name, unique),)
        return Stages((*mine, AddConstraint(name, unique)), contract=(*old, *coming))
    stages = Stages()
    for one in key.columns:
        made = split(one)
        stages += Stages(made.expand, made.migrate, made.settle)
    rest = tuple(op for op in mine if op not in key.columns)
    return stages + Stages(contract=(*rest, *coming))
