"""Which statement of a migration that stopped halfway comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby, islice
from operator import attrgetter

from goofer_py.errors import GooferError
from goofer_py.migrate.checksum import RunningSum
from goofer_py.migrate.find import find
from goofer_py.migrate.history import History
from goofer_py.migrate.sources import MigrationSource
from goofer_py.migrate.state import Dirty
from goofer_py.stores.store import Session


def placed(
    dirty: Dirty,
    session: Session,
    history: History,
    source: MigrationSource,
    names: Mapping[str, str],
) -> Dirty:
    """Return `dirty` with the statement that it stopped at; as it is where that cannot be told.

    It cannot where the script is gone or wrong, or was edited in what is done already.
    """
    try:
        migration = find(dirty.version, dirty.direction, source, names, history)
        script = migration.script(dirty.direction)
        statements = script.prepare(session).statements()
    except GooferError:
        return dirty
    each = (portions for _, portions in groupby(statements, attrgetter("offset")))
    done = RunningSum(exact=session.ledger is not None)
    for portions in islice(each, dirty.statements):
        for _ in done.over(portions):
            pass
    upcoming = next(each, None)
    if upcoming is None or (dirty.statements and dirty.checksum != done.text()):
        return dirty
    statement = next(upcoming)
    path = str(script.path) if script.path else None
    return replace(dirty, statement=statement.text, path=path, line=statement.line)
