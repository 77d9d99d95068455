"""Trying again what failed for a lock that somebody else held, and left nothing behind."""

from __future__ import annotations

from contextlib import suppress
from typing import Protocol

from goofer_py.clock import Clock
from goofer_py.errors import StatementFailed
from goofer_py.events import LockAwaited, Observer
from goofer_py.migrate.failure import Failure
from goofer_py.migrate.history import History
from goofer_py.migrate.interruption import Interruption
from goofer_py.migrate.patience import Patience
from goofer_py.stores.store import Session

_NAP = 0.2
"""How long a pause goes on before signals are looked at, in seconds."""


class Bench(Protocol):
    """What is worked on."""

    session: Session
    history: History
    interruption: Interruption
    clock: Clock
    observer: Observer | None
    patience: Patience


class Retries:
    """Counts how often one migration, or one statement of it, is tried again."""

    def __init__(self, bench: Bench, failure: Failure, patience: Patience | None = None) -> None:
        self._bench = bench
        self._failure = failure
        self._patience = patience or bench.patience
        self._made = 0
        # Of a transaction around it nobody here knows what is undone with it.
        self._possible = self._patience.lock_retries > 0 and not bench.session.in_transaction

    @property
    def told(self) -> str:
        """How often it was tried, for the error of the last time; empty when it was once."""
        return f" It was tried {self._made + 1} times." if self._made else ""

    def again(self, error: BaseException | None) -> bool:
        """Say whether to try again, and wait until then; raises LockLost."""
        bench = self._bench
        if not self._possible or bench.interruption.noted:
            return False
        if self._made >= self._patience.lock_retries:
            return False
        if not isinstance(error, StatementFailed):
            return False
        if not bench.session.table_types.is_locked(error) or bench.session.closed:
            return False
        self._made += 1
        pause = self._patience.pause_before(self._made)
        self._tell(error, pause)
        if not self._waited(pause):
            return False
        if bench.history.lease is not None and not bench.session.in_transaction:
            # Where the same lock keeps it from being renewed, what is committed is fenced.
            with suppress(StatementFailed):
                bench.history.lease.check()
        return True

    def _waited(self, seconds: float) -> bool:
        """Wait; says whether no signal came meanwhile."""
        while seconds > 0 and not self._bench.interruption.noted:
            self._bench.clock.sleep(min(seconds, _NAP))
            seconds -= _NAP
        return not self._bench.interruption.noted

    def _tell(self, error: StatementFailed, pause: float) -> None:
        if self._bench.observer is None:
            return
        migration, patience = self._failure.migration, self._patience
        self._bench.observer(
            LockAwaited(
                self._failure.database,
                migration.version,
                migration.name,
                error.server,
                self._made,
                patience.lock_retries,
                pause,
            )
        )
