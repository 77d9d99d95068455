"""What happened before an action, and what comes behind it in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from goofer_py.hazards.action import (
    Action,
    CreateTable,
    DropTable,
    RenameTable,
    SetTimeout,
    Step,
    Transaction,
)
from goofer_py.hazards.knowledge import Knowledge
from goofer_py.hazards.unit import Unit
from goofer_py.schema import Column, Name, SchemaObject, Table

_OF_SESSION = ("temp", "pg_temp")
"""The schemas by which a session's own tables can be called."""


class Timeline:
    """The place of the action that is looked at. Rules only read it.

    `earlier` are the actions before it in the same transaction (outside of one: none), `later`
    those behind it. `done` are all of this file so far, and `known` is what tables look like now.
    """

    def __init__(self, tables: Mapping[Name, Table], objects: Iterable[SchemaObject] = ()) -> None:
        self.known = Knowledge(tables, objects)
        self.unit = Unit("", ())
        self.step: Step
        self.earlier: list[tuple[Step, Action]] = []
        self.later: Sequence[tuple[Step, Action]] = ()
        self.done: list[tuple[Step, Action]] = []
        self.in_transaction = False
        self.begun = False
        """A statement of the script itself opened the transaction."""
        self._new: set[Name] = set()
        self._timeouts: dict[str, int] = {}

    # For rules

    def table(self, name: Name) -> Table | None:
        """Return the table as it is before the action; None when nothing is known of it."""
        return self.known.table(name)

    def column(self, table: Name, column: str) -> Column | None:
        """Return the column as it is before the action; None when nothing is known of it."""
        return self.known.column(table, column)

    def is_new(self, table: Name) -> bool:
        """Say whether the table was made earlier in the same file or transaction."""
        return table in self._new

    def timeout(self, what: str) -> int | None:
        """Return the timeout in ms for "lock" or "statement" that is set here, None without one."""
        return self._timeouts.get(what)

    def before(self, *kinds: type[Action]) -> Iterator[Action]:
        """Yield the actions of these kinds that came before in the same transaction."""
        return (action for _, action in self.earlier if isinstance(action, kinds))

    def after(self, *kinds: type[Action]) -> Iterator[Action]:
        """Yield the actions of these kinds that come behind in the same transaction."""
        return (action for _, action in self.later if isinstance(action, kinds))

    def is_swapped_out(self, table: Name) -> bool:
        """Say whether another table takes its name behind here: it was made anew."""
        return any(isinstance(a, RenameTable) and a.after == table for _, a in self.later)

    def was_swapped_out(self, table: Name) -> bool:
        """Say whether a table of that name was dropped before in the same transaction."""
        return any(isinstance(a, DropTable) and a.table == table for _, a in self.earlier)

    # For the engine

    def open(self, unit: Unit, timeouts: Mapping[str, int | None], *, goes_on: bool) -> None:
        """Begin a unit; with `goes_on` in the transaction of the one before."""
        self.unit = unit
        self.done = []
        if not (goes_on and self.in_transaction):
            self.earlier = []
            self._new = set()
        self.in_transaction = unit.transactional
        self.begun = False
        self._timeouts = {what: ms for what, ms in timeouts.items() if ms}

    def at(self, step: Step, later: Sequence[tuple[Step, Action]]) -> None:
        """Come to the next step."""
        self.step = step
        self.later = later if self.in_transaction else ()
        if not self.in_transaction:
            self.earlier = []

    def take(self, action: Action) -> None:
        """Count the action as done."""
        match action:
            case Transaction("begin"):
                self.begun = self.in_transaction = True
            case Transaction("commit" | "rollback" | "prepare"):
                self.earlier = []
                self.in_transaction = self.begun = False
            case SetTimeout():
                self._timeouts[action.what] = action.milliseconds
            case CreateTable():
                self._new.add(action.made.name)
                if action.temporary:
                    self._new |= {Name(action.made.name.name, own) for own in _OF_SESSION}
            case RenameTable() if action.table in self._new:
                self._new.add(action.after)
        self.earlier.append((self.step, action))
        self.done.append((self.step, action))
        self.known.take(action)
