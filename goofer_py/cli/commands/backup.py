"""goofer backup."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from goofer_py.cli.command import command
from goofer_py.cli.progress import Progress
from goofer_py.cli.run import Run
from goofer_py.cli.telling import told_of
from goofer_py.events import BACKUP


@command
def backup(
    run: Run,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]",
            help="The file to write; default: a name with the time, in the folder backups.",
        ),
    ] = None,
    verify: Annotated[
        bool,
        typer.Option("--verify", help="Restore it into a database of its own, and compare."),
    ] = False,
    tools: Annotated[
        Path | None,
        typer.Option("--tools", metavar="DIR", help="The folder of the server's own programs."),
    ] = None,
) -> None:
    """Back the database up, rows and all, with the server's own tool.

    Uses pg_dump in its custom format, mariadb-dump or mysqldump, or SQLite's backup API. The file
    gets its name only once it is complete and checked. Passwords are never on a command line.
    """
    from goofer_py.cli.backed_up import back_up_project, tell_backup

    with told_of(run.project, BACKUP), Progress(run.output) as progress:
        found = back_up_project(run.project, file, tools=tools, verify=verify, observer=progress)
    tell_backup(run, found)
