"""What sessions have in common that speak no SQL."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, NoReturn

from goofer_py.dialects.statement import Statement
from goofer_py.errors import ConnectionFailed, StatementFailed
from goofer_py.stores.fault import Fault, script_failed
from goofer_py.stores.limits import NO_LIMITS, Limits
from goofer_py.stores.others import NoOthers
from goofer_py.stores.progress import NoProgress, Progress
from goofer_py.stores.rules import StatementRules
from goofer_py.stores.secrecy import Secrecy
from goofer_py.stores.store import Bound, Row
from goofer_py.stores.table_types import TableTypes
from goofer_py.stores.unseen import NoVitals

if TYPE_CHECKING:
    from goofer_py.dialects.dialect import Dialect
    from goofer_py.dialects.syntax import Syntax
    from goofer_py.stores.kinds import StoreKind
    from goofer_py.stores.ledger import Ledger
    from goofer_py.stores.others import Others
    from goofer_py.stores.vitals import Vitals

_NEVER = r"(?!)"
NATIVE_RULES = StatementRules(_NEVER, _NEVER, _NEVER, _NEVER, _NEVER, "", _NEVER)
"""Every command stands alone: it is recorded by itself."""
NATIVE_TYPES = TableTypes(busy=(), absent=())
"""Of tables that there are not: no refusal goes away by trying again."""


class NativeSession:
    """A session whose store has commands of its own instead of SQL.

    What only SQL has raises UsageError. A store overrides `begin`, `commit` and `rollback` where
    it can write a command and its record together, and then `joins` for such commands.
    """

    def __init__(self, kind: StoreKind, database: str, secrecy: Secrecy) -> None:
        self.kind = kind
        self._database = database
        self._secrecy = secrecy
        self._closed = False

    @property
    @abstractmethod
    def client(self) -> Any:
        """The driver's own client."""

    @property
    @abstractmethod
    def ledger(self) -> Ledger:
        """Where goofer keeps its books."""

    @property
    @abstractmethod
    def syntax(self) -> Syntax:
        """How scripts are cut into commands."""

    @abstractmethod
    def run_statements(self, statements: Iterable[Statement]) -> None:
        """Run commands one by one; raises ScriptFailed with the command and its place."""

    @property
    def closed(self) -> bool:
        """Whether the session is over: until then its client connects again by itself."""
        return self._closed

    @abstractmethod
    def close(self) -> None:
        """Close the connection, and be `closed` from then on."""

    def helpers(self, steps: Any) -> Any:
        """Return what makes the usual migrations of this store short; `steps` remembers."""
        del steps
        return self._refuse("helpers")

    @property
    def languages(self) -> tuple[str, ...]:
        """The suffixes of the scripts that it runs."""
        return self.kind.languages

    @property
    def lacks(self) -> tuple[str, ...]:
        """What the store cannot promise a run, in sentences."""
        return self.kind.lacks

    @property
    def counts(self) -> str:
        """What the helpers go through."""
        return self.kind.counts

    @property
    def database(self) -> str:
        """What to call this store in messages: no secrets."""
        return self._database

    @property
    def connection(self) -> Any:
        """The driver's own client."""
        return self.client

    @property
    def dialect(self) -> Dialect:
        """Raise UsageError: there is no dialect for it."""
        raise self.kind.no_dialect("schema to look at")

    @property
    def rules(self) -> StatementRules:
        """Every command stands alone."""
        return NATIVE_RULES

    @property
    def table_types(self) -> TableTypes:
        """Those of tables that there are not."""
        return NATIVE_TYPES

    @property
    def default_schema(self) -> None:
        """There are no schemas."""

    @property
    def in_transaction(self) -> bool:
        """Whether `begin` was called, and neither `commit` nor `rollback`."""
        return False

    def begin(self) -> None:
        """Do nothing: each command is for itself."""

    def commit(self) -> None:
        """Do nothing."""

    def rollback(self) -> None:
        """Do nothing: what ran stays."""

    def joins(self, statement: Statement) -> bool:  # noqa: ARG002 - no command
        """Return False: a record is written after its command."""
        return False

    def refuses_transaction(self, error: StatementFailed) -> bool:  # noqa: ARG002 - none
        """Return False."""
        return False

    def trace(self, statement: Statement) -> str | None:  # noqa: ARG002 - of no command
        """Return None: nobody can tell whether a command ran."""
        return None

    def mend(self, statement: Statement, trace: str) -> bool:  # noqa: ARG002 - no command
        """Return False: what a command left half done is not known."""
        return False

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Raise UsageError."""
        del sql, parameters
        return self._refuse("SQL; a migration in code has its client as context.client")

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> int:
        """Raise UsageError."""
        del sql, parameters
        return self._refuse("SQL; a migration in code has its client as context.client")

    def ahead(self, queries: Sequence[str]) -> AbstractContextManager[Iterator[list[Row]]]:
        """Raise UsageError."""
        del queries
        return self._refuse("SQL")

    def batched(
        self, sql: str, size: int, parameters: Sequence[object] = ()
    ) -> Iterator[list[Row]]:
        """Raise UsageError."""
        del sql, size, parameters
        return self._refuse("SQL; a migration in code has its client as context.client")

    def run(self, script: str) -> None:
        """Run a whole script; nothing runs of one that is not finished."""
        from goofer_py.dialects.splitter import split

        self.run_statements(list(split(script, self.syntax)))

    def perform(
        self,
        statements: Iterable[Statement],
        first: Bound,
        last: Sequence[Bound],
        opening: str = "",
    ) -> None:
        """Raise UsageError."""
        del statements, first, last, opening
        self._refuse("transactions that a script could be in")

    def preserved(self, settings: Sequence[Statement] = ()) -> AbstractContextManager[None]:
        """Do nothing: commands leave nothing on the connection."""
        del settings
        return nullcontext()

    def broken_references(self) -> frozenset[Row]:
        """Return nothing: no key refers to another."""
        return frozenset()

    def refuse_broken_references(self, known: frozenset[Row]) -> None:
        """Do nothing."""

    def locate(self, table: str) -> None:
        """Return None: there are no tables."""

    def shadow(self, table: str, alter: str, renamed: Mapping[str, str]) -> NoReturn:
        """Raise UsageError: there are no tables."""
        del table, alter, renamed
        self._refuse("tables")

    def quoted(self, table: str) -> str:
        """Return the name as it is."""
        return table

    def ensure_schema(self, name: str) -> None:
        """Raise UsageError."""
        del name
        self._refuse("schemas")

    def keep_at_hand(self, table: str) -> None:
        """Do nothing: no script can lock anything away."""

    @property
    def confined(self) -> bool:
        """Return False: no script can lock anything away."""
        return False

    @property
    def others(self) -> Others:
        """Nothing goes on with what an ended run had begun."""
        return NoOthers()

    @property
    def vitals(self) -> Vitals:
        """What is not known of the server."""
        return NoVitals(self.kind.name)

    @property
    def progress(self) -> Progress:
        """Nothing: commands are short, and none tells how far it is."""
        return NoProgress()

    def conceal(self, secrets: Iterable[str]) -> None:
        """Show these texts in no message from now on."""
        self._secrecy = self._secrecy.and_of(secrets)

    def hide(self, text: str) -> str:
        """Return a text without secrets."""
        return self._secrecy.hide(text)

    def limits(self, timeout: int | None, lock_timeout: int | None, *, alone: bool) -> Limits:
        """Say that no command has a timeout of its own."""
        del alone
        if timeout is None and lock_timeout is None:
            return NO_LIMITS
        return Limits(lacking=f"{self.kind.name} has no timeouts of single commands")

    @contextmanager
    def interruptible(self) -> Iterator[Callable[[], None]]:
        """Give a function that does nothing: a command comes to its end."""
        yield lambda: None

    @property
    def lent(self) -> bool:
        """Return False: the connection is nobody else's."""
        return False

    def may_run(self, statement: Statement) -> bool:  # noqa: ARG002 - any
        """Return True."""
        return True

    def make_own(self) -> bool:
        """Return False: the connection is its own."""
        return False

    def failed(
        self, message: str, at: Statement | None = None, state: str = "", hint: str = ""
    ) -> StatementFailed:
        """Return what to raise for a command that the server refused, free of secrets."""
        fault = Fault(self.hide(message), state, hint)
        error = script_failed(fault, database=self.database, at=at)
        error.statement = self.hide(error.statement)
        return error

    def lost(self, said: str) -> ConnectionFailed:
        """Return what to raise for a connection that is gone, free of secrets."""
        said = self.hide(said)
        return ConnectionFailed(
            f"The connection to {self.database} was lost: {said}",
            database=self.database,
            server=said,
        )

    def _refuse(self, what: str) -> NoReturn:
        raise self.kind.no_sql(what)
