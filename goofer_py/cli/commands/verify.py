"""goofer verify."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goofer_py.cli.each import command_on_each
from goofer_py.cli.progress import Progress
from goofer_py.cli.run import Run
from goofer_py.cli.wording import count

if TYPE_CHECKING:
    from goofer_py.generate.verify import Verification


@command_on_each(tenants=False)
def verify(run: Run) -> None:
    """Prove the migrations up, down and up again.

    Runs all of them in an empty database of its own, and does not touch the real one: each goes up,
    each goes down to exactly what was before it, and all go up again. If entities are configured,
    the result must match them.
    """
    found = _found(run)
    made = "table" if run.project.kind() is None else "collection"
    run.output.result(
        versions=list(found.versions),
        tables=found.tables,
        entities_compared=found.entities_compared,
    )
    run.output.summary = f"proved {count(len(found.versions), 'migration')}"
    entities = " and the entities want nothing more" if found.entities_compared else ""
    run.output.say(
        f"Proved: {count(len(found.versions), 'migration')} up, down and up again,"
        f" {count(found.tables, made)} at the end{entities}."
    )
    if not found.entities_compared:
        run.output.warn("no entities are named in the settings, so nothing was compared with them")


def _found(run: Run) -> Verification:
    with Progress(run.output) as progress:
        if (kind := run.project.kind()) is None:
            return run.project.verify(progress)
        from goofer_py.cli.native_schema import verify as of_a_store

        return of_a_store(run, kind, progress)
