"""A seed without a transaction that stopped halfway: whether it can be gone on with."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from itertools import groupby, islice
from operator import attrgetter

from goofer_py.migrate.checksum import RunningSum
from goofer_py.migrate.history import History
from goofer_py.migrate.state import Dirty, State
from goofer_py.migrate.work import Work
from goofer_py.seeds.source import SeedSource
from goofer_py.stores.store import Session


def unfinished(
    session: Session, history: History, source: SeedSource, state: State
) -> Dirty | None:
    """Return the seed that stopped halfway, None when it has to begin anew.

    That does no harm: to run a seed twice changes nothing, by rule.
    """
    dirty = history.dirty(state)
    if dirty is None or dirty.version not in source.names():
        return None
    work = source.migration(dirty.version).up.prepare(session)
    if not work.alone or dirty.checksum not in (work.checksum, _begun(work, dirty.statements)):
        return None
    return replace(dirty, interrupted="again")


def _begun(work: Work, statements: int) -> str:
    """Return what the history says of a script whose first statements are done."""
    running = RunningSum()
    parts = (portions for _, portions in groupby(work.statements(), attrgetter("offset")))
    for portions in islice(parts, statements):
        deque(running.over(portions), maxlen=0)
    return running.text()
