"""What a migration in code is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from goofer_py.errors import UsageError

if TYPE_CHECKING:
    import logging
    from contextlib import AbstractContextManager

    from goofer_py.dialects.dialect import Dialect
    from goofer_py.migrate.merge import Existing, Merged
    from goofer_py.migrate.neighbours import Neighbour
    from goofer_py.migrate.progress import Step
    from goofer_py.stores.store import Row, Session

Changes = Mapping[str, object] | None
"""The new values of a row by column; None leaves the row as it is."""
Change = str | Callable[[Mapping[str, Any]], Changes]
"""What is set, in SQL, or a function that returns what is set in one row."""


class Remembered(Protocol):
    """The steps of a migration outside of a transaction; a finished one does not run again."""

    def once(self, script: str) -> None:
        """Run the statements of a script that have not run yet."""

    def executed(self, sql: str, parameters: Sequence[object]) -> int:
        """Run one statement that has not run yet; returns how many rows it touched, when it did."""

    def portions(
        self,
        name: str,
        work: Callable[[Step], Step],
        pause: float = 0.0,
        *,
        counts: str | None = None,
    ) -> Step:
        """Let `work` go on from where a step is, until it says that it is finished.

        Observers are told how many of what the store `counts` are done, unless it is others. It
        returns where the step is then, which is written in one transaction with what it did,
        where the store has any. Between two calls, `pause` seconds pass.
        """

    def update(
        self,
        table: str,
        change: Change,
        key: tuple[str, ...],
        columns: tuple[str, ...],
        where: tuple[str, tuple[object, ...]],
        size: int | None,
        pause: float,
    ) -> int:
        """Change rows batch by batch; returns how many were done, earlier runs included."""

    def alter_by_copy(
        self, table: str, alter: str, renamed: Mapping[str, str], size: int | None, tool: str | None
    ) -> int:
        """Change a table through a copy of it; returns how many rows were copied."""


def _none() -> Mapping[str, object]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Context:
    """What a migration in code is given.

    All of it works in the migration's transaction, or, in one that says `transaction = False`,
    statement by statement.
    """

    session: Session
    version: str
    settings: Mapping[str, object] = field(default_factory=_none, repr=False)
    """The project's settings by their names; they cannot be changed."""
    steps: Remembered | None = field(default=None, repr=False)
    """What is remembered of a migration that says `transaction = False`."""
    check: Callable[[], None] | None = field(default=None, repr=False)
    """What ends a migration in a transaction before its next statement, once a signal came."""
    databases: Mapping[str, Neighbour] = field(default_factory=dict, repr=False)
    """The other databases of the program by name, each with `execute`, `query` and `run`."""
    parts: Mapping[str, Context] = field(default_factory=dict, repr=False)
    """Those that the migration says it changes, each as it is given by `context[name]`."""
    changed: bool = True
    """Whether something of the migration may be there in its own database.

    False on the way back from one that stopped halfway, whose transaction was undone.
    """

    def __getitem__(self, name: str) -> Context:
        """Return the context of another database that the migration says it changes.

        Raises UndeclaredDatabase for one that it does not say; on the way back from a migration
        that stopped halfway, also where nothing of it was done.
        """
        try:
            return self.parts[name]
        except KeyError:
            from goofer_py.migrate.several.undeclared import undeclared

            raise undeclared(name) from None

    def __contains__(self, name: object) -> bool:
        """Say whether there is such a database, with something to do in it."""
        return name in self.parts

    @property
    def connection(self) -> Any:
        """The driver's own connection (PEP 249); it must be neither committed nor closed."""
        return self.session.connection

    @property
    def client(self) -> Any:
        """The driver's own client, where the store speaks no SQL; else its connection."""
        return self.session.connection

    @property
    def helpers(self) -> Any:
        """What makes the usual migrations of a store without SQL short; see the page of the store.

        Raises UsageError where there is SQL.
        """
        return self.session.helpers(self.steps)

    def batch(self, **options: Any) -> AbstractContextManager[Any]:
        """Collect statements that are sent together at the end of the context.

        Cassandra has such batches: `with context.batch(logged=True) as batch`, with
        `batch.add(statement, *parameters)`. Raises UsageError where there are none.
        """
        if not hasattr(self.helpers, "batch"):
            raise UsageError(f"{self.session.database} has no batches of statements.")
        batch: AbstractContextManager[Any] = self.helpers.batch(**options)
        return batch

    @property
    def dialect(self) -> Dialect:
        """The dialect at the version of this server."""
        return self.session.dialect

    @property
    def logger(self) -> logging.Logger:
        """A logger of the migration's own, below `goofer_py.migrations`."""
        import logging

        return logging.getLogger(f"goofer_py.migrations.{self.version}")

    def execute(self, sql: str, *parameters: object) -> int:
        """Run one statement, with `?` for parameters; returns the number of rows it touched."""
        self._check()
        return self.session.execute(sql, parameters)

    def query(self, sql: str, *parameters: object) -> list[Row]:
        """Run one statement, with `?` for parameters, and return its rows."""
        self._check()
        return self.session.query(sql, parameters)

    def run(self, script: str) -> None:
        """Run an SQL script."""
        self._check()
        self.session.run(script)

    def upsert(
        self,
        table: str,
        rows: Iterable[Mapping[str, object]],
        *,
        key: str | Sequence[str] = (),
        existing: Existing = "update",
    ) -> Merged:
        """Add rows to a table, and change those that are there; returns how many of each.

        `key` is the column or columns that say which rows are the same, the primary key without
        it. With `existing` "keep", rows that are there stay as they are. A row that would not
        change is not touched. Raises UsageError for rows that do not fit the table.
        """
        from goofer_py.migrate.merge import Row, RowRefused, Target, merge

        target = Target(table, (key,) if isinstance(key, str) else tuple(key), existing)
        try:
            given = (Row(number, row) for number, row in enumerate(rows, 1))
            return merge(self.session, target, given, self._check)
        except RowRefused as refused:
            place = "" if refused.number is None else f"row {refused.number}: "
            raise UsageError(f"{place}{refused.message}", hint=refused.hint) from None

    def batched(self, select: str, size: int = 1000, *parameters: object) -> Iterator[list[Row]]:
        """Yield the rows of a query in lists of `size`, in memory that does not grow with them.

        They are those that were there at first, whatever is changed meanwhile.
        """
        if size < 1:
            raise UsageError(f"A batch has at least one row; {size} is too few.")
        return self.session.batched(select, size, parameters)

    def once(self, script: str) -> None:
        """Run an SQL script of which nothing runs again when the migration is gone on with.

        Without `transaction = False` it just runs: all of it is undone together.
        """
        if self.steps is None:
            self.run(script)
        else:
            self.steps.once(script)

    def update_in_batches(
        self,
        table: str,
        change: Change,
        *,
        key: str | Sequence[str] = "id",
        columns: Sequence[str] = (),
        where: str = "",
        parameters: Sequence[object] = (),
        size: int | None = None,
        pause: float = 0.0,
    ) -> int:
        """Change the rows of a table in the order of its key, committing after each batch.

        `change` is what follows SET, or a function that is given each row, its key and `columns`
        by name, and returns the new values by column, or None. `where` with its `parameters` says
        which rows. Without a `size`, batches are so large that each takes about as long as the
        setting batch_seconds says. Between them `pause` seconds pass, and they wait while replicas
        are too far behind or the server is busy. A run that goes on with the migration begins after
        the last batch that is committed. Returns how many rows were done, earlier
        runs included. Raises UsageError in a migration that does not say `transaction = False`.
        """
        keys = (key,) if isinstance(key, str) else tuple(key)
        if not keys:
            raise UsageError("A batch has at least one row, and a key at least one column.")
        return self._remembered(size).update(
            table, change, keys, tuple(columns), (where, tuple(parameters)), size, pause
        )

    def alter_by_copy(
        self,
        table: str,
        alter: str,
        *,
        renamed: Mapping[str, str] | None = None,
        size: int | None = None,
    ) -> int:
        """Change a table of MySQL or MariaDB through a copy of it, while programs read and write.

        `alter` is what follows the table's name in ALTER TABLE; `renamed` gives the new names of
        columns that it renames. The copy is filled in batches and kept up by triggers, compared
        with the table, and takes its place at once. With the setting online_tool, that program
        does it. A run that goes on with the migration begins after the last batch that is
        committed; what the server refuses takes the copy away. Returns how many rows were copied.
        Raises UsageError for a table that cannot be changed so, and in a migration that does not
        say `transaction = False`.
        """
        tool = self.settings.get("online_tool")
        return self._remembered(size).alter_by_copy(
            table, alter, dict(renamed or {}), size, None if tool is None else str(tool)
        )

    def _remembered(self, size: int | None) -> Remembered:
        """Return what works in batches; raises UsageError where nothing does."""
        if self.steps is None:
            raise UsageError(
                "Batches are committed one by one, and this migration runs in one transaction.",
                hint="write transaction = False at the top of the file, or as an attribute of the"
                " object",
            )
        if size is not None and size < 1:
            raise UsageError("A batch has at least one row, and a key at least one column.")
        return self.steps

    def _check(self) -> None:
        if self.check is not None:
            self.check()
