"""The one call that an application makes before it serves anybody."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from goofer_py.events import Observer
from goofer_py.migrate.history import TABLE
from goofer_py.migrate.migrator import Migrator
from goofer_py.migrate.results import RunResult
from goofer_py.migrate.sources import MigrationSource
from goofer_py.stores.registry import open_store
from goofer_py.stores.waiting import wait_for

if TYPE_CHECKING:
    from goofer_py.stores.registry import Database


def migrate_at_start(
    database: Database,
    source: str | Path | MigrationSource = "migrations",
    *,
    wait: float = 60,
    observer: Observer | None = None,
    history_table: str = TABLE,
    settings: Mapping[str, object] | None = None,
) -> RunResult:
    """Wait for the server for up to `wait` seconds, and apply what is pending.

    Any number of processes may do it at once: one runs, the others wait for it and find nothing
    left. Raises ConnectionFailed, MigrationFailed, DirtyOrDrifted or LockLost; the application is
    not to start then.
    """
    store = open_store(database)
    wait_for(store, wait, observer=observer)
    with Migrator(
        store, source, observer=observer, history_table=history_table, settings=settings
    ) as migrator:
        return migrator.up()
