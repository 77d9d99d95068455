"""Constraints with every text spelled one way, and a name where none was given."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from itertools import count
from typing import TypeVar

from goofer_py.dialects.mysql.capabilities import MySQLCapabilities
from goofer_py.dialects.mysql.indexes import canonical_method, canonical_part
from goofer_py.dialects.mysql.text import called, spelled
from goofer_py.schema import Check, ForeignKey, IndexPart, PrimaryKey, Table, Unique
from goofer_py.schema.expression import identifiers

_C = TypeVar("_C", ForeignKey, Check)

PRIMARY = "PRIMARY"
"""What every primary key is called."""


def canonical_primary_key(key: PrimaryKey, table: Table, server: MySQLCapabilities) -> PrimaryKey:
    """Return a primary key as the server would describe it: it has no name of its own."""
    columns = {column.name: column for column in table.columns}
    parts = tuple(canonical_part(part, columns, None, server) for part in key.parts)
    return PrimaryKey(
        key.columns,
        PRIMARY,
        auto_named=True,
        comment=key.comment or None,
        parts=() if parts == tuple(map(IndexPart, key.columns)) else parts,
        method=canonical_method(key.method, table),
    )


def canonical_unique(key: Unique) -> Unique:
    """Return a unique constraint as the server would describe it."""
    return Unique(key.columns, key.name, auto_named=key.auto_named)


def canonical_foreign_key(key: ForeignKey) -> ForeignKey:
    """Return a foreign key as the server would describe it: RESTRICT is what NO ACTION is here."""
    return ForeignKey(
        key.columns,
        key.target,
        key.target_columns,
        key.name,
        _action(key.on_delete),
        _action(key.on_update),
        auto_named=key.auto_named,
    )


def canonical_check(check: Check, server: MySQLCapabilities, columns: Collection[str]) -> Check:
    """Return a check as the server would describe it, with the columns it reads."""
    text = called(check.expression, mariadb=server.mariadb)
    expression = spelled(text, frozenset(columns))
    words = identifiers(expression)
    return Check(
        expression,
        check.name,
        enforced=check.enforced or not server.not_enforced,
        columns=check.columns or tuple(name for name in columns if name in words),
        auto_named=check.auto_named,
    )


def named_foreign_keys(keys: Iterable[ForeignKey], table: str) -> tuple[ForeignKey, ...]:
    """Return the keys with the names that InnoDB gives to those without."""
    return _named(tuple(keys), f"{table}_ibfk_")


def named_checks(
    checks: Iterable[Check], table: str, server: MySQLCapabilities
) -> tuple[Check, ...]:
    """Return the checks with the names that the server gives to those without."""
    return _named(tuple(checks), "CONSTRAINT_" if server.mariadb else f"{table}_chk_")


def is_numbered(name: str, stem: str) -> bool:
    """Whether `name` is `stem` and a number, as the server makes names."""
    return name.startswith(stem) and name[len(stem) :].isdigit()


def _named(constraints: tuple[_C, ...], prefix: str) -> tuple[_C, ...]:
    """Return the constraints, those without a name with the first free numbers."""
    taken = {constraint.name for constraint in constraints}
    free = (name for n in count(1) if (name := f"{prefix}{n}") not in taken)
    return tuple(
        replace(constraint, name=next(free), auto_named=True)
        if constraint.name is None
        else constraint
        for constraint in constraints
    )


def _action(action: str | None) -> str | None:
    if action is None:
        return None
    text = " ".join(action.upper().split())
    return None if text in ("NO ACTION", "RESTRICT") else text
