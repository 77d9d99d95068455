"""goofer restore."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from goofer_py.cli.command import command
from goofer_py.cli.run import Run
from goofer_py.cli.telling import told_of
from goofer_py.events import RESTORE


@command
def restore(
    run: Run,
    file: Annotated[Path, typer.Argument(help="The file that `goofer backup` wrote.")],
    owners: Annotated[
        bool,
        typer.Option(
            "--owners/--no-owners",
            help="Restore owners and grants as well (PostgreSQL).",
        ),
    ] = True,
    tools: Annotated[
        Path | None,
        typer.Option("--tools", metavar="DIR", help="The folder of the server's own programs."),
    ] = None,
) -> None:
    """Restore a backup into an empty database, with the server's own tool.

    Refuses a database that is not empty, and names what is in it.
    """
    from goofer_py.cli.backed_up import bring_back_project

    with told_of(run.project, RESTORE):
        bring_back_project(run, file, tools=tools, owners=owners)
