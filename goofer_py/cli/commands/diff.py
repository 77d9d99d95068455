"""goofer diff."""

from __future__ import annotations

from typing import Annotated

import typer

from goofer_py.cli.command import command
from goofer_py.cli.run import Run


@command
def diff(
    run: Run,
    sql: Annotated[
        bool, typer.Option("--sql", help="Write the statements that lead to the entities.")
    ] = False,
) -> None:
    """Show how the entities and the database differ.

    Migrations that are still pending count as done. Nothing is asked: what no hint or answer
    calls a rename is shown as a drop and an add.
    """
    from goofer_py.answers import Answers
    from goofer_py.cli.answering import Answering
    from goofer_py.cli.drafted import described

    choices = Answering(run, Answers(), None).without_questions()
    with run.project.generator(choices, prove=False, source="database") as generator:
        found = generator.compare()
        lowered = generator.dialect.lower(found.operations, found.current)
        statements = generator.renderer.statements(lowered)
    changes = described(found.operations)
    ignored = run.project.ignore().covers
    left_alone = (one for one in found.unmanaged if not ignored(one.kind, one.name))
    unmanaged = [f"{one.kind} {one.name}" for one in left_alone]
    run.output.result(
        changed=bool(changes), operations=changes, sql=statements, unmanaged=unmanaged
    )
    if sql:
        run.output.show(statements.rstrip())
    elif changes:
        run.output.show("\n".join(changes))
    else:
        run.output.say("No difference.")
    for one in unmanaged:
        run.output.say(f"not managed: {one}")
