"""What makes the usual migrations of tables short: awaited, and safe to be cut off."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from goofer_py.errors import UsageError
from goofer_py.stores import portions
from goofer_py.stores.clickhouse.cluster import everywhere
from goofer_py.stores.clickhouse.ending import mutations_left, query_left
from goofer_py.stores.clickhouse.quoting import quoted, text
from goofer_py.stores.clickhouse.trace import newest_mutation

if TYPE_CHECKING:
    from goofer_py.errors import StatementFailed

Rows = Iterable[Sequence[Any]] | Callable[[], Iterable[Sequence[Any]]]
S = TypeVar("S", bound=Any)
T = TypeVar("T")

_SIZE = 100_000
_TIME = re.compile(r"\bDateTime(?:64\((\d+)(?:, '[^']*')?\)|\('[^']*'\))?(?!\w)")
_ANEW: Mapping[str, Any] = {"insert_deduplicate": 0}
"""What was taken back is written again, and not known from before."""
_WAIT = 0.1
_TOLD = 1.0
"""How often it is told how far mutations are, in seconds."""


class Steps(portions.Steps, Protocol):
    """What remembers how far a migration is, and which statements ran."""

    left: str
    """What is to be said of what goes on when the run is ended."""

    @property
    def stopped(self) -> bool:
        """Whether a signal came."""

    def check(self) -> None:
        """Raise what ends the run after a signal."""

    def once(self, script: str) -> None:
        """Run the statements of a script that have not run yet."""


class Session(Protocol):
    """A session, as far as the helpers need it."""

    @property
    def client(self) -> Any:
        """The client of clickhouse-connect."""

    @property
    def cluster(self) -> str:
        """The cluster on which all is done, or nothing."""

    def ask(self, sql: str) -> Sequence[Sequence[Any]]:
        """Run a query and return its rows."""

    def tell(self, sql: str, settings: Mapping[str, Any] | None = None) -> None:
        """Run a statement."""

    def quoted(self, table: str) -> str:
        """Return a name in backticks."""

    def guarded(self, call: Callable[[], T]) -> T:
        """Do something; raises StatementFailed or ConnectionFailed."""

    def failed(self, message: str) -> StatementFailed:
        """Return what to raise."""


class ClickHouseHelpers:
    """The helpers of one migration.

    What goes through rows does so in portions of `size`, each recorded once it is written, so that
    a run that was ended anywhere is gone on with by the next. The portion that it was ended in is
    written again: each has a token by which tables with a window for deduplication know it
    (`non_replicated_deduplication_window`; replicated ones have it from the beginning).
    """

    def __init__(self, session: Session, steps: Steps | None) -> None:
        self._session = session
        self._steps = steps

    def insert(
        self,
        table: str,
        rows: Rows,
        columns: Sequence[str],
        *,
        size: int = _SIZE,
        pause: float = 0.0,
        name: str = "",
    ) -> int:
        """Insert rows, and return how many there are by now, with those of earlier runs.

        Give the same rows in the same order each time: those that an earlier run wrote are passed
        over.
        """
        source: Any = None

        def portion(step: S) -> S:
            nonlocal source
            if step.position is None:
                # A server knows tokens for as long as it likes: these are of this step alone.
                begun: S = replace(step, position=secrets.token_hex(8))
                return begun
            if source is None:
                self._settle(table)
                source = islice(iter(rows() if callable(rows) else rows), step.done, None)
            found = list(islice(source, size))
            count = len(found)
            if count:
                self._write(table, found, columns, f"{step.position} {step.done} {count}")
            return self._after(step, count, size)

        return self._through(f"insert {table} {name}".strip(), portion, size, pause)

    def copy(
        self,
        source: str,
        into: str,
        *,
        by: str,
        columns: Mapping[str, str] | None = None,
        where: str = "",
        size: int = _SIZE,
        pause: float = 0.0,
    ) -> int:
        """Copy the rows of a table into another one, in the order of the column `by`.

        `columns` are those to write, with the expression that gives each; without, all that
        `source` holds, by name. `into` has to be empty at first, and nobody else may write to it: a
        run that goes on takes away what the one before it left half done. `by` is written as it is,
        and is never NULL. Raises StatementFailed when `into` is not empty, and UsageError for a
        column that it cannot go by.
        """
        _refuse_other(by, columns)
        key, kinds = quoted(by), dict[str, str]()
        target, origin = self._session.quoted(into), self._session.quoted(source)
        filtered = f"({where})" if where else "1"
        fresh, given = True, dict[str, str]()

        def value(step: Any) -> str:
            return f"CAST({text(step.position[1:])} AS {kinds[by]})"

        def portion(step: S) -> S:
            nonlocal fresh
            if by not in kinds:
                kinds[by] = self._kind(source, by)
                given.update(self._held(source) if columns is None else columns)
            if step.position is None:
                fresh = False
                return self._begun(into, target, step, f"{origin} WHERE {filtered}")
            after = f"{key} > {value(step)}" if step.position else "1"
            if fresh:
                self._settle(into)
                self._take_back(target, after)
                fresh = False
            ((last, count),) = self._session.ask(
                f"SELECT toString(CAST(max(k) AS {kinds[by]})), count() FROM (SELECT {key} AS k"
                f" FROM {origin} WHERE {after} AND {filtered}"
                f" ORDER BY {key} LIMIT {size} WITH TIES)"
            )
            if not count:
                return self._after(step, 0, size)
            ended: S = replace(step, position=f"={last}")
            upto = f"{key} <= {value(ended)}"
            self._session.tell(
                f"INSERT INTO {target} ({', '.join(map(quoted, given))})"
                f" SELECT {', '.join(given.values())} FROM {origin}"
                f" WHERE {after} AND {upto} AND {filtered}",
                {"log_comment": _comment(into), **_ANEW},
            )
            return self._after(ended, int(count), size)

        return self._through(f"copy {source} into {into}", portion, size, pause)

    def exchange(self, one: str, other: str) -> None:
        """Let two tables change names at one moment, once."""
        self._once(f"EXCHANGE TABLES {self._session.quoted(one)} AND {self._session.quoted(other)}")

    def mutate(self, table: str, change: str) -> None:
        """Run `UPDATE ... WHERE ...`, `DELETE WHERE ...` or `MATERIALIZE ...`, once, to its end.

        How many parts are done is told meanwhile, where the table has no replicas.
        """
        alter = f"ALTER TABLE {self._session.quoted(table)} {change}"
        sent = everywhere(alter, self._session.cluster)
        # The server itself has to wait for replicas, and says nothing until all have done it.
        settings = {"mutations_sync": 0} if self._alone(table) else None

        def portion(step: S) -> S:
            newest = newest_mutation(self._session.ask, alter)
            if step.position is None:
                noted: S = replace(step, position=f"after {newest}")
                return noted
            if step.position == f"after {newest}":
                self._session.tell(sent, settings)
            return self._awaited(table, step)

        self._through(f"mutate {table}, part by part", portion)

    def wait_for_mutations(self, table: str) -> None:
        """Wait until all mutations of a table are done; raises StatementFailed for one that fails.

        The server goes on with one that fails until it succeeds or is killed.
        """
        self._through(
            f"mutations of {table}, part by part", lambda step: self._awaited(table, step)
        )

    def _awaited(self, table: str, step: S) -> S:
        """Wait for a while for the mutations of a table, and return how far they are."""
        late = time.monotonic() + _TOLD
        while (left := self._left(table)) is not None and time.monotonic() < late:
            if self._ends(partial(mutations_left, self._session.ask, table)):
                break
            time.sleep(_WAIT)
        done = step.total if left is None else step.total - left
        total = max(step.total, left or 0)
        waited: S = replace(step, done=max(done, 0), total=total, finished=left is None)
        return waited

    def _left(self, table: str) -> int | None:
        """Return how many parts are to be mutated still; None when all mutations are done."""
        found = self._session.ask(
            "SELECT mutation_id, latest_fail_reason, parts_to_do FROM system.mutations"
            f" WHERE NOT is_done AND NOT is_killed AND {_where(table)}"
        )
        for identity, reason, _ in found:
            if reason:
                raise self._session.failed(
                    f"mutation {identity} of {table} fails, and the server tries it again until"
                    f" KILL MUTATION WHERE mutation_id = {text(identity)}: {reason}"
                )
        return sum(int(left) for *_, left in found) if found else None

    def _alone(self, table: str) -> bool:
        """Say whether there is no other server whose rows are changed too."""
        found = self._session.ask(
            f"SELECT engine FROM system.tables WHERE {_where(table, 'name')}"
            " AND endsWith(engine, 'MergeTree')"
            " AND NOT match(engine, '^(Replicated|Shared)')"
        )
        return bool(found) and not self._session.cluster

    def _settle(self, table: str) -> None:
        """Wait until no server writes rows for a run that was ended."""
        comment = text(_comment(table))
        while found := self._session.ask(
            f"SELECT query_id FROM system.processes WHERE Settings['log_comment'] = {comment}"
        ):
            query = str(found[0][0])
            if self._ends(partial(query_left, f"writing rows to {table}", query)):
                self._check()
            time.sleep(_WAIT)

    def _check(self) -> None:
        if self._steps is not None:
            self._steps.check()

    def _ends(self, left: Callable[[], str]) -> bool:
        """Say whether a signal came, and then keep what is to be said of what goes on."""
        if self._steps is None or not self._steps.stopped:
            return False
        self._steps.left = left()
        return True

    def _begun(self, into: str, target: str, step: S, rows: str) -> S:
        """Note that a copy of `rows` begins with an empty table."""
        if self._session.ask(f"SELECT 1 FROM {target} LIMIT 1"):
            raise self._session.failed(f"{into} has rows already, and a copy begins with none")
        ((total,),) = self._session.ask(f"SELECT count() FROM {rows}")
        begun: S = replace(step, position="", total=int(total))
        return begun

    def _take_back(self, target: str, after: str) -> None:
        """Delete what a run left that was ended before its portion was recorded."""
        if self._session.ask(f"SELECT 1 FROM {target} WHERE {after} LIMIT 1"):
            self._session.tell(f"ALTER TABLE {target} DELETE WHERE {after}", {"mutations_sync": 2})

    def _kind(self, table: str, column: str) -> str:
        """Return the type of a column; raises StatementFailed when there is none of that name."""
        found = self._session.ask(
            f"SELECT type FROM system.columns WHERE {_where(table)} AND name = {text(column)}"
        )
        if not found:
            raise self._session.failed(f"{table} has no column {column}")
        kind = str(found[0][0])
        if "Nullable" in kind or "Float" in kind:
            raise UsageError(
                f"{column} of {table} is {kind}: rows with NULL or NaN there would be left out.",
                hint="by=... a column that always has a value, as those of the sorting key",
            )
        return _TIME.sub(_in_utc, kind)

    def _held(self, table: str) -> dict[str, str]:
        """Return the columns of a table that hold what was written to them, each as it is."""
        found = self._session.ask(
            f"SELECT name FROM system.columns WHERE {_where(table)}"
            " AND default_kind NOT IN ('MATERIALIZED', 'ALIAS', 'EPHEMERAL') ORDER BY position"
        )
        return {str(name): quoted(str(name)) for (name,) in found}

    def _write(
        self, table: str, rows: list[Sequence[Any]], columns: Sequence[str], token: str
    ) -> None:
        """Insert rows and take them out of the list; nothing is sent twice."""
        from clickhouse_connect.driver.transform import NativeTransform

        client = self._session.client

        def work() -> None:
            context = client.create_insert_context(table, list(columns), data=rows)
            # The driver sends again what is given as a whole, and not what it takes bit by bit.
            block = NativeTransform.build_insert(context)
            packed = context.compression if isinstance(context.compression, str) else None
            settings = {"insert_deduplication_token": token, "log_comment": _comment(table)}
            try:
                client.raw_insert(insert_block=block, settings=settings, compression=packed)
            except Exception:
                if context.insert_exception is not None:
                    raise context.insert_exception from None
                raise
            finally:
                # It is part of a circle, and would keep the rows until that is looked for.
                context.data = None
                rows.clear()

        self._session.guarded(work)

    def _after(self, step: S, count: int, size: int) -> S:
        done = step.done + count
        finished = count < size
        # Of rows that a program gives, nobody knows how many come.
        total = done if finished else step.total and max(step.total, done)
        ended: S = replace(step, done=done, total=total, finished=finished)
        return ended

    def _once(self, statement: str) -> None:
        if self._steps is None:
            raise UsageError(f"Nothing remembers whether it ran: {statement}")
        self._steps.once(statement)

    def _through(
        self, name: str, portion: Callable[[Any], Any], size: int = 1, pause: float = 0.0
    ) -> int:
        steps = portions.remembering(self._steps, name, size)
        return int(steps.portions(name, portion, pause).done)


def _refuse_other(by: str, columns: Mapping[str, str] | None) -> None:
    """Refuse to go by a column that is not written as it is."""
    if columns is not None and columns.get(by) not in (by, quoted(by)):
        raise UsageError(
            f"A copy goes by a column that is written as it is, and {by} is not: a run that"
            " goes on finds out by it what is there.",
            hint=f'columns={{"{by}": "{by}", ...}}',
        )


def _in_utc(found: re.Match[str]) -> str:
    """Return the type of a time as one in UTC: where clocks are put back, an hour comes twice."""
    return f"DateTime64({found[1]}, 'UTC')" if found[1] else "DateTime('UTC')"


def _where(table: str, column: str = "table") -> str:
    """Return the condition for a table in the server's own tables."""
    database, _, name = table.rpartition(".")
    place = text(database) if database else "currentDatabase()"
    return f"database = {place} AND {column} = {text(name)}"


def _comment(table: str) -> str:
    """Return what a server shows of whoever writes rows."""
    return f"goofer writes {table}"
