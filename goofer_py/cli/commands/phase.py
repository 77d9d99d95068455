"""goofer phase."""

from __future__ import annotations

import os
from enum import Enum
from typing import Annotated

import typer

from goofer_py.cli.ask import Asker, can_ask
from goofer_py.cli.each import command_on_each
from goofer_py.cli.progress import Progress
from goofer_py.cli.ran import report_run
from goofer_py.cli.run import Run
from goofer_py.cli.telling import Told, watched
from goofer_py.cli.wording import joined
from goofer_py.errors import Unconfirmed
from goofer_py.events import ConfirmationNeeded
from goofer_py.migrate.migrator import Migrator
from goofer_py.migrate.phases import phased


class Action(Enum):
    """What to do with changes in steps."""

    STATUS = "status"
    CONTINUE = "continue"


@command_on_each(dry=lambda given: given["action"] is Action.STATUS)
def phase(
    run: Run,
    action: Annotated[
        Action, typer.Argument(metavar="[status|continue]", help="Show them, or continue.")
    ] = Action.STATUS,
    yes: Annotated[
        bool,
        typer.Option("--yes", "-y", help="Confirm that no running program uses the old form."),
    ] = False,
    listen: Annotated[
        str | None,
        typer.Option(
            "--listen",
            metavar="HOST:PORT",
            help="Continue once somebody posts to http://HOST:PORT/continue, with GOOFER_TOKEN as a"
            " bearer token if that is set.",
        ),
    ] = None,
    *,
    told: Told,
) -> None:
    """Show changes in steps, and continue the one that waits.

    A change that old programs would not survive is three migrations: expand adds the new form
    beside the old, migrate moves the rows, contract drops the old form. An ordinary run stops
    before a contract. `goofer phase continue` runs what is next; before a contract it asks.
    """
    project = told.on(run.project)
    shown = action is Action.STATUS
    with Progress(run.output) as progress, watched(project, progress, dry=shown) as migrator:
        if shown:
            _show(run, migrator)
            return
        found = migrator.status()
        if found.waiting and not found.pending.keys() - set(found.waiting):
            _confirm(run, migrator, yes=yes, listen=listen)
        report_run(run, migrator.continue_phases())


def _show(run: Run, migrator: Migrator) -> None:
    found = migrator.status()
    states = {one.version: one.state for one in found.entries()}
    rows = [
        (version, name, phase, states.get(version, "pending"))
        for version, (name, phase) in phased(migrator.source).items()
    ]
    run.output.result(
        database=migrator.database,
        waiting=found.waiting,
        migrations=[
            {"version": version, "name": name, "phase": phase, "state": state}
            for version, name, phase, state in rows
        ],
    )
    run.output.summary = f"{len(found.waiting)} waiting" if found.waiting else "nothing waits"
    if rows:
        run.output.table(("version", "name", "phase", "state"), rows)
    else:
        run.output.say("There are no changes in steps.")
    if found.waiting:
        run.output.say("next: goofer phase continue")


def _confirm(run: Run, migrator: Migrator, *, yes: bool, listen: str | None) -> None:
    """Have it said that no program uses the old form; raises Unconfirmed where nobody says it."""
    if yes:
        return
    titles = migrator.plan(phase="contract").migrations
    waiting = tuple(one.title for one in titles)
    if listen is not None:
        from goofer_py.cli.listening import wait_for_call

        def tell(url: str) -> None:
            migrator.tell(ConfirmationNeeded(migrator.database, waiting, f"POST {url}"))
            run.output.say(f"Waiting for POST {url}: {joined(list(waiting))}.")

        # An empty variable is none: nobody could send an empty token.
        wait_for_call(listen, os.environ.get("GOOFER_TOKEN") or None, waiting, tell)
        return
    what = f"{waiting[0]} drops the old form in {migrator.database}."
    if not can_ask(run.output):
        raise Unconfirmed(
            f"{what} Nobody can be asked here whether programs still use it. Nothing was run.",
            hint="if none does: goofer phase continue --yes",
        )
    if not Asker().confirm(f"{what} Deploy the programs that do without it. Go on now?"):
        run.output.say("Nothing was changed.")
        raise typer.Exit
