"""How far a migration in code is that works in steps: a table of one row for each step.

The history only grows, and every start reads it; a row for each of a thousand batches does not
belong there. So the history says once that the migration is dirty, and this table says how far
each of its steps is. A step's row is changed in the transaction of its batch, and all rows of a
migration go in the transaction in which the history says that it is done.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from goofer_py.errors import StatementFailed

if TYPE_CHECKING:
    from goofer_py.stores.store import Bound, Session

SUFFIX = "_progress"
"""What follows the name of the history in the name of the table."""

_FORMAT = 1
_COLUMNS = (
    "id INTEGER NOT NULL PRIMARY KEY",
    "format INTEGER NOT NULL",
    "version TEXT NOT NULL",
    "direction TEXT NOT NULL",
    "step {long_text} NOT NULL",
    "finished INTEGER NOT NULL",
    "done BIGINT NOT NULL",
    "total BIGINT NOT NULL",
    "position {long_text}",
    "trace TEXT",
)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a migration: `done` of `total` rows, up to the key in `position`.

    `trace` is how things stood before a statement that could not be recorded together with what
    it did.
    """

    name: str
    finished: bool = False
    done: int = 0
    total: int = 0
    position: str | None = None
    trace: str | None = None


class Fence(Protocol):
    """A lease, as far as a step's transaction needs it."""

    @property
    def token(self) -> str:
        """What holds it, for books that are not in tables."""

    @property
    def fence(self) -> Bound:
        """What is 1 in a statement for as long as the lease is held, and else makes it fail."""

    @property
    def renewal(self) -> Bound | None:
        """What has to run in a transaction because nobody else can renew meanwhile; else None."""


class ProgressTable:
    """The steps of one migration in one direction, read and written in one session."""

    def __init__(self, session: Session, history: str, version: str, direction: str) -> None:
        self._session = session
        self._name = f"{history}{SUFFIX}"
        self._table = session.quoted(self._name)
        self._of = (version, direction)

    def create(self) -> None:
        """Make the table, if it is not there."""
        if not self._exists():
            types = self._session.table_types
            columns = ",\n  ".join(_COLUMNS).format(long_text=types.long_text)
            # Another program may make it at this moment.
            with suppress(StatementFailed):
                self._session.execute(
                    f"CREATE TABLE {self._table} (\n  {columns}\n){types.options}"
                )
            if not self._exists():
                self._session.execute(f"SELECT id FROM {self._table}")

    def steps(self) -> list[Step]:
        """Return the steps that were begun, in the order they were; none without a table."""
        if not self._exists():
            return []
        rows = self._session.query(
            f"SELECT step, finished, done, total, position, trace FROM {self._table}"
            " WHERE version = ? AND direction = ? ORDER BY id",
            self._of,
        )
        return [Step(name, bool(finished), *rest) for name, finished, *rest in rows]

    def begin(self, step: Step) -> None:
        """Add a step."""
        ((last,),) = self._session.query(f"SELECT max(id) FROM {self._table}")
        self._session.execute(
            f"INSERT INTO {self._table} (id, format, version, direction, step, finished, done,"
            " total, position, trace) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(last or 0) + 1, _FORMAT, *self._of, step.name, *_values(step)],
        )

    def write(self, step: Step, lease: Fence | None) -> None:
        """Write how far a step is; fails, and with it its transaction, once the lease is lost."""
        held: Bound = ("?", (_FORMAT,)) if lease is None else lease.fence
        if lease is not None and (renewal := lease.renewal):
            self._session.execute(*renewal)
        self._session.execute(
            f"UPDATE {self._table} SET format = {held[0]}, finished = ?, done = ?, total = ?,"
            " position = ?, trace = ? WHERE version = ? AND direction = ? AND step = ?",
            [*held[1], *_values(step), *self._of, step.name],
        )

    def clear(self) -> None:
        """Forget all steps of the migration."""
        self._session.execute(
            f"DELETE FROM {self._table} WHERE version = ? AND direction = ?", self._of
        )

    def _exists(self) -> bool:
        located = self._session.locate(self._name)
        self._table = located or self._table
        return located is not None


_NUMBERED = re.compile(r" \[[0-9a-f]{16}\](?= #[0-9]+$|$)")
"""What tells steps of the same words apart, which a person need not see."""


def _values(step: Step) -> tuple[object, ...]:
    return (int(step.finished), step.done, step.total, step.position, step.trace)


def told(steps: list[Step]) -> str:
    """Say how far a migration is, for a person."""
    at = next((step for step in steps if not step.finished), None)
    if at is not None:
        of = f" of {at.total:,}" if at.total else ""
        rows = f"{at.done:,}{of} rows" if at.total or at.done else "begun"
        return f"in step {steps.index(at) + 1} ({_NUMBERED.sub('', at.name)}): {rows}"
    return f"after {len(steps)} of its steps" if steps else "before its first step"
