"""What became of a migration whose connection was lost."""

from __future__ import annotations

from goofer_py.errors import GooferError
from goofer_py.migrate.failure import Failure
from goofer_py.migrate.records import history_of
from goofer_py.migrate.setting import Setting
from goofer_py.migrate.state import State
from goofer_py.stores.store import Session

_UNKNOWN = "Whether it was committed is not known until the database can be reached again."
_PATIENCE, _PAUSE = 3.0, 0.05
"""How long a session that was lost is waited for, in seconds, and between two looks."""


def outcome(setting: Setting, identity: str, failure: Failure) -> str:
    """Say, by a second look at the database, whether the migration is there.

    The session that was lost, known by its `identity`, may still have a commit to read: it is
    waited for, a few seconds at most.
    """
    if setting.reopen is None:
        return _UNKNOWN
    try:
        session = setting.reopen()
    except GooferError:
        return _UNKNOWN
    try:
        gone = bool(identity) and _gone(session, identity, setting)
        return _told(history_of(session, setting.table).state(), failure, gone=gone)
    except GooferError:
        return _UNKNOWN
    finally:
        session.close()


def _gone(session: Session, identity: str, setting: Setting) -> bool:
    end = setting.clock.monotonic() + _PATIENCE
    while session.others.there(identity):
        if setting.clock.monotonic() > end:
            return False
        setting.clock.sleep(_PAUSE)
    return True


def _told(state: State, failure: Failure, *, gone: bool) -> str:
    if failure.migration.repeatable:
        return "Unless it was committed, the next run runs it again."
    version = failure.migration.version
    if (version in state.applied) == (failure.direction == "up"):
        return "It was committed all the same: the history has it."
    if state.dirty_id is not None:
        return "Some of its statements are done and stay: the history says which."
    if gone:
        return "The history does not have it: nothing of it stayed."
    return (
        "The history does not have it, so nothing of it stayed, unless the server is still at work"
        " on it."
    )
