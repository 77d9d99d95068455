"""Bounded queries on the rows of a live database."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from goofer_py.dialects.clashes import Clashes
from goofer_py.errors import StatementFailed
from goofer_py.generate.obstacle import EXAMPLES, LIMIT, Found, shown
from goofer_py.stores.store import Row, Session


class Look:
    """Counts rows up to a limit, and shows a few of them."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._holding: dict[str, bool] = {}

    def holds_rows(self, table: str) -> bool:
        """Whether a table (as SQL) is there and has a row."""
        if table not in self._holding:
            self._holding[table] = False
            with suppress(StatementFailed):
                found = self._query(f"SELECT 1 FROM {table} LIMIT 1")
                self._holding[table] = bool(found)
        return self._holding[table]

    def rows(self, table: str, condition: str | None, names: Sequence[str]) -> Found:
        """Return how many rows of `table` meet `condition`; `names` (as SQL) are shown of them.

        Raises StatementFailed when the condition fails on a row.
        """
        where = "" if condition is None else f" WHERE {condition}"
        counted = f"SELECT count(*) FROM (SELECT 1 FROM {table}{where} LIMIT {LIMIT + 1}) AS found"
        rows = self._query(counted)[0][0]
        if not rows:
            return Found(0)
        query = f"SELECT {', '.join(names) or '*'} FROM {table}{where}"
        examples = self._query(f"{query} LIMIT {EXAMPLES}") if names else []
        return Found(rows, tuple(_example(names, row) for row in examples), query)

    def duplicates(self, table: str, condition: str | None, keys: Sequence[str]) -> Found:
        """Return how many values of `keys` (as SQL) several rows share, and some of them."""
        where = "" if condition is None else f" WHERE {condition}"
        listed = ", ".join(keys)
        groups = f"FROM {table}{where} GROUP BY {listed} HAVING count(*) > 1"
        counted = f"SELECT count(*) FROM (SELECT count(*) AS times {groups} LIMIT {LIMIT + 1}) AS f"
        values = self._query(counted)[0][0]
        if not values:
            return Found(0)
        query = f"SELECT {listed}, count(*) {groups}"
        rows = self._query(f"{query} LIMIT {EXAMPLES}")
        examples = (f"{_example(keys, row)} in {row[-1]} rows" for row in rows)
        return Found(values, tuple(examples), query)

    def clashes(self, clashes: Clashes) -> Found:
        """Return how many pairs of rows clash, and some of them.

        Raises StatementFailed when what they are compared by fails on a row.
        """
        self._session.begin()
        try:
            try:
                self._copy(clashes)
                source = clashes.pairs
                columns = ", ".join(clashes.shown)
            except StatementFailed:
                # Not everybody may make temporary tables: it takes longer without.
                source, columns = f"({clashes.query}) AS pairs", "*"
            return self._pairs(clashes, source, columns)
        finally:
            self._session.rollback()

    def _copy(self, clashes: Clashes) -> None:
        self._session.begin()
        try:
            for statement in clashes.copy:
                self._session.execute(statement)
        except StatementFailed:
            self._session.rollback()
            raise
        self._session.commit()

    def _pairs(self, clashes: Clashes, source: str, columns: str) -> Found:
        counted = f"SELECT count(*) FROM (SELECT 1 FROM {source} LIMIT {LIMIT + 1}) AS found"
        pairs = self._query(counted)[0][0]
        if not pairs:
            return Found(0)
        shown = self._query(f"SELECT {columns} FROM {source} LIMIT {EXAMPLES}")
        half, names = len(clashes.names), clashes.names
        examples = (f"{_example(names, row)} and {_example(names, row[half:])}" for row in shown)
        return Found(pairs, tuple(examples), clashes.query)

    def _query(self, query: str) -> list[Row]:
        """Ask the server; a transaction that is open outlives its refusal."""
        if not self._session.in_transaction:
            return self._session.query(query)
        self._session.begin()
        try:
            return self._session.query(query)
        finally:
            self._session.rollback()


def _example(names: Sequence[str], row: Sequence[object]) -> str:
    pairs = zip(names, row, strict=False)
    return ", ".join(f"{name} = {shown(value)}" for name, value in pairs)
