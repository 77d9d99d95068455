"""Which changes of a table are made by one ALTER TABLE."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace

from goofer_py.dialects.mysql.capabilities import MySQLCapabilities
from goofer_py.dialects.mysql.indexes import has_fulltext, index_columns, keys_of, needed_by
from goofer_py.dialects.mysql.online import Cost, cost_of, virtual_part
from goofer_py.dialects.mysql.options import HAD_FULLTEXT
from goofer_py.dialects.mysql.versioning import begins_history, leaves_out
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
    Operation,
    RenameColumn,
    RenameConstraint,
    RenameIndex,
    RenameTable,
)
from goofer_py.operations.alter_together import AlterTogether
from goofer_py.operations.update_rows import UpdateRows
from goofer_py.schema import ForeignKey, Name, PrimaryKey, Schema, Table, Unique

Clause = (
    AddColumn
    | DropColumn
    | AlterColumn
    | AddConstraint
    | DropConstraint
    | RenameConstraint
    | CreateIndex
    | DropIndex
    | RenameIndex
    | AlterIndex
    | AlterTable
)
"""What is one clause of an ALTER TABLE."""
_Renames = RenameIndex | RenameConstraint


@dataclass(slots=True, eq=False)
class _Group:
    """Changes of one table that are in one statement."""

    table: Table
    operations: list[Operation] = field(default_factory=list)
    cost: Cost = Cost.INSTANT
    bound: bool = False


def grouped(
    operations: Iterable[Operation],
    schema: Schema,
    server: MySQLCapabilities,
    had_fulltext: Collection[Name] = (),
) -> list[Operation]:
    """Return the operations with those of one table together, as far as none gets slower by it.

    What is instant stays by itself, unless the table is copied anyway. `had_fulltext` are the
    tables that have, or had, a FULLTEXT index at the start.
    """
    operations, start = list(operations), schema
    had_fulltext = _at_any_name(had_fulltext, operations)
    bound = _bound_together(operations)
    filled = _filled_apart(operations)
    found: list[_Group | Operation] = []
    for operation in _with_indexes_in_time(operations, schema):
        if isinstance(operation, AlterTogether) or not isinstance(operation, Clause):
            found.append(operation)
        else:
            table = _remembering(schema.table(operation.table), had_fulltext)
            cost = cost_of(operation, table, server)
            if operation.table in bound and (cost is Cost.INSTANT or _drops_key(operation)):
                cost = Cost.INPLACE
            is_filled = (operation.table, _column_of(operation)) in filled
            is_bound = (
                operation.table in bound and not is_filled and not _is_loose(operation, table)
            )
            group = (
                _group_of_bound(found, operation, filled)
                if is_bound
                else _last_group(found, operation, cost)
            )
            if group is None:
                group = _Group(table, cost=cost, bound=is_bound)
            if is_bound and group in found:
                found.remove(group)
            if group not in found:
                found.append(group)
            group.operations.append(operation)
            group.cost = max(group.cost, cost)
        schema = operation.apply(schema)
    return list(_statements(found, start, had_fulltext, server))


def _at_any_name(tables: Collection[Name], operations: Iterable[Operation]) -> set[Name]:
    """Return the names of the tables with those that they get."""
    found = set(tables)
    for operation in operations:
        if isinstance(operation, RenameTable) and operation.before in found:
            found.add(operation.after)
    return found


def _statements(
    found: Iterable[_Group | Operation],
    schema: Schema,
    had_fulltext: Collection[Name],
    server: MySQLCapabilities,
) -> Iterator[Operation]:
    """Yield what was found as operations; each group knows its table as it is by then."""
    for one in found:
        operation: Operation
        if isinstance(one, _Group):
            table = _remembering(schema.table(one.table.name), had_fulltext)
            unchecked = not server.mariadb and _numbers_referenced(one.operations, schema)
            operation = AlterTogether(table, tuple(one.operations), unchecked=unchecked)
        else:
            operation = one
        yield operation
        schema = operation.apply(schema)


def _numbers_referenced(operations: Iterable[Operation], schema: Schema) -> bool:
    """Whether a column begins or ceases to number rows that foreign keys point at."""
    targets = {
        (k.target, name) for t in schema.tables for k in t.foreign_keys for name in k.target_columns
    }
    return any(
        isinstance(operation, AlterColumn)
        and (operation.table, operation.before.name) in targets
        and (operation.before.identity is None) != (operation.after.identity is None)
        for operation in operations
    )


def _remembering(table: Table, had_fulltext: Collection[Name]) -> Table:
    """Return the table with a word on a fulltext index that it has no more."""
    if table.name not in had_fulltext or has_fulltext(table):
        return table
    return replace(table, options=(*table.options, (HAD_FULLTEXT, "")))


def _last_group(found: list[_Group | Operation], operation: Clause, cost: Cost) -> _Group | None:
    """Return the statement that can take one more change of its table, if there is one."""
    for one in reversed(found):
        if isinstance(one, _Group) and one.table.name == operation.table:
            return one if not one.bound and _goes_with(one, operation, cost) else None
        if not isinstance(one, _Group) or _is_about_keys(one, operation):
            return None
    return None


def _group_of_bound(
    found: list[_Group | Operation], operation: Clause, filled: set[tuple[Name, str]]
) -> _Group | None:
    """Return the statement for all that must be at once: it waits for what comes in between."""
    for one in reversed(found):
        if isinstance(one, _Group) and one.table.name == operation.table:
            if one.bound and _can_go_with(one, operation):
                return one
        elif isinstance(one, UpdateRows):
            if not {(one.table, column) for column in _given(one)} <= filled:
                return None
        elif isinstance(one, RenameTable | RenameColumn | AlterTogether):
            return None
    return None


def _given(update: UpdateRows) -> list[str]:
    """Return the columns that get other values."""
    return [column for column, value in update.values if value not in (column, f"`{column}`")]


def _filled_apart(operations: Iterable[Operation]) -> set[tuple[Name, str]]:
    """Return the columns that come in more than one step, and that number or key nothing.

    Their changes stay where they are, around the values that rows are given, and what must be at
    once waits for them.
    """
    filled: set[tuple[Name, str]] = set()
    added: set[tuple[Name, str]] = set()
    keyed: set[tuple[Name, str]] = set()
    for operation in operations:
        match operation:
            case UpdateRows(table=table):
                filled.update((table, column) for column in _given(operation))
            case AddConstraint(table=table, constraint=PrimaryKey() as key):
                keyed.update((table, column) for column in key.columns)
            case DropConstraint(table=table, constraint=PrimaryKey() as key):
                keyed.update((table, column) for column in key.columns)
            case AddColumn(table=table, column=column):
                added.add((table, column.name))
            case AlterColumn(table=table, before=before, after=after):
                filled |= {(table, before.name)} & added
                if before.identity is not None or after.identity is not None:
                    keyed.update(((table, before.name), (table, after.name)))
            case _:
                pass
    return filled - keyed


def _goes_with(group: _Group, operation: Clause, cost: Cost) -> bool:
    copies = Cost.COPY in (group.cost, cost)
    if not copies and (group.cost is Cost.INSTANT) != (cost is Cost.INSTANT):
        return False
    if not copies and any(virtual_part(one) != virtual_part(operation) for one in group.operations):
        return False
    return _can_go_with(group, operation)


def _can_go_with(group: _Group, operation: Clause) -> bool:
    """Whether one statement can say both, whatever it costs."""
    if _is_foreign_key(operation) != any(map(_is_foreign_key, group.operations)):
        return False
    return not any(_collides(one, operation) for one in group.operations)


def _is_loose(operation: Clause, table: Table) -> bool:
    """Whether a change has nothing to do with who numbers the rows: it need not wait."""
    numbered = {column.name for column in table.columns if column.identity is not None}
    match operation:
        case DropIndex(index=index):
            return not index.reads & numbered
        case DropConstraint(constraint=Unique(columns=columns)):
            return not numbered.intersection(columns)
        case _:
            return _is_foreign_key(operation)


def _drops_key(operation: Operation) -> bool:
    """Whether a primary key goes, which takes no copy where another one comes."""
    return isinstance(operation, DropConstraint) and isinstance(operation.constraint, PrimaryKey)


def _is_foreign_key(operation: Operation) -> bool:
    return isinstance(operation, AddConstraint | DropConstraint) and isinstance(
        operation.constraint, ForeignKey
    )


def _collides(first: Operation, second: Clause) -> bool:
    """Whether the two are about one thing in a way that one statement cannot say."""
    names = isinstance(first, _Renames) != isinstance(second, _Renames)
    match first, second:
        case (
            DropConstraint(constraint=ForeignKey(name=old)),
            AddConstraint(constraint=ForeignKey(name=new)),
        ):
            return old == new
        case CreateIndex(index=a), CreateIndex(index=b):
            # InnoDB makes one fulltext index at a time.
            return a.method == b.method == "fulltext"
        case DropIndex(index=a), CreateIndex(index=b) if a.method == b.method == "fulltext":
            # MySQL would keep the parser of the old one.
            return a.name == b.name
        case AlterTable(), AddColumn() | AlterColumn() if leaves_out(second):
            return begins_history(first)
        case _ if isinstance(second, AlterColumn | DropColumn):
            return names or _column_of(first) == _column_of(second)
        case _:
            return names


def _column_of(operation: Operation) -> str:
    """Return the column that an operation is about, "" for none."""
    match operation:
        case AddColumn(column=column) | DropColumn(column=column) | AlterColumn(after=column):
            return column.name
        case _:
            return ""


def _is_about_keys(group: _Group, operation: Clause) -> bool:
    """Whether foreign keys stand between the changes of two tables."""
    return any(map(_is_foreign_key, (*group.operations, operation)))


def _bound_together(operations: Iterable[Operation]) -> set[Name]:
    """Return the tables whose numbering or primary key changes: all of that must be at once."""
    found: set[Name] = set()
    for operation in operations:
        match operation:
            case AddColumn(table=table, column=column) | DropColumn(table=table, column=column):
                if column.identity is not None:
                    found.add(table)
            case AlterColumn(table=table, before=before, after=after):
                if (before.identity is None) != (after.identity is None):
                    found.add(table)
            case AddConstraint(table=table, constraint=PrimaryKey()):
                found.add(table)
            case DropConstraint(table=table, constraint=PrimaryKey()):
                found.add(table)
            case _:
                pass
    return found


def _with_indexes_in_time(operations: list[Operation], schema: Schema) -> list[Operation]:
    """Return the operations with every index that a foreign key needs made before one is dropped.

    The two are then neighbours, and become one statement.
    """
    later, done = list(operations), []
    while later:
        operation = later.pop(0)
        made = _successor(operation, later, schema)
        if made is not None and not _is_possible(made, schema):
            later.insert(later.index(made), operation)
            continue
        if made is not None:
            later.remove(made)
            first_made = _name_of(operation) != _name_of(made)
            later.insert(0, operation if first_made else made)
            operation = made if first_made else operation
        done.append(operation)
        schema = operation.apply(schema)
    return done


def _successor(
    operation: Operation, later: Iterable[Operation], schema: Schema
) -> Operation | None:
    """Return what makes the index that takes the place of the one that goes, if that is needed."""
    columns = _index_columns(operation, DropIndex | DropConstraint)
    if columns is None:
        return None
    table = schema.table(operation.table)  # type: ignore[attr-defined]
    left = operation.apply(schema).table(table.name)
    for key, is_target in _keys_on(table.name, schema):
        enough = any(needed_by(key, found, is_target=is_target) for found in keys_of(left))
        if enough or not needed_by(key, columns, is_target=is_target):
            continue
        for other in later:
            made = _index_columns(other, CreateIndex | AddConstraint)
            is_here = getattr(other, "table", None) == table.name
            if is_here and made is not None and needed_by(key, made, is_target=is_target):
                return other
    return None


def _keys_on(table: Name, schema: Schema) -> list[tuple[ForeignKey, bool]]:
    own = [(key, False) for key in schema.table(table).foreign_keys]
    others = [(key, True) for t in schema.tables for key in t.foreign_keys if key.target == table]
    return own + others


def _index_columns(operation: Operation, kinds: object) -> tuple[str, ...] | None:
    match operation:
        case DropIndex(index=index) | CreateIndex(index=index):
            return index_columns(index) if isinstance(operation, kinds) else None  # type: ignore[arg-type]
        case DropConstraint(constraint=Unique() | PrimaryKey() as key):
            return key.columns if isinstance(operation, kinds) else None  # type: ignore[arg-type]
        case AddConstraint(constraint=Unique() | PrimaryKey() as key):
            return key.columns if isinstance(operation, kinds) else None  # type: ignore[arg-type]
        case _:
            return None


def _is_possible(made: Operation, schema: Schema) -> bool:
    """Whether all columns of an index that is made later are there already."""
    match made:
        case CreateIndex(table=name, index=index):
            return index.reads <= set(schema.table(name).column_names)
        case AddConstraint(table=name, constraint=Unique() | PrimaryKey() as key):
            return set(key.columns) <= set(schema.table(name).column_names)
        case _:
            return True


def _name_of(operation: Operation) -> str | None:
    match operation:
        case DropIndex(index=index) | CreateIndex(index=index):
            return index.name
        case DropConstraint(constraint=constraint) | AddConstraint(constraint=constraint):
            return constraint.name
        case _:
            return None
