"""goofer rollback."""

from __future__ import annotations

from typing import Annotated

import typer

from goofer_py.cli.command import command
from goofer_py.cli.complete import versions
from goofer_py.cli.progress import Progress
from goofer_py.cli.protected import Confirm, check_protected
from goofer_py.cli.ran import report_plan, report_run
from goofer_py.cli.run import Run
from goofer_py.cli.wording import count
from goofer_py.errors import UsageError


@command
def rollback(
    run: Run,
    steps: Annotated[
        int | None, typer.Option("--steps", min=1, help="How many to revert; 1 without it.")
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="VERSION",
            help="Revert everything after this version; zero reverts everything.",
            autocompletion=versions,
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would run and change nothing.")
    ] = False,
    fake: Annotated[
        bool, typer.Option("--fake", help="Record it in the history and run nothing.")
    ] = False,
    confirm: Confirm = None,
) -> None:
    """Revert the latest migrations.

    The newest is reverted first. What has no file any more is reverted with the script that the
    history keeps.
    """
    if steps is not None and to is not None:
        raise UsageError("--steps and --to exclude each other.")
    with Progress(run.output) as progress, run.project.migrator(progress) as migrator:
        if dry_run:
            report_plan(run, migrator.plan_down(to) if to else migrator.plan(f"-{steps or 1}"))
            return
        where = f"to {to}" if to else f"by {count(steps or 1, 'migration')}"
        name = check_protected(run, migrator.database, f"It would go back {where}.", confirm)
        if fake:
            report_run(run, migrator.fake(to or f"-{steps or 1}", down=True, confirm=name))
        elif to is not None:
            report_run(run, migrator.down_to(to, confirm=name))
        else:
            report_run(run, migrator.down(steps or 1, confirm=name))
