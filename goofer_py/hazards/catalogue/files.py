"""OP1: what concerns files and the linter itself."""

from __future__ import annotations

from goofer_py.hazards.action import Unread, UnusedAllowance, WholeFile
from goofer_py.hazards.action_base import BrokenHistory, BrokenName, NoDatabase
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import ERROR, INFO, WARNING, Rule
from goofer_py.hazards.timeline import Timeline


@hazard(
    Rule(
        id="OP109",
        title="A file is not what was applied, or comes behind what was",
        severity=ERROR,
        why="Databases in which it ran before have another schema than those where it runs later,"
        " and nobody sees it. `goofer migrate` refuses to begin.",
        instead="Bring the file back as it was, and write a new migration for what changes; rename"
        " what comes too late, so that it is the newest (goofer repair takes an edit as it is).",
        aliases=("non-linear", "checksum"),
        scales=False,
        new_tables=True,
    ),
    BrokenHistory,
)
def other_history(action: BrokenHistory, seen: Timeline, facts: Facts) -> Hit | None:
    """Find an applied file that was edited or is gone, and one older than what is applied."""
    return Hit(f"The migration {action.what}")


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
        id="OP111",
        title="A file has no name of a migration, or lacks its other half",
        severity=ERROR,
        why="It would never run, or two files claim to be the same version: goofer runs nothing of"
        " a folder in which that is not clear.",
        instead="VERSION_name.up.sql and VERSION_name.down.sql, each version once.",
        aliases=("MF103P",),
        scales=False,
        new_tables=True,
    ),
    BrokenName,
)
def no_migration(action: BrokenName, seen: Timeline, facts: Facts) -> Hit | None:
    """Find strangers, versions that are there twice, and down files without an up file."""
    return Hit(action.what, instead=action.instead)


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
        id="OP113",
        title="The files alone were looked at",
        severity=INFO,
        why="Without the database nobody knows how large tables are, which version and settings the"
        " server has, what is applied, and who is at work: what depends on it is judged as if"
        " tables were large, or not found.",
        instead="--url of the database that the migrations are for; a role that may read will do.",
        scales=False,
        new_tables=True,
    ),
    NoDatabase,
)
def thin(action: NoDatabase, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a look at files without the database that the settings name."""
    return Hit(f"The files alone were looked at: {action.why}")


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
