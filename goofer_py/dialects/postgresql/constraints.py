"""Constraints with every text spelled one way, and a name where none was given."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import TypeVar

from goofer_py.dialects.postgresql.columns import short_name
from goofer_py.dialects.postgresql.names import constraint_name
from goofer_py.dialects.postgresql.options import canonical_options
from goofer_py.dialects.postgresql.quoting import all_shortened, fold, quote, shortened
from goofer_py.dialects.postgresql.respelled import respelled
from goofer_py.dialects.postgresql.spelling import Signature, spelled
from goofer_py.schema import Check, Exclusion, ForeignKey, PrimaryKey, Table, Unique
from goofer_py.schema.expression import identifiers

_C = TypeVar("_C", PrimaryKey, Unique, ForeignKey, Check, Exclusion)
_K = TypeVar("_K", PrimaryKey, Unique)
_INDEXED = PrimaryKey | Unique | Exclusion
"""Constraints that have an index, whose name is theirs."""
_Taken = defaultdict[str | None, set[str]]

_ACTION = re.compile(r"(set (?:null|default))\s*\((.*)\)\Z", re.IGNORECASE | re.DOTALL)
_COLUMN = re.compile(r'"(?:[^"]|"")*"|[^,\s]+')


def canonical_key(key: _K) -> _K:
    """Return a primary key or unique constraint as the server would describe it."""
    return respelled(
        key,
        columns=all_shortened(key.columns),
        name=key.name and shortened(key.name),
        deferrable=key.deferrable or key.initially_deferred,
        include=all_shortened(key.include),
        conflict=None,
        comment=key.comment or None,
        options=canonical_options(key.options),
        index_comment=key.index_comment or None,
    )


def canonical_foreign_key(key: ForeignKey) -> ForeignKey:
    """Return a foreign key as the server would describe it."""
    return respelled(
        key,
        columns=all_shortened(key.columns),
        target=short_name(key.target),
        target_columns=all_shortened(key.target_columns),
        name=key.name and shortened(key.name),
        on_delete=_action(key.on_delete),
        on_update=_action(key.on_update),
        match=_match(key.match),
        deferrable=key.deferrable or key.initially_deferred,
        comment=key.comment or None,
    )


def canonical_check(check: Check, columns: Signature) -> Check:
    """Return a check as the server would describe it, with the columns it reads."""
    words = identifiers(check.expression)
    return respelled(
        check,
        expression=spelled(check.expression, columns),
        name=check.name and shortened(check.name),
        columns=check.columns or tuple(name for name, _ in columns if name in words),
        comment=check.comment or None,
    )


def with_names(tables: tuple[Table, ...]) -> tuple[Table, ...]:
    """Return the tables with a name for every constraint: the one that the server would give."""
    if all(c.name is not None for table in tables for c in table.constraints):
        return tables
    naming = _Naming(tables)
    return tuple(map(naming.named, tables))


class _Naming:
    """The names that are taken while one table after the other is named."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self._constraints: _Taken = defaultdict(set)
        self._relations: _Taken = defaultdict(set)
        for table in tables:
            self._note(table)

    def _note(self, table: Table) -> None:
        place = table.name.schema
        named = [c for c in table.constraints if c.name is not None]
        self._constraints[place].update(c.name or "" for c in named)
        self._relations[place].add(table.name.name)
        self._relations[place].update(i.name for i in table.indexes)
        self._relations[place].update(c.name or "" for c in named if isinstance(c, _INDEXED))

    def named(self, table: Table) -> Table:
        """Name what has no name, in the order in which the server does."""
        if all(c.name is not None for c in table.constraints):
            return table
        give = partial(self._given, table)
        checks = tuple(map(give, table.checks))
        key = None if table.primary_key is None else give(table.primary_key)
        return replace(
            table,
            checks=checks,
            primary_key=key,
            uniques=tuple(map(give, table.uniques)),
            exclusions=tuple(map(give, table.exclusions)),
            foreign_keys=tuple(map(give, table.foreign_keys)),
        )

    def _given(self, table: Table, constraint: _C) -> _C:
        if constraint.name is not None:
            return constraint
        place, is_index = table.name.schema, isinstance(constraint, _INDEXED)
        name = constraint_name(table.name.name, constraint, self._is_taken(place, is_index))
        self._constraints[place].add(name)
        if is_index:
            self._relations[place].add(name)
        return replace(constraint, name=name, auto_named=True)

    def _is_taken(self, place: str | None, is_index: bool) -> Callable[[str], bool]:
        constraints, relations = self._constraints[place], self._relations[place]
        return lambda name: name in constraints or (is_index and name in relations)


def _action(action: str | None) -> str | None:
    if action is None:
        return None
    if found := _ACTION.match(action.strip()):
        columns = ", ".join(quote(fold(column)) for column in _COLUMN.findall(found[2]))
        return f"{' '.join(found[1].upper().split())} ({columns})"
    spelled = " ".join(action.upper().split())
    return None if spelled == "NO ACTION" else spelled


def _match(match: str | None) -> str | None:
    spelled = match and match.strip().upper()
    return None if spelled == "SIMPLE" else spelled
