"""goofer history."""

from __future__ import annotations

from typing import Annotated

import typer

from goofer_py.cli.each import command_on_each
from goofer_py.cli.records import COLUMNS, last_of_each_run, record_fields, record_row
from goofer_py.cli.run import Run
from goofer_py.cli.wording import count


@command_on_each()
def history(
    run: Run,
    limit: Annotated[
        int | None,
        typer.Option("--limit", "-n", min=1, help="Show only so many, the latest."),
    ] = None,
) -> None:
    """Show everything that ever ran.

    The oldest comes first. Times are in UTC. Where each statement commits by itself, the history
    has a record of each: they are shown as one line, and with --json one by one.
    """
    with run.project.migrator() as migrator:
        records = migrator.history()
        database = migrator.database
    shown = records if run.output.as_json else last_of_each_run(records)
    records = shown[-(limit or 0) :]
    run.output.result(database=database, records=[record_fields(record) for record in records])
    run.output.summary = count(len(records), "record")
    if records:
        run.output.table(COLUMNS, [record_row(record) for record in records])
    else:
        run.output.say(f"Nothing ever ran on {database}.")
