"""goofer baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from goofer_py.cli.ask import Asker, can_ask
from goofer_py.cli.command import command
from goofer_py.cli.complete import versions
from goofer_py.cli.run import Run
from goofer_py.cli.wording import count, joined
from goofer_py.errors import UsageError

if TYPE_CHECKING:
    from goofer_py.migrate.recorder import Baseline


@command
def baseline(
    run: Run,
    version: Annotated[
        str,
        typer.Argument(
            metavar="VERSION",
            help="The newest migration that the database has; latest means all.",
            autocompletion=versions,
        ),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be recorded and change nothing.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Do it without asking; a script needs this.")
    ] = False,
) -> None:
    """Record migrations as applied on an existing database.

    Runs nothing: it records that the database has everything up to VERSION. Its history must be
    empty. From then on it is migrated like any other database, but never rolled back below the
    baseline.
    """
    with run.project.migrator() as migrator:
        found = migrator.baseline(version, dry_run=True)
        _tell(run, found, recorded=False)
        if found.already:
            run.output.say(f"{found.database} has its baseline at {found.version} already.")
            return
        run.output.show("\n".join(f"{one}_{name}" for one, name in found.migrations.items()))
        if dry_run:
            return
        if not yes:
            _confirm(run, found, version)
        done = migrator.baseline(version)
    _tell(run, done, recorded=not done.already)
    number = count(len(done.migrations), "migration")
    run.output.say(f"Recorded {number} as the baseline: {done.database} is at {done.version}.")


def _tell(run: Run, found: Baseline, *, recorded: bool) -> None:
    run.output.result(
        database=found.database,
        baseline=found.version,
        recorded=recorded,
        migrations=[{"version": one, "name": name} for one, name in found.migrations.items()],
    )


def _confirm(run: Run, found: Baseline, version: str) -> None:
    titles = joined([f"{one}_{name}" for one, name in found.migrations.items()])
    what = f"These would count as applied on {found.database}, without being run: {titles}."
    if not can_ask(run.output):
        raise UsageError(f"{what} Nothing was changed.", hint=f"goofer baseline {version} --yes")
    if not Asker().confirm(f"{what} Go on?"):
        run.output.say("Nothing was changed.")
        raise typer.Exit
