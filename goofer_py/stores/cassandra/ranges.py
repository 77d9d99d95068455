"""Going through a table in the order of its tokens, portion by portion."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from goofer_py.errors import UsageError

Ask = Callable[[str, Sequence[object]], Sequence[Any]]
Row = dict[str, Any]
Work = Callable[[Sequence[Row]], None]

FIRST = -(2**63)
"""Less than the token of any row."""
_TOKENS = 2**64


@dataclass(frozen=True, slots=True)
class Table:
    """A table with the columns of its key, in their order, and the others."""

    keyspace: str
    name: str
    partition: tuple[str, ...]
    clustering: tuple[str, ...]
    others: tuple[str, ...]
    static: frozenset[str] = frozenset()
    """Those of the others that a partition has once."""

    @property
    def key(self) -> tuple[str, ...]:
        """The columns of the primary key."""
        return (*self.partition, *self.clustering)

    @property
    def written(self) -> str:
        """The table as statements name it."""
        return f"{quoted(self.keyspace)}.{quoted(self.name)}"

    def select(self, columns: Sequence[str]) -> str:
        """Return the query for the rows after a token, which is the first of its columns."""
        token = f"token({_listed(self.partition)})"
        return f"SELECT {token}, {_listed(columns)} FROM {self.written} WHERE {token} > ?"

    def where(self, columns: Collection[str]) -> tuple[str, ...]:
        """Return the columns that say where values are set: in a row, or once in a partition."""
        return self.partition if self.static.issuperset(columns) else self.key

    def update(self, columns: Sequence[str], *, if_exists: bool) -> str:
        """Return the statement that sets columns, with those of `where` at its end."""
        changes = ", ".join(f"{quoted(one)} = ?" for one in columns)
        key = " AND ".join(f"{quoted(one)} = ?" for one in self.where(columns))
        end = " IF EXISTS" if if_exists else ""
        return f"UPDATE {self.written} SET {changes} WHERE {key}{end}"

    def insert(self, columns: Sequence[str]) -> str:
        """Return the statement that writes a row."""
        marks = ", ".join("?" * len(columns))
        return f"INSERT INTO {self.written} ({_listed(columns)}) VALUES ({marks})"


def described(ask: Ask, keyspace: str, name: str) -> Table:
    """Return a table as the server knows it; raises UsageError when it is not there."""
    rows = ask(
        "SELECT column_name, kind, position FROM system_schema.columns"
        " WHERE keyspace_name = %s AND table_name = %s",
        (keyspace, name),
    )
    if not rows:
        raise UsageError(f"There is no table {name} in the keyspace {keyspace}.")

    def of(*kinds: str) -> tuple[str, ...]:
        found = sorted((position, column) for column, kind, position in rows if kind in kinds)
        return tuple(column for _, column in found)

    others, static = of("regular", "static"), frozenset(of("static"))
    return Table(keyspace, name, of("partition_key"), of("clustering"), others, static)


@dataclass(frozen=True, slots=True)
class Read:
    """What a portion came to: how many rows, the last token that is done, and if it was the end."""

    rows: int
    token: int
    over: bool


def about(done: int, token: int) -> int:
    """Return about how many rows there are where so many are those up to a token."""
    return round(done * _TOKENS / max(token - FIRST, 1))


def portion(
    pages: Any,
    turn: Callable[[], object],
    names: Sequence[str],
    needed: Sequence[str],
    after: int,
    work: Work,
) -> Read:
    """Give `work` the rows of the next tokens, each of which has all its rows among them.

    `pages` is an answer of the driver's, whose page says how many rows come at once, and `turn`
    fetches the next one; a token with more rows than that comes page by page. Rows without a value
    in a column that is `needed` are only the static columns of a partition, and left out.
    """
    done = 0

    def give(rows: Sequence[Sequence[Any]]) -> None:
        found = [dict(zip(names, row[1:], strict=True)) for row in rows]
        found = [one for one in found if all(one[column] is not None for column in needed)]
        if found:
            work(found)

    inside: int | None = None
    while True:
        rows = list(pages.current_rows)
        more = pages.has_more_pages
        done += len(rows)
        if not more:
            give(rows)
            return Read(done, rows[-1][0] if rows else after, over=True)
        if inside is not None and rows and rows[-1][0] != inside:
            ending = list(takewhile(lambda row, token=inside: row[0] == token, rows))  # type: ignore[misc]
            give(ending)
            return Read(done - len(rows) + len(ending), inside, over=False)
        last = rows[-1][0] if rows else after
        whole = [row for row in rows if row[0] != last]
        if whole:
            give(whole)
            return Read(done - len(rows) + len(whole), whole[-1][0], over=False)
        give(rows)
        inside = last if rows else inside
        turn()


def values_of(row: Mapping[str, Any], columns: Sequence[str]) -> list[Any]:
    """Return the values of columns; raises UsageError for one that is missing."""
    missing = [one for one in columns if one not in row]
    if missing:
        raise UsageError(f"A row has no value for {', '.join(missing)}.")
    return [row[one] for one in columns]


def quoted(name: str) -> str:
    """Return a name in quotes."""
    return '"' + name.replace('"', '""') + '"'


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(map(quoted, columns))
