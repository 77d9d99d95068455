"""Which runs may use a connection that other databases' runs use too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from goofer_py.errors import GooferError
from goofer_py.migrate.work import SQLWork, Work

if TYPE_CHECKING:
    from goofer_py.migrate.choice import Choice
    from goofer_py.migrate.lease import Lease
    from goofer_py.migrate.script import Script
    from goofer_py.migrate.setting import Setting, UpOptions
    from goofer_py.migrate.state import State
    from goofer_py.stores.store import Session

_MORE: tuple[str, ...] = ("single_transaction", "auto_rollback")
"""What makes a run do more than one script after the other."""


def settle(
    session: Session,
    setting: Setting,
    state: State,
    choice: Choice,
    options: UpOptions,
    lease: Lease | None = None,
) -> None:
    """Have a run that may leave a trace on its connection use one of its own.

    The `lease` that it holds already takes note of that.
    """
    if session.lent and not _is_plain(session, setting, state, choice, options):
        session.make_own()
        if lease is not None:
            lease.moved()


def _is_plain(
    session: Session, setting: Setting, state: State, choice: Choice, options: UpOptions
) -> bool:
    """Say whether there is nothing but scripts up, each in a transaction and known to be clean."""
    if choice.direction != "up" or state.dirty_id is not None:
        return False
    if setting.hooks or setting.checks or setting.watching:
        return False
    if any(options.get(name) for name in _MORE):
        return False
    try:
        works = [script.prepare(session) for script in _scripts(setting, choice)]
    except GooferError:
        # It is told in its turn, after what comes before.
        return False
    return all(_fits(session, work) for work in works)


def _scripts(setting: Setting, choice: Choice) -> Iterator[Script]:
    yield from (setting.source.migration(version).up for version in choice.versions)
    yield from (one.script for one in choice.repeatables)


def _fits(session: Session, work: Work) -> bool:
    if not isinstance(work, SQLWork) or work.alone or work.text is None:
        return False
    return all(session.may_run(statement) for statement in work.each())
