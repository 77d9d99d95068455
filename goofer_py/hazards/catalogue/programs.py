"""BC: which program breaks, by what the entities of another revision declare."""

from __future__ import annotations

from goofer_py.hazards.action_programs import BreaksNewProgram, BreaksOldProgram
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import ERROR, INFO, WARNING, Rule
from goofer_py.hazards.timeline import Timeline


@hazard(
    Rule(
        id="BC201",
        title="The program of another revision breaks",
        severity=ERROR,
        why="Its entities still use what the schema no longer offers once the migrations ran, so"
        " the programs that run meanwhile fail. Looked for with --compatible-with REVISION.",
        instead="Add the new beside the old, release a program that needs the old no more, and"
        " remove it in a later migration.",
        scales=False,
        new_tables=True,
    ),
    BreaksOldProgram,
)
def old_program(action: BreaksOldProgram, seen: Timeline, facts: Facts) -> Hit | None:
    """Find what the entities of the other revision need, and the new schema lacks."""
    message = f"The program of {action.revision} breaks: behind this, {action.what}"
    return Hit(message, table=action.about)


@hazard(
    Rule(
        id="BC202",
        title="The new program breaks before the migration",
        severity=INFO,
        why="The entities use what the database only offers once the migration ran. A warning"
        " where the program of the other revision breaks behind it: then neither order works."
        " Looked for with --compatible-with REVISION.",
        instead="Run the migration before the program is released.",
        scales=False,
        new_tables=True,
    ),
    BreaksNewProgram,
)
def new_program(action: BreaksNewProgram, seen: Timeline, facts: Facts) -> Hit | None:
    """Find what the entities need, and the schema lacks until the migration ran."""
    return Hit(
        f"The new program breaks before this: {action.what}",
        table=action.about,
        severity=WARNING if action.stuck else None,
        instead="Two migrations: what the new program needs before its release, what the old one"
        " needs no more behind it."
        if action.stuck
        else "",
    )
