"""The pragmas of SQLite that change how a connection behaves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Protocol

_PRAGMA = re.compile(
    r"PRAGMA\s+(?:(?P<schema>\w+)\s*\.\s*)?(?P<name>\w+)"
    r"\s*(?:=\s*|\(\s*)(?P<value>'[^']*'|\"[^\"]*\"|[-+\w.]+)\s*\)?\s*$",
    re.IGNORECASE,
)
_OFF = ("0", "off", "no", "false")

RESTORED = (
    "foreign_keys",
    "ignore_check_constraints",
    "legacy_alter_table",
    "recursive_triggers",
    "reverse_unordered_selects",
    "writable_schema",
    "trusted_schema",
    "query_only",
    "synchronous",
    "cache_size",
    "temp_store",
    "automatic_index",
    "cell_size_check",
    "busy_timeout",
    "secure_delete",
    "locking_mode",
)
"""Those that last as long as the connection and can be read; all others are the file's own."""


class Connection(Protocol):
    """What is needed of a connection here."""

    def pragma(self, name: str) -> object:
        """Return the value of a pragma, None when this SQLite does not know it."""

    def set_pragma(self, name: str, value: object) -> None:
        """Set a pragma."""


def switched_off(statement: str) -> str | None:
    """Return the guard of rows that the statement switches off, None when it does nothing such."""
    found = _PRAGMA.match(statement)
    if found is None or found["name"].lower() != "foreign_keys":
        return None
    return "foreign_keys" if found["value"].strip("'\"").lower() in _OFF else None


def snapshot(connection: Connection, settings: Iterable[str]) -> Mapping[str, object]:
    """Return the values of the pragmas that `settings` set and that can be set back.

    Without settings, of all that can be set back.
    """
    names = {found["name"].lower() for found in map(_PRAGMA.match, settings) if found}
    return {name: connection.pragma(name) for name in RESTORED if name in (names or RESTORED)}


def set_back(connection: Connection, before: Mapping[str, object]) -> None:
    """Give the pragmas the values of a snapshot again."""
    for name, value in before.items():
        if value is not None and connection.pragma(name) != value:
            connection.set_pragma(name, value)
