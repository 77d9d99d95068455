"""What makes the usual migrations of tables short: idempotent, and safe to be cut off."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from cassandra import ConsistencyLevel
from cassandra.concurrent import execute_concurrent_with_args
from cassandra.query import BatchStatement, BatchType

from goofer_py.errors import UsageError
from goofer_py.stores.cassandra.commands import definition
from goofer_py.stores.cassandra.connection import ROWS
from goofer_py.stores.cassandra.ranges import (
    FIRST,
    Row,
    Table,
    about,
    described,
    portion,
    quoted,
    values_of,
)
from goofer_py.stores.portions import Steps, remembering

if TYPE_CHECKING:
    from goofer_py.errors import StatementFailed

Change = Callable[[Row], Mapping[str, Any] | None]
T = TypeVar("T")
S = TypeVar("S", bound=Any)

_SIZE = 5000
_CONCURRENCY = 100
_KINDS = {True: BatchType.LOGGED, False: BatchType.UNLOGGED}


class Session(Protocol):
    """A session, as far as the helpers need it."""

    @property
    def client(self) -> Any:
        """The session of the driver."""

    @property
    def keyspace(self) -> str:
        """The keyspace of the URL."""

    def ask(self, statement: str, values: Sequence[object] = ()) -> Sequence[Any]:
        """Return the rows of a query of goofer's own."""

    def perform_one(self, text: str) -> None:
        """Run one statement, and wait for what it changes about the schema."""

    def guarded(self, call: Callable[[], T]) -> T:
        """Do something; raises StatementFailed or ConnectionFailed."""

    def failed(self, message: str) -> StatementFailed:
        """Return what to raise."""


class Batch:
    """Statements that are sent together."""

    def __init__(self, session: Session, statement: Any) -> None:
        self._session = session
        self._statement = statement
        self._prepared: dict[str, Any] = {}
        self.size = 0
        """How many there are."""

    def add(self, statement: str, *parameters: object) -> None:
        """Add an INSERT, UPDATE or DELETE, with `?` for parameters."""
        if statement not in self._prepared:
            prepare = self._session.client.prepare
            self._prepared[statement] = self._session.guarded(lambda: prepare(statement))
        self._statement.add(self._prepared[statement], parameters)
        self.size += 1


