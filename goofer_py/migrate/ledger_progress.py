"""How far a migration in code is, on a store without tables."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from goofer_py.migrate.progress import ProgressTable, Step

if TYPE_CHECKING:
    from goofer_py.migrate.progress import Fence
    from goofer_py.stores.ledger import Ledger
    from goofer_py.stores.store import Session


class LedgerProgress(ProgressTable):
    """The steps of one migration in one direction, read and written in one session."""

    def __init__(
        self, session: Session, ledger: Ledger, history: str, version: str, direction: str
    ) -> None:
        super().__init__(session, history, version, direction)
        self._ledger = ledger
        self._book = history
        self._key = f"{version}:{direction}"
        self._numbers: dict[str, int] = {}

    def create(self) -> None:
        """Make what the ledger needs."""
        self._ledger.create(self._book)

    def steps(self) -> list[Step]:
        """Return the steps that were begun, in the order they were."""
        found = self._ledger.steps(self._book, self._key)
        self._numbers = {fields["name"]: number for number, fields in found}
        return [Step(**fields) for _, fields in found]

    def begin(self, step: Step) -> None:
        """Add a step."""
        self._numbers[step.name] = max(self._numbers.values(), default=0) + 1
        self._put(step, None)

    def write(self, step: Step, lease: Fence | None) -> None:
        """Write how far a step is; fails, and with it its transaction, once the lease is lost."""
        self._put(step, None if lease is None else lease.token)

    def clear(self) -> None:
        """Forget all steps of the migration."""
        self._ledger.clear_steps(self._book, self._key)

    def _put(self, step: Step, token: str | None) -> None:
        number = self._numbers[step.name]
        self._ledger.put_step(self._book, self._key, number, asdict(step), token)
