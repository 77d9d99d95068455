"""What a Migrator does to a history without running anything, and to its lease."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Literal, Unpack

from goofer_py.migrate.connected import Connected

if TYPE_CHECKING:  # A look at the state, which is what most starts are for, needs none of them.
    from goofer_py.events import Event
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
    from goofer_py.migrate.several.attempt import Attempt
    from goofer_py.migrate.several.listing import PartRecord
    from goofer_py.migrate.status import Status
    from goofer_py.stores.store import Session


class Bookkeeping(Connected, ABC):
    """The part of a Migrator that keeps the books."""

    _setting: Setting
    _leases: Leases

    @abstractmethod
    def _ran(self, choose: Callable[[Chooser], Choice], options: UpOptions) -> RunResult:
        """Run what is chosen."""

    def _run(self, choose: Callable[[Chooser], Choice], options: UpOptions) -> RunResult:
        """Run what is chosen, and tell the observer what came of it."""
        return self._telling(lambda: self._ran(choose, options))

    def _telling(self, call: Callable[[], RunResult]) -> RunResult:
        """Return what a call does, and tell the observer what came of it."""
        try:
            result = call()
        except Exception as error:
            if self._setting.observer is not None:
                from goofer_py.migrate.unsuccessful import failed

                self.tell(failed(self.database, error))
            raise
        if self._setting.observer is not None:
            for event in result.events():
                self.tell(event)
        return result

    def tell(self, event: Event) -> None:
        """Tell the observer, if there is one, of what a caller does beside the runs."""
        if self._setting.observer is not None:
            self._setting.observer(event)

    @abstractmethod
    def plan(self, target: str = "latest", **options: Unpack[UpOptions]) -> RunPlan:
        """Return what `migrate_to` would do, with the scripts; changes nothing."""

    @abstractmethod
    def status(self, *, check: bool = False) -> Status:
        """Return how the database stands; changes nothing."""

    def latest_records(self, most: int, before: int | None = None) -> list[Record]:
        """Return the newest `most` records, the newest first, of those older than the id `before`.

        They are without the scripts that lead back, however long the history is.
        """
        from goofer_py.migrate.records import history_of, latest_records

        if self._absent():
            return []
        with self._using() as session:
            return latest_records(history_of(session, self._setting.table), most, before)

    def records_of(self, version: str) -> list[Record]:
        """Return what became of one migration, the oldest first."""
        from goofer_py.migrate.records import history_of, records_of

        if self._absent():
            return []
        with self._using() as session:
            return records_of(history_of(session, self._setting.table), version)

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
        from goofer_py.migrate.choice import Choice
        from goofer_py.migrate.guard import check_confirmed
        from goofer_py.migrate.repair import attempt_at, check_taken_back, repairer

        halfway = tuple(one.version for one in repairs if one.fault == "dirty")
        with self._using() as session:
            attempt = attempt_at(session, self._setting) if halfway else None
            if attempt is not None and attempt.undoing:
                check_taken_back(repairs)
            choice = Choice("up", halfway) if attempt is not None else None
            with self._leases.held(session, None, choice) as lease:
                what = "Its history would be set right, and nothing would run."
                check_confirmed(self._setting.options, session.database, what, confirm)
                done = repairer(session, self._setting, lease).repair(repairs)
                for one in done if attempt is not None else ():
                    way = "up" if one.applied else "down"
                    self._note_parts(session, [one.version], way, one.note, attempt)
                return done

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
        from goofer_py.migrate.choice import Choice
        from goofer_py.migrate.recorder import nothing_there, recorder
        from goofer_py.migrate.state import BASELINE

        if self._absent():
            raise nothing_there()
        with self._using() as session:
            if dry_run:
                return recorder(session, self._setting).baseline(version, dry_run=True)
            planned = recorder(session, self._setting).baseline(version, dry_run=True)
            choice = Choice("up", tuple(planned.migrations))
            with self._leases.held(session, None, choice) as lease:
                done = recorder(session, self._setting, lease).baseline(version)
                if not done.already:
                    self._note_parts(session, done.migrations, "up", BASELINE)
                return done

    def fake(
        self, target: str = "latest", *, down: bool = False, **options: Unpack[UpOptions]
    ) -> RunResult:
        """Record that the database went to VERSION, zero, latest, +N or -N, without running it.

        With `down`, what is newer than a version is recorded as reverted, and nothing as applied.
        """
        from goofer_py.migrate.guard import check_confirmed
        from goofer_py.migrate.recorder import recorder
        from goofer_py.migrate.state import FAKED

        with self._using() as session:
            choice = recorder(session, self._setting).chosen(target, down)
            with self._leases.held(session, None, choice) as lease:
                what = "It would be recorded, and nothing would run."
                confirm = options.get("confirm")
                check_confirmed(self._setting.options, session.database, what, confirm)
                done = recorder(session, self._setting, lease).fake(target, down, options)
                self._note_parts(session, done.versions, done.direction, FAKED)
                return done

    def _note_parts(
        self,
        session: Session,
        versions: Iterable[str],
        direction: str,
        note: str,
        attempt: Attempt | None = None,
    ) -> None:
        """Record in the other databases what was recorded, and not run, of their parts."""
        if (companions := self._leases.companions) is not None:
            from goofer_py.migrate.several.noting import note_parts

            of = session.database
            note_parts(companions, self._setting, of, versions, direction, note, attempt)

    def parts(self) -> list[PartRecord]:
        """Return what other databases' migrations did here as a part of them, the oldest first."""
        from goofer_py.migrate.several.listing import part_records

        if self._absent():
            return []
        with self._using() as session:
            return part_records(session, self._setting.table)

    def note(self, notes: Notes) -> list[Record]:
        """Add what `notes` gives to the history in one transaction, holding the lease; run nothing.

        It is asked with the state as it is then.
        """
        from goofer_py.migrate.noted import note

        with self._using() as session, self._leases.held(session) as lease:
            return note(session, self._setting, lease, notes)
