"""Backups of a project's database, and what is said of them."""

from __future__ import annotations

import re
import time
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from goofer_py.cli.progress import Progress
from goofer_py.cli.run import Run
from goofer_py.cli.terminable import terminable
from goofer_py.cli.unmade import unmade
from goofer_py.cli.wording import count, duration, size
from goofer_py.config.running import progress_of
from goofer_py.errors import FileError, GooferError
from goofer_py.events import Observer
from goofer_py.generate.backup import Backup, back_up, bring_back
from goofer_py.migrate.migrator import Migrator
from goofer_py.migrate.records import history_of
from goofer_py.migrate.results import RunPlan
from goofer_py.project import Project
from goofer_py.stores.backups import Backups
from goofer_py.stores.registry import backups_for
from goofer_py.stores.store import Store

FOLDER = Path("backups")


def back_up_project(
    project: Project,
    file: Path | None = None,
    *,
    folder: Path = FOLDER,
    tools: Path | None = None,
    verify: bool = False,
    observer: Observer | None = None,
) -> Backup:
    """Back up the database to `file`, or to a new name in `folder`, which is made."""
    store = project.there()
    backups = _backups(store, tools)
    if file is None:
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            said = f"the folder cannot be made: {error.strerror}. Nothing was changed."
            raise FileError(said, path=folder) from None
        file = folder / f"{_name(store)}{backups.suffix}"
    halfway = _halfway(store, project.history)
    with terminable():
        found = back_up(
            store,
            backups,
            file,
            verify=verify,
            observer=observer,
            progress=progress_of(project.settings),
        )
    return replace(found, warnings=(*found.warnings, *halfway))


def _halfway(store: Store, table: str) -> tuple[str, ...]:
    """Return what to say of a migration that stopped halfway in what is backed up."""
    with closing(store.connect()) as session, suppress(GooferError):
        history = history_of(session, table)
        if dirty := history.dirty(history.state()):
            title = f"{dirty.version}_{dirty.name}"
            return (f"{title} is {dirty}: the backup has what it has done so far, and no more",)
    return ()


def _backups(store: Store, tools: Path | None) -> Backups:
    return backups_for(store.url, tools)  # type: ignore[attr-defined]


def _name(store: Store) -> str:
    """Return the database's name and the moment, in UTC."""
    last = store.database.rstrip("/").rpartition("/")[2] or "database"
    plain = re.sub(r"[^\w.-]", "_", re.sub(r"\.(?:db|sqlite3?)$", "", last))
    return f"{plain}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"


def backup_fields(found: Backup) -> dict[str, Any]:
    """Return what --json has of a backup."""
    return {
        "file": found.path,
        "bytes": found.bytes,
        "seconds": found.seconds,
        "tool": found.tool,
        "entries": found.entries,
        "verified_tables": found.tables,
    }


def backup_line(found: Backup) -> str:
    """Return a sentence on a backup."""
    tried = "" if found.tables is None else f"; a trial brought {count(found.tables, 'table')} back"
    return (
        f"Wrote {found.path}: {size(found.bytes)} in {duration(found.seconds)} by"
        f" {found.tool}{tried}."
    )


def tell_backup(run: Run, found: Backup) -> None:
    """Say what was backed up."""
    run.output.result(database=run.project.store().database, **backup_fields(found))
    for warning in found.warnings:
        run.output.warn(warning)
    run.output.say(backup_line(found))


def back_up_before(
    run: Run, project: Project, plan: RunPlan, folder: Path, observer: Observer | None = None
) -> dict[str, Any] | None:
    """Back the database up where the run has anything to do, and say where it is.

    Returns what --json has of it.
    """
    if not plan.migrations or not project.store().exists():
        return None
    found = back_up_project(project, folder=folder, observer=observer)
    run.output.result(backup=backup_fields(found))
    for warning in found.warnings:
        run.output.warn(warning)
    run.output.say(backup_line(found))
    return backup_fields(found)


def bring_back_project(run: Run, file: Path, *, tools: Path | None, owners: bool) -> None:
    """Bring a backup into the project's database, and say so."""
    started, project = time.monotonic(), run.project
    store = project.store()
    table = project.settings.history_table
    with (
        terminable(),
        Progress(run.output) as progress,
        unmade(store),
        Migrator(store, project.source(), history_table=table) as one,
    ):
        tool = bring_back(
            one.session,
            _backups(store, tools),
            file,
            owners=owners,
            observer=progress,
            progress=progress_of(project.settings),
            beside=store.beside,
        )
    # The tool had a connection of its own; on SQLite the first one has seen another file.
    with Migrator(store, project.source(), history_table=table) as one:
        applied = one.applied_migrations()
        current = applied[-1].version if applied else None
    seconds = time.monotonic() - started
    run.output.result(
        database=store.database, file=file, tool=tool, seconds=seconds, current=current
    )
    at = f"{store.database} is at {current}" if current else f"{store.database} has no history"
    run.output.say(f"Brought {file} back in {duration(seconds)} by {tool}: {at}.")
