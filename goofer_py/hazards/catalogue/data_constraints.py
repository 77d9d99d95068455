"""DD: constraints and types that the rows which are there may break."""

from __future__ import annotations

from goofer_py.hazards.action import (
    Action,
    AddConstraint,
    AlterObject,
    AlterType,
    AttachPartition,
    CreateIndex,
    DropIndex,
    ModifyColumn,
    RebuildTable,
    SetNotNull,
    WriteRows,
)
from goofer_py.hazards.changes import added_here, changed, kind
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import (
    ERROR,
    EVERY,
    MYSQL_FAMILY,
    POSTGRESQL,
    WARNING,
    Rule,
)
from goofer_py.hazards.timeline import Timeline
from goofer_py.schema import Check, Exclusion, ForeignKey, Name, PrimaryKey, Type, Unique

_ALTERED = tuple(on for on in EVERY if on in (*POSTGRESQL, *MYSQL_FAMILY))
_TEXTS = ("character varying", "character", "text", "mediumtext", "longtext", "tinytext")


def _unique_columns(action: AddConstraint | CreateIndex) -> tuple[str, ...]:
    if isinstance(action, CreateIndex):
        parts = action.index.parts if action.index.unique else ()
        return tuple(part.column or part.expression or "" for part in parts)
    made = action.constraint
    return made.columns if isinstance(made, Unique) and action.using_index is None else ()


