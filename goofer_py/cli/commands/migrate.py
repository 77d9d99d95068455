"""goofer migrate."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from goofer_py.cli.complete import versions
from goofer_py.cli.each import command_on_each
from goofer_py.cli.progress import Progress
from goofer_py.cli.protected import Confirm, check_protected
from goofer_py.cli.ran import confirm_reverts, consent_of, report_run
from goofer_py.cli.run import Run
from goofer_py.cli.telling import Told, watched
from goofer_py.errors import UsageError
from goofer_py.migrate.choice import LATEST, ZERO
from goofer_py.migrate.migrator import UpOptions
from goofer_py.project import Project

if TYPE_CHECKING:
    from goofer_py.config.settings import Settings

_ANYHOW: UpOptions = {
    "allow_out_of_order": True,
    "allow_changed": True,
    "allow_missing": True,
    "allow_newer": True,
}


class Interrupted(Enum):
    """What became of a statement that a run was ended in."""

    DONE = "done"
    AGAIN = "again"


class Phase(Enum):
    """A part of a change in steps."""

    EXPAND = "expand"
    MIGRATE = "migrate"
    CONTRACT = "contract"


@dataclass(frozen=True, slots=True)
class Options:
    """How far to go, and what holds on the way."""

    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="TARGET",
            help="Where to go: VERSION, zero, latest, +N or -N.",
            autocompletion=versions,
        ),
    ] = "latest"
    wait: Annotated[
        float | None,
        typer.Option(
            "--wait",
            metavar="[SECONDS]",
            min=0,
            help="Wait until the database takes connections, 60 seconds without a number.",
        ),
    ] = None
    backup: Annotated[
        Path | None,
        typer.Option(
            "--backup",
            metavar="[DIR]",
            help="Back the database up first if there is anything to do; the default DIR is"
            " backups.",
        ),
    ] = None
    precheck: Annotated[
        bool,
        typer.Option("--precheck", help="Run the prechecks first."),
    ] = False
    watch: Annotated[
        bool,
        typer.Option(
            "--watch", help="Watch the server's health, and pause or end the run if others suffer."
        ),
    ] = False
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would run and change nothing.")
    ] = False
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Go down, or past the irreversible, without asking.")
    ] = False
    fake: Annotated[
        bool, typer.Option("--fake", help="Record it in the history and run nothing.")
    ] = False
    phase: Annotated[
        Phase | None,
        typer.Option(
            "--phase",
            metavar="PHASE",
            help="The last phase to go through of changes in steps: expand, migrate or contract."
            " Without it, contracts wait.",
        ),
    ] = None
    confirm: Confirm = None
    single_transaction: Annotated[
        bool, typer.Option("--single-transaction", help="Run everything in one transaction.")
    ] = False
    auto_rollback: Annotated[
        bool,
        typer.Option("--auto-rollback", help="After a failure, revert what this run applied."),
    ] = False
    no_checks: Annotated[
        bool, typer.Option("--no-checks", help="Skip the data checks before and after.")
    ] = False
    end_orphans: Annotated[
        bool,
        typer.Option(
            "--end-orphans", help="End statements of an ended run that still run on the server."
        ),
    ] = False
    timeout: Annotated[
        float | None,
        typer.Option(
            "--timeout", metavar="SECONDS", min=0.001, help="How long each statement may take."
        ),
    ] = None
    lock_timeout: Annotated[
        float | None,
        typer.Option(
            "--lock-timeout",
            metavar="SECONDS",
            min=0.001,
            help="How long each statement may wait for a lock.",
        ),
    ] = None
    lock_retries: Annotated[
        int | None,
        typer.Option("--lock-retries", min=0, help="How often to retry after a lock timeout."),
    ] = None
    allow_out_of_order: Annotated[
        bool,
        typer.Option(
            "--allow-out-of-order", help="Apply migrations that are older than an applied one."
        ),
    ] = False
    allow_changed: Annotated[
        bool,
        typer.Option("--allow-changed", help="Continue although applied migrations were edited."),
    ] = False
    allow_missing: Annotated[
        bool,
        typer.Option(
            "--allow-missing", help="Continue although files of applied migrations are gone."
        ),
    ] = False
    allow_newer: Annotated[
        bool,
        typer.Option(
            "--allow-newer", help="Continue although the database is newer than all the files."
        ),
    ] = False
    interrupted: Annotated[
        Interrupted | None,
        typer.Option(
            "--interrupted",
            metavar="ANSWER",
            help="The statement in which a run was ended: done, or again to run it again.",
        ),
    ] = None

    def of_run(self, settings: Settings) -> UpOptions:
        """Return what the run goes by: an option adds to a setting."""
        return UpOptions(
            single_transaction=self.single_transaction or settings.single_transaction,
            auto_rollback=self.auto_rollback or settings.auto_rollback,
            allow_out_of_order=self.allow_out_of_order or settings.allow_out_of_order,
            allow_changed=self.allow_changed,
            allow_missing=self.allow_missing or settings.allow_missing,
            allow_newer=self.allow_newer or settings.allow_newer,
            interrupted=self.interrupted.value if self.interrupted else None,
            phase=self.phase.value if self.phase else None,
            unchecked=self.no_checks,
        )


def only_up(run: Run, options: Options, **_: object) -> None:
    """Raise UsageError where a run on many databases would go down in this one."""
    to = options.to
    if to == LATEST or (to[:1] == "+" and to[1:].isdecimal()):
        return
    where = ""
    if to != ZERO and to[:1] != "-":
        with run.project.migrator() as migrator:
            if migrator.plan(to, **_ANYHOW).direction == "up":
                return
            where = f" in {migrator.database}"
    raise UsageError(
        f"--to {to} goes down{where}, which is done for one database at a time."
        " Nothing was changed.",
        hint=f"goofer migrate --to {to}, with --db NAME or --tenant NAME",
    )


@command_on_each(guard=only_up, dry=lambda given: given["options"].dry_run)
def migrate(run: Run, options: Options, told: Told) -> None:
    """Apply what is pending, or go up or down to a version.

    Each migration and its record share a transaction, if the database supports it. A failure ends
    the run and says what state things are in. Going down asks first.
    """
    if options.fake and options.phase is not None:
        raise UsageError(
            "--fake records all that --to says, contracts too, whatever --phase says."
            " Nothing was recorded.",
            hint="goofer migrate --fake --to VERSION",
        )
    how = options.of_run(run.settings)
    project = told.on(run.project)
    project = project.limited(options.timeout, options.lock_timeout, options.lock_retries)
    project = project.ending_orphans() if options.end_orphans else project
    project = Project(replace(project.settings, watch=True)) if options.watch else project
    with (
        Progress(run.output) as progress,
        watched(project, progress, dry=options.dry_run) as migrator,
    ):
        if options.wait is not None:
            project.wait(options.wait, progress)
        if options.dry_run:
            from goofer_py.cli.rehearsed import report_rehearsal

            report_rehearsal(run, migrator.plan(options.to, **how))
            return
        if options.to != "latest":
            how["confirm"] = confirm_reverts(
                run,
                migrator.plan(options.to, **how),
                yes=options.yes or options.fake,
                confirm=options.confirm,
            )
        if options.fake:
            what = "It would be recorded as migrated, and nothing would run."
            how["confirm"] = check_protected(run, migrator.database, what, options.confirm)
        if (options.precheck or run.settings.precheck) and not options.fake:
            from goofer_py.cli.prechecked import precheck_before

            precheck_before(run, migrator, options.to, how, backup=options.backup is not None)
        if run.settings.lint_fail_on not in (None, "never") and not options.fake:
            from goofer_py.cli.refused import refuse_hazards

            refuse_hazards(run, migrator, options.to, how)
        backup = None
        if options.backup is not None and not options.fake:
            from goofer_py.cli.backed_up import back_up_before

            plan = migrator.plan(options.to, **how)
            backup = back_up_before(run, project, plan, options.backup, progress)
            how["backup"] = None if backup is None else str(Path(backup["file"]).absolute())
        if not options.fake:
            how["consent"] = consent_of(run, yes=options.yes)
        go = migrator.fake if options.fake else migrator.migrate_to
        report_run(run, go(options.to, **how), backup)
