"""What a store and a session on it promise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:  # A dialect brings all operations along, which a run does not need.
    from goofer_py.dialects.dialect import Dialect
    from goofer_py.dialects.statement import Statement
    from goofer_py.dialects.syntax import Syntax
    from goofer_py.errors import StatementFailed
    from goofer_py.stores.ledger import Ledger
    from goofer_py.stores.limits import Limits
    from goofer_py.stores.others import Others
    from goofer_py.stores.progress import Progress
    from goofer_py.stores.rules import StatementRules
    from goofer_py.stores.shadow import Shadow
    from goofer_py.stores.table_types import TableTypes
    from goofer_py.stores.vitals import Vitals

Row = tuple[Any, ...]
Bound = tuple[str, Sequence[object]]
"""A statement with `?` for its parameters, and the parameters."""

ELAPSED = ":elapsed_ms"
"""Stands in the last statements of `Session.perform` for the milliseconds since its start."""


class Session(Protocol):
    """One open connection, in autocommit until `begin`.

    Parameters are marked by `?` in every dialect, and only where parameters are given. A
    statement that the server refuses raises StatementFailed; a connection that is gone raises
    ConnectionFailed. Neither ever holds a password.
    """

    @property
    def database(self) -> str:
        """What to call this database in messages: driver, host and name, no secrets."""

    @property
    def dialect(self) -> Dialect:
        """The dialect at the version of this server."""

    @property
    def syntax(self) -> Syntax:
        """How scripts are cut into statements: that of `dialect`, without loading it."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The endings of the scripts that it runs, such as .sql."""

    @property
    def lacks(self) -> tuple[str, ...]:
        """What a store without SQL cannot promise a run, in sentences."""

    @property
    def counts(self) -> str:
        """What steps of migrations in code go through: rows, or what a store has for them."""

    @property
    def ledger(self) -> Ledger | None:
        """Where goofer keeps its books on a store without tables; None where it has some."""

    @property
    def rules(self) -> StatementRules:
        """Which statements concern the transaction or the session."""

    @property
    def table_types(self) -> TableTypes:
        """How goofer's own tables are spelled here."""

    @property
    def default_schema(self) -> str | None:
        """The schema that unqualified names are created in; None without schemas."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""

    @property
    def closed(self) -> bool:
        """Whether the connection is gone, by `close` or without being asked."""

    @property
    def connection(self) -> Any:
        """The driver's own connection (PEP 249), or its client where there is no SQL."""

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Run one statement and return its rows."""

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> int:
        """Run one statement and return the number of rows it touched, -1 when unknown."""

    def ahead(self, queries: Sequence[str]) -> AbstractContextManager[Iterator[list[Row]]]:
        """Let the server work on queries before their rows are asked for; they come in order.

        Nothing else can be asked within the context before the first of them.
        """

    def batched(
        self, sql: str, size: int, parameters: Sequence[object] = ()
    ) -> Iterator[list[Row]]:
        """Yield the rows of a query in lists of `size`, in memory that does not grow with them.

        They are those of when the first is asked for, whatever is changed or committed meanwhile;
        of a transaction that is open then, there are no more after its end.
        """

    def run(self, script: str) -> None:
        """Run a whole script, in one round trip where the driver can; rows are thrown away.

        A failure raises ScriptFailed with its place, and the `offset` into `script`.
        """

    def run_statements(self, statements: Iterable[Statement]) -> None:
        """Run what a splitter gave, in as few round trips as the driver can.

        Raises ScriptFailed with the statement and its place.
        """

    def perform(
        self,
        statements: Iterable[Statement],
        first: Bound,
        last: Sequence[Bound],
        opening: str = "",
    ) -> None:
        """Run `first`, the statements and all of `last` in a transaction of their own.

        `opening` is the script's own way to open it, when it has one. What the statements change
        about the session is set back. ScriptFailed tells whether it was one of them or recording
        (`first` and `last`) that failed; everything is undone then, as it is when Strayed tells
        that the script needs a connection of its own.
        """

    def preserved(self, settings: Sequence[Statement] = ()) -> AbstractContextManager[None]:
        """Run `settings` outside of a transaction; set back at the end what changed meanwhile.

        Raises RebuildRefused when a setting that guards rows does not take.
        """

    def broken_references(self) -> frozenset[Row]:
        """Return the rows that refer to none, where nothing but a check finds them; else nothing.

        They are looked for only where the checks of each statement are switched off.
        """

    def refuse_broken_references(self, known: frozenset[Row]) -> None:
        """Raise ScriptFailed when there are other broken references than the `known` ones."""

    def locate(self, table: str) -> str | None:
        """Return a table's name as any statement can use it, None when there is no such table."""

    def quoted(self, table: str) -> str:
        """Return a table's name, perhaps with its schema, quoted.

        A part in double quotes may hold dots.
        """

    def ensure_schema(self, name: str) -> None:
        """Make a schema (a database where those are schemas), if it is not there.

        Raises UsageError where there are no schemas.
        """

    def keep_at_hand(self, table: str) -> None:
        """Keep a table within reach, whichever tables a script locks."""

    def helpers(self, steps: Any) -> Any:
        """Return what makes the usual migrations of a store without SQL short.

        `steps` remembers how far they are. Raises UsageError where there is SQL.
        """

    def joins(self, statement: Statement) -> bool:
        """Say whether a record of it can be committed together with the statement, all or nothing.

        Only a script that is not in a transaction asks for it.
        """

    def refuses_transaction(self, error: StatementFailed) -> bool:
        """Say whether a statement was refused for being inside of a transaction."""

    def trace(self, statement: Statement) -> str | None:
        """Return what is different after `statement` has run, if a look can tell; else None.

        Empty for what may run again without harm, or is undone when it is ended.
        """

    def mend(self, statement: Statement, trace: str) -> bool:
        """Undo what is left half done of a statement that was ended, or bring it to its end.

        `trace` is how things stood before it. Says whether all of it is done now; else it can run
        again.
        """

    @property
    def confined(self) -> bool:
        """Whether a script has locked tables, so that no others can be used now."""

    @property
    def others(self) -> Others:
        """The other sessions on the server."""

    @property
    def vitals(self) -> Vitals:
        """The health of the server, and what stands in the way of what is to come."""

    @property
    def progress(self) -> Progress:
        """What sessions do now, and how far they are."""

    def conceal(self, secrets: Iterable[str]) -> None:
        """Show these texts in no message from now on."""

    def hide(self, text: str) -> str:
        """Return a text without secrets."""

    def limits(self, timeout: int | None, lock_timeout: int | None, *, alone: bool) -> Limits:
        """Return what limits, in ms, how long each statement takes and waits for a lock.

        `alone` is outside of a transaction, where `preserved` sets them back.
        """

    def interruptible(self) -> AbstractContextManager[Callable[[], None]]:
        """Let signals in while a statement runs; gives a function that ends that statement."""

    def begin(self) -> None:
        """Open a transaction (a savepoint when the caller's connection is already in one)."""

    def commit(self) -> None:
        """Commit what `begin` opened."""

    def rollback(self) -> None:
        """Undo what `begin` opened; harmless when nothing is open."""

    def shadow(self, table: str, alter: str, renamed: Mapping[str, str]) -> Shadow:
        """Return a table that is to be changed through a copy; `renamed` are columns.

        Raises UsageError where tables are not changed so.
        """

    @property
    def lent(self) -> bool:
        """Whether another session will use the connection after this one."""

    def may_run(self, statement: Statement) -> bool:
        """Say whether a script may have this statement while the connection is `lent`."""

    def make_own(self) -> bool:
        """Go over to a connection of its own; says whether it had a lent one.

        Nothing may be in a transaction. Raises ConnectionFailed.
        """

    def close(self) -> None:
        """Close the connection, unless it belongs to the caller, or give it back."""


class Store(Protocol):
    """A database: opens sessions on itself."""

    @property
    def database(self) -> str:
        """What to call this database in messages: no secrets."""

    @property
    def lasting(self) -> bool:
        """Whether a session may be kept open between calls: its connection is goofer's own."""

    @property
    def contended(self) -> bool:
        """Whether another process could work on the database at the same time."""

    def lent(self) -> Session:
        """Open a session that may be over a connection which others used and will use again.

        It is for goofer's own statements, and for scripts of which it `may_run` all.
        """

    def beside(self) -> Session:
        """Open a session that shares nothing with those of `connect`; raises ConnectionFailed."""

    def exists(self) -> bool:
        """Whether there is a database; False when the first connection would make an empty one.

        Raises ConnectionFailed where there is none and nobody could make it.
        """

    def connect(self) -> Session:
        """Open a session; raises ConnectionFailed or MissingDriver."""

    def probe(self, seconds: float) -> None:
        """Connect and ask something, within about `seconds`; makes no database.

        Raises ConnectionFailed, whose `reason` says whether to try again is of any use.
        """

    def spare(self) -> AbstractContextManager[Store]:
        """Give an empty database of its own on the same server, gone when the context ends.

        Raises ScratchRefused where the role may not make one.
        """
