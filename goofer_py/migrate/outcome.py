"""What became of a migration whose connection was lost."""

from __future__ import annotations

from collections.abc import Callable

from goofer_py.errors import GooferError
from goofer_py.migrate.failure import Failure
from goofer_py.migrate.history import History
from goofer_py.migrate.state import State
from goofer_py.stores.store import Session

_UNKNOWN = "Whether it was committed is not known until the database can be reached again."


def outcome(reopen: Callable[[], Session] | None, table: str, failure: Failure) -> str:
    """Say, by a second look at the database, whether the migration is there."""
    if reopen is None:
        return _UNKNOWN
    try:
        session = reopen()
    except GooferError:
        return _UNKNOWN
    try:
        return _told(History(session, table).state(), failure)
    except GooferError:
        return _UNKNOWN
    finally:
        session.close()


def _told(state: State, failure: Failure) -> str:
    version = failure.migration.version
    if (version in state.applied) == (failure.direction == "up"):
        return "It was committed all the same: the history has it."
    if state.dirty_id is not None:
        return "Some of its statements are done and stay: the history says which."
    return (
        "The history does not have it, so nothing of it stayed, unless the server is still at work"
        " on it."
    )
