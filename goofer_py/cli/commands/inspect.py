"""goofer inspect."""

from __future__ import annotations

from typing import Annotated

import typer

from goofer_py.cli.command import command
from goofer_py.cli.run import Run


@command
def inspect(
    run: Run,
    sql: Annotated[
        bool, typer.Option("--sql", help="Write the statements that make the schema.")
    ] = False,
) -> None:
    """Show the schema of the database.

    Reads within what the settings include, and changes nothing. --json writes a document that
    can be read again.
    """
    from goofer_py.schema.document import to_document

    with run.project.session() as session:
        schema = run.project.read(session)
        if run.output.as_json:
            run.output.result(database=session.database, schema=to_document(schema))
        elif sql:
            run.output.show(run.project.statements(schema, session.dialect))
        else:
            from goofer_py.cli.schema_text import schema_lines

            run.output.show("\n".join(schema_lines(schema)).rstrip())
