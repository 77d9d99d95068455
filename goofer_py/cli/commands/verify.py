"""goofer verify."""

from __future__ import annotations

from goofer_py.cli.each import command_on_each
from goofer_py.cli.run import Run
from goofer_py.cli.wording import count


@command_on_each(tenants=False)
def verify(run: Run) -> None:
    """Prove the migrations up, down and up again.

    Runs all of them in an empty database of its own beside the real one, which is not touched:
    each goes up, each goes down to exactly what was before it, and all go up again. Where
    entities are named, the end must be what they say.
    """
    found = run.project.verify()
    run.output.result(
        versions=list(found.versions),
        tables=found.tables,
        entities_compared=found.entities_compared,
    )
    run.output.summary = f"proved {count(len(found.versions), 'migration')}"
    entities = " and the entities want nothing more" if found.entities_compared else ""
    run.output.say(
        f"Proved: {count(len(found.versions), 'migration')} up, down and up again,"
        f" {count(found.tables, 'table')} at the end{entities}."
    )
    if not found.entities_compared:
        run.output.warn("no entities are named in the settings, so nothing was compared with them")
