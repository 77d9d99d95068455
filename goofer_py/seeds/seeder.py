"""The Seeder: what a program calls to fill a database with the rows that it begins with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from goofer_py.clock import SystemClock
from goofer_py.errors import DirtyOrDrifted, GooferError
from goofer_py.events import SEED
from goofer_py.migrate.choice import Choice
from goofer_py.migrate.connected import Connected
from goofer_py.migrate.failure import listed
from goofer_py.migrate.guard import is_protected, texts
from goofer_py.migrate.history import TABLE, History
from goofer_py.migrate.in_turn import taking_turns
from goofer_py.migrate.lease_options import DEFAULT_LEASE, LeaseOptions
from goofer_py.migrate.lease_table import SEEDS
from goofer_py.migrate.leases import Leases
from goofer_py.migrate.patience import NO_PATIENCE, Patience
from goofer_py.migrate.records import history_of
from goofer_py.migrate.results import MigrationResult
from goofer_py.migrate.run import Run
from goofer_py.migrate.setting import Setting
from goofer_py.migrate.sources import CombinedSource, DirectorySource
from goofer_py.migrate.state import State
from goofer_py.migrate.unsuccessful import failed
from goofer_py.seeds.chosen import Seeds
from goofer_py.seeds.data import DataScript
from goofer_py.seeds.guard import check_environment
from goofer_py.seeds.results import SeedEntry, SeedResult, SeedRun, SeedStatus
from goofer_py.seeds.source import SeedSource
from goofer_py.seeds.telling import OfSeeds, succeeded
from goofer_py.seeds.unfinished import unfinished
from goofer_py.stores.registry import open_store

if TYPE_CHECKING:
    from goofer_py.events import Observer
    from goofer_py.migrate.lease import Lease
    from goofer_py.migrate.record import Record
    from goofer_py.migrate.sources import MigrationSource
    from goofer_py.stores.registry import Database
    from goofer_py.stores.store import Session

_HINTS = {"goofer migrate": "goofer seed", "goofer status": "goofer seed --status"}


class Seeder(Connected):
    """Runs the seeds of one folder on one database, each once for each content of its file.

    What ran is kept in a history of its own, `history_table` with "_seeds" behind it. Seeding
    holds the same lease as a run of migrations, so that the two are never at work at once. With
    `migrations`, seeds wait until all of them are applied. `environment` says what the database is
    for: seeds for others are skipped, and in production nothing runs unless the database is named.
    `settings` is what seeds in code find in their context; what is protected besides production is
    their `protected`. The observer is told what it is told of migrations, in the direction
    "seed". `patience` says how long statements may take and wait for locks. `databases` are others
    by name, which seeds in code can reach. Once a seed runs for `progress` seconds, the observer is
    told now and then how far it is.
    """

    def __init__(  # noqa: PLR0913 - each is said by its name
        self,
        database: Database,
        folder: str | Path = "seeds",
        *,
        environment: str | None,
        migrations: str | Path | MigrationSource | None = None,
        observer: Observer | None = None,
        history_table: str = TABLE,
        lease: LeaseOptions | None = DEFAULT_LEASE,
        settings: Mapping[str, object] | None = None,
        patience: Patience = NO_PATIENCE,
        databases: Mapping[str, Database] | None = None,
        progress: float | None = None,
    ) -> None:
        super().__init__(open_store(database))
        self._source = SeedSource(folder)
        self._environment = environment
        self._protected = texts((settings or {}).get("protected"))
        if isinstance(migrations, str | Path):
            migrations = DirectorySource(migrations)
        self._migrations = migrations
        self._setting = Setting(
            CombinedSource(self._source),
            None if observer is None else OfSeeds(observer),
            SystemClock(),
            f"{history_table}{SEEDS}",
            self._store.connect if self._store.lasting else None,
            lease,
            {**(settings or {}), "environment": environment},
            patience,
            databases=databases,
            progress=progress or None,
            beside=self._store.beside,
        )
        self._setting = taking_turns(self._setting)
        self._migrating = self._setting._replace(
            source=CombinedSource(self._migrations or self._source), table=history_table
        )
        self._leases = Leases(self._migrating, self._store)

    def seed(
        self,
        *names: str,
        fresh: bool = False,
        force: str | None = None,
        allow_pending: bool = False,
    ) -> SeedRun:
        """Run the seeds that never ran here, or were edited since; with `fresh` all of them.

        Those given as `names` run whatever ran before, and no others. `force` is the name of a
        protected database. Raises MigrationFailed when one fails, DirtyOrDrifted while migrations
        are pending, unless `allow_pending`.
        """
        started, observer = self._setting.clock.monotonic(), self._setting.observer
        try:
            where = check_environment(self.database, self._environment, self._protected, force)
            found = self._seed(where, names, fresh=fresh, allow_pending=allow_pending)
        except Exception as error:
            if isinstance(error, GooferError) and not isinstance(error, DirtyOrDrifted):
                for word, instead in _HINTS.items():
                    error.hint = error.hint and error.hint.replace(word, instead)
            if observer is not None:
                observer(failed(self.database, error, SEED))
            raise
        if observer is not None:
            observer(succeeded(found, self._setting.clock.monotonic() - started))
        return found

    def status(self) -> SeedStatus:
        """Return how the seeds stand; changes nothing."""
        if self._absent():
            seeds = Seeds(self._source, State(), {}, self._environment)
            return self._status(seeds, {})
        with self._using() as session:
            history = history_of(session, self._setting.table)
            seeds = Seeds.look(self._source, history, self._environment)
            last = {record.version: record for record in history.records()}
            return self._status(seeds, last)

    def plan(self, *names: str, fresh: bool = False) -> tuple[SeedEntry, ...]:
        """Return what `seed` would run, in its order; changes nothing."""
        status = self.status()
        done = [entry.version for entry in status.having("done", "changed")]
        seeds = Seeds(self._source, State(dict.fromkeys(done, "")), {}, self._environment)
        versions = seeds.to_run(names, fresh=True)
        wanted = ("pending", "changed", *(("done",) if fresh or names else ()))
        return tuple(one for one in status.having(*wanted) if one.version in versions)

    def script(self, version: str) -> str:
        """Return the text of a seed's file; raises FileError."""
        return self._source.migration(version).up.text

    def _seed(
        self, environment: str, names: Sequence[str], *, fresh: bool, allow_pending: bool
    ) -> SeedRun:
        self._source.names()
        with self._using() as session:
            history = history_of(session, self._setting.table)
            seeds = Seeds.look(self._source, history, environment)
            versions = seeds.to_run(names, fresh=fresh)
            results: list[SeedResult] = []
            if versions:
                self._check_migrations(session, seeds, versions, allow_pending)
                with self._leases.held(session) as lease:
                    if lease is not None:
                        # Another run may have been at work until a moment ago.
                        seeds = Seeds.look(self._source, history, environment)
                        versions = seeds.to_run(names, fresh=fresh)
                    results = self._ran(session, history, seeds, versions, lease)
            return SeedRun(
                self.database, environment, tuple(results), () if names else seeds.skipped
            )

    def _ran(
        self,
        session: Session,
        history: History,
        seeds: Seeds,
        versions: tuple[str, ...],
        lease: Lease | None,
    ) -> list[SeedResult]:
        history.lease = lease
        dirty = unfinished(session, history, self._source, seeds.state)
        run = Run(self._setting, session, history, seeds.names)
        run.go(Choice("up", versions), dirty)
        return [self._result(one) for one in run.done]

    def _result(self, one: MigrationResult) -> SeedResult:
        script = self._source.migration(one.version).up
        merged = script.merged if isinstance(script, DataScript) else None
        return SeedResult(one.version, one.name, one.statements, one.duration, merged)

    def _check_migrations(
        self, session: Session, seeds: Seeds, versions: Sequence[str], allow_pending: bool
    ) -> None:
        state = history_of(session, self._migrating.table).state()
        if self._migrations is not None and not allow_pending:
            chooser = self._migrating.choosing(state)
            if chooser.pending:
                titles = listed([f"{one}_{chooser.names[one]}" for one in chooser.pending])
                raise DirtyOrDrifted(
                    f"Seeds need all migrations, and these are pending: {titles}. Nothing was run.",
                    hint="goofer migrate, or without them: goofer seed --allow-pending",
                )
        seeds.check_needs(versions, state.applied)

    def _status(self, seeds: Seeds, last: Mapping[str, Record]) -> SeedStatus:
        gone = [version for version in seeds.state.applied if version not in seeds.names]
        entries = tuple(
            SeedEntry(
                version,
                seeds.names.get(version) or seeds.state.applied[version],
                seeds.standing(version),
                self._source.path(version) if version in seeds.names else None,
                last[version].started_at if version in seeds.state.applied else None,
                seeds.said[version].notes() if version in seeds.names else (),
            )
            for version in sorted((*seeds.names, *gone), key=int)
        )
        protected = is_protected(self._environment, self._protected)
        return SeedStatus(self.database, self._environment, protected, entries)
