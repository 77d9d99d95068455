"""Constraints of a table that stays: which go, which come, which only change their name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from goofer_py.diff.names import same_but_for_name
from goofer_py.diff.phase import Phase, Step
from goofer_py.operations import AddConstraint, AlterConstraint, DropConstraint, RenameConstraint
from goofer_py.operations.validate_constraint import ValidateConstraint
from goofer_py.schema import (
    Check,
    Constraint,
    Exclusion,
    ForeignKey,
    Index,
    PrimaryKey,
    Schema,
    Table,
    Unique,
)
from goofer_py.schema.expression import identifiers

_DROP = {
    ForeignKey: Phase.DROP_FOREIGN_KEY,
    Check: Phase.DROP_CHECK,
    Unique: Phase.DROP_UNIQUE,
    Exclusion: Phase.DROP_UNIQUE,
    PrimaryKey: Phase.DROP_PRIMARY_KEY,
}
_ADD = {
    ForeignKey: Phase.ADD_FOREIGN_KEY,
    Check: Phase.ADD_CHECK,
    Unique: Phase.ADD_UNIQUE,
    Exclusion: Phase.ADD_UNIQUE,
    PrimaryKey: Phase.ADD_PRIMARY_KEY,
}


def constraint_steps(old: Table, new: Table, remade: frozenset[Constraint]) -> Iterator[Step]:
    """Yield what leads from the constraints of `old` to those of `new`.

    `remade` are constraints that stay and must be out of the way meanwhile.
    """
    gone = [c for c in old.constraints if c in remade or c not in new.constraints]
    come = [c for c in new.constraints if c in remade or c not in old.constraints]
    for before, after in _renamed(gone, come, old):
        gone.remove(before)
        come.remove(after)
        yield Phase.RENAME_PART, RenameConstraint(new.name, before, after)
    for before, after in _altered(gone, come):
        gone.remove(before)
        come.remove(after)
        yield Phase.ALTER_TABLE, AlterConstraint(new.name, before, after)
    for before, after in _validated(gone, come):
        gone.remove(before)
        come.remove(after)
        valid = replace(before, validated=True)
        yield Phase.VALIDATE, ValidateConstraint(new.name, before, valid)
    for constraint in gone:
        yield _DROP[type(constraint)], DropConstraint(new.name, constraint)
    for constraint in come:
        yield _ADD[type(constraint)], AddConstraint(new.name, constraint)


def columns_read(constraint: Constraint) -> frozenset[str]:
    """Return the columns of its own table that a constraint depends on; too many, never too few."""
    if isinstance(constraint, Check):
        return frozenset(constraint.columns) | identifiers(constraint.expression)
    if isinstance(constraint, Exclusion):
        texts = identifiers(f"{constraint.elements} {constraint.where or ''}")
        return frozenset((*constraint.columns, *constraint.include)) | texts
    return frozenset(constraint.columns)


def key_is_lasting(key: ForeignKey, current: Schema, desired: Schema) -> bool:
    """Whether what the foreign key points at is there before, after and during the change."""
    old, new = current.find_table(key.target), desired.find_table(key.target)
    if old is None or new is None:
        return False
    same = all(
        old.find_column(name) == new.find_column(name) is not None for name in key.target_columns
    )
    return same and bool(keys_over(old, key) & keys_over(new, key))


def keys_over(table: Table, key: ForeignKey) -> frozenset[object]:
    """Return the primary key, unique constraints and unique indexes that `key` may point at."""
    columns = frozenset(key.target_columns)
    found: set[object] = {
        _unadorned(c)
        for c in (table.primary_key, *table.uniques)
        if c and frozenset(c.columns) == columns
    }
    found.update(
        _unadorned(i)
        for i in table.indexes
        if i.unique and frozenset(p.column for p in i.parts) == columns
    )
    return frozenset(found)


def _validated(
    gone: list[Constraint], come: list[Constraint]
) -> list[tuple[Check | ForeignKey, Check | ForeignKey]]:
    """Return what is NOT VALID, and shall be valid and nothing else."""
    return [
        (before, after)
        for after in come
        if isinstance(after, Check | ForeignKey)
        for before in gone
        if isinstance(before, Check | ForeignKey)
        if not before.validated and _is_valid_form(before, after)
    ]


def _is_valid_form(before: Check | ForeignKey, after: Check | ForeignKey) -> bool:
    name = before.name if after.auto_named else after.name
    return replace(before, validated=True) == replace(after, name=name)


def _altered(gone: list[Constraint], come: list[Constraint]) -> list[tuple[Constraint, Constraint]]:
    """Return what stays under its name, and only has other comments or options of its index."""
    return [
        (before, after)
        for after in come
        for before in gone
        if before != after and _unadorned(before) == _unadorned(after)
    ]


def _unadorned(part: Constraint | Index) -> Constraint | Index:
    """Return a constraint or index without what can change while it stands."""
    if isinstance(part, Index):
        return replace(part, comment=None, options=())
    if isinstance(part, PrimaryKey | Unique | Exclusion):
        return replace(part, comment=None, options=(), index_comment=None)
    return replace(part, comment=None)


def _renamed(
    gone: list[Constraint], come: list[Constraint], old: Table
) -> list[tuple[Constraint, Constraint]]:
    taken = {constraint.name for constraint in old.constraints}
    pairs: list[tuple[Constraint, Constraint]] = []
    free = list(gone)
    for after in come:
        before = next((c for c in free if same_but_for_name(c, after) and c != after), None)
        if before is not None and after.name not in taken:
            free.remove(before)
            pairs.append((before, after))
    return pairs
