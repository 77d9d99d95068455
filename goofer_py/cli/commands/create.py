"""goofer create."""

from __future__ import annotations

from typing import Annotated

import typer

from goofer_py.cli.command import command
from goofer_py.cli.created import create_empty
from goofer_py.cli.run import Run


@command
def create(
    run: Run,
    name: Annotated[str, typer.Argument(help="What the migration does, in a few words.")],
    python: Annotated[
        bool, typer.Option("--python", help="Write a Python file with up() and down().")
    ] = False,
) -> None:
    """Write an empty migration to fill in by hand.

    Writes an up file and a down file, or one Python file, with the next version. Needs no database.
    """
    create_empty(run, name, python=python)
