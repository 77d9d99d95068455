"""The rows of a query a slice at a time, in memory that does not grow with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from typing import Protocol

from goofer_py.errors import ConnectionFailed, StatementFailed
from goofer_py.stores.store import Row

_NUMBERS = count(1)


class Asked(Protocol):
    """What slices are read with."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Run one statement and return its rows."""

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> int:
        """Run one statement and return the number of rows it touched."""


def by_cursor(
    session: Asked, sql: str, size: int, parameters: Sequence[object]
) -> Iterator[list[Row]]:
    """Read through a cursor of the server's, which outlives a transaction that begins later."""
    name = f"goofer_batched_{next(_NUMBERS)}"
    hold = "" if session.in_transaction else " WITH HOLD"
    session.execute(f"DECLARE {name} NO SCROLL CURSOR{hold} FOR {sql}", parameters)
    try:
        while rows := session.query(f"FETCH FORWARD {size} FROM {name}"):
            yield rows
    finally:
        # A transaction that was undone took its cursor along; to close it again would fail.
        with suppress(StatementFailed, ConnectionFailed):
            if session.query(f"SELECT 1 FROM pg_catalog.pg_cursors WHERE name = '{name}'"):
                session.execute(f"CLOSE {name}")


@dataclass(frozen=True, slots=True)
class Temporary:
    """How a temporary table is made of a query's rows, with a place for its {name}."""

    make: str
    drop: str
    number: str
    """The column that counts the rows."""
    shown: bool = False
    """It is one of those that * stands for, the first."""


def by_table(
    session: Asked, table: Temporary, sql: str, size: int, parameters: Sequence[object]
) -> Iterator[list[Row]]:
    """Read through a table, so that what is changed meanwhile changes no later slice."""
    name = f"goofer_batched_{next(_NUMBERS)}"
    session.execute(table.make.format(name=name) + sql, parameters)
    number, own = f"{name}.{table.number}", 2 if table.shown else 1
    further = f"WHERE {number} > ? ORDER BY {number} LIMIT {size}"
    read = f"SELECT {number}, {name}.* FROM {name} {further}"
    last: object = 0
    try:
        while rows := session.query(read, [last]):
            last = rows[-1][0]
            yield [row[own:] for row in rows]
    finally:
        with suppress(StatementFailed, ConnectionFailed):
            session.execute(table.drop.format(name=name))