@hazard(
    Rule(
        id="DD101",
        title="Rows that are there may hold a value twice",
        severity=WARNING,
        why="A unique index or constraint fails at the first value that two rows hold.",
        instead="Look for them first, and correct them.",
        aliases=("MF101", "UniqueConstraintAddition"),
        only_empty=True,
    ),
    AddConstraint,
    CreateIndex,
)
def may_be_twice(action: AddConstraint | CreateIndex, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a key on columns that hold values already."""
    columns = _unique_columns(action)
    if not columns or all(added_here(seen, action.table, one) for one in columns):
        return None
    names = ", ".join(columns)
    query = f"SELECT {names} FROM {action.table} GROUP BY {names} HAVING count(*) > 1 LIMIT 1"
    told = f"Rows of {action.table} may have the same {names}"
    return Hit(told, instead=f"See that there are none first: {query}.")


@hazard(
    Rule(
        id="DD102",
        title="An index is dropped before the unique one that takes its place",
        severity=WARNING,
        why="When two rows hold the same value the new index fails, and the table is left without"
        " any.",
        instead="Create the unique index under another name first, and drop the old one behind it.",
        aliases=("MF102",),
        only_empty=True,
    ),
    CreateIndex,
)
def made_unique(action: CreateIndex, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a unique index behind DROP INDEX of one on the same columns or of the same name."""
    if not action.index.unique:
        return None
    for _, one in seen.done:
        if isinstance(one, DropIndex) and one.name.name == action.index.name:
            told = f"{action.table} has no index when {action.index.name} fails on its rows"
            return Hit(told)
    return None


@hazard(
    Rule(
        id="DD104",
        title="Rows that are there may hold NULL",
        severity=WARNING,
        why="NOT NULL fails at the first row without a value; MySQL that is not strict writes 0 or"
        " '' into it and says nothing.",
        instead="Look for them first, and fill them.",
        aliases=("MF104", "MadeOptionalFieldRequired"),
        only_empty=True,
    ),
    SetNotNull,
    ModifyColumn,
    RebuildTable,
)
def may_be_null(
    action: SetNotNull | ModifyColumn | RebuildTable, seen: Timeline, facts: Facts
) -> Hit | None:
    """Find a column that may no longer be NULL, which nothing has looked at before."""
    for table, old, new in changed(action, seen):
        if (
            new.nullable
            or (old is not None and not old.nullable)
            or (old is None and isinstance(action, ModifyColumn))
        ):
            continue
        if _filled(action, seen, table, new.name) or _checked(seen, table, new.name):
            continue
        query = f"SELECT 1 FROM {table} WHERE {new.name} IS NULL LIMIT 1"
        instead = f"See that there are none first, or fill them: {query}."
        return Hit(f"Rows of {table} may have no {new.name}", instead=instead)
    return None


def _filled(action: Action, seen: Timeline, table: Name, column: str) -> bool:
    """Say whether the same file fills the column first."""
    if isinstance(action, RebuildTable) and column in action.filled:
        return True
    written = (a for _, a in seen.done if isinstance(a, WriteRows) and a.verb == "UPDATE")
    own = (one.columns for one in written if one.table == table)
    return any(not columns or column in columns for columns in own)


def _checked(seen: Timeline, table: Name, column: str) -> bool:
    """Say whether a check that is known to hold says the same."""
    found = seen.table(table)
    checks = () if found is None else found.checks
    same = f"{column} IS NOT NULL".lower()
    plain = (
        one.expression.replace('"', "").strip("() ").lower() for one in checks if one.validated
    )
    return same in plain


@hazard(
    Rule(
        id="DD105",
        title="Rows that are there may break the check",
        severity=WARNING,
        why="A check that looks at the rows fails at the first that breaks it.",
        instead="Look for them first, and correct them.",
        only_empty=True,
    ),
    AddConstraint,
    AlterObject,
)
def may_break_check(
    action: AddConstraint | AlterObject, seen: Timeline, facts: Facts
) -> Hit | None:
    """Find a check that is held against rows, also that of a domain."""
    if isinstance(action, AlterObject):
        strict = action.what in ("add constraint", "set not null")
        if action.kind != "domain" or not strict or action.detail("not valid") is not None:
            return None
        return Hit(f"Values of the domain {action.name} may break what it says now")
    made = action.constraint
    if not isinstance(made, Check) or not (made.validated and made.enforced):
        return None
    if action.not_null is not None or (
        made.columns and all(added_here(seen, action.table, one) for one in made.columns)
    ):
        return None
    query = f"SELECT 1 FROM {action.table} WHERE NOT ({made.expression}) LIMIT 1"
    return Hit(
        f"Rows of {action.table} may break {made.expression}",
        instead=f"See that there are none first: {query}.",
    )


@hazard(
    Rule(
        id="DD106",
        title="Rows that are there may point at nothing",
        severity=WARNING,
        databases=_ALTERED,
        why="A foreign key that looks at the rows fails at the first whose target is not there.",
        instead="Look for them first, and correct them.",
        only_empty=True,
    ),
    AddConstraint,
)
def may_point_nowhere(action: AddConstraint, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a foreign key that is held against rows."""
    key = action.constraint
    if not isinstance(key, ForeignKey) or not (key.validated and key.enforced):
        return None
    if all(added_here(seen, action.table, one) for one in key.columns):
        return None
    names = ", ".join(key.columns)
    told = f"Rows of {action.table} may have a {names} that {key.target} has not"
    return Hit(told, instead=_orphans(action.table, key))


def _orphans(table: Name, key: ForeignKey) -> str:
    if len(key.columns) != len(key.target_columns):
        return ""
    pairs = zip(key.columns, key.target_columns, strict=True)
    same = " AND ".join(f"o.{theirs} = t.{ours}" for ours, theirs in pairs)
    held = " AND ".join(f"t.{one} IS NOT NULL" for one in key.columns)
    query = f"SELECT 1 FROM {table} t WHERE {held} AND NOT EXISTS"
    return f"See that there are none first: {query} (SELECT 1 FROM {key.target} o WHERE {same})."


@hazard(
    Rule(
        id="DD107",
        title="Values may not be of the new type",
        severity=WARNING,
        databases=_ALTERED,
        why="The first text that is no number, date or JSON makes the statement fail; MySQL that is"
        " not strict makes it 0.",
        instead="Try the conversion on all rows first, in batches; from PostgreSQL 16 on"
        " pg_input_is_valid says which of them would fail.",
        aliases=("NotCastable",),
        only_empty=True,
    ),
    AlterType,
    ModifyColumn,
)
def may_not_convert(action: AlterType | ModifyColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a text that becomes something else."""
    for table, old, new in changed(action, seen):
        if old is None or kind(old.type).array or kind(new.type).array:
            continue
        before, after = kind(old.type).name, kind(new.type).name
        blob = after in ("bytea", "blob", "binary", "varbinary", "citext", "set", *_TEXTS)
        if before in _TEXTS and not blob:
            return Hit(f"Texts in {table}.{new.name} may be no {new.type}")
    return None


@hazard(
    Rule(
        id="DD108",
        title="Rows that are there may have no key of their own",
        severity=WARNING,
        databases=_ALTERED,
        why="A primary key fails at the first row without a value, or with one that another has.",
        instead="Look for them first, and correct them.",
        aliases=("PrimaryKeyChange",),
        only_empty=True,
    ),
    AddConstraint,
)
def may_have_no_key(action: AddConstraint, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a primary key on columns that hold values already."""
    key = action.constraint
    if not isinstance(key, PrimaryKey) or action.using_index is not None:
        return None
    if all(added_here(seen, action.table, one) for one in key.columns):
        return None
    names = ", ".join(key.columns)
    query = f"SELECT {names} FROM {action.table} GROUP BY {names} HAVING count(*) > 1 LIMIT 1"
    told = f"Rows of {action.table} may have the same {names}, or none"
    return Hit(told, instead=f"See that no {names} is NULL, and that none is there twice: {query}.")


@hazard(
    Rule(
        id="DD110",
        title="Rows that are there may exclude each other",
        severity=WARNING,
        databases=POSTGRESQL,
        why="An exclusion constraint fails at the first two rows that it forbids to be together,"
        " and no cheap query finds them beforehand.",
        instead="Join some of the rows with the table by the same operators first.",
        only_empty=True,
    ),
    AddConstraint,
)
def may_exclude(action: AddConstraint, seen: Timeline, facts: Facts) -> Hit | None:
    """Find EXCLUDE on a table that is there."""
    if not isinstance(action.constraint, Exclusion):
        return None
    return Hit(f"Two rows of {action.table} may exclude each other")


@hazard(
    Rule(
        id="DD111",
        title="Rows may be in the wrong partition",
        severity=WARNING,
        databases=POSTGRESQL,
        why="ATTACH PARTITION fails at the first row that is not within the bounds, and when the"
        " default partition holds rows that belong into the new one.",
        instead="Add a check of the bounds to the table first, as NOT VALID, and validate it.",
        scales=False,
    ),
    AttachPartition,
)
def may_be_outside(action: AttachPartition, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a table that becomes a partition, with rows that nobody has looked at."""
    part = seen.table(action.partition)
    checked = part is not None and any(one.validated for one in part.checks)
    if seen.is_new(action.partition) or checked:
        return None
    return Hit(f"Rows of {action.partition} may be outside of the bounds in {action.table}")


@hazard(
    Rule(
        id="DD112",
        title="A value becomes a list, or a list one value",
        severity=ERROR,
        databases=POSTGRESQL,
        why="No cast says which of several values stays, and text is read as the list that it"
        " spells.",
        instead="A new column, filled by an expression: ARRAY[value], or list[1] and what becomes"
        " of the others.",
        aliases=("MadeScalarFieldIntoArrayField",),
        only_empty=True,
    ),
    AlterType,
)
def list_or_value(action: AlterType, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a change between a type and an array of it, unless an expression says how."""
    old = seen.column(action.table, action.column)
    if old is None or action.using is not None:
        return None
    if kind(old.type).array == kind(Type(action.type)).array:
        return None
    return Hit(f"{action.table}.{action.column} was {old.type} and becomes {action.type}")
