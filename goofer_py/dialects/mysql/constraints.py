"""Constraints with every text spelled one way, and a name where none was given."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from goofer_py.dialects.mysql.capabilities import MySQLCapabilities
from goofer_py.dialects.mysql.text import spelled
from goofer_py.schema import Check, ForeignKey, PrimaryKey, Unique
from goofer_py.schema.expression import identifiers

PRIMARY = "PRIMARY"
"""What every primary key is called."""


def canonical_primary_key(key: PrimaryKey) -> PrimaryKey:
    """Return a primary key as the server would describe it: it has no name of its own."""
    return PrimaryKey(key.columns, PRIMARY, auto_named=True)


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
    expression = spelled(check.expression, frozenset(columns))
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
    keys = tuple(keys)
    taken = {key.name for key in keys}
    found = []
    for key in keys:
        if key.name is None:
            name = _free(f"{table}_ibfk_", taken)
            taken.add(name)
            key = replace(key, name=name, auto_named=True)
        found.append(key)
    return tuple(found)


def named_checks(
    checks: Iterable[Check], table: str, server: MySQLCapabilities
) -> tuple[Check, ...]:
    """Return the checks with the names that the server gives to those without."""
    checks = tuple(checks)
    prefix = "CONSTRAINT_" if server.mariadb else f"{table}_chk_"
    taken = {check.name for check in checks}
    found = []
    for check in checks:
        if check.name is None:
            name = _free(prefix, taken)
            taken.add(name)
            check = replace(check, name=name, auto_named=True)
        found.append(check)
    return tuple(found)


def _free(prefix: str, taken: Collection[str | None]) -> str:
    number = 1
    while f"{prefix}{number}" in taken:
        number += 1
    return f"{prefix}{number}"


def _action(action: str | None) -> str | None:
    if action is None:
        return None
    text = " ".join(action.upper().split())
    return None if text in ("NO ACTION", "RESTRICT") else text