class CassandraHelpers:
    """The helpers of one migration.

    What makes or drops something leaves what is so already as it is, and comes back once all
    servers know it. What goes through rows does so in the order of their tokens, in portions of
    about `size` rows; how far it is, is written after each, so that a run that was ended anywhere
    is gone on with by the next, which does the last portion again. Between two portions, `pause`
    seconds pass. `consistency` is that of the URL, if none is given.
    """

    def __init__(self, session: Session, steps: Steps | None) -> None:
        self._session = session
        self._steps = steps

    def execute(
        self, statement: str, *parameters: object, consistency: str | None = None
    ) -> list[Any]:
        """Run one statement, with `?` for parameters, and return its rows.

        One that changes the schema comes back once all servers know it.
        """
        if definition(statement) is not None:
            self._session.perform_one(statement)
            return []
        client = self._session.client

        def run() -> list[Any]:
            prepared = client.prepare(statement)
            if consistency is not None:
                prepared.consistency_level = _level(consistency)
            return list(client.execute(prepared, parameters))

        return self._session.guarded(run)

    @contextmanager
    def batch(
        self, *, logged: bool = True, counters: bool = False, consistency: str | None = None
    ) -> Iterator[Batch]:
        """Send the statements that are added within the context together, at its end.

        A logged batch is written whole in the end, whatever becomes of the servers; one that is
        not logged is cheaper, and of use within one partition. Nothing is sent after an error.
        """
        kind = BatchType.COUNTER if counters else _KINDS[logged]
        level = None if consistency is None else _level(consistency)
        statement = BatchStatement(batch_type=kind, consistency_level=level)
        batch = Batch(self._session, statement)
        yield batch
        if batch.size:
            self._session.guarded(lambda: self._session.client.execute(statement))

    def add_column(self, table: str, column: str, type_: str, *, static: bool = False) -> None:
        """Add a column, if it is not there."""
        there = self._table(table)
        if column not in (*there.key, *there.others):
            end = " static" if static else ""
            added = f"ALTER TABLE {there.written} ADD {quoted(column)} {type_}{end}"
            self._session.perform_one(added)

    def drop_column(self, table: str, column: str) -> None:
        """Drop a column with its values, if it is there."""
        there = self._table(table)
        if column in there.others:
            self._session.perform_one(f"ALTER TABLE {there.written} DROP {quoted(column)}")

    def create_index(
        self,
        table: str,
        target: str,
        *,
        name: str | None = None,
        using: str | None = None,
        options: Mapping[str, str] | None = None,
    ) -> None:
        """Build an index, if it is not there, and wait until it answers.

        `target` is what stands between the parentheses of CREATE INDEX; `using` is "sai", or the
        class of a custom index.
        """
        there = self._table(table)
        called = quoted(name or f"{there.name}_{''.join(filter(str.isalnum, target))}_idx")
        custom = "CUSTOM " if using else ""
        words = f"CREATE {custom}INDEX IF NOT EXISTS {called} ON {there.written} ({target})"
        if using:
            words += f" USING {_text(using)}"
        if options:
            listed = ", ".join(f"{_text(key)}: {_text(value)}" for key, value in options.items())
            words += f" WITH OPTIONS = {{{listed}}}"
        self._session.perform_one(words)

    def drop_index(self, name: str) -> None:
        """Drop an index, if it is there."""
        keyspace = quoted(self._session.keyspace)
        self._session.perform_one(f"DROP INDEX IF EXISTS {keyspace}.{quoted(name)}")

    def backfill(
        self,
        table: str,
        change: Change,
        *,
        columns: Sequence[str] | None = None,
        if_exists: bool = False,
        size: int = _SIZE,
        pause: float = 0.0,
        consistency: str | None = None,
        name: str = "",
    ) -> int:
        """Set columns of all rows as `change` says; returns how many were looked at.

        It is given a row, its key and `columns` (all, if none are given), and returns the new
        values by column, or None to leave it; it may be given a row that it has changed. With
        `if_exists`, a row that is deleted meanwhile stays so, at several times the cost.
        """
        there = self._table(table)
        writes = _Writes(self._session, consistency)

        def work(rows: Sequence[Row]) -> None:
            found: defaultdict[tuple[str, ...], list[list[Any]]] = defaultdict(list)
            for row in rows:
                key = dict(zip(there.key, values_of(row, there.key), strict=True))
                if values := change(row):
                    place = [key[one] for one in there.where(values)]
                    found[tuple(values)].append([*values.values(), *place])
            for changed, parameters in found.items():
                writes.send(there.update(changed, if_exists=if_exists), parameters)

        step = f"backfill {table} {name}".strip()
        wanted = there.others if columns is None else tuple(columns)
        return self._through(step, there, wanted, work, size, pause)

    def copy_rows(
        self,
        source: str,
        target: str,
        change: Callable[[Row], Mapping[str, Any] | None] = dict,
        *,
        size: int = _SIZE,
        pause: float = 0.0,
        consistency: str | None = None,
    ) -> int:
        """Write each row of a table into another one, as `change` returns it; None leaves it out.

        That is how a primary key is changed. Returns how many rows were looked at.
        """
        there, other = self._table(source), self._table(target)
        writes = _Writes(self._session, consistency)

        def work(rows: Sequence[Row]) -> None:
            found: defaultdict[tuple[str, ...], list[list[Any]]] = defaultdict(list)
            for row in rows:
                if new := change(row):
                    values_of(new, other.key)
                    found[tuple(new)].append(list(new.values()))
            for columns, parameters in found.items():
                writes.send(other.insert(columns), parameters)

        step = f"copy {source} to {target}"
        return self._through(step, there, there.others, work, size, pause)

    def _through(
        self,
        name: str,
        table: Table,
        columns: Sequence[str],
        work: Callable[[Sequence[Row]], None],
        size: int,
        pause: float,
    ) -> int:
        steps = remembering(self._steps, name, size)
        client = self._session.client
        names = (*table.key, *(one for one in columns if one not in table.key))
        select = self._session.guarded(lambda: client.prepare(table.select(names)))
        select.fetch_size = size

        def one(step: S) -> S:
            after = int(step.position) if step.position else FIRST

            def read() -> Any:
                return client.execute(select, (after,), execution_profile=ROWS)

            pages = self._session.guarded(read)
            more = partial(self._session.guarded, pages.fetch_next_page)
            found = portion(pages, more, names, table.key, after, work)
            done = step.done + found.rows
            ended: S = replace(
                step,
                done=done,
                total=done if found.over else about(done, found.token),
                position=str(found.token),
                finished=found.over,
            )
            return ended

        return int(steps.portions(name, one, pause).done)

    def _table(self, name: str) -> Table:
        keyspace, _, own = name.rpartition(".")
        return described(self._session.ask, keyspace or self._session.keyspace, own)


class _Writes:
    """Sends statements, many at once."""

    def __init__(self, session: Session, consistency: str | None) -> None:
        self._session = session
        self._level = None if consistency is None else _level(consistency)
        self._prepared: dict[str, Any] = {}

    def send(self, statement: str, parameters: Iterable[Sequence[Any]]) -> None:
        """Send one statement with each of these; raises what the first one was refused with."""
        prepared = self._session.guarded(lambda: self._made(statement))
        self._session.guarded(
            lambda: execute_concurrent_with_args(
                self._session.client, prepared, parameters, concurrency=_CONCURRENCY
            )
        )

    def _made(self, statement: str) -> Any:
        if statement not in self._prepared:
            prepared = self._session.client.prepare(statement)
            if self._level is not None:
                prepared.consistency_level = self._level
            self._prepared[statement] = prepared
        return self._prepared[statement]


def _level(name: str) -> int:
    found = ConsistencyLevel.name_to_value.get(name.upper())
    if found is None:
        known = ", ".join(ConsistencyLevel.name_to_value)
        raise UsageError(f"There is no consistency level {name!r}.", hint=f"one of {known}")
    return int(found)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
