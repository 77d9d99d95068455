"""Which changes are made in a copy of their table, as they would keep writers waiting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from goofer_py.dialects.mysql.capabilities import MySQLCapabilities
from goofer_py.dialects.mysql.online import Cost, stated, together
from goofer_py.dialects.mysql.options import ENGINE, SYSTEM_VERSIONING
from goofer_py.operations import AddConstraint, Operation, RenameColumn
from goofer_py.operations.alter_together import AlterTogether
from goofer_py.operations.copy_table import CopyTable
from goofer_py.schema import ForeignKey, PrimaryKey, Schema, Table, Unique

_PASSIVE = (None, "NO ACTION", "RESTRICT")


def copied(
    operations: Iterable[Operation], schema: Schema, server: MySQLCapabilities
) -> Iterator[Operation]:
    """Yield the operations, which the server can execute, with copies where writers would wait.

    What no copy can do stays as it is. Tables that come with the change hold no rows yet.
    """
    there = {table.name for table in schema.tables}
    for operation in operations:
        is_copied = (
            isinstance(operation, AlterTogether)
            and operation.table in there
            and _blocks(operation, server)
            and _has_copy(operation, schema, server)
        )
        yield CopyTable(operation) if is_copied else operation  # type: ignore[arg-type]
        schema = operation.apply(schema)


def _blocks(alter: AlterTogether, server: MySQLCapabilities) -> bool:
    """Whether the mildest form that the server accepts keeps writers waiting."""
    if stated(alter.before, alter.operations, server) == "":
        return False
    return together(alter.before, alter.operations, server) > Cost.INPLACE


def _has_copy(alter: AlterTogether, schema: Schema, server: MySQLCapabilities) -> bool:
    before, after = alter.before, alter.after
    sides = (before, after)
    if any(t.option(ENGINE) is not None or t.has_option(SYSTEM_VERSIONING) for t in sides):
        return False
    if alter.unchecked or alter.held or not _keys(before) & _keys(after):
        return False
    if before.checks and not server.mariadb:
        # Those of the copy would need other names.
        return False
    return not any(map(_is_beyond, alter.operations)) and _references_hold(alter, schema)


def _keys(table: Table) -> set[frozenset[str]]:
    """Return the keys that tell all rows apart, each as its columns."""
    required = {column.name for column in table.columns if not column.nullable}
    keys = [one.columns for one in table.constraints if isinstance(one, PrimaryKey | Unique)]
    unique = (i for i in table.indexes if i.unique)
    keys += [tuple(part.column or "" for part in index.parts) for index in unique]
    primary = {frozenset(table.primary_key.columns)} if table.primary_key else set()
    return primary | {frozenset(key) for key in keys if required.issuperset(key)}


def _is_beyond(operation: Operation) -> bool:
    """Whether a copy has no way to do what an operation says."""
    match operation:
        case RenameColumn():
            return True
        case AddConstraint(table=table, constraint=ForeignKey(target=target)):
            return table == target
        case _:
            return False


def _references_hold(alter: AlterTogether, schema: Schema) -> bool:
    """Whether foreign keys that point at the table can point at the copy."""
    before, after = alter.before, alter.after
    for table in schema.tables:
        for key in table.foreign_keys:
            if key.target != before.name:
                continue
            if table.name == before.name or key.on_update not in _PASSIVE:
                return False
            names = [name for name in key.target_columns if name in after.column_names]
            same = all(before.column(name).type == after.column(name).type for name in names)
            if len(names) < len(key.target_columns) or not same:
                return False
    return True
