"""One session on MongoDB."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from bson.errors import BSONError
from pymongo.errors import BulkWriteError, ConnectionFailure, OperationFailure, PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.read_preferences import ReadPreference
from pymongo.write_concern import WriteConcern

from goofer_py.errors import StatementFailed
from goofer_py.stores.kinds import MONGODB
from goofer_py.stores.mongodb.commands import Command, joins, read, trace_of
from goofer_py.stores.mongodb.dead import end_dead
from goofer_py.stores.mongodb.ledger import MongoLedger
from goofer_py.stores.mongodb.script import MONGODB_SYNTAX
from goofer_py.stores.native import NATIVE_TYPES, NativeSession

if TYPE_CHECKING:
    from goofer_py.dialects.statement import Statement
    from goofer_py.dialects.syntax import Syntax
    from goofer_py.stores.secrecy import Secrecy
    from goofer_py.stores.table_types import TableTypes

T = TypeVar("T")

_CERTAIN = WriteConcern(w="majority", j=True)
_SEEN = ReadConcern("majority")
_TIMES = 20
"""How often a small transaction of goofer's own is tried, whose conflicts are with another."""
_CONFLICTS = ("112", "246", "251", "24")
_PAUSE = 0.02
"""How long it is waited after a conflict, at most, in seconds."""
_NOT_WITHIN = ("263",)
"""What no transaction holds."""
# A state begins with what is busy: the shortest number would be the beginning of others.
_TYPES = replace(NATIVE_TYPES, busy=tuple(one for one in _CONFLICTS if len(one) > 2))


