"""What sessions on every database have in common: transactions, and scripts as statements."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from goofer_py.dialects.statement import Statement
from goofer_py.errors import ConnectionFailed, StatementFailed, UsageError
from goofer_py.stores.fault import Fault, script_failed
from goofer_py.stores.rules import Kind
from goofer_py.stores.secrecy import Secrecy
from goofer_py.stores.store import Row
from goofer_py.stores.transactions import Transactions

if TYPE_CHECKING:
    from goofer_py.dialects.syntax import Syntax
    from goofer_py.stores.rules import StatementRules
    from goofer_py.stores.shadow import Shadow

_LANGUAGES = (".sql",)
_WITHIN = re.compile(r"(?:SAVEPOINT|RELEASE|ROLLBACK|LOCK|DECLARE)\b", re.IGNORECASE)
_OUTSIDE = ("25001", "2D000")


class TransactionalSession:
    """A session whose transactions are opened and ended by statements."""

    def __init__(self, database: str, secrecy: Secrecy, transactions: Transactions) -> None:
        self._database = database
        self._secrecy = secrecy
        self._transactions = transactions

    @property
    def database(self) -> str:
        """What to call this database in messages: driver, host and name, no secrets."""
        return self._database

    @property
    def ledger(self) -> None:
        """Return None: goofer's own books are tables."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The endings of the scripts that it runs."""
        return _LANGUAGES

    @property
    def lacks(self) -> tuple[str, ...]:
        """Nothing: what a database with SQL cannot do is told where it matters."""
        return ()

    @property
    def counts(self) -> str:
        """Return rows: tables have nothing else."""
        return "rows"

    def helpers(self, steps: object) -> Any:
        """Raise UsageError: what they do is done by SQL here."""
        del steps
        raise UsageError(
            f"{self.database} speaks SQL, and has no helpers.",
            hint="context.execute, context.upsert or context.update_in_batches",
        )

    @property
    @abstractmethod
    def syntax(self) -> Syntax:
        """How scripts are cut into statements."""

    @property
    @abstractmethod
    def rules(self) -> StatementRules:
        """Which statements concern the transaction or the session."""

    @property
    @abstractmethod
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""

    @abstractmethod
    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Run one statement and return its rows."""

    @contextmanager
    def ahead(self, queries: Sequence[str]) -> Iterator[Iterator[list[Row]]]:
        """Give the rows of the queries, which are run one by one as they are asked for."""
        yield map(self.query, queries)

    @abstractmethod
    def run_statements(self, statements: Iterable[Statement]) -> None:
        """Run what a splitter gave, in as few round trips as the driver can."""

    @abstractmethod
    def _send(self, statement: str) -> None:
        """Run one statement of goofer's own."""

    def run(self, script: str) -> None:
        """Run a whole script; nothing runs of one that is not finished."""
        from goofer_py.dialects.splitter import split

        self.run_statements(list(split(script, self.syntax)))

    def conceal(self, secrets: Iterable[str]) -> None:
        """Show these texts in no message from now on."""
        self._secrecy = self._secrecy.and_of(secrets)

    def hide(self, text: str) -> str:
        """Return a text without secrets."""
        return self._secrecy.hide(text)

    def keep_at_hand(self, table: str) -> None:
        """Do nothing: no script can lock other tables away."""

    def joins(self, statement: Statement) -> bool:
        """Say whether it is none that concerns transactions or the session."""
        text = statement.text
        return self.rules.kind(text) is Kind.PLAIN and not _WITHIN.match(text)

    def refuses_transaction(self, error: StatementFailed) -> bool:
        """Say whether it was refused for being inside of a transaction, or for ending it."""
        return error.state in _OUTSIDE or "within a transaction" in error.server

    def trace(self, statement: Statement) -> str | None:  # noqa: ARG002 - of no statement
        """Return nothing: what was ended before it was recorded is run again."""
        return ""

    def mend(self, statement: Statement, trace: str) -> bool:  # noqa: ARG002 - of no statement
        """Return False: what was ended left nothing half done."""
        return False

    def shadow(self, table: str, alter: str, renamed: Mapping[str, str]) -> Shadow:  # noqa: ARG002
        """Raise UsageError: only MySQL and MariaDB change a table through a copy."""
        raise UsageError(
            f"{self.database} changes {table} without a copy that programs go on with beside."
            " Nothing was changed.",
            hint='context.once("ALTER TABLE ...")',
        )

    @property
    def lent(self) -> bool:
        """Return False: the connection is nobody else's."""
        return False

    def may_run(self, statement: Statement) -> bool:  # noqa: ARG002 - of any statement
        """Return True: nobody else will find a trace of it."""
        return True

    def make_own(self) -> bool:
        """Return False: the connection is its own."""
        return False

    @property
    def confined(self) -> bool:
        """Return False: no script can lock other tables away."""
        return False

    def begin(self) -> None:
        """Open a transaction (a savepoint when one is open already)."""
        self._open()

    def _open(self, opening: str = "") -> None:
        """Open a transaction as `opening` says, which may fail for a lock."""
        statement = self._transactions.open(opening)
        try:
            self._send(statement)
        except BaseException:
            self._transactions.ended()
            raise

    def commit(self) -> None:
        """Commit what `begin` opened."""
        self._send(self._transactions.commit())
        self._transactions.ended()

    def rollback(self) -> None:
        """Undo what `begin` opened; harmless when nothing is open."""
        if not self._transactions.depth:
            return
        if not self.in_transaction:
            # The server or a lost connection ended it before: nothing is left to undo.
            self._transactions.lost()
            return
        statements = self._transactions.rollback()
        self._transactions.ended()
        for statement in statements:
            self._send(statement)

    def _undo(self) -> None:
        """Roll back on the way out of an error that must not be replaced by another."""
        try:
            self.rollback()
        except (StatementFailed, ConnectionFailed):
            self._transactions.lost()

    def _failed(
        self, fault: Fault, at: Statement | None, recording: bool = False
    ) -> StatementFailed | ConnectionFailed:
        """Return what to raise for `fault`, free of secrets."""
        message = self._secrecy.hide(fault.message)
        if fault.lost:
            self._transactions.lost()
            return ConnectionFailed(
                f"The connection to {self.database} was lost: {message}",
                database=self.database,
                server=message,
            )
        failed = script_failed(
            replace(fault, message=message, hint=self._secrecy.hide(fault.hint)),
            database=self.database,
            at=at,
            recording=recording,
        )
        failed.statement = self._secrecy.hide(failed.statement)
        return failed
