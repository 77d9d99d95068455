"""Going back to a moment, or to before the last run."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Unpack

from goofer_py.errors import UsageError
from goofer_py.migrate.choice import Choice, Chooser
from goofer_py.migrate.state import STANDS_FOR, TAKEN_OVER

if TYPE_CHECKING:  # A look at the state, which is what most starts are for, needs none of them.
    from datetime import datetime

    from goofer_py.migrate.results import AppliedMigration, RunPlan, RunResult
    from goofer_py.migrate.setting import UpOptions

Choose = Callable[[Chooser], Choice]


class GoingBack(ABC):
    """The part of a Migrator that finds its way back by what the history says of times and runs."""

    @abstractmethod
    def applied_migrations(self) -> list[AppliedMigration]:
        """Return the applied migrations with their records."""

    @abstractmethod
    def _run(self, choose: Choose, options: UpOptions) -> RunResult:
        """Run what is chosen."""

    @abstractmethod
    def _plan(self, choose: Choose, options: UpOptions) -> RunPlan:
        """Return what would run."""

    def down_before(self, moment: datetime, **options: Unpack[UpOptions]) -> RunResult:
        """Revert what was applied at `moment` or later, the last applied first.

        What was still running then counts. A moment without a zone is in UTC. Raises UsageError
        where the history does not say when.
        """
        return self._run(self._before(moment), options)

    def down_last_run(self, **options: Unpack[UpOptions]) -> RunResult:
        """Revert what the last run applied, the last applied first.

        What has been reverted since does not count: a second call reverts the run before it.
        """
        return self._run(self._last_run, options)

    def plan_down(self, version: str) -> RunPlan:
        """Return what `down_to` would do, with the scripts; changes nothing."""
        return self._plan(lambda chooser: chooser.down_to(version), {})

    def plan_before(self, moment: datetime) -> RunPlan:
        """Return what `down_before` would do, with the scripts; changes nothing."""
        return self._plan(self._before(moment), {})

    def plan_last_run(self) -> RunPlan:
        """Return what `down_last_run` would do, with the scripts; changes nothing."""
        return self._plan(self._last_run, {})

    def _before(self, moment: datetime) -> Choose:
        from datetime import UTC

        aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)

        def later(_: Chooser) -> Choice:
            return _chosen(one for one in self.applied_migrations() if one.finished_at >= aware)

        return later

    def _last_run(self, _: Chooser) -> Choice:
        applied = self.applied_migrations()
        last = max((one.run for one in applied), default=0)
        return _chosen(one for one in applied if one.run == last)


def _chosen(applied: Iterable[AppliedMigration]) -> Choice:
    latest_first = sorted(applied, key=lambda one: one.id, reverse=True)
    for one in latest_first:
        if (one.note or "").startswith((STANDS_FOR, TAKEN_OVER)):
            raise UsageError(
                f"{one.version}_{one.name} was recorded without being run ({one.note}), so the"
                " history does not say when what it stands for ran. Nothing was changed.",
                hint="goofer rollback --to VERSION",
            )
    return Choice("down", tuple(one.version for one in latest_first))
