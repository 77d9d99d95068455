"""Names that nobody chose follow those that are there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

from goofer_py.diff.overrides import adopt_overrides
from goofer_py.diff.unsaid import keep_unsaid
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

_C = TypeVar("_C", PrimaryKey, Unique, ForeignKey, Check, Exclusion, Index)


def adopt_names(desired: Schema, current: Schema) -> Schema:
    """Return `desired` with its auto-named parts called what `current` calls equal ones.

    So a table that another tool made, or one that was renamed, shows no change of names that no
    person ever wrote down. Counters and definers that it does not ask for stay too.
    """
    there = current.by_name

    def adopted(table: Table) -> Table:
        old = there.get(table.name)
        if old is None:
            return table
        if table.is_same(old):
            return old  # What is one object from here on is compared no further.
        return table if table == old else _adopted(table, old)

    return adopt_overrides(keep_unsaid(desired.map_tables(adopted), current), current)


def _adopted(table: Table, old: Table) -> Table:
    keys = () if table.primary_key is None else (table.primary_key,)
    old_keys = () if old.primary_key is None else (old.primary_key,)
    adopted_keys = _match(keys, old_keys)
    return replace(
        table,
        primary_key=adopted_keys[0] if adopted_keys else None,
        uniques=_match(table.uniques, old.uniques),
        foreign_keys=_match(table.foreign_keys, old.foreign_keys),
        checks=_match(table.checks, old.checks),
        exclusions=_match(table.exclusions, old.exclusions),
        indexes=_match(table.indexes, old.indexes),
    )


def _match(wanted: tuple[_C, ...], there: tuple[_C, ...]) -> tuple[_C, ...]:
    free = [constraint for constraint in there if constraint not in wanted]
    return tuple(
        _take(constraint, free) if constraint not in there else constraint for constraint in wanted
    )


def _take(constraint: _C, free: list[_C]) -> _C:
    if not getattr(constraint, "validated", True):
        # What is declared NOT VALID asks for no more than that new rows obey: valid is better.
        loose: Any = constraint
        valid: _C = replace(loose, validated=True)
        if valid in free:
            return valid
    if not constraint.auto_named:
        return constraint
    for candidate in free:
        if same_but_for_name(candidate, constraint):
            free.remove(candidate)
            return replace(constraint, name=candidate.name)
    return constraint


def same_but_for_name(a: Constraint | Index, b: Constraint | Index) -> bool:
    """Whether two constraints or indexes differ in nothing but their names."""
    return type(a) is type(b) and replace(a, name="") == replace(b, name="")
