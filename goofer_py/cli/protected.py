"""Environments in which nothing destructive is done before somebody has named the database."""

from __future__ import annotations

from typing import Annotated

import typer

from goofer_py.cli.run import Run
from goofer_py.errors import Declined, Unconfirmed, UsageError
from goofer_py.migrate.guard import is_protected, plain_name

Confirm = Annotated[
    str | None,
    typer.Option(
        "--confirm",
        metavar="DATABASE",
        help="The name of the database, which protected environments require.",
    ),
]


def check_protected(run: Run, database: str, what: str, confirm: str | None) -> str:
    """Ask for the database's name where it is protected; raises UsageError for any other.

    Where nobody can be asked, that is Unconfirmed, and Declined where somebody was.

    `what` says in a sentence what would be done. A name that was given is checked everywhere.
    Returns the name, which a Migrator asks for too.
    """
    name = plain_name(database)
    if confirm is not None:
        if confirm != name:
            raise UsageError(
                f"The database is called {name}, not {confirm}. Nothing was changed.",
                hint=f"--confirm {name}, if that is the one",
            )
        return name
    environment = run.settings.environment
    if not is_protected(environment, run.settings.protected):
        return name
    what = f"{database} is {environment}, which is protected. {what}"
    from goofer_py.cli.ask import Asker, can_ask

    if not can_ask(run.output):
        raise Unconfirmed(f"{what} Nothing was changed.", hint=f"add --confirm {name}")
    if Asker().line(f"{what}\nType the name of the database to go on:") != name:
        raise Declined(f"The database is called {name}. Nothing was changed.")
    return name
