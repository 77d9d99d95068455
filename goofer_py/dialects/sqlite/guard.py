"""When a change has to run with foreign keys switched off, and what is checked then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from goofer_py.operations import CreateTable, DropTable, Operation, RenameTable
from goofer_py.operations.guarded import Guarded
from goofer_py.operations.rebuild_table import RebuildTable
from goofer_py.schema import ForeignKey, Name, Schema, Table


@dataclass(slots=True)
class _Track:
    """One table from before to after; None where there is none."""

    before: Name | None
    after: Name | None
    touched: bool = False


def guarded(
    operations: Sequence[Operation], before: Schema, after: Schema
) -> tuple[Operation, ...]:
    """Return the operations, together under a guard if one drops a table or brings rows.

    DROP TABLE first deletes the rows, and what refers to them goes by ON DELETE CASCADE.
    """
    if not any(map(_is_dangerous, operations)):
        return tuple(operations)
    tracks = _tracks(operations, before)
    touched_before = {t.before for t in tracks if t.touched}
    touched_after = {t.after for t in tracks if t.touched}
    children = [
        (track.before, None if _is_mismatched(track.after, after) else track.after)
        for track in tracks
        if not _is_mismatched(track.before, before)
        and (
            _can_break(track.before, before, touched_before)
            or _can_break(track.after, after, touched_after)
        )
    ]
    renames = [(t.before, t.after) for t in tracks if t.before and t.after and t.before != t.after]
    return (Guarded(tuple(operations), tuple(children), tuple(renames)),)


def _is_dangerous(operation: Operation) -> bool:
    return isinstance(operation, RebuildTable | DropTable) or (
        isinstance(operation, CreateTable) and operation.kept is not None
    )


def _tracks(operations: Iterable[Operation], before: Schema) -> list[_Track]:
    """Follow every table through the operations, and note those whose rows they move."""
    there = {table.name: _Track(table.name, table.name) for table in before.tables}
    tracks = list(there.values())
    for operation in operations:
        match operation:
            case RenameTable(before=old, after=new):
                there[new] = there.pop(old)
                there[new].after = new
            case CreateTable(table=table, kept=kept):
                there[table.name] = _Track(None, table.name, touched=kept is not None)
                tracks.append(there[table.name])
            case DropTable(table=table):
                gone = there.pop(table.name)
                gone.after, gone.touched = None, True
            case RebuildTable(before=table):
                there[table.name].touched = True
    return tracks


def _can_break(name: Name | None, schema: Schema, touched: set[Name | None]) -> bool:
    """Whether foreign keys of the table could be broken when rows of others are moved."""
    table = None if name is None else schema.find_table(name)
    if table is None or not table.foreign_keys:
        return False
    return name in touched or any(key.target in touched for key in table.foreign_keys)


def _is_mismatched(name: Name | None, schema: Schema) -> bool:
    """Whether a foreign key points at no key: then SQLite refuses to check the table at all."""
    table = None if name is None else schema.find_table(name)
    return table is not None and any(_points_nowhere(key, schema) for key in table.foreign_keys)


def _points_nowhere(key: ForeignKey, schema: Schema) -> bool:
    parent = schema.find_table(key.target)
    return parent is not None and frozenset(key.target_columns) not in _keys_of(parent)


def _keys_of(table: Table) -> set[frozenset[str | None]]:
    keys: set[frozenset[str | None]] = {frozenset(unique.columns) for unique in table.uniques}
    if table.primary_key is not None:
        keys.add(frozenset(table.primary_key.columns))
    for index in table.indexes:
        if index.unique and index.where is None:
            keys.add(frozenset(part.column for part in index.parts))
    return keys
