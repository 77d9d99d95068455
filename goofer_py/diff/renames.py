"""Renames that are known, as operations in an order that never meets a taken name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from goofer_py.diff.hints import Hints
from goofer_py.operations import AlterEnum, Operation, RenameColumn, RenameObject, RenameTable
from goofer_py.operations.rename_namespace import RenameNamespace
from goofer_py.schema import Name, Schema

_K = TypeVar("_K")


def renames(current: Schema, hints: Hints) -> Iterator[Operation]:
    """Yield the renames of `hints` that are still to be done in `current`, tables first.

    Names that are swapped go through a temporary one.
    """
    for new, old in _pending(hints.namespaces, set(current.namespaces)).items():
        rename = RenameNamespace(old, new)
        yield rename
        current = rename.apply(current)
    tables = _pending(hints.tables, {table.name for table in current.tables})
    moved = {old: new for new, old in tables.items()}
    after_tables = current
    for before, after in _steps(tables, _aside):
        yield RenameTable(before, after)
        after_tables = RenameTable(before, after).apply(after_tables)
    yield from _renamed_objects(after_tables, hints)
    yield from _renamed_values(current, hints)
    for table in current.tables if hints.columns else ():
        yield from _column_renames(moved.get(table.name, table.name), table.column_names, hints)


def _aside(name: Name) -> Name:
    return name.renamed(f"{name.name}_goofer")


def _renamed_objects(current: Schema, hints: Hints) -> Iterator[Operation]:
    """Yield the renames of views, functions and the like, all overloads of a function."""
    for kind in sorted({kind for kind, _ in hints.objects}):
        asked = {new: old for (k, new), old in hints.objects.items() if k == kind}
        there = {one.name for one in current.objects if one.kind == kind}
        for before, after in _steps(_pending(asked, there), _aside):
            for one in current.objects:
                if (one.kind, one.name) == (kind, before):
                    operation = RenameObject(one, replace(one, name=after))
                    yield operation
                    current = operation.apply(current)


def _renamed_values(current: Schema, hints: Hints) -> Iterator[Operation]:
    """Yield the types whose values are renamed, before anything else of them changes."""
    for enum in current.enums:
        asked = {new: old for old, new in hints.values.get(enum.name, ())}
        pending = {old: new for new, old in _pending(asked, set(enum.values)).items()}
        if pending:
            values = tuple(pending.get(value, value) for value in enum.values)
            yield AlterEnum(enum, replace(enum, values=values), tuple(pending.items()))


def _column_renames(table: Name, columns: tuple[str, ...], hints: Hints) -> Iterator[Operation]:
    asked = {new: old for (name, new), old in hints.columns.items() if name == table}
    for before, after in _steps(_pending(asked, set(columns)), lambda name: f"{name}_goofer"):
        yield RenameColumn(table, before, after)


def _pending(asked: Mapping[_K, _K], there: set[_K]) -> dict[_K, _K]:
    """Return the renames (new to old) that can be done: the old name is there, the new one free."""
    pending = {new: old for new, old in asked.items() if old in there and new != old}
    while taken := [new for new in pending if new in there - set(pending.values())]:
        for new in taken:
            del pending[new]
    return pending


def _steps(pending: Mapping[_K, _K], temporary: Callable[[_K], _K]) -> Iterator[tuple[_K, _K]]:
    waiting = {old: new for new, old in pending.items()}
    while waiting:
        free = [old for old, new in waiting.items() if new not in waiting]
        if free:
            for old in free:
                yield old, waiting.pop(old)
        else:
            old = next(iter(waiting))
            yield old, temporary(old)
            waiting[temporary(old)] = waiting.pop(old)


def after_renames(current: Schema, hints: Hints) -> Schema:
    """Return what `current` is after the renames that the hints say."""
    for operation in renames(current, hints):
        current = operation.apply(current)
    return current
