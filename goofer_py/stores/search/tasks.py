"""What the servers go on with by themselves, for as long as it takes: whose it is, and its end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote

from goofer_py.errors import StatementFailed
from goofer_py.stores.others import AtWork

if TYPE_CHECKING:
    from goofer_py.dialects.statement import Statement
    from goofer_py.stores.search.wire import Answer

COPY = "goofer-copy-"
"""How the marks begin of tasks that a later run goes on with."""
_LISTED = "/_tasks?detailed=true&actions=indices:data/write/*"
_MARK = "X-Opaque-Id"


class Session(Protocol):
    """A session, as far as this needs it."""

    @property
    def mark(self) -> str:
        """What the marks of its tasks begin with."""

    def call(
        self, method: str, target: str, body: Any = None, *, fine: Sequence[int] = ()
    ) -> Answer:
        """Send one call; raises StatementFailed for what went wrong but the statuses in `fine`."""


@dataclass(frozen=True, slots=True)
class Task:
    """A task that is running."""

    id: str
    mark: str
    description: str
    seconds: int

    @property
    def about(self) -> str:
        """What to call it in messages."""
        return f"task {self.id} ({self.description or 'of writes'}, since {self.seconds} s)"

    def copies(self, source: str, into: str) -> bool:
        """Say whether it copies one index into another."""
        return f"[{source}]" in self.description and f"to [{into}]" in self.description


def running(session: Session) -> Iterator[Task]:
    """Yield the tasks that write, and are no parts of others."""
    for node in session.call("GET", _LISTED).told.get("nodes", {}).values():
        for id_, one in node["tasks"].items():
            if "parent_task_id" not in one:
                yield _task(id_, one)


def cancel(session: Session, id_: str) -> None:
    """End a task, and wait until it is over; harmless if it is."""
    target = f"/_tasks/{quote(id_)}/_cancel?wait_for_completion=true"
    session.call("POST", target, fine=(404,))


def mark_of(mark: str, text: str) -> str:
    """Return the mark of a task that a session begins with a statement."""
    return f"{mark}.{_digest(text)}"


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def _task(id_: str, one: Mapping[str, Any]) -> Task:
    seconds = int(one.get("running_time_in_nanos", 0)) // 1_000_000_000
    mark = str(one.get("headers", {}).get(_MARK, ""))
    return Task(str(id_), mark, str(one.get("description", "")), seconds)


class SearchOthers:
    """Other sessions by the marks of their tasks, which go on without them."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: list[str] = []
        """The tasks that were told, each by its place from 1."""

    def identity(self) -> str:
        """Return the mark of the session."""
        return self._session.mark

    def there(self, identity: str) -> bool:
        """Say whether anything of the session goes on."""
        return bool(self.left_at_work(identity, ""))

    def left_at_work(
        self,
        identity: str,
        history: str,  # noqa: ARG002 - marks are of sessions
        *,
        blocking: bool = False,  # noqa: ARG002 - nothing keeps others away
    ) -> Sequence[AtWork]:
        """Return the tasks of those sessions; not those that a later run goes on with itself."""
        marks = tuple(identity.split())
        return self._told(one for one in self._running() if one.mark.startswith(marks))

    def running(self, statement: Statement) -> Sequence[AtWork]:
        """Return the tasks that a statement began."""
        end = mark_of("", statement.text)
        return self._told(one for one in self._running() if one.mark.endswith(end))

    def end(self, id_: int) -> None:
        """Cancel a task: what it has written stays."""
        cancel(self._session, self._known[id_ - 1])

    def _running(self) -> Sequence[Task]:
        try:
            return tuple(running(self._session))
        except StatementFailed:
            # Who may not ask is told nothing.
            return ()

    def _told(self, tasks: Iterator[Task]) -> Sequence[AtWork]:
        return [AtWork(self._number(one.id), one.about) for one in tasks]

    def _number(self, id_: str) -> int:
        if id_ not in self._known:
            self._known.append(id_)
        return self._known.index(id_) + 1
