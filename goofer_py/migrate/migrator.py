"""The Migrator: what a program calls to see and change which migrations a database has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from goofer_py.clock import Clock, SystemClock
from goofer_py.errors import UsageError
from goofer_py.migrate.bookkeeping import Bookkeeping
from goofer_py.migrate.choice import Choice, Chooser
from goofer_py.migrate.going_back import GoingBack
from goofer_py.migrate.history import TABLE
from goofer_py.migrate.lease_options import DEFAULT_LEASE, LeaseOptions
from goofer_py.migrate.leases import Leases
from goofer_py.migrate.patience import NO_PATIENCE, Patience
from goofer_py.migrate.records import history_of
from goofer_py.migrate.setting import Setting, UpOptions
from goofer_py.migrate.sources import CombinedSource, DirectorySource
from goofer_py.migrate.state import State
from goofer_py.stores.registry import open_store

if TYPE_CHECKING:  # A look at the state, which is what most starts are for, needs none of them.
    from goofer_py.checks.checking import Asked
    from goofer_py.checks.checks import Checks
    from goofer_py.events import Observer
    from goofer_py.migrate.history import History
    from goofer_py.migrate.hooks import Hooks
    from goofer_py.migrate.migration import Migration
    from goofer_py.migrate.pacing import Pacing
    from goofer_py.migrate.record import Record
    from goofer_py.migrate.results import AppliedMigration, MigrationResult, RunPlan, RunResult
    from goofer_py.migrate.sources import CustomMigration, MigrationSource
    from goofer_py.migrate.status import Status
    from goofer_py.migrate.watch_options import Watching, WatchOptions
    from goofer_py.stores.registry import Database
    from goofer_py.stores.store import Session

__all__ = ["Migrator", "UpOptions"]

_ANYHOW: UpOptions = {
    "allow_out_of_order": True,
    "allow_missing": True,
    "allow_newer": True,
    "phase": "contract",
}

Choose = Callable[[Chooser], Choice]


class Migrator(Bookkeeping, GoingBack):
    """Applies and reverts the migrations of one source on one database.

    `database` is a URL, a SQLAlchemy Engine or Connection, or a Store; a Connection that is
    inside of a transaction stays in it. `source` is a folder or anything that holds migrations.
    Nothing is read or connected before the first call that needs it. With a URL the connection
    is kept until `close`, so `Migrator("sqlite://", ...)` keeps one database in memory, which
    the caller reaches through `session`. A run that changes something holds the database's
    `lease` meanwhile; None lets runs go side by side, of which all but one then fail. `settings`
    is what migrations in code find in their context; migrations that are for other environments
    than their `environment` are skipped. `patience` says how long statements may take and wait for
    locks, and how often what failed for a lock is tried again. `hooks` are called before and after
    runs that change something, and each of their migrations. `databases` are others by name, which
    migrations in code find in their context. `checks` say of the data before and after each run
    whether they are as they should be. With `watch`, the server's health is watched from another
    connection while a run goes, which is ended for the sake of others. A run that goes back after
    a failure may take `rollback_timeout` seconds for it. `pacing` is what batches of rows go by.
    Once a migration runs for `progress` seconds, the observer is told now and then how far it is,
    as the server tells another connection.
    """

    def __init__(  # noqa: PLR0913 - each is said by its name
        self,
        database: Database,
        source: str | Path | MigrationSource = "migrations",
        *,
        observer: Observer | None = None,
        clock: Clock | None = None,
        history_table: str = TABLE,
        single_transaction: bool = False,
        lease: LeaseOptions | None = DEFAULT_LEASE,
        settings: Mapping[str, object] | None = None,
        patience: Patience = NO_PATIENCE,
        hooks: Hooks | None = None,
        databases: Mapping[str, Database] | None = None,
        checks: Checks | None = None,
        watch: WatchOptions | None = None,
        rollback_timeout: float | None = 300,
        pacing: Pacing | None = None,
        progress: float | None = None,
    ) -> None:
        super().__init__(open_store(database))
        self._source = CombinedSource(
            DirectorySource(source) if isinstance(source, str | Path) else source
        )
        self._table = history_table
        self._single_transaction = single_transaction
        self._setting = Setting(
            self._source,
            observer,
            clock or SystemClock(),
            history_table,
            self._store.beside if self._store.lasting else None,
            lease,
            settings,
            patience,
            hooks,
            databases,
            checks,
            self._watching(watch),
            rollback_timeout,
            pacing,
            progress or None,
            self._store.beside,
        )
        self._leases = Leases(self._setting, self._store)

    def _watching(self, watch: WatchOptions | None) -> Watching | None:
        if watch is None or not self._store.contended:
            return None
        from goofer_py.migrate.watch_options import Watching

        return Watching(watch, self._store.beside)

    @property
    def source(self) -> CombinedSource:
        """Where the migrations come from, registered ones included."""
        return self._source

    def init(self) -> None:
        """Make the history table, if it is not there; any run that changes something does so."""
        with self._using() as session:
            history_of(session, self._table).create()
            self._leases.create(session)

    def up(self, *, steps: int | None = None, **options: Unpack[UpOptions]) -> RunResult:
        """Apply the pending migrations, or the next `steps` of them.

        Each runs with its record in a transaction of its own. Raises MigrationFailed when one
        fails, DirtyOrDrifted when something has to be settled before.
        """
        return self._run(lambda chooser: chooser.up(steps), options)

    def up_to(self, version: str, **options: Unpack[UpOptions]) -> RunResult:
        """Apply the pending migrations up to `version`; raises UnknownVersion."""
        return self._run(lambda chooser: chooser.up_to(version), options)

    def down(self, steps: int = 1, **options: Unpack[UpOptions]) -> RunResult:
        """Revert the newest `steps` applied migrations, the newest first."""
        return self._run(lambda chooser: chooser.down(steps), options)

    def down_to(self, version: str, **options: Unpack[UpOptions]) -> RunResult:
        """Revert everything after `version`, or with "zero" everything; raises UnknownVersion."""
        return self._run(lambda chooser: chooser.down_to(version), options)

    def migrate_to(self, target: str, **options: Unpack[UpOptions]) -> RunResult:
        """Go up or down to VERSION, zero, latest, +N or -N; raises UnknownVersion."""
        return self._run(lambda chooser: chooser.to(target), options)

    def continue_phases(self, **options: Unpack[UpOptions]) -> RunResult:
        """Apply what is pending, or, if that waits, the next contract and what follows it.

        The caller knows that no running program uses the form that goes.
        """
        from goofer_py.migrate.phases import next_step

        return self._run(next_step, {**options, "phase": "contract"})

    def plan_phases(self, **options: Unpack[UpOptions]) -> RunPlan:
        """Return what `continue_phases` would do, with the scripts; changes nothing."""
        from goofer_py.migrate.phases import next_step

        return self._plan(next_step, {**options, "phase": "contract"})

    def run_migration(
        self, version: str, direction: str = "up", *, confirm: str | None = None
    ) -> RunResult:
        """Apply or revert this one migration alone; raises UsageError when it stands so already."""
        return self._run(lambda c: c.single(version, direction), {**_ANYHOW, "confirm": confirm})

    def redo(self, *, confirm: str | None = None) -> RunResult:
        """Revert the newest applied migration and apply it again."""
        from goofer_py.migrate.redo import redo

        with self._using() as session:
            setting, leases = self._setting, self._leases
            return self._telling(lambda: redo(session, setting, leases, self._ran, confirm))

    def plan(self, target: str = "latest", **options: Unpack[UpOptions]) -> RunPlan:
        """Return what `migrate_to` would do, with the scripts; changes nothing.

        Raises what would keep the run from starting.
        """
        return self._plan(lambda chooser: chooser.to(target), options)

    def status(self, *, check: bool = False) -> Status:
        """Return how the database stands; changes nothing.

        Reads the heads of pending files. With `check`, all applied files are read, else that of
        what stopped halfway alone.
        """
        from goofer_py.migrate.status import absent, looked

        if self._absent():
            return absent(self.database, self._choosing(State()), self._setting)
        with self._using(lent=True) as session:
            history = history_of(session, self._table)
            chooser = self._choosing(history.state())
            found = looked(session, history, self._setting, chooser, check)
            if not (check or found.pending or found.dirty):
                # Nobody asks a database twice that has all there is.
                return found
            return replace(found, holder=self._leases.seen(session))

    def history(self) -> list[Record]:
        """Return everything that ran, the oldest first."""
        if self._absent():
            return []
        with self._using() as session:
            return history_of(session, self._table).records()

    def current_version(self) -> str | None:
        """Return the newest applied version."""
        return self._looked_up().current

    def previous_version(self, version: str | None = None) -> str | None:
        """Return the applied version before `version`, or before the current one."""
        return self._looked_up().before(version)

    def pending_migrations(self) -> list[Migration]:
        """Return the migrations that are not applied yet, in their order."""
        return [self._source.migration(version) for version in self._looked_up().pending]

    def applied_migrations(self) -> list[AppliedMigration]:
        """Return the applied migrations with their records, in the order of their versions."""
        from goofer_py.migrate.results import applied_of

        return applied_of(self.history())

    def changed_migrations(self) -> list[Migration]:
        """Return the applied migrations whose scripts were edited since; reads their files."""
        from goofer_py.migrate.checks import changed_versions

        if self._absent():
            return []
        with self._using() as session:
            history = history_of(session, self._table)
            versions = changed_versions(history, self._source, self._choosing(history.state()))
        return [self._source.migration(version) for version in versions]

    def known_versions(self) -> list[str]:
        """Return the versions of the source and those of the history, in their order."""
        chooser = self._looked_up()
        return sorted({*chooser.names, *chooser.state.applied}, key=int)

    def known_version(self, version: str) -> str:
        """Return a version as the source or the history spells it; raises UnknownVersion."""
        return self._looked_up().known(version)

    def check(self, names: Sequence[str] = ()) -> list[Asked]:
        """Ask all checks, or those of these names, and return what came of each.

        What is missing of the schema is excused while migrations are pending. Raises UsageError
        and FileError for what is no check.
        """
        from goofer_py.checks.checking import Checking
        from goofer_py.checks.checks import Checks

        pending = bool(self._looked_up().pending)
        setting = self._setting
        with self._using() as session:
            checks = setting.checks or Checks()
            asking = Checking(checks, session, setting.clock, *setting.asking)
            return asking.alone(names, newest=not pending)

    def create_migration(self, name: str, up: str = "", down: str = "") -> Migration:
        """Write the two files of a new migration, later than all that are known.

        Raises UsageError for a source that is no folder.
        """
        from goofer_py.migrate.files import file_name, next_version

        folder = self._source.source
        if not isinstance(folder, DirectorySource):
            raise UsageError("New migrations are written to a folder; this source is none.")
        known = self.known_versions() if folder.is_there else ()
        version = next_version(self._setting.clock.now(), known)
        return folder.write(version, file_name(name), up, down)

    def register_custom_migration(
        self, version: str, custom: CustomMigration, name: str | None = None
    ) -> Migration:
        """Add a migration in code: an object with `up(context)` and `down(context)` leading back.

        It runs in the order of the versions. Its name is `name`, the object's own `name`, or that
        of its class.
        """
        from goofer_py.migrate.files import file_name

        own = name or getattr(custom, "name", None) or type(custom).__name__
        return self._source.add(version, file_name(own), custom)

    def _choosing(self, state: State) -> Chooser:
        return self._setting.choosing(state)

    def _chooser(self, session: Session) -> Chooser:
        return self._choosing(history_of(session, self._table).state())

    def _looked_up(self) -> Chooser:
        if self._absent():
            return self._choosing(State())
        with self._using() as session:
            return self._chooser(session)

    def _chosen(
        self, choose: Choose, chooser: Chooser, history: History | None, options: UpOptions
    ) -> Choice:
        """Return what is to run, as far as its phases may, and the repeatable scripts after it."""
        if chooser.state.dirty_id is not None and history is not None:
            from goofer_py.migrate.several.broken import note

            note(chooser, history)
        choice = choose(chooser)
        if chooser.said and choice.direction == "up":
            from goofer_py.migrate.phases import check_reached, within

            choice = within(choice, chooser, options.get("phase"))
            check_reached(choice, chooser)
        if not choice.last or not self._source.repeatables():
            return choice
        from goofer_py.migrate.repeatable import with_repeatables

        return with_repeatables(choice, self._setting, history)

    def _plan(self, choose: Choose, options: UpOptions) -> RunPlan:
        from goofer_py.migrate.checks import check_needs
        from goofer_py.migrate.plan import planned
        from goofer_py.migrate.runner import Runner

        if self._absent():
            chooser = self._choosing(State())
            check_needs(chooser, choice := self._chosen(choose, chooser, None, options))
            return planned(self.database, choice, chooser, self._source, None)
        with self._using() as session:
            history = history_of(session, self._table)
            chooser = self._choosing(history.state())
            choice = self._chosen(choose, chooser, history, options)
            Runner(self._setting, session, history, chooser).check(choice, options)
            return planned(self.database, choice, chooser, self._source, history)

    def _ran(self, choose: Choose, options: UpOptions) -> RunResult:
        from goofer_py.migrate.results import RunResult

        started = self._setting.clock.monotonic()
        options = {"single_transaction": self._single_transaction, **options}
        if self._absent():
            chooser = self._choosing(State())
            choice = self._chosen(choose, chooser, None, options)
            if not choice:
                skipped = chooser.skipped_titles
                return RunResult(self.database, choice.direction, (), 0.0, None, skipped)
        with self._using(lent=True) as session:
            history = history_of(session, self._table)
            chooser = self._choosing(history.state())
            choice = self._chosen(choose, chooser, history, options)
            done: Sequence[MigrationResult] = ()
            if (chooser.missing or chooser.partly) and choice.direction == "up":
                from goofer_py.migrate.checks import check_present

                check_present(chooser, options)
            if choice or chooser.squashed or chooser.state.dirty_id is not None:
                from goofer_py.migrate.lending import settle
                from goofer_py.migrate.runner import Runner, ask_consent

                history.backup = options.get("backup")
                ask_consent(options, choice, chooser)
                settle(session, self._setting, chooser.state, choice, options)
                with self._leases.held(session, history, choice) as lease:
                    if lease is not None:
                        # Another run may have been at work until a moment ago.
                        history.lease = lease
                        state = history.state()
                        if state != replace(chooser.state, exists=True):
                            chooser = self._choosing(state)
                            choice = self._chosen(choose, chooser, history, options)
                            settle(session, self._setting, state, choice, options, lease)
                    if chooser.squashed:
                        from goofer_py.migrate.replacing import record_squashed

                        record_squashed(history, chooser, self._setting)
                    done = Runner(self._setting, session, history, chooser).run(choice, options)
        duration = self._setting.clock.monotonic() - started
        at, skipped, left = chooser.after(choice), chooser.skipped_titles, chooser.left(choice)
        end = (chooser.titled(choice.waiting), False, left)
        return RunResult(self.database, choice.direction, tuple(done), duration, at, skipped, *end)
