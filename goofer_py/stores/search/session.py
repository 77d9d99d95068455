"""One session on Elasticsearch or OpenSearch."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from uuid import uuid4

from goofer_py.stores.native import NATIVE_TYPES, NativeSession
from goofer_py.stores.search.calls import Call, fault_of, read, trace_of, untold
from goofer_py.stores.search.ledger import SearchLedger
from goofer_py.stores.search.script import SEARCH_SYNTAX
from goofer_py.stores.search.tasks import SearchOthers, mark_of
from goofer_py.stores.search.wire import Answer, Lost

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goofer_py.dialects.statement import Statement
    from goofer_py.dialects.syntax import Syntax
    from goofer_py.stores.kinds import StoreKind
    from goofer_py.stores.search.served import Served
    from goofer_py.stores.search.wire import Wire
    from goofer_py.stores.secrecy import Secrecy
    from goofer_py.stores.table_types import TableTypes

_BUSY = (
    *("429", "es_rejected_execution_exception", "rejected_execution_exception"),
    *("circuit_breaking_exception", "process_cluster_event_timeout_exception"),
)
_TYPES = replace(NATIVE_TYPES, busy=_BUSY)
_UNREADY, _NO_ROOM = 503, 429
_READY_WITHIN = 60.0
"""How long shards are waited for that a server which has just come up is still looking at, in s."""
_NAP = 0.2
_LONGEST_NAP = 2.0


class SearchSession(NativeSession):
    """A session over one client; each call is for itself."""

    def __init__(
        self,
        kind: StoreKind,
        wire: Wire,
        server: Served,
        space: str,
        database: str,
        secrecy: Secrecy,
    ) -> None:
        super().__init__(kind, database, secrecy)
        self._wire = wire
        self._space = space
        self.server = server
        self.mark = f"goofer-{uuid4().hex}"
        """What the marks begin with that the server shows beside the tasks of this session."""
        self._ledger = SearchLedger(self)
        self._others = SearchOthers(self)

    @property
    def client(self) -> Any:
        """The client of elasticsearch or of opensearchpy, as the server is."""
        return self._wire.client

    @property
    def ledger(self) -> SearchLedger:
        """The books, which are in an index."""
        return self._ledger

    @property
    def syntax(self) -> Syntax:
        """An object for each call."""
        return SEARCH_SYNTAX

    @property
    def others(self) -> SearchOthers:
        """The tasks that go on without the sessions that began them."""
        return self._others

    @property
    def table_types(self) -> TableTypes:
        """What may go well when it is tried again: a server that had too much to do."""
        return _TYPES

    def helpers(self, steps: Any) -> Any:
        """Return what makes the usual migrations of indexes short."""
        from goofer_py.stores.search.helpers import SearchHelpers

        return SearchHelpers(self, steps)

    def run_statements(self, statements: Iterable[Statement]) -> None:
        """Send calls one by one; raises ScriptFailed with the call and its place."""
        for statement in statements:
            self._run(statement)

    def trace(self, statement: Statement) -> str | None:
        """Return nothing of what may be sent again without harm, or what shows whether it was.

        None where nobody can tell.
        """
        return trace_of(read(statement.text), self._asked)

    def close(self) -> None:
        """Close the connections."""
        self._closed = True
        self._wire.close()

    def index_of(self, book: str) -> str:
        """Return the path of the index of a book."""
        return f"/{quote(self.named(book), safe='')}"

    def named(self, name: str) -> str:
        """Return what an index of goofer's own is called, beside those of others."""
        return f"{self._space}_{name}" if self._space else name

    def send(self, call: Call, mark: str = "") -> Answer:
        """Send one call and return what is answered; raises ConnectionFailed."""
        mark = mark or self.mark
        try:
            return self._wire.send(call.method, call.target, call.text, call.kind, mark)
        except Lost as error:
            raise self.lost(str(error)) from None

    def call(
        self,
        method: str,
        target: str,
        body: Any = None,
        *,
        fine: Sequence[int] = (),
        mark: str = "",
    ) -> Answer:
        """Send one call; raises StatementFailed for what went wrong but the statuses in `fine`.

        `mark` stands beside the task that it begins, instead of the session's own.
        """
        call = Call(method, target, body)
        return self._good(call, self.send(call, mark), fine, None)

    def bulk(self, target: str, body: Sequence[Any]) -> Answer:
        """Send many documents and return what became of each; raises StatementFailed.

        The status is 429 where the server had no room for any of them.
        """
        call = Call("POST", target, body)
        answer = self.send(call)
        if "items" in answer.told or answer.status == _NO_ROOM:
            return answer
        return self._good(call, answer, (), None)

    def own(
        self, method: str, target: str, body: Any = None, *, fine: Sequence[int] = ()
    ) -> Answer:
        """Send a call of goofer's own; what is only read is waited for while a server comes up."""
        call, end = Call(method, target, body), time.monotonic() + _READY_WITHIN
        answer = self.send(call)
        while method == "GET" and answer.status == _UNREADY and time.monotonic() < end:
            time.sleep(_NAP)
            answer = self.send(call)
        return self._good(call, answer, fine, None)

    def task(self, id_: str) -> Mapping[str, Any] | None:
        """Return how a task of the server's is; None when the server does not know it."""
        answer = self.call("GET", f"/_tasks/{quote(id_)}", fine=(404,))
        return None if answer.status == 404 else answer.told

    def _run(self, statement: Statement) -> None:
        call = read(statement.text)
        task = call.as_task()
        if task is None:
            self._good(call, self.send(call), (), statement)
            return
        begun = self.send(task, mark_of(self.mark, statement.text))
        started = self._good(task, begun, (), statement)
        self._await(str(started.told["task"]), statement)

    def _await(self, id_: str, statement: Statement) -> None:
        """Wait until a task is over; raises ScriptFailed when it went wrong."""
        nap = _NAP / 4
        while True:
            told = self.task(id_)
            if told is None:
                raise self.failed(f"the server has forgotten its task {id_}", statement)
            if told.get("completed"):
                break
            time.sleep(nap)
            nap = min(nap * 2, _LONGEST_NAP)
        if "error" in told:
            raise self.failed(Answer(500, dict(told)).reason, statement)
        if fault := untold(told.get("response", {})):
            raise self.failed(fault[0], statement, fault[1])

    def _asked(self, path: str) -> Answer:
        return self.own("GET", path, fine=(404,))

    def _good(
        self, call: Call, answer: Answer, fine: Sequence[int], at: Statement | None
    ) -> Answer:
        if answer.status not in fine and (fault := fault_of(call, answer)):
            said = fault[0] if at is not None else f"{call.about}: {fault[0]}"
            raise self.failed(said, at, fault[1])
        return answer
