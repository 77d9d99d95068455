"""goofer diff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from goofer_py.cli.command import command
from goofer_py.cli.run import Run

if TYPE_CHECKING:
    from goofer_py.generate.comparison import Comparison


@command
def diff(
    run: Run,
    first: Annotated[
        str | None,
        typer.Argument(
            metavar="A",
            help="What to compare: a URL, a file of `inspect --output`, models or migrations.",
        ),
    ] = None,
    second: Annotated[
        str | None,
        typer.Argument(metavar="B", help="What to compare it with; models if not given."),
    ] = None,
    sql: Annotated[
        bool, typer.Option("--sql", help="Write the statements that lead from A to B.")
    ] = False,
) -> None:
    """Show how the entities and the database differ, or any two databases.

    Without B, shows what leads from the database, or from A, to the entities; pending
    migrations count as applied then. With both, shows what leads from A to B. Asks
    nothing: without a hint or an answer, a rename is shown as a drop and an add.
    """
    if second is None and (first is None or "://" in first):
        chosen = run if first is None else run.on(first)
        if (kind := chosen.project.kind()) is not None and kind.compare:
            from goofer_py.cli.native_changes import show

            show(chosen, kind, commands=sql)
            return
        found, statements = _entities(chosen)
    else:
        found, statements = _two(run, first or "", second or "models")
    _show(run, found, statements, sql=sql)


def _show(run: Run, found: Comparison, statements: str, *, sql: bool) -> None:
    from goofer_py.cli.drafted import described
    from goofer_py.config.scope import ignored_by
    from goofer_py.generate.header import BY_RULES

    changes = described(found.operations)
    if found.by_rules:
        run.output.warn(BY_RULES)
    ignored = ignored_by(run.project.settings).covers
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


def _entities(run: Run) -> tuple[Comparison, str]:
    from goofer_py.answers import Answers
    from goofer_py.cli.answering import Answering

    choices = Answering(run, Answers(), None).without_questions()
    with run.project.generator(choices, prove=False, source="database") as generator:
        found = generator.compare()
        lowered = generator.dialect.lower(found.operations, found.current)
        return found, generator.renderer.statements(lowered)


def _two(run: Run, first: str, second: str) -> tuple[Comparison, str]:
    from goofer_py.cli.sides import compared

    return compared(run, first, second)
