"""OP1: what concerns files and the linter itself."""

from __future__ import annotations

from goofer_py.hazards.action import Unread, UnusedAllowance, WholeFile
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import INFO, WARNING, Rule
from goofer_py.hazards.timeline import Timeline


@hazard(
    Rule(
        id="OP110",
        title="A migration does nothing",
        severity=WARNING,
        why="It holds no statement: most likely something was forgotten.",
        instead="Write what it should do, or remove it.",
        aliases=("MF102P",),
        scales=False,
        new_tables=True,
    ),
    WholeFile,
)
def empty(action: WholeFile, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a file without a statement."""
    if seen.unit.steps:
        return None
    return Hit("The migration is empty")


@hazard(
    Rule(
        id="OP112",
        title="Something is allowed that is not there",
        severity=INFO,
        why="What is allowed for nothing lets a hazard pass that comes later.",
        instead="Remove the directive.",
        aliases=("unused-ignore",),
        scales=False,
        new_tables=True,
    ),
    UnusedAllowance,
)
def unused(action: UnusedAllowance, seen: Timeline, facts: Facts) -> Hit | None:
    """Find an allowance that nothing needs."""
    if action.name in ("BC201", "BC202"):  # Looked for with --compatible-with alone.
        return None
    return Hit(f"{action.name} is allowed here, and nothing of it is found")


@hazard(
    Rule(
        id="OP114",
        title="A statement was not understood",
        severity=WARNING,
        why="What cannot be read cannot be called safe: it may lock or lose anything.",
        instead="Look at it yourself, and write `-- goofer: allow OP114 reason` above it.",
        aliases=("SQL004",),
        scales=False,
        new_tables=True,
    ),
    Unread,
)
def unread(action: Unread, seen: Timeline, facts: Facts) -> Hit | None:
    """Find what the readers did not understand."""
    code = "Look at it yourself, and write `# goofer: allow OP114 reason` at its top."
    instead = code if seen.unit.source.endswith(".py") else ""
    return Hit(f"This was not looked at: {action.reason}", instead=instead)
