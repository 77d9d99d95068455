"""Goofer's books on Cassandra.

A book, that of its seeds, and the lease are one partition of one table: the lease is its static
columns, and records and steps are its rows. So a write and the condition that the lease is held
are one conditional batch, and all that reads the books reads what is agreed upon (SERIAL).

The lease is two columns: `alive`, which the server forgets when its time to live is over, and
`writer`, whose token may write until another one is there.
"""

from __future__ import annotations

import json
import math
import random
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from goofer_py.stores.ledger import Cell, Fields, Promises, leased_by

if TYPE_CHECKING:
    from goofer_py.errors import StatementFailed

_SPARE = 1
"""Seconds more that a lease lives than is told: those of the server have no fractions."""
_TIMES = 10
"""How often a write is tried of which the servers do not know whether it took place."""
_PAUSE = 0.2
"""How long it is waited before the next time, at most, in seconds."""

_TABLE = """
CREATE TABLE IF NOT EXISTS {table} (
  history text, part text, number int, fields text,
  owner text static, holder text static, session text static, writer text static,
  alive text static,
  PRIMARY KEY ((history), part, number)
)
"""
_TAKE = """
BEGIN BATCH
UPDATE {table} USING TTL %s SET alive = %s WHERE history = %s IF owner = %s AND alive = null;
UPDATE {table} SET owner = %s, holder = %s, session = %s, writer = %s WHERE history = %s;
APPLY BATCH
"""
_RENEW = (
    "UPDATE {table} USING TTL %s SET alive = %s WHERE history = %s IF owner = %s AND alive = %s"
)
_MOVE = "UPDATE {table} SET holder = %s, session = %s WHERE history = %s IF owner = %s"
_END = """
UPDATE {table} SET owner = %s, holder = %s, session = %s, writer = '', alive = null
WHERE history = %s IF owner = %s
"""
_LOOK = """
SELECT owner, holder, session, writetime(owner), ttl(alive) FROM {table} WHERE history = %s LIMIT 1
"""
_ROWS = "SELECT number, fields FROM {table} WHERE history = %s AND part = %s"
_ROW = f"{_ROWS} AND number = %s"
_INSERT = "INSERT INTO {table} (history, part, number, fields) VALUES (%s, %s, %s, %s)"
_FENCE = "UPDATE {table} SET writer = %s WHERE history = %s IF writer = %s"
_KEY = "WHERE history = %s AND part = %s AND number = %s"
_CHANGE = f"UPDATE {{table}} SET fields = %s {_KEY} IF EXISTS"
_CLEAR = f"DELETE FROM {{table}} {_KEY} IF EXISTS"

UNKNOWN = "WriteTimeout"
"""The state of what may have taken place, or not."""


class Asked(Protocol):
    """A session, as far as its books need it."""

    def named(self, table: str) -> str:
        """Return a table of the keyspace as statements name it."""

    def answers(self, statement: str, values: Sequence[object]) -> bool:
        """Say whether a query names a table that the server can read by now."""

    def make_table(self, table: str, statement: str) -> None:
        """Make a table that another program may be making, and wait until all servers know it."""

    def agreed(self, statement: str, values: Sequence[object]) -> Sequence[Any]:
        """Return the rows that are agreed upon; none of a table that is not there."""

    def conditional(self, statement: str, values: Sequence[object]) -> bool | None:
        """Run what has a condition; says whether it held, None where the servers do not know."""

    def failed(self, message: str, *, state: str = "") -> StatementFailed:
        """Return what to raise."""


