"""What all runs of one migrator have in common, and what one of them is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, TypedDict

from goofer_py.migrate.choice import Chooser
from goofer_py.migrate.patience import NO_PATIENCE, Patience

if TYPE_CHECKING:  # A look at the state needs none of them.
    from goofer_py.checks.checks import Checks
    from goofer_py.clock import Clock
    from goofer_py.events import Observer
    from goofer_py.migrate.approval import Approval
    from goofer_py.migrate.hooks import Hooks
    from goofer_py.migrate.lease_options import LeaseOptions
    from goofer_py.migrate.pacing import Pacing
    from goofer_py.migrate.sources import CombinedSource
    from goofer_py.migrate.state import State
    from goofer_py.migrate.watch_options import Watching
    from goofer_py.stores.registry import Database
    from goofer_py.stores.store import Session


Asking = tuple[
    "Observer", Mapping[str, object] | None, float | None, "Callable[[], Session] | None"
]


def _nobody(_: object) -> None:
    """Tell nobody."""


class UpOptions(TypedDict, total=False):
    """How a run goes; everything is off unless it is given.

    With `single_transaction` the whole run is one transaction. With `auto_rollback` a run up that
    fails goes back down to the version it started from. `allow_out_of_order` applies migrations
    that are older than an applied one, `allow_changed` goes on although applied ones were edited.
    `allow_missing` goes on although files of applied ones are gone, `allow_newer` although the
    database has migrations that are newer than all the files.
    `interrupted` says of the statement in which an earlier run was ended whether it is "done" or
    has to run "again", where goofer cannot see that by itself. `phase` is the last of "expand",
    "migrate" and "contract" that a run goes through; without it, contracts wait.
    `confirm` is the name of the database, which what undoes something needs where the settings say
    that its environment is protected. `backup` is the file of a backup that was made right before,
    which the history keeps. `consent` is called, before anything is done, with the migrations of
    the run that say that nothing leads back from them; it raises what keeps them from running.
    An `unchecked` run asks none of the migrator's checks. `approved` is what somebody saw of the
    run, from `Approval.of`: where anything else would run, it raises before that.
    """

    single_transaction: bool
    auto_rollback: bool
    allow_out_of_order: bool
    allow_changed: bool
    allow_missing: bool
    allow_newer: bool
    interrupted: Literal["done", "again"] | None
    phase: Literal["expand", "migrate", "contract"] | None
    confirm: str | None
    backup: str | None
    unchecked: bool
    consent: Callable[[Sequence[str]], None] | None
    approved: Approval | None


class Setting(NamedTuple):
    """What runs of one migrator have in common.

    `reopen` gives a second look at the database when the connection is lost; None when the
    connection is the caller's. Without a `lease`, runs only find out by the history that there is
    another one. `options` is what the context of migrations in code has as its settings; its
    `environment` says which migrations are skipped. `patience` is how long statements may take and
    wait. `databases` are the others that migrations in code can reach, `checks` what is asked
    before and after runs. `watching` is how others are looked after while a run goes,
    `rollback_timeout` how many seconds a failed one may take to go back. `pacing` is what batches
    of rows go by, `progress` after how many seconds of a migration the
    observer is told how far it is, as is seen from a connection that `beside` opens.
    """

    source: CombinedSource
    observer: Observer | None
    clock: Clock
    table: str
    reopen: Callable[[], Session] | None = None
    lease: LeaseOptions | None = None
    options: Mapping[str, object] | None = None
    patience: Patience = NO_PATIENCE
    hooks: Hooks | None = None
    databases: Mapping[str, Database] | None = None
    checks: Checks | None = None
    watching: Watching | None = None
    rollback_timeout: float | None = None
    pacing: Pacing | None = None
    progress: float | None = None
    beside: Callable[[], Session] | None = None

    @property
    def environment(self) -> str | None:
        """What the database is for."""
        environment = (self.options or {}).get("environment")
        return None if environment is None else str(environment)

    @property
    def asking(
        self,
    ) -> tuple[Observer, Mapping[str, object] | None, float | None, Callable[[], Session] | None]:
        """Return what checks are asked with: who is told, what they know, how they are seen."""
        progress = self.progress if self.observer is not None else None
        return self.observer or _nobody, self.options, progress, self.beside

    def choosing(self, state: State) -> Chooser:
        """Return what answers for a state; the heads of pending files are read."""
        name = self.environment
        names, look = self.source.names(), self.source.directives
        if state.applied.items() <= names.items():
            return Chooser(names, state, look, name)
        from goofer_py.migrate.squashed import squashes, with_squashed

        # What ran under names that are gone may be what a squashed migration stands for.
        found = squashes(names, state.applied, look)
        whole = [one for one in found if not one.lacking]
        chooser = Chooser(names, with_squashed(state, whole), look, name)
        chooser.squashed, chooser.replaced_names = tuple(whole), state.applied
        chooser.partly = tuple(one for one in found if one.lacking)
        return chooser