class MongoSession(NativeSession):
    """A session over one client; between `begin` and `commit` is one transaction, if there are any.

    Commands run at the primary server, and what they write is on a majority of them. A session
    `instead_of` a real database only tries things: what they do elsewhere is left out.
    """

    def __init__(
        self,
        client: Any,
        name: str,
        database: str,
        secrecy: Secrecy,
        *,
        transactions: bool,
        instead_of: str = "",
    ) -> None:
        super().__init__(MONGODB, database, secrecy)
        self._client = client
        self._name = name
        self._instead_of = instead_of
        self._transactions = transactions
        self._transaction: Any = None
        self._begun = False
        self._untouched = False
        """Nothing has run in the transaction yet."""
        self._cleared = not transactions
        self._ledger = MongoLedger(self)

    @property
    def client(self) -> Any:
        """The client of pymongo."""
        return self._client

    @property
    def data(self) -> Any:
        """The database of the URL, as pymongo has it."""
        return self._client.get_database(
            self._name, read_preference=ReadPreference.PRIMARY, write_concern=_CERTAIN
        )

    @property
    def transactions(self) -> bool:
        """Whether the deployment has any: a replica set has, a server alone has none."""
        return self._transactions

    @property
    def lacks(self) -> tuple[str, ...]:
        """What cannot be promised here, in sentences: with transactions, there is more."""
        return self.kind.lacks[: 1 if self._transactions else None]

    @property
    def transaction(self) -> Any:
        """The driver's session of the transaction that is open, or None."""
        return self._transaction

    @property
    def ledger(self) -> MongoLedger:
        """The books, which are collections of the database."""
        return self._ledger

    @property
    def syntax(self) -> Syntax:
        """A document for each command."""
        return MONGODB_SYNTAX

    @property
    def table_types(self) -> TableTypes:
        """What may go well when it is tried again: a conflict of two transactions."""
        return _TYPES

    @property
    def in_transaction(self) -> bool:
        """Whether `begin` was called, and neither `commit` nor `rollback`."""
        return self._begun

    def begin(self) -> None:
        """Begin a transaction, where there are any."""
        self._begun = True
        if self._transactions:
            if not self._cleared:
                self.clear()
            self._transaction = self._client.start_session()
            self._transaction.start_transaction(_SEEN, _CERTAIN, ReadPreference.PRIMARY)
            self._untouched = True

    def clear(self) -> None:
        """End what runs left open that were killed: it would be in the way for a minute."""
        if self._transactions:
            self.guarded(lambda: end_dead(self._client))
        self._cleared = True

    def commit(self) -> None:
        """Commit it; raises StatementFailed when it cannot be, and then nothing of it stays."""
        session, self._transaction, self._begun = self._transaction, None, False
        if session is None:
            return
        try:
            self.guarded(session.commit_transaction)
        finally:
            self.guarded(session.end_session)

    def rollback(self) -> None:
        """Undo it; without transactions, what ran stays."""
        session, self._transaction, self._begun = self._transaction, None, False
        if session is not None:
            # The server undoes by itself what nobody commits.
            with suppress(PyMongoError):
                session.abort_transaction()
            with suppress(PyMongoError):
                session.end_session()

    def helpers(self, steps: Any) -> Any:
        """Return what makes the usual migrations of collections short."""
        from goofer_py.stores.mongodb.helpers import MongoHelpers

        return MongoHelpers(self, steps)

    def run_statements(self, statements: Iterable[Statement]) -> None:
        """Run commands one by one; raises ScriptFailed with the command and its place."""
        for statement in statements:
            self._run(statement)

    def joins(self, statement: Statement) -> bool:
        """Say whether one transaction can hold the statement and its record."""
        return self._transactions and joins(statement.text)

    def refuses_transaction(self, error: StatementFailed) -> bool:
        """Say whether the server has the command outside of a transaction alone."""
        return error.state in _NOT_WITHIN

    def trace(self, statement: Statement) -> str | None:
        """Return nothing of what may run again without harm, or what shows whether it ran.

        None where nobody can tell.
        """
        return self.guarded(lambda: trace_of(self.data, statement.text))

    def close(self) -> None:
        """Close the connections."""
        self.rollback()
        self._closed = True
        self._client.close()

    def book(self, name: str) -> Any:
        """Return a collection that is read and written with all the certainty there is."""
        # Within a transaction, its own concerns hold.
        concern = None if not self._transactions else _SEEN
        return self.data.get_collection(name, read_concern=concern)

    def make(self, name: str) -> None:
        """Create a collection."""
        self.command({"create": name})

    def has(self, name: str) -> bool:
        """Say whether a collection or view is there."""
        where = {"name": name}
        return bool(self.guarded(lambda: self.data.list_collection_names(filter=where)))

    def command(self, document: Any) -> Any:
        """Run one command of goofer's own, outside of a transaction."""
        return self.guarded(lambda: Command(document).run(self._client, self._name, None))

    def atomically(self, work: Callable[[Any], T]) -> T:
        """Do something in the open transaction, or in one of its own, again after a conflict."""
        if self._begun or not self._transactions:
            self._untouched = False
            return self.guarded(lambda: work(self._transaction))
        for _ in range(_TIMES):
            try:
                return self._in_one(work)
            except StatementFailed as error:
                if error.state not in _CONFLICTS:
                    raise
            self._make_way()
        return self._in_one(work)

    def _make_way(self) -> None:
        """Let who is in the way come to an end, or end it if it is of a run that was killed."""
        time.sleep(_PAUSE * random.random())  # noqa: S311
        self.clear()

    def _in_one(self, work: Callable[[Any], T]) -> T:
        self.begin()
        try:
            done = self.guarded(lambda: work(self._transaction))
            self.commit()
        except BaseException:
            self.rollback()
            raise
        return done

    def guarded(self, call: Callable[[], T], at: Statement | None = None) -> T:
        """Do something; raises StatementFailed or ConnectionFailed instead of the driver's."""
        try:
            return call()
        except ConnectionFailure as error:
            raise self.lost(_said(error)) from None
        except BulkWriteError as error:
            message, state = _first(error)
            raise self.failed(message, at, state) from None
        except OperationFailure as error:
            state = str(error.code) if error.code is not None else ""
            raise self.failed(_said(error), at, state) from None
        except (PyMongoError, BSONError, OverflowError) as error:
            raise self.failed(str(error) or type(error).__name__, at) from None

    def _run(self, statement: Statement) -> None:
        try:
            command = read(statement.text)
        except (TypeError, ValueError, BSONError) as error:
            raise self.failed(f"this is no extended JSON: {error}", statement) from None
        found = command.within(self._instead_of) if self._instead_of else command
        if found is not None:
            self._send(found, statement)

    def _send(self, command: Command, statement: Statement) -> None:
        def run() -> None:
            command.run(self._client, self._name, self._transaction)

        for _ in range(_TIMES if self._untouched else 0):
            try:
                self.guarded(run, statement)
            except StatementFailed as error:
                if error.state not in _CONFLICTS:
                    raise
                self.rollback()
                self._make_way()
                self.begin()
            else:
                self._untouched = False
                return
        self.guarded(run, statement)


def _first(error: BulkWriteError) -> tuple[str, str]:
    """Return what the first of several refusals says, and its number."""
    details = error.details or {}
    refused = [*details.get("writeErrors", ()), *details.get("writeConcernErrors", ())]
    one = refused[0] if refused else {"errmsg": _said(error)}
    return str(one.get("errmsg")), str(one.get("code", ""))


def _said(error: PyMongoError) -> str:
    """Return what an error says, without what the driver knows of all the servers."""
    return (str(error).partition(", full error:")[0]).partition(", Timeout:")[0]
