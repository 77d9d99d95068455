"""How much of a table a change touches, and who has to wait: measured on both servers.

What is stated in an ALTER TABLE is what the server is known to do: where it cannot, it refuses
the statement and nothing waits. Where a table has to be copied nothing is stated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import IntEnum

from goofer_py.dialects.mysql.capabilities import MySQLCapabilities
from goofer_py.dialects.mysql.charsets import most_bytes
from goofer_py.dialects.mysql.columns import is_text
from goofer_py.dialects.mysql.defaults import is_literal
from goofer_py.dialects.mysql.indexes import UNSORTED, has_fulltext
from goofer_py.dialects.mysql.options import (
    COLLATION,
    COLUMN_CHECK,
    ENGINE,
    HAD_FULLTEXT,
    INVISIBLE,
    ON_UPDATE,
    PARTITION,
    ROW_FORMAT,
    SRID,
    SYSTEM_VERSIONING,
)
from goofer_py.dialects.mysql.table_options import new_partitions
from goofer_py.dialects.mysql.types import SPATIAL, parse
from goofer_py.operations import (
    AddColumn,
    AddConstraint,
    AlterColumn,
    AlterTable,
    CreateIndex,
    DropColumn,
    DropConstraint,
    DropIndex,
    Operation,
    RenameColumn,
)
from goofer_py.schema import Check, Column, ForeignKey, Index, PrimaryKey, Schema, Table, Unique

_LIGHT_OPTIONS = frozenset(("stats_auto_recalc", "stats_persistent", "stats_sample_pages"))
_VOLATILE = re.compile(
    r"\b(?:uuid|uuid_short|rand|sys_guid|random_bytes|nextval|sleep)\b", re.IGNORECASE
)
# MySQL leaves a dropped column in its place under a longer name, which has to fit.
_LONG = 48
_ENUM_STEPS = (256,)
_SET_STEPS = (9, 17, 25, 33)


class Cost(IntEnum):
    """What a change costs; the dearest of several is what all of them cost in one statement."""

    INSTANT = 0
    """Only the catalog changes."""
    INPLACE = 1
    """Rows are read or written anew, and others can read and write meanwhile."""
    SHARED = 2
    """Others can only read meanwhile."""
    COPY = 3
    """The table is copied, and others can only read meanwhile."""


_STATED = {
    Cost.INSTANT: "ALGORITHM=INSTANT",
    Cost.INPLACE: "ALGORITHM=INPLACE, LOCK=NONE",
    Cost.SHARED: "ALGORITHM=INPLACE, LOCK=SHARED",
}


def stated(table: Table, operations: Iterable[Operation], server: MySQLCapabilities) -> str | None:
    """Return what an ALTER TABLE says of how it is to be done, None where it copies."""
    operations = tuple(operations)
    if any(map(_only_new_partitions, operations)):
        # It copies nothing on either server, and MariaDB wants it to stand alone.
        return ""
    return _STATED.get(together(table, operations, server))


def together(table: Table, operations: tuple[Operation, ...], server: MySQLCapabilities) -> Cost:
    """Return what the changes of `table` cost in one statement."""
    dearest, rebuilds = Cost.INSTANT, False
    had_fulltext = has_fulltext(table) or table.has_option(HAD_FULLTEXT)
    has_key = any(_is_new_key(operation) for operation in operations)
    for operation in operations:
        cost = cost_of(operation, table, server)
        if has_key and isinstance(operation, DropConstraint):
            cost = min(cost, Cost.INPLACE) if _is_key(operation) else cost
        dearest = max(dearest, cost)
        rebuilds = rebuilds or (isinstance(operation, _Rebuilding) and cost is not Cost.INSTANT)
        table = operation.apply(Schema((table,))).table(table.name)
    if len({virtual_part(operation) for operation in operations}) > 1:
        return Cost.COPY
    if rebuilds and _indexes_virtual(table, server):
        return Cost.COPY
    if rebuilds and not server.mariadb and had_fulltext and any(map(_makes_fulltext, operations)):
        return Cost.COPY
    if dearest is Cost.INSTANT and _mixed(operations):
        return Cost.INPLACE
    return dearest


def _makes_fulltext(operation: Operation) -> bool:
    """Whether it makes an index for which InnoDB keeps what a table had before, if it had one."""
    return isinstance(operation, CreateIndex) and operation.index.method == "fulltext"


def cost_of(operation: Operation, table: Table, server: MySQLCapabilities) -> Cost:
    """Return what one change of `table` costs by itself."""
    if table.option(ENGINE) is not None or table.has_option(SYSTEM_VERSIONING):
        return Cost.COPY
    if _drops_stand_in(operation, table):
        return Cost.COPY
    cost = _cost_of(operation, table, server)
    rebuilds = cost is not Cost.INSTANT or not isinstance(operation, AlterColumn)
    if isinstance(operation, _Rebuilding) and rebuilds and _indexes_virtual(table, server):
        return Cost.COPY
    return cost


def _drops_stand_in(operation: Operation, table: Table) -> bool:
    """Whether a unique index goes by which InnoDB keeps the rows, for want of a primary key."""
    match operation:
        case DropConstraint(constraint=Unique(columns=columns)):
            pass
        case DropIndex(index=index) if index.unique:
            columns = tuple(part.column or "" for part in index.parts)
        case _:
            return False
    required = {column.name for column in table.columns if not column.nullable}
    return table.primary_key is None and required.issuperset(columns)


_Rebuilding = AddColumn | DropColumn | AlterColumn | AddConstraint | AlterTable


def _indexes_virtual(table: Table, server: MySQLCapabilities) -> bool:
    """Whether MariaDB has to make an index over a virtual column again with the table."""
    virtual = {column.name for column in table.columns if _is_virtual(column)}
    return server.mariadb and any(virtual & index.reads for index in table.indexes)


def _cost_of(operation: Operation, table: Table, server: MySQLCapabilities) -> Cost:
    match operation:
        case AddColumn() | DropColumn() | AlterColumn():
            return _of_column(operation, table, server)
        case AddConstraint() | DropConstraint():
            return _constrained(operation)
        case CreateIndex() | DropIndex():
            return _indexed(operation, server)
        case AlterTable():
            return _options(operation, table)
        case RenameColumn(before=old):
            return Cost.INPLACE if in_key(old, table) and not server.mariadb else Cost.INSTANT
        case _:
            return Cost.INPLACE


def in_key(column: str, table: Table) -> bool:
    """Whether a key holds the column: foreign keys of any table may point at it."""
    keys = (key.columns for key in table.constraints if isinstance(key, PrimaryKey | Unique))
    indexes = (index.reads for index in table.indexes)
    return any(column in columns for columns in (*keys, *indexes))


def _of_column(
    operation: AddColumn | DropColumn | AlterColumn, table: Table, server: MySQLCapabilities
) -> Cost:
    if isinstance(operation, AlterColumn):
        cost = _altered(operation.before, operation.after, table, server)
        return cost if operation.place is None else max(cost, _moved(table, server))
    if isinstance(operation, AddColumn):
        cost = _added(operation.column, server)
        if operation.place is not None and not server.instant_anywhere:
            cost = max(cost, Cost.INPLACE)
    else:
        cost = _dropped(operation.column, table, server)
    return max(cost, _for_columns(operation.column, table, server))


def _moved(table: Table, server: MySQLCapabilities) -> Cost:
    """Return what it costs that a column takes another place, and changes in nothing else."""
    if has_fulltext(table):
        return Cost.SHARED if server.mariadb else Cost.COPY
    if not server.mariadb or table.has_option(HAD_FULLTEXT):
        return Cost.INPLACE
    if _indexes_virtual(table, server):
        return Cost.SHARED
    return Cost.INPLACE if table.option(ROW_FORMAT) == "COMPRESSED" else Cost.INSTANT


def _constrained(operation: AddConstraint | DropConstraint) -> Cost:
    constraint, comes = operation.constraint, isinstance(operation, AddConstraint)
    match constraint:
        case Check():
            return Cost.COPY if comes and constraint.enforced else Cost.INSTANT
        case ForeignKey():
            return Cost.COPY if comes else Cost.INPLACE
        case PrimaryKey():
            return Cost.INPLACE if comes else Cost.COPY
        case _:
            return Cost.INPLACE


def _added(column: Column, server: MySQLCapabilities) -> Cost:
    if column.identity is not None:
        return Cost.SHARED
    if column.computed is not None:
        return Cost.INSTANT if _is_virtual(column) else Cost.COPY
    if not server.mariadb and column.option(COLUMN_CHECK) is not None:
        return Cost.COPY
    if not server.mariadb and not column.nullable and parse(column.type.text).name in SPATIAL:
        return Cost.INPLACE
    default = column.default or "NULL"
    if not is_literal(default) and default[:1] == "(":
        return Cost.COPY if not server.mariadb or _VOLATILE.search(default) else Cost.INSTANT
    return Cost.INSTANT if server.instant_add else Cost.INPLACE


def _dropped(column: Column, table: Table, server: MySQLCapabilities) -> Cost:
    if _is_virtual(column):
        if server.mariadb:
            return Cost.SHARED if table.indexes else Cost.INSTANT
        # The numbers of other virtual columns would change.
        others = any(_is_virtual(other) for other in table.columns if other.name != column.name)
        return Cost.INPLACE if others else Cost.INSTANT
    if not server.instant_anywhere or any(column.name in i.reads for i in table.indexes):
        return Cost.INPLACE
    if not server.mariadb and len(column.name) > _LONG:
        return Cost.INPLACE
    return Cost.INSTANT


def virtual_part(operation: Operation) -> type[Operation] | None:
    """Return what an operation does to a virtual column, hidden ones included."""
    match operation:
        case AddColumn(column=column) | DropColumn(column=column):
            return type(operation) if _is_virtual(column) else None
        case CreateIndex(index=index) | DropIndex(index=index):
            if any(part.expression for part in index.parts):
                return AddColumn if isinstance(operation, CreateIndex) else DropColumn
    return None


def _is_virtual(column: Column) -> bool:
    return column.computed is not None and not column.computed.stored


def _for_columns(column: Column, table: Table, server: MySQLCapabilities) -> Cost:
    """Return what it costs that a column comes or goes, whatever it is."""
    if any(index.method == "fulltext" for index in table.indexes):
        return Cost.SHARED if server.mariadb else Cost.COPY
    if server.mariadb and table.has_option(PARTITION) and _is_virtual(column):
        return Cost.COPY
    if table.has_option(HAD_FULLTEXT) and not _is_virtual(column):
        return Cost.INPLACE
    if table.option(ROW_FORMAT) != "COMPRESSED" or _is_virtual(column):
        return Cost.INSTANT
    return Cost.COPY if any(map(_is_virtual, table.columns)) else Cost.INPLACE


def _altered(before: Column, after: Column, table: Table, server: MySQLCapabilities) -> Cost:
    if before.identity != after.identity or before.collation != after.collation:
        return Cost.COPY
    cost = Cost.INSTANT
    if before.option(SRID) != after.option(SRID):
        cost = Cost.COPY
    if before.computed != after.computed:
        is_light = server.mariadb and after.computed is not None and not after.computed.stored
        cost = Cost.INSTANT if is_light else Cost.COPY
    if before.nullable != after.nullable:
        cost = max(cost, _nulled(after, server))
    if _special(before) != _special(after):
        cost = max(cost, Cost.INPLACE)
    if before.type != after.type:
        cost = max(cost, _retyped(before, after, table, server))
    return cost


def _nulled(after: Column, server: MySQLCapabilities) -> Cost:
    """Return what it costs that NULL is, or is not, allowed from now on."""
    if after.nullable or not server.mariadb:
        return Cost.INPLACE
    if after.default is None:
        # MariaDB gives a timestamp a default of its own, which is no constant.
        return Cost.COPY if parse(after.type.text).name == "timestamp" else Cost.INPLACE
    return Cost.INPLACE if is_literal(after.default) else Cost.COPY


def _special(column: Column) -> tuple[tuple[str, str], ...]:
    light = (ON_UPDATE, INVISIBLE)
    return tuple(option for option in column.options if option[0] not in light)


def _retyped(before: Column, after: Column, table: Table, server: MySQLCapabilities) -> Cost:
    old, new = parse(before.type.text), parse(after.type.text)
    if old.name != new.name:
        return Cost.COPY
    if old.name in ("enum", "set"):
        steps = _ENUM_STEPS if old.name == "enum" else _SET_STEPS
        is_longer = new.arguments[: len(old.arguments)] == old.arguments
        sizes = {sum(len(parts.arguments) >= step for step in steps) for parts in (old, new)}
        return Cost.INSTANT if is_longer and len(sizes) == 1 else Cost.COPY
    if old.name == "varchar" and int(old.arguments[0]) <= int(new.arguments[0]):
        width = most_bytes(before.collation or table.option(COLLATION))
        sides = {int(parts.arguments[0]) * width > 255 for parts in (old, new)}
        # Without a collation the width is not known: then it must be the same side for all.
        narrow = {int(parts.arguments[0]) > 255 for parts in (old, new)}
        if len(sides) == len(narrow) == 1:
            return Cost.INSTANT if server.mariadb else Cost.INPLACE
    return Cost.COPY


def _is_unique_expression(index: Index) -> bool:
    """Whether the server makes it with a hidden column, in a copy of the table."""
    return index.unique and any(part.expression for part in index.parts)


def _indexed(operation: CreateIndex | DropIndex, server: MySQLCapabilities) -> Cost:
    index, comes = operation.index, isinstance(operation, CreateIndex)
    if _is_unique_expression(index):
        return Cost.COPY
    if comes and server.mariadb and index.unique and index.method == "hash":
        # It is over a hidden virtual column, which comes with it.
        return Cost.COPY
    if comes and (index.method in UNSORTED or any(part.expression for part in index.parts)):
        return Cost.SHARED
    return Cost.INPLACE


def _options(operation: AlterTable, table: Table) -> Cost:
    before, after = map(dict, operation.options)
    changed = {name for name, _ in set(before.items()) ^ set(after.items())}
    if {ENGINE, SYSTEM_VERSIONING, PARTITION} & changed:
        return Cost.COPY
    if COLLATION in changed and any(is_text(column.type.text) for column in table.columns):
        return Cost.COPY
    return Cost.INPLACE if changed <= _LIGHT_OPTIONS | {COLLATION, ROW_FORMAT} else Cost.COPY


def _only_new_partitions(operation: Operation) -> bool:
    """Whether partitions come behind those that are there, and no row is touched."""
    if not isinstance(operation, AlterTable):
        return False
    before, after = (dict(options).get(PARTITION) for options in operation.options)
    return None not in (before, after) and new_partitions(str(before), str(after)) is not None


def _is_key(operation: DropConstraint) -> bool:
    return isinstance(operation.constraint, PrimaryKey)


def _is_new_key(operation: Operation) -> bool:
    return isinstance(operation, AddConstraint) and isinstance(operation.constraint, PrimaryKey)


def _mixed(operations: tuple[Operation, ...]) -> bool:
    """Whether columns and checks change in one statement: each alone would be instant."""
    kinds = {isinstance(op, DropConstraint | AddConstraint) for op in operations}
    return len(kinds) > 1
