"""Foreign keys that a server would not take, or take and never let a row obey."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import takewhile

from goofer_py.errors import UnkeyedReference
from goofer_py.operations import AddConstraint, CreateTable, DropConstraint, Operation
from goofer_py.schema import ForeignKey, Name, Schema, Table
from goofer_py.stores.store import Session


def check_references(operations: Iterable[Operation], after: Schema, session: Session) -> None:
    """Raise UnkeyedReference for a new foreign key to no table, or to what nothing makes unique.

    Asked of servers that take such a key and refuse each write afterwards; and, for columns that
    no index begins with, of those that can do with any index. A table that is not part of the
    schema `after` may be in the database.
    """
    facts = session.dialect.capabilities
    if not (facts.keyed_writes or facts.indexed_references):
        return
    operations = list(operations)
    aside = [op.inverse() for op in operations if isinstance(op, DropConstraint)]
    for table, key in _added(op for op in operations if op not in aside):
        parent = after.find_table(key.target)
        if parent is None:
            if facts.keyed_writes and session.locate(key.target.name) is None:
                raise _untabled(table, key)
            continue
        if facts.keyed_writes and not _is_keyed(key, parent):
            raise _unkeyed(table, key)
        if facts.indexed_references and not _is_indexed(key, parent):
            raise _unindexed(table, key, session.dialect.server)


def _added(operations: Iterable[Operation]) -> Iterator[tuple[Name, ForeignKey]]:
    for operation in operations:
        match operation:
            case AddConstraint(table=table, constraint=ForeignKey() as key):
                yield table, key
            case CreateTable(table=table):
                yield from ((table.name, key) for key in table.foreign_keys)
            case _:
                pass


def _is_keyed(key: ForeignKey, parent: Table) -> bool:
    wanted = set(key.target_columns)
    keys = [set(unique.columns) for unique in parent.uniques]
    keys += [] if parent.primary_key is None else [set(parent.primary_key.columns)]
    keys += [
        {part.column or "" for part in index.parts}
        for index in parent.indexes
        if index.unique and index.where is None
    ]
    return wanted in keys


def _is_indexed(key: ForeignKey, parent: Table) -> bool:
    """Whether an index begins with the columns; that of the primary key is behind every other."""
    primary = () if parent.primary_key is None else parent.primary_key.columns
    indexes = [unique.columns for unique in parent.uniques]
    for index in parent.indexes:
        whole = takewhile(lambda part: part.column and part.length is None, index.parts)
        indexes.append(tuple(part.column or "" for part in whole))
    found = (primary, *((*columns, *primary) for columns in indexes))
    return any(columns[: len(key.target_columns)] == key.target_columns for columns in found)


def _untabled(table: Name, key: ForeignKey) -> UnkeyedReference:
    return UnkeyedReference(
        f"The foreign key over {', '.join(key.columns)} of {table} points at {key.target}, and "
        f"there is no such table: every write to {table} would fail. Nothing was written.",
        table=str(table),
        target=str(key.target),
        columns=key.target_columns,
        hint=f"declare {key.target} as well, or leave the foreign key out",
    )


def _unindexed(table: Name, key: ForeignKey, server: str) -> UnkeyedReference:
    listed = ", ".join(key.target_columns)
    return UnkeyedReference(
        f"The foreign key over {', '.join(key.columns)} of {table} points at {listed or 'no key'} "
        f"of {key.target}, and no key or index begins with that: {server} refuses it. "
        "Nothing was written.",
        table=str(table),
        target=str(key.target),
        columns=key.target_columns,
        hint=f"make {listed} of {key.target} unique, or let the foreign key point at its key",
    )


def _unkeyed(table: Name, key: ForeignKey) -> UnkeyedReference:
    listed = ", ".join(key.target_columns)
    return UnkeyedReference(
        f"The foreign key over {', '.join(key.columns)} of {table} points at {listed or 'no key'} "
        f"of {key.target}, and no primary key, unique constraint or unique index is over just "
        f"that: every write to {table} would fail. Nothing was written.",
        table=str(table),
        target=str(key.target),
        columns=key.target_columns,
        hint=f"make {listed} of {key.target} unique, or let the foreign key point at its key",
    )
