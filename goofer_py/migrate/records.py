"""The records of a store: in a table where it has SQL, else in its ledger."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

from goofer_py.migrate.history import COLUMNS, TABLE, History

if TYPE_CHECKING:
    from goofer_py.migrate.record import Record
    from goofer_py.stores.store import Session

_WIDE = "down_script"
"""What may be as long as a file, of every record."""


def history_of(session: Session, table: str = TABLE) -> History:
    """Return the records of the store."""
    if session.ledger is None:
        return History(session, table)
    from goofer_py.migrate.ledger_history import LedgerHistory

    return LedgerHistory(session, session.ledger, table)


def latest_records(history: History, most: int, before: int | None = None) -> list[Record]:
    """Return the newest `most` records, the newest first, of those older than the id `before`.

    Of a table no more than that is read, and not the scripts that lead back.
    """
    if history.session.ledger is not None:
        older = (one for one in reversed(history.records()) if before is None or one.id < before)
        return list(islice(older, most))
    listed = ", ".join("NULL" if name == _WIDE else name for name, _ in COLUMNS)
    where, bound = ("", []) if before is None else ("WHERE id < ?", [before])
    return _read(
        history, f"SELECT {listed} FROM {{}} {where} ORDER BY id DESC LIMIT {most:d}", bound
    )


def records_of(history: History, version: str) -> list[Record]:
    """Return what became of one migration, the oldest first."""
    if history.session.ledger is not None:
        return [one for one in history.records() if one.version == version]
    listed = ", ".join(name for name, _ in COLUMNS)
    return _read(history, f"SELECT {listed} FROM {{}} WHERE version = ? ORDER BY id", [version])


def _read(history: History, query: str, bound: Sequence[object]) -> list[Record]:
    """Return the records of a query on the table, none where there is no table."""
    from goofer_py.migrate.record import record_of

    session = history.session
    if session.locate(history.name) is None:
        return []
    rows = session.query(query.format(session.quoted(history.name)), bound)
    return [record_of(row) for row in rows]
