"""The records of a store: in a table where it has SQL, else in its ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goofer_py.migrate.history import TABLE, History

if TYPE_CHECKING:
    from goofer_py.stores.store import Session


def history_of(session: Session, table: str = TABLE) -> History:
    """Return the records of the store."""
    if session.ledger is None:
        return History(session, table)
    from goofer_py.migrate.ledger_history import LedgerHistory

    return LedgerHistory(session, session.ledger, table)
