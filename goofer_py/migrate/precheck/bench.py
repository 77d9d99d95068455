"""What the checks look at: a connection, what is to come, and the limits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from goofer_py.clock import Clock
from goofer_py.dialects.touching import Touch, touches
from goofer_py.errors import FileError
from goofer_py.migrate.blocks import statements_of
from goofer_py.migrate.lease_table import SUFFIX
from goofer_py.migrate.precheck.losses import losing
from goofer_py.migrate.precheck.options import PrecheckOptions
from goofer_py.migrate.results import PlannedMigration
from goofer_py.stores.names import parts_of
from goofer_py.stores.store import Session

if TYPE_CHECKING:
    from goofer_py.stores.vitals import Vitals


@dataclass(frozen=True)
class Bench:
    """One connection and what is to run over it."""

    session: Session
    history: str
    clock: Clock
    options: PrecheckOptions
    planned: Sequence[PlannedMigration] = field(default=())

    @property
    def vitals(self) -> Vitals:
        """What the server tells of itself."""
        return self.session.vitals

    @cached_property
    def touched(self) -> tuple[Touch, ...]:
        """What the pending scripts touch, and goofer's own tables, each in each way once."""
        if self.session.ledger is not None:
            return ()
        found = [*self._own(), *(one for touch in self._read if touch is not None for one in touch)]
        return tuple(dict.fromkeys(found))

    @property
    def unread(self) -> int:
        """How many statements, and scripts in code, it is not known of what they touch."""
        return sum(touch is None for touch in self._read)

    @property
    def losing(self) -> tuple[str, ...]:
        """The pending migrations that throw rows or values away."""
        folds = self.session.dialect.capabilities.folds_names
        return losing(self.planned, self.session.syntax, folds=folds)

    @cached_property
    def _read(self) -> list[tuple[Touch, ...] | None]:
        folds = self.session.dialect.capabilities.folds_names
        return [touch for one in self.planned for touch in self._of(one, folds)]

    def _of(self, one: PlannedMigration, folds: bool) -> Iterable[tuple[Touch, ...] | None]:
        if not one.text:
            return [None]
        try:
            statements = statements_of(one.text, self.session.syntax)
        except FileError:
            return [None]
        return [touches(statement.text, folds=folds) for statement in statements]

    def _own(self) -> Iterable[Touch]:
        for name, actions in ((self.history, _KEPT), (f"{self.history}{SUFFIX}", _RENEWED)):
            parts = tuple(parts_of(name))
            if not self.planned:
                continue
            if self.session.locate(name) is None:
                yield Touch("create", "table", parts)
                continue
            for action in actions:
                yield Touch(action, "table", parts)


_KEPT = ("select", "insert")
_RENEWED = ("select", "update")
