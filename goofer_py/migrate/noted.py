"""Adding to a history what was done without goofer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from goofer_py.errors import ConnectionFailed, StatementFailed
from goofer_py.migrate.records import history_of

if TYPE_CHECKING:
    from goofer_py.clock import Clock
    from goofer_py.migrate.lease import Lease
    from goofer_py.migrate.record import Record
    from goofer_py.migrate.setting import Setting
    from goofer_py.migrate.sources import MigrationSource
    from goofer_py.migrate.state import State
    from goofer_py.stores.store import Session

Notes = Callable[["Session", "State", "MigrationSource", "Clock"], "Sequence[Record]"]
"""Gives the records to add to a history in this state."""


def note(session: Session, setting: Setting, lease: Lease | None, notes: Notes) -> list[Record]:
    """Add the records that `notes` gives, all of them or none; return them."""
    history = history_of(session, setting.table)
    history.lease = lease
    records = list(notes(session, history.state(), setting.source, setting.clock))
    if not records:
        return []
    history.create()
    session.begin()
    try:
        for record in records:
            history.add(record)
        session.commit()
    except BaseException:
        with suppress(StatementFailed, ConnectionFailed):
            session.rollback()
        raise
    return records
