"""goofer inspect."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from goofer_py.cli.command import command
from goofer_py.cli.run import Run


@command
def inspect(
    run: Run,
    sql: Annotated[
        bool, typer.Option("--sql", help="Write the statements or commands that create it.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write the JSON document to a file."),
    ] = None,
) -> None:
    """Show the schema of the database.

    Reads what the settings include, and changes nothing. --json and --output write a document that
    `goofer diff` and others can read.
    """
    if (kind := run.project.kind()) is not None:
        from goofer_py.cli.native_schema import inspect as of_a_store

        of_a_store(run, kind, commands=sql, output=output)
        return
    from goofer_py.generate.snapshot import Snapshot, write_snapshot

    with run.project.session() as session:
        schema = run.project.read(session)
        snapshot = Snapshot(schema, session.dialect, session.database)
        run.output.result(**snapshot.document())
        if output is not None:
            write_snapshot(output, snapshot)
            run.output.say(f"Wrote {output}")
        elif run.output.as_json:
            return
        elif sql:
            run.output.show(run.project.statements(schema, session.dialect))
        else:
            from goofer_py.cli.schema_text import schema_lines

            run.output.show("\n".join(schema_lines(schema)).rstrip())
