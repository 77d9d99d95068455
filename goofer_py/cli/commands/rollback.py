"""goofer rollback."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Annotated

import typer

from goofer_py.cli.command import command
from goofer_py.cli.complete import versions
from goofer_py.cli.moment import moment
from goofer_py.cli.progress import Progress
from goofer_py.cli.protected import Confirm, check_protected
from goofer_py.cli.ran import report_plan, report_run
from goofer_py.cli.run import Run
from goofer_py.cli.telling import Told, watched
from goofer_py.cli.wording import count
from goofer_py.errors import UsageError

if TYPE_CHECKING:
    from goofer_py.migrate.migrator import Migrator, UpOptions
    from goofer_py.migrate.results import RunPlan, RunResult


@dataclass(frozen=True)
class Where:
    """How far to go back."""

    steps: Annotated[
        int | None, typer.Option("--steps", min=1, help="How many to revert; default 1.")
    ] = None
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="VERSION",
            help="Revert everything after this version; zero reverts everything.",
            autocompletion=versions,
        ),
    ] = None
    before: Annotated[
        str | None,
        typer.Option(
            "--before",
            metavar="TIME",
            help="Revert what was applied since this moment, in UTC unless it has an offset.",
        ),
    ] = None
    last_run: Annotated[
        bool, typer.Option("--last-run", help="Revert what the last run applied.")
    ] = False

    no_checks: Annotated[
        bool, typer.Option("--no-checks", help="Skip the data checks before and after.")
    ] = False

    def check(self, *, fake: bool) -> None:
        """Raise UsageError for options that exclude each other."""
        given = {
            "--steps": self.steps,
            "--to": self.to,
            "--before": self.before,
            "--last-run": self.last_run or None,
        }
        named = [option for option, value in given.items() if value is not None]
        if len(named) > 1:
            raise UsageError(f"{' and '.join(named)} exclude each other.")
        if fake and named in (["--before"], ["--last-run"]):
            raise UsageError(f"{named[0]} is for what is run, and --fake runs nothing.")
        _ = self.moment

    @cached_property
    def moment(self) -> datetime | None:
        """The moment of --before; raises UsageError for what is none."""
        return None if self.before is None else moment(self.before)

    @property
    def text(self) -> str:
        """Where it goes, in words."""
        if self.moment is not None:
            return f"to how it was at {self.moment:%Y-%m-%d %H:%M:%S} UTC"
        if self.last_run:
            return "to before the last run"
        return f"to {self.to}" if self.to else f"by {count(self.steps or 1, 'migration')}"

    def plan(self, migrator: Migrator) -> RunPlan:
        """Return what would be reverted."""
        if self.moment is not None:
            return migrator.plan_before(self.moment)
        if self.last_run:
            return migrator.plan_last_run()
        return migrator.plan_down(self.to) if self.to else migrator.plan(f"-{self.steps or 1}")

    def go(self, migrator: Migrator, *, fake: bool, confirm: str | None) -> RunResult:
        """Go back, or with `fake` only record it."""
        if fake:
            return migrator.fake(self.to or f"-{self.steps or 1}", down=True, confirm=confirm)
        how: UpOptions = {"confirm": confirm, "unchecked": self.no_checks}
        if self.moment is not None:
            return migrator.down_before(self.moment, **how)
        if self.last_run:
            return migrator.down_last_run(**how)
        if self.to:
            return migrator.down_to(self.to, **how)
        return migrator.down(self.steps or 1, **how)


@command
def rollback(
    run: Run,
    where: Where,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would run and change nothing.")
    ] = False,
    fake: Annotated[
        bool, typer.Option("--fake", help="Record it in the history and run nothing.")
    ] = False,
    confirm: Confirm = None,
    *,
    told: Told,
) -> None:
    """Revert the latest migrations.

    Reverts the newest one first. If the file of a migration is gone, uses the script that the
    history keeps.
    """
    where.check(fake=fake)
    project = told.on(run.project)
    with Progress(run.output) as progress, watched(project, progress, dry=dry_run) as migrator:
        if dry_run:
            report_plan(run, where.plan(migrator))
            return
        name = check_protected(run, migrator.database, f"It would go back {where.text}.", confirm)
        report_run(run, where.go(migrator, fake=fake, confirm=name))
