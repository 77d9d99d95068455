"""goofer wait."""

from __future__ import annotations

from typing import Annotated

import typer

from goofer_py.cli.each import command_on_each
from goofer_py.cli.progress import Progress
from goofer_py.cli.run import Run
from goofer_py.cli.wording import duration


@command_on_each(tenants=False)
def wait(
    run: Run,
    timeout: Annotated[
        float,
        typer.Option("--timeout", metavar="SECONDS", min=0, help="How long to wait at most."),
    ] = 60,
    created: Annotated[
        bool,
        typer.Option("--created", help="Also wait for the database to be created."),
    ] = False,
) -> None:
    """Wait until the database takes connections.

    Says once what stands in the way. Ends with exit code 1 after the timeout, and at once if the
    password is wrong, a permission is missing or the database does not exist.
    """
    with Progress(run.output) as progress:
        waited = run.project.wait(timeout, progress, created=created)
    run.output.result(
        database=waited.database,
        waited=waited.seconds,
        tries=waited.tries,
        reasons=waited.reasons,
    )
    run.output.summary = "takes connections"
    run.output.say(f"{waited.database} takes connections (after {duration(waited.seconds)}).")
