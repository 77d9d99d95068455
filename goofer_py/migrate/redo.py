"""The newest applied migration, reverted and applied again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from goofer_py.errors import LockLost, UsageError
from goofer_py.migrate.choice import Choice, Chooser
from goofer_py.migrate.find import find
from goofer_py.migrate.records import history_of
from goofer_py.migrate.results import RunResult
from goofer_py.migrate.setting import UpOptions

if TYPE_CHECKING:
    from goofer_py.migrate.leases import Leases
    from goofer_py.migrate.setting import Setting
    from goofer_py.stores.store import Session

Run = Callable[[Callable[[Chooser], Choice], UpOptions], RunResult]
_ANYHOW: UpOptions = {
    "allow_out_of_order": True,
    "allow_missing": True,
    "allow_newer": True,
    "phase": "contract",
}


def redo(
    session: Session, setting: Setting, leases: Leases, run: Run, confirm: str | None
) -> RunResult:
    """Run the newest applied migration down and up, holding the lease all the while."""

    def newest() -> str | None:
        return setting.choosing(history_of(session, setting.table).state()).current

    def single(chooser: Chooser, direction: str) -> Choice:
        return chooser.single(str(current), direction)

    if (current := newest()) is None:
        raise UsageError("No migration is applied, so there is none to run again.")
    # Before anything runs: its way up must be there too.
    find(current, "up", setting.source, setting.source.names(), None)
    with leases.held(session, None, Choice("down", (current,))):
        if newest() != current:
            raise LockLost(
                f"Another run has changed {session.database} since this one looked at it. Nothing"
                " was run.",
                hint="goofer status",
            )
        down = run(partial(single, direction="down"), {**_ANYHOW, "confirm": confirm})
        up = run(partial(single, direction="up"), {**_ANYHOW, "allow_changed": True})
    return RunResult(
        session.database,
        "redo",
        down.migrations + up.migrations,
        down.duration + up.duration,
        up.current,
        waiting=up.waiting,
        pending=up.pending,
    )
