"""Indexes of a table that stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from goofer_py.diff.phase import Phase, Step
from goofer_py.operations import AlterIndex, CreateIndex, DropIndex, RenameIndex
from goofer_py.schema import Index, Name, Table
from goofer_py.schema.expression import identifiers


def index_steps(old: Table, new: Table, remade: frozenset[str]) -> Iterator[Step]:
    """Yield what leads from the indexes of `old` to those of `new`.

    `remade` names indexes that stay and must be out of the way meanwhile.
    """
    there = {index.name: index for index in old.indexes}
    wanted = {index.name: index for index in new.indexes}
    gone = {n: i for n, i in there.items() if n not in wanted}
    come = {n: i for n, i in wanted.items() if n not in there}
    yield from _renamed(new.name, gone, come)
    for name in [name for name in there if name in wanted]:
        yield from _changed(new.name, there[name], wanted[name], remade)
    for index in gone.values():
        yield Phase.DROP_INDEX, DropIndex(new.name, index)
    for index in come.values():
        yield Phase.CREATE_INDEX, CreateIndex(new.name, index)


def columns_read(index: Index) -> frozenset[str]:
    """Return the columns an index depends on; too many, never too few."""
    texts = [part.expression for part in index.parts] + [index.where]
    return index.reads.union(*(identifiers(text) for text in texts if text is not None))


def _changed(table: Name, before: Index, after: Index, remade: frozenset[str]) -> Iterator[Step]:
    if before.name in remade or (before != after and not _alterable(before, after)):
        yield Phase.DROP_INDEX, DropIndex(table, before)
        yield Phase.CREATE_INDEX, CreateIndex(table, after)
    elif before != after:
        yield Phase.ALTER_TABLE, AlterIndex(table, before, after)


def _alterable(before: Index, after: Index) -> bool:
    return before.valid and before == replace(after, comment=before.comment, options=before.options)


def _renamed(table: Name, gone: dict[str, Index], come: dict[str, Index]) -> Iterator[Step]:
    for after in list(come.values()):
        before = next((i for i in gone.values() if replace(i, name=after.name) == after), None)
        if before is not None and before.valid:
            del gone[before.name], come[after.name]
            yield Phase.RENAME_PART, RenameIndex(table, before.name, after.name)
