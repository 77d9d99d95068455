"""Slices of a table in the order of a key, and the key as text that can be gone on from."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from goofer_py.errors import UsageError

if TYPE_CHECKING:
    from goofer_py.dialects.dialect import Dialect
    from goofer_py.stores.store import Bound

Key = tuple[object, ...]

_READ: Mapping[str, Callable[[str], object]] = {
    "int": int,
    "str": str,
    "float": float,
    "bytes": bytes.fromhex,
    "Decimal": Decimal,
    "UUID": UUID,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
}


def written(key: Key) -> str:
    """Return a key as text; raises UsageError for values that have none."""
    return json.dumps([_written(value) for value in key])


def read(text: str) -> Key:
    """Return the key that was written."""
    return tuple(_READ[kind](value) for kind, value in json.loads(text))


def _written(value: object) -> tuple[str, str]:
    kind = type(value).__name__
    if isinstance(value, bytes | bytearray | memoryview):
        return "bytes", bytes(value).hex()
    if isinstance(value, date):
        return kind, value.isoformat()
    if kind not in _READ:
        raise UsageError(
            f"A key of type {kind} cannot be kept as the place to go on from.",
            hint="give a key of numbers, text, bytes, UUIDs or dates",
        )
    return kind, repr(value) if isinstance(value, float) else str(value)


class Keyed:
    """A table, the columns of its key, and which of its rows are meant."""

    def __init__(
        self, dialect: Dialect, table: str, key: Sequence[str], where: str, values: Sequence[object]
    ) -> None:
        self._quote = dialect.quote
        self.table = ".".join(map(dialect.quote, table.split(".")))
        self._key = [dialect.quote(column) for column in key]
        self._where = f"({where})" if where else ""
        self._values = tuple(values)

    def count(self) -> Bound:
        """Return the query for how many rows are meant, and have each column of the key."""
        counts = ", ".join(["count(*)", *(f"count({column})" for column in self._key)])
        return f"SELECT {counts} FROM {self.table}{_all(self._where)}", self._values

    @property
    def named(self) -> str:
        """The columns of the key, for a person."""
        return ", ".join(self._key)

    def page(self, columns: Sequence[str], after: Key | None, size: int, lock: str) -> Bound:
        """Return the query for the next rows: their key, and then the columns."""
        listed = ", ".join([*self._key, *map(self._quote, columns)])
        beyond, values = self._beyond(after, ">")
        found = f"SELECT {listed} FROM {self.table}{_all(self._where, beyond)}"
        sql = f"{found} ORDER BY {', '.join(self._key)} LIMIT {size}{lock}"
        return sql, (*self._values, *values)

    def change_between(self, change: str, after: Key | None, last: Key) -> Bound:
        """Return the statement that changes all rows after one key, up to another."""
        beyond, above = self._beyond(after, ">")
        within, below = self._beyond(last, "<", "=")
        # What is set comes first, but has no values of its own.
        return (
            f"UPDATE {self.table} SET {change}{_all(self._where, beyond, within)}",
            (*self._values, *above, *below),
        )

    def change_row(self, values: Mapping[str, object], key: Key) -> Bound:
        """Return the statement that sets values in the row with a key."""
        sets = ", ".join(f"{self._quote(column)} = ?" for column in values)
        same = " AND ".join(f"{column} = ?" for column in self._key)
        return f"UPDATE {self.table} SET {sets} WHERE {same}", (*values.values(), *key)

    def _beyond(self, key: Key | None, sign: str, equal: str = "") -> Bound:
        return beyond(self._key, key, sign, equal)


def beyond(columns: Sequence[str], key: Key | None, sign: str, equal: str = "") -> Bound:
    """Return the condition for keys beyond one, in a way that every server finds an index."""
    if not key:
        return "", ()
    *firsts, last = columns
    condition, values = f"{last} {sign}{equal} ?", key[-1:]
    for column, value in zip(reversed(firsts), reversed(key[:-1]), strict=True):
        condition = f"{column} {sign}= ? AND ({column} {sign} ? OR {condition})"
        values = (value, value, *values)
    return f"({condition})", values


def between(columns: Sequence[str], after: Key | None, last: Key | None) -> Bound:
    """Return the condition for keys after one, up to another; empty for all of them."""
    above, low = beyond(columns, after, ">")
    below, high = beyond(columns, last, "<", "=")
    return " AND ".join(filter(None, (above, below))), (*low, *high)


def _all(*conditions: str) -> str:
    """Return the WHERE for conditions, of which some may be empty."""
    given = [condition for condition in conditions if condition]
    return f" WHERE {' AND '.join(given)}" if given else ""
