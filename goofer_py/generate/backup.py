"""A database backed up, and a backup tried out in an empty database."""

from __future__ import annotations

import shlex
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from goofer_py.diff.differ import diff
from goofer_py.errors import BackupFailed, FileError
from goofer_py.events import Observer
from goofer_py.generate.contents import refuse_contents
from goofer_py.generate.file_kinds import is_plain_sql
from goofer_py.generate.from_nothing import read_whole
from goofer_py.generate.whole_file import whole_file
from goofer_py.introspect.registry import introspector_for
from goofer_py.introspect.scope import Scope
from goofer_py.migrate.growing import Growing
from goofer_py.schema import Schema
from goofer_py.stores.backups import Backups
from goofer_py.stores.far import Far
from goofer_py.stores.store import Session, Store

_ALL = Scope(exclude=())


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was written: `entries` were found in it; `tables` came back in a trial.

    `tables` is None without a trial. `seconds` is what all of it took.
    """

    path: Path
    bytes: int
    tool: str
    entries: int
    seconds: float
    tables: int | None = None
    warnings: tuple[str, ...] = ()


def back_up(
    store: Store,
    backups: Backups,
    path: Path,
    *,
    verify: bool = False,
    observer: Observer | None = None,
    progress: float | None = 2,
) -> Backup:
    """Write a backup to `path`, which is there only once it is whole and was looked through.

    With `verify` it is brought back into an empty database of its own, whose schema is compared.
    After `progress` seconds the observer is told now and then how far it is; never with None.
    Raises BackupFailed, ToolMissing, or FileError for a file that is there already.
    """
    if path.exists():
        raise FileError("there is a file already, which is left as it is.", path=path)
    started, tables = time.monotonic(), None
    with whole_file(path) as beside:
        far = Far()
        with Growing("backup", far, store.beside, store.database, observer, progress):
            written = backups.write(beside, far)
        if verify:
            tables = _tried(store, backups, beside, observer, progress)
        size = beside.stat().st_size
    seconds = time.monotonic() - started
    return Backup(path, size, written.tool, written.entries, seconds, tables, written.warnings)


def _tried(
    store: Store, backups: Backups, path: Path, observer: Observer | None, progress: float | None
) -> int:
    with backups.trial() as (trial, spare):
        far = Far()
        try:
            with Growing("trial", far, spare.beside, store.database, observer, progress):
                trial.read(path, far, owners=False)
        except BackupFailed as error:
            raise BackupFailed(
                f"The backup of {store.database} could not be brought back in a trial. It was not"
                f" written:\n{error.server}",
                database=store.database,
                server=error.server,
                tool=error.tool,
            ) from error
        with closing(spare.connect()) as session:
            found = _read(session)
        with closing(store.connect()) as session:
            wanted = _read(session)
    left = [operation.describe() for operation in diff(found, wanted)]
    if left:
        listed = "\n".join(f"  {line}" for line in left)
        raise BackupFailed(
            f"The backup of {store.database} was brought back, and is not what the database is now;"
            f" what is missing:\n{listed}\nNothing was written.",
            database=store.database,
            tool="goofer",
            hint="try again while nothing changes the schema",
        )
    return len(found.tables)


def _read(session: Session) -> Schema:
    schema, _ = read_whole(session, introspector_for(session.dialect), _ALL, ())
    return schema


def bring_back(
    session: Session,
    backups: Backups,
    path: Path,
    *,
    owners: bool = True,
    observer: Observer | None = None,
    progress: float | None = 2,
    beside: Callable[[], Session] | None = None,
) -> str:
    """Bring a backup into the database of `session`, which is empty; return the tool's name.

    After `progress` seconds the observer is told now and then how far it is, as is seen from a
    connection that `beside` opens; never with None.
    Raises NotEmpty with what is there, BackupFailed with how things stand then.
    """
    if not path.is_file():
        raise FileError("there is no such file. Nothing was changed.", path=path)
    if path.stat().st_size == 0:
        raise FileError("the file is empty, and no backup. Nothing was changed.", path=path)
    refuse_contents(session, "goofer restore", "name an empty database with --url")
    try:
        far = Far()
        with Growing("restore", far, beside, session.database, observer, progress):
            return backups.read(path, far, owners=owners)
    except BackupFailed as error:
        if is_plain_sql(path):
            error.hint = f"if it is a file of SQL: goofer load {shlex.quote(str(path))}"
        raise
