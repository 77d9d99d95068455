"""goofer show."""

from __future__ import annotations

from typing import Annotated

import typer

from goofer_py.cli.command import command
from goofer_py.cli.complete import versions
from goofer_py.cli.records import record_fields, record_row
from goofer_py.cli.run import Run
from goofer_py.cli.shown import Shown, find_shown


@command
def show(
    run: Run,
    version: Annotated[
        str,
        typer.Argument(
            help="The version of the migration; latest is the newest.", autocompletion=versions
        ),
    ],
) -> None:
    """Show one migration: both scripts, and its history.

    If the files of a migration are gone, shows the down script that the history keeps. Without a
    database, shows only the files.
    """
    found = find_shown(run.project, version)
    run.output.result(
        version=found.version,
        name=found.name,
        state=found.state,
        files=[path for path in (found.up_path, found.down_path) if path],
        up=found.up,
        down=found.down,
        records=[record_fields(record) for record in found.records],
    )
    _show(run, found)


def _show(run: Run, found: Shown) -> None:
    run.output.show(f"-- {found.version}_{found.name}: {found.state}")
    for record in found.records:
        started, outcome, _, _, took, by = record_row(record)
        run.output.show(f"-- {started} UTC: {outcome} by {by}" + (f" in {took}" if took else ""))
        if record.error:
            run.output.show(f"--   {record.error}")
    for path, text, instead in (
        (found.up_path, found.up, "(there is no up script)"),
        (found.down_path, found.down, "(there is no down script)"),
    ):
        place = path or ("(kept in the history)" if text else instead)
        run.output.show(f"\n-- {place}\n{text or ''}".rstrip())
