"""BC: what the classes of running programs do not know of."""

from __future__ import annotations

from goofer_py.hazards.action import AddColumn, AddConstraint, AddEnumValue, CreateTable
from goofer_py.hazards.changes import kind
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import POSTGRESQL, WARNING, Rule
from goofer_py.hazards.timeline import Timeline
from goofer_py.schema import Column, ForeignKey, Name, Table

_DISCRIMINATORS = frozenset({"type", "kind", "discriminator", "dtype", "class_name"})


@hazard(
    Rule(
        id="BC115",
        title="A value is added to an enum and used at once",
        severity=WARNING,
        databases=POSTGRESQL,
        why="Programs of the version before read a value that their enum class has not.",
        instead="Add the value in one release, with programs that understand it, and use it in the"
        " next.",
        scales=False,
    ),
    AddEnumValue,
)
def used_at_once(action: AddEnumValue, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a new value that another statement of the same file writes."""
    written = "'" + action.value.replace("'", "''") + "'"
    others = (step for step in seen.unit.steps if step is not seen.step)
    if not any(written in step.text for step in others):
        return None
    return Hit(f"Programs may read {written} of {action.enum} before they know of it")


@hazard(
    Rule(
        id="BC121",
        title="A column is not of the type of the key that it points at",
        severity=WARNING,
        databases=POSTGRESQL,
        why="A number that the key can hold does not fit the column one day, and joins convert"
        " each row.",
        instead="The type of the key.",
        aliases=("mismatched_foreign_key_type",),
        scales=False,
        new_tables=True,
    ),
    AddConstraint,
    AddColumn,
    CreateTable,
)
def other_key_type(
    action: AddConstraint | AddColumn | CreateTable, seen: Timeline, facts: Facts
) -> Hit | None:
    """Find a foreign key between columns of different types, where both are known."""
    columns: tuple[Column, ...] = ()
    if isinstance(action, CreateTable):
        name, columns, made = action.made.name, action.made.columns, action.made.constraints
    elif isinstance(action, AddColumn):
        name, columns, made = action.table, (action.column,), action.constraints
    else:
        name, made = action.table, (action.constraint,)
        columns = getattr(seen.table(name), "columns", ())
    own = {column.name: column for column in columns}
    for key in (one for one in made if isinstance(one, ForeignKey)):
        told = _differs(name, key, own, seen.table(key.target))
        if told:
            return Hit(told)
    return None


def _differs(name: Name, key: ForeignKey, own: dict[str, Column], target: Table | None) -> str:
    if target is None:
        return ""
    primary = target.primary_key
    named = key.target_columns or (primary.columns if primary else ())
    for ours, theirs in zip(key.columns, named, strict=False):
        mine, other = own.get(ours), target.find_column(theirs)
        if mine and other and kind(mine.type).name != kind(other.type).name:
            return f"{name}.{ours} is {mine.type}, and {key.target}.{theirs} is {other.type}"
    return ""


@hazard(
    Rule(
        id="BC122",
        title="A column that tells classes apart is added with a default",
        severity=WARNING,
        why="Programs of the version before write rows of every class with the default, and read"
        " rows of classes that they do not have.",
        instead="Add it with programs that write it, before there is a second class.",
        scales=False,
    ),
    AddColumn,
)
def discriminator(action: AddColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a new text column of the name that ORMs give to discriminators, with a default."""
    column = action.column
    texts = ("character varying", "text", "character")
    named = column.name.lower() in _DISCRIMINATORS and kind(column.type).name in texts
    if not named or column.default is None or column.default.upper() == "NULL":
        return None
    return Hit(f"Rows of every class get {column.default} in {action.table}.{column.name}")
