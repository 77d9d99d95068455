"""The lease and the steps of a store: in tables where it has SQL, else in its ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goofer_py.migrate.lease_table import LeaseTable

if TYPE_CHECKING:
    from goofer_py.migrate.progress import ProgressTable
    from goofer_py.stores.store import Session


def lease_of(session: Session, history: str) -> LeaseTable:
    """Return the lease of a history."""
    if session.ledger is None:
        return LeaseTable(session, history)
    from goofer_py.migrate.ledger_lease import LedgerLease

    return LedgerLease(session, session.ledger, history)


def progress_of(session: Session, history: str, version: str, direction: str) -> ProgressTable:
    """Return the steps of one migration in one direction."""
    if session.ledger is None:
        from goofer_py.migrate.progress import ProgressTable

        return ProgressTable(session, history, version, direction)
    from goofer_py.migrate.ledger_progress import LedgerProgress

    return LedgerProgress(session, session.ledger, history, version, direction)
