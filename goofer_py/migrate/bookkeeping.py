"""What a Migrator does to a history without running anything, and to its lease."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal, Unpack

from goofer_py.migrate.connected import Connected

if TYPE_CHECKING:  # A look at the state, which is what most starts are for, needs none of them.
    from goofer_py.migrate.choice import Choice, Chooser
    from goofer_py.migrate.lease_table import Held
    from goofer_py.migrate.leases import Leases
    from goofer_py.migrate.noted import Notes
    from goofer_py.migrate.precheck.finding import Report
    from goofer_py.migrate.precheck.options import PrecheckOptions
    from goofer_py.migrate.record import Record
    from goofer_py.migrate.recorder import Baseline
    from goofer_py.migrate.repair import Repair
    from goofer_py.migrate.results import RunPlan, RunResult
    from goofer_py.migrate.setting import Setting, UpOptions
    from goofer_py.migrate.status import Status


class Bookkeeping(Connected, ABC):
    """The part of a Migrator that keeps the books."""

    _setting: Setting
    _leases: Leases

    @abstractmethod
    def _run(self, choose: Callable[[Chooser], Choice], options: UpOptions) -> RunResult:
        """Run what is chosen."""

    @abstractmethod
    def plan(self, target: str = "latest", **options: Unpack[UpOptions]) -> RunPlan:
        """Return what `migrate_to` would do, with the scripts; changes nothing."""

    @abstractmethod
    def status(self, *, check: bool = False) -> Status:
        """Return how the database stands; changes nothing."""

    def holder(self) -> Held | None:
        """Return who holds the lease, None when nobody does."""
        if self._absent():
            return None
        with self._using() as session:
            return self._leases.holder(session)

    def precheck(
        self,
        target: str = "latest",
        options: PrecheckOptions | None = None,
        **anyhow: Unpack[UpOptions],
    ) -> Report:
        """Return what stands in the way of a run to `target`; changes nothing.

        A database that is out of reach is one of the findings. Raises UnknownVersion.
        """
        from goofer_py.migrate.precheck.options import DEFAULT_PRECHECK
        from goofer_py.migrate.precheck.precheck import Precheck

        options = options or DEFAULT_PRECHECK
        kept = self._store.lasting or self._session is not None
        try:
            return Precheck(self, self._store, self._setting, options, target, anyhow).run()
        finally:
            if not kept:
                self.close()

    def unlock(self, seen: Held) -> bool:
        """Take the lease away from whom it was `seen` with; says whether they had it still.

        That run stops before its next change. The next one looks for what it left at work.
        """
        with self._using() as session:
            return self._leases.end(session, seen)

    def repairs(self, dirty: Literal["done", "not-run"] = "not-run") -> list[Repair]:
        """Return what can be set right in the history; reads the applied files, changes nothing.

        What stopped halfway would be marked as `dirty` says.
        """
        from goofer_py.migrate.repair import repairer

        if self._absent():
            return []
        with self._using() as session:
            return list(repairer(session, self._setting).found(dirty))

    def repair(self, repairs: Sequence[Repair], *, confirm: str | None = None) -> list[Repair]:
        """Set `repairs` right by records that are added, holding the lease; return what was.

        No script is run. What is not as it was when they were found is left alone. A protected
        database has to be named by `confirm`.
        """
        from goofer_py.migrate.guard import check_confirmed
        from goofer_py.migrate.repair import repairer

        with self._using() as session, self._leases.held(session) as lease:
            what = "Its history would be set right, and nothing would run."
            check_confirmed(self._setting.options, session.database, what, confirm)
            return repairer(session, self._setting, lease).repair(repairs)

    def repeated(self) -> list[str]:
        """Return the names of the repeatable scripts that ran as they are now; reads them."""
        from goofer_py.migrate.records import history_of
        from goofer_py.migrate.repeatable import standings

        if self._absent():
            return []
        with self._using() as session:
            history = history_of(session, self._setting.table)
            found = standings(self._setting, history)
            return [one.name for one in found if one.state == "applied"]

    def run_repeatables(self, names: Sequence[str]) -> RunResult:
        """Run these repeatable scripts, whether they have changed or not."""
        from goofer_py.migrate.choice import Choice, Repeatable

        scripts = self._setting.source.repeatables()
        wanted = tuple(Repeatable(name, scripts[name]) for name in names)
        return self._run(lambda _: Choice("up", (), repeatables=wanted), {})

    def baseline(self, version: str = "latest", *, dry_run: bool = False) -> Baseline:
        """Count every migration up to `version` as applied, without running it.

        For a database that is there already. Nothing leads back below it. Raises UsageError when
        other migrations are applied. With `dry_run` nothing is recorded.
        """
        from goofer_py.migrate.recorder import nothing_there, recorder

        if self._absent():
            raise nothing_there()
        with self._using() as session:
            if dry_run:
                return recorder(session, self._setting).baseline(version, dry_run=True)
            with self._leases.held(session) as lease:
                return recorder(session, self._setting, lease).baseline(version)

    def fake(
        self, target: str = "latest", *, down: bool = False, **options: Unpack[UpOptions]
    ) -> RunResult:
        """Record that the database went to VERSION, zero, latest, +N or -N, without running it.

        With `down`, what is newer than a version is recorded as reverted, and nothing as applied.
        """
        from goofer_py.migrate.guard import check_confirmed
        from goofer_py.migrate.recorder import recorder

        with self._using() as session, self._leases.held(session) as lease:
            what = "It would be recorded, and nothing would run."
            check_confirmed(self._setting.options, session.database, what, options.get("confirm"))
            return recorder(session, self._setting, lease).fake(target, down, options)

    def note(self, notes: Notes) -> list[Record]:
        """Add what `notes` gives to the history in one transaction, holding the lease; run nothing.

        It is asked with the state as it is then.
        """
        from goofer_py.migrate.noted import note

        with self._using() as session, self._leases.held(session) as lease:
            return note(session, self._setting, lease, notes)
