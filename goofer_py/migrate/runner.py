"""What a run takes from its first check to its way back after a failure."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

from goofer_py.errors import FileError, GooferError
from goofer_py.migrate.checks import (
    check_back,
    check_baseline,
    check_dirty,
    check_needs,
    check_order,
    check_present,
    check_unchanged,
    check_variables,
    with_backup,
)
from goofer_py.migrate.choice import Choice, Chooser
from goofer_py.migrate.find import find
from goofer_py.migrate.guard import check_confirmed
from goofer_py.migrate.history import History
from goofer_py.migrate.in_turn import taking_turns
from goofer_py.migrate.results import MigrationResult
from goofer_py.migrate.run import Guard, Run
from goofer_py.migrate.setting import Setting, UpOptions
from goofer_py.stores.store import Session

if TYPE_CHECKING:
    from goofer_py.checks.checked_run import CheckedRun
    from goofer_py.migrate.state import Dirty


def ask_consent(options: UpOptions, choice: Choice, chooser: Chooser) -> None:
    """Let the caller decide on what cannot be undone; raises what the caller raises."""
    told = []
    for version in choice.versions:
        title, said = f"{version}_{chooser.names.get(version)}", chooser.said.get(version)
        if said is not None and said.irreversible is not None:
            told.append(f"{title} is irreversible: {said.irreversible}")
        elif said is not None and said.loses is not None:
            told.append(f"{title} loses {said.loses}, which no way back brings back")
    if told and choice.direction == "up" and (consent := options.get("consent")) is not None:
        consent(told)


class Runner:
    """Checks and runs what was chosen, for one look at one database."""

    def __init__(
        self, setting: Setting, session: Session, history: History, chooser: Chooser
    ) -> None:
        self._setting = setting
        self._session = session
        self._history = history
        self._chooser = chooser

    def check(self, choice: Choice, options: UpOptions) -> None:
        """Raise DirtyOrDrifted or FileError for what keeps the run from starting."""
        check_dirty(self._history.dirty(self._chooser.state), choice, self._chooser)
        if choice.direction == "down":
            self._check_down(choice)
            return
        check_present(self._chooser, options)
        check_variables(one.script for one in choice.repeatables)
        if choice.versions:
            self._check_up(choice)
            if not options.get("allow_out_of_order"):
                check_order(self._chooser, choice)
            if not options.get("allow_changed"):
                check_unchanged(self._history, self._setting.source, self._chooser)

    def _check_all_named(self, dirty: Dirty) -> None:
        """Refuse to go on where a database is not named any more that has a part of it."""
        if dirty.trace:
            from goofer_py.migrate.several.taken_out import check_taken_out

            check_taken_out(dirty, self._setting)

    def _check_down(self, choice: Choice) -> None:
        source, names = self._setting.source, self._chooser.names
        if choice.versions:
            check_baseline(self._history, self._chooser, choice)
        for version in choice.versions:
            try:
                if version in names:
                    # A reason is a better answer than a file that is not there.
                    check_back(source.migration(version))
                migration = find(version, "down", source, names, self._history)
                check_back(migration)
            except FileError as error:
                raise with_backup(error, self._history, version) from None
            check_variables([migration.script("down")])

    def _check_up(self, choice: Choice) -> None:
        check_needs(self._chooser, choice)
        said = self._chooser.said
        substituted = [v for v in choice.versions if v in said and said[v].substitute]
        check_variables(self._setting.source.migration(version).up for version in substituted)

    def run(self, choice: Choice, options: UpOptions) -> list[MigrationResult]:
        """Run what was chosen and return what is committed; raises what keeps it from that."""
        self._check_confirmed(choice, options.get("confirm"))
        approved = options.get("approved")
        if approved is not None:
            approved.check_choice(choice)
        if self._setting.hooks and choice:
            from goofer_py.migrate.hook_targets import check_hooks

            check_hooks(self._setting.hooks, self._session.hide)
        self.check(choice, options)
        dirty = self._history.dirty(self._chooser.state)
        if dirty is not None:
            self._check_all_named(dirty)
            dirty = replace(dirty, interrupted=options.get("interrupted"))
        together = options.get("single_transaction", False)
        back = bool(options.get("auto_rollback")) and choice.direction == "up"
        if choice:
            self._setting = taking_turns(self._setting)
        checked = self._checked(choice, options)
        run = self._new_run()
        run.approved = approved
        try:
            if checked is not None:
                checked.begin(run, back=back, together=together)
            run.go(choice, dirty, together=together, guard=self._guard())
            if checked is not None and not together:
                checked.verify()
        except GooferError as error:
            if not back:
                raise
            raise self._gone_back(run, error, checked) from error.__cause__
        return run.done

    def _checked(self, choice: Choice, options: UpOptions) -> CheckedRun | None:
        """Return what asks the checks of a run, None where there are none."""
        setting, checks = self._setting, self._setting.checks
        if not choice or options.get("unchecked") or checks is None or not checks:
            return None
        from goofer_py.checks.checked_run import CheckedRun
        from goofer_py.checks.checking import Checking

        checking = Checking(checks, self._session, setting.clock, *setting.asking)
        newest = choice.direction == "up" and choice.last and not choice.waiting
        return CheckedRun(checking, choice.direction, choice.versions, newest=newest)

    def _check_confirmed(self, choice: Choice, confirm: str | None) -> None:
        reverted = len(choice.versions) if choice.direction == "down" else 0
        if reverted or confirm is not None:
            what = f"It would go back by {reverted} migration{'s' * (reverted > 1)}."
            options = self._setting.options if reverted else None
            check_confirmed(options, self._session.database, what, confirm)

    def _guard(self) -> Guard:
        """Return what looks after others while the run goes, if that is wanted."""
        watching = self._setting.watching
        if watching is None:
            return nullcontext
        from goofer_py.migrate.watch import Watch

        session, clock, observer = self._session, self._setting.clock, self._setting.observer
        return lambda interruption: Watch(
            watching, session, clock, interruption, observer or (lambda _: None)
        )

    def _new_run(self) -> Run:
        return Run(self._setting, self._session, self._history, self._chooser.names)

    def _gone_back(self, run: Run, error: GooferError, checked: CheckedRun | None) -> GooferError:
        """Revert what a run did before it failed, and return its error with that told."""
        from goofer_py.migrate.way_back import WayBack

        verify = (lambda: None) if checked is None else checked.verify_back
        way = WayBack(
            self._setting, self._history, self._chooser, run.again, self._check_down, verify
        )
        return way.after(error, run)
