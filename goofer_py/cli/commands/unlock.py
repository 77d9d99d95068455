"""goofer unlock."""

from __future__ import annotations

from typing import Annotated

import typer

from goofer_py.cli.ask import Asker, can_ask
from goofer_py.cli.each import command_on_each
from goofer_py.cli.run import Run
from goofer_py.cli.wording import duration
from goofer_py.errors import UsageError
from goofer_py.observe.standing import held_fields


@command_on_each()
def unlock(
    run: Run,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="End the lease without asking; a script needs this.")
    ] = False,
) -> None:
    """Show which run holds the database, and end its lease.

    A run that is still active stops before its next change. If the run is gone, its lease ends by
    itself after lease_ttl.
    """
    with run.project.migrator() as migrator:
        held = migrator.holder()
        run.output.result(database=migrator.database, holder=held_fields(held), ended=False)
        if held is None:
            run.output.summary = "no run holds it"
            run.output.say(f"No run holds {migrator.database}.")
            return
        run.output.show(
            f"{held.holder} holds {migrator.database} since {held.since:%Y-%m-%d %H:%M:%S} UTC."
            f" Unless it is heard of, its lease ends in {duration(held.left)}."
        )
        if not yes:
            _confirm(run)
        ended = migrator.unlock(held)
        run.output.result(ended=ended)
        run.output.summary = f"held by {held.holder}, whose lease is ended"
        run.output.say("Its lease is ended." if ended else "It gave the lease back by itself.")


def _confirm(run: Run) -> None:
    if not can_ask(run.output):
        message = "Nobody can be asked here. Nothing was changed."
        raise UsageError(message, hint="goofer unlock --yes")
    if not Asker().confirm("End its lease?"):
        run.output.say("Nothing was changed.")
        raise typer.Exit
