"""Another primary key without a look at the rows: a unique index that is there becomes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from goofer_py.operations import AddConstraint, CreateIndex, DropConstraint, Operation
from goofer_py.operations.held_tables import HeldTables
from goofer_py.operations.key import ChangeKey
from goofer_py.operations.validate_constraint import ValidateConstraint
from goofer_py.schema import ForeignKey, Index, IndexPart, Name, PrimaryKey, Unique


def key_changed(change: ChangeKey, *, concurrently: bool = False) -> Iterator[Operation]:
    """Yield what changes the key, `concurrently` where each statement is committed by itself.

    Tables are locked then for what takes no time, and for no more. Foreign keys hold to one
    index: they let go, and take what is there then without a look at the rows, which comes after.
    """
    if change.undone:
        yield from _indexes_again(change, concurrently=concurrently)
    old, new = change.keys
    index = change.again if change.undone else change.index
    references = change.held
    if change.undone:
        references = tuple(dict.fromkeys((*change.pointing, *change.held)))
    gone = () if change.undone else change.without
    loose = tuple((table, _loose(key, change.table, new)) for table, key in references)
    swap: tuple[Operation, ...] = (
        *(DropConstraint(table, key) for table, key in references),
        *(DropConstraint(change.table, unique) for unique in gone),
        DropConstraint(change.table, old),
        AddConstraint(change.table, new, using_index=index.name),
        *(AddConstraint(table, key) for table, key in loose),
    )
    tables = {change.table, *(table for table, _ in references)}
    if concurrently:
        yield HeldTables(tuple(sorted(tables, key=str)), swap)
    else:
        yield from swap
    for (table, key), (_, unchecked) in zip(references, loose, strict=True):
        if key.validated:
            yield ValidateConstraint(table, unchecked, key)


def index_behind(constraint: PrimaryKey | Unique, name: str) -> Index:
    """Return an index that can become the constraint."""
    parts = (IndexPart(column) for column in constraint.columns)
    return Index(
        name,
        tuple(parts),
        unique=True,
        include=constraint.include,
        nulls_not_distinct=isinstance(constraint, Unique) and constraint.nulls_not_distinct,
        options=constraint.options,
    )


def _indexes_again(change: ChangeKey, *, concurrently: bool) -> Iterator[Operation]:
    """Yield the indexes that are needed; foreign keys take the first one of those that do."""
    for unique in change.without:
        index = index_behind(unique, unique.name or "")
        yield CreateIndex(change.table, index, concurrently=concurrently)
        yield AddConstraint(change.table, unique, using_index=index.name)
    yield CreateIndex(change.table, change.again, concurrently=concurrently)
    yield CreateIndex(change.table, change.index, concurrently=concurrently)


def _loose(key: ForeignKey, table: Name, primary: PrimaryKey) -> ForeignKey:
    """Return a foreign key as it is added; one to the primary key holds to no other index."""
    is_primary = key.target == table and key.target_columns == primary.columns
    targets = () if is_primary else key.target_columns
    return replace(key, validated=False, target_columns=targets)