class CassandraLedger:
    """The books of one session."""

    def __init__(self, session: Asked) -> None:
        self._session = session
        self.promises = Promises()

    def create(self, book: str) -> None:
        """Make the table, if it is not there."""
        if not self.exists(book):
            self._session.make_table(leased_by(book), self._on(book, _TABLE))

    def exists(self, book: str) -> bool:
        """Say whether the table is there, which a book shares with that of its seeds."""
        return self._session.answers(self._on(book, _LOOK), (leased_by(book),))

    def entries(self, book: str) -> Sequence[tuple[int, Fields]]:
        """Return all entries with their numbers, in the order of these."""
        return self._read(book, _records(book))

    def append(self, book: str, number: int, fields: Fields, token: str | None) -> None:
        """Add an entry, if its number is free and the token holds the lease."""
        text = json.dumps(dict(fields))
        values = (leased_by(book), _records(book), number, text)
        held, sure = self._held(book, *_fenced(f"{_INSERT} IF NOT EXISTS", values, book, token))
        if not held and (sure or self._there(book, number) != text):
            raise self._refused(book, f"record {number}", token)

    def look(self, book: str) -> Cell | None:
        """Return the lease as it stands by the servers' clocks."""
        rows = self._session.agreed(self._on(book, _LOOK), (leased_by(book),))
        if not rows or rows[0][0] is None:
            return None
        token, holder, session, since, left = rows[0]
        return Cell(token, holder, session, since // 1000, _left_ms(left))

    def take(self, book: str, before: str, cell: Cell, seconds: float) -> bool:
        """Take the lease, if it is still that of `before` and has ended; says whether."""
        key, token = leased_by(book), cell.token
        words = (token, cell.holder, cell.session, token, key)
        values = (_ttl(seconds), token, key, before or None, *words)
        return self._decided(book, _TAKE, values, token)

    def renew(self, book: str, token: str, seconds: float) -> bool:
        """Let the lease last for `seconds` from now on, if `token` holds it; says whether."""
        values = (_ttl(seconds), token, leased_by(book), token, token)
        return self._held(book, _RENEW, values)[0]

    def rewrite(self, book: str, token: str, cell: Cell, *, ended: bool) -> bool:
        """Write another token, holder and session, if `token` took the lease last; says whether."""
        key = leased_by(book)
        if ended:
            values: tuple[object, ...] = (cell.token, cell.holder, cell.session, key, token)
            return self._decided(book, _END, values, cell.token)
        return self._decided(book, _MOVE, (cell.holder, cell.session, key, token), token)

    def steps(self, book: str, of: str) -> Sequence[tuple[int, Fields]]:
        """Return the steps of one migration, with their numbers, in the order of these."""
        return self._read(book, _steps(book, of))

    def put_step(self, book: str, of: str, number: int, fields: Fields, token: str | None) -> None:
        """Write a step, if the token holds the lease."""
        key, text = (leased_by(book), _steps(book, of), number), json.dumps(dict(fields))
        if token is not None:
            held, _ = self._held(book, *_fenced(_INSERT, (*key, text), book, token))
            if not held:
                raise self._refused(book, f"step {number} of {of}", token)
            return
        # Only what has a condition is ordered among what has one, whatever clocks say.
        if not self._held(book, f"{_INSERT} IF NOT EXISTS", (*key, text))[0]:
            self._held(book, _CHANGE, (text, *key))

    def clear_steps(self, book: str, of: str) -> None:
        """Forget the steps of one migration."""
        part = _steps(book, of)
        for number, _ in self._read(book, part):
            self._held(book, _CLEAR, (leased_by(book), part, number))

    def _decided(self, book: str, statement: str, values: tuple[object, ...], token: str) -> bool:
        """Run what writes the lease; of an answer that is not known, a look tells."""
        held, sure = self._held(book, statement, values)
        if held or sure:
            return held
        seen = self.look(book)
        return seen is not None and seen.token == token

    def _held(self, book: str, statement: str, values: Sequence[object]) -> tuple[bool, bool]:
        """Run what has a condition; says whether it held, and whether that is sure.

        It is not, if the statement may have taken place before, at a try without an answer.
        """
        text = self._on(book, statement)
        for times in range(_TIMES):
            held = self._session.conditional(text, values)
            if held is not None:
                return held, times == 0
            time.sleep(_PAUSE * random.random())  # noqa: S311
        raise self._session.failed(
            "the servers do not know whether a write of goofer's own took place", state=UNKNOWN
        )

    def _there(self, book: str, number: int) -> str | None:
        key = (leased_by(book), _records(book), number)
        rows = self._session.agreed(self._on(book, _ROW), key)
        return str(rows[0][1]) if rows else None

    def _refused(self, book: str, what: str, token: str | None) -> StatementFailed:
        seen = self.look(book) if token is not None else None
        if token is not None and (seen is None or seen.token != token):
            return self._session.failed(f"the lease of {leased_by(book)} is another run's now")
        return self._session.failed(f"{what} is there already: another run wrote it")

    def _read(self, book: str, part: str) -> Sequence[tuple[int, Fields]]:
        rows = self._session.agreed(self._on(book, _ROWS), (leased_by(book), part))
        return [(number, json.loads(fields)) for number, fields in rows]

    def _on(self, book: str, statement: str) -> str:
        return statement.format(table=self._session.named(leased_by(book)))


def _fenced(
    insert: str, values: tuple[object, ...], book: str, token: str | None
) -> tuple[str, tuple[object, ...]]:
    """Return a write together with the condition that a token holds the lease."""
    if token is None:
        return insert, values
    batch = f"BEGIN BATCH\n{insert};\n{_FENCE};\nAPPLY BATCH"
    return batch, (*values, token, leased_by(book), token)


def _records(book: str) -> str:
    return f"records of {book}"


def _steps(book: str, of: str) -> str:
    return f"steps of {book} {of}"


def _ttl(seconds: float) -> int:
    return math.ceil(seconds) + _SPARE


def _left_ms(ttl: int | None) -> int:
    """Return how long a lease lasts yet; one that the server still knows has not ended."""
    return -1 if ttl is None else max((ttl - _SPARE) * 1000, 1)
