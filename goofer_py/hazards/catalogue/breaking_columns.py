"""BC: columns and constraints are not what running programs take them for."""

from __future__ import annotations

from goofer_py.hazards.action import (
    AddColumn,
    AddConstraint,
    AlterObject,
    AlterType,
    ChangeAccess,
    CreateIndex,
    CreateObject,
    DropConstraint,
    DropIndex,
    DropNotNull,
    DropObject,
    ModifyColumn,
    RebuildTable,
    SetDefault,
    SetNotNull,
    SetOption,
)
from goofer_py.hazards.catalogue.breaking import CONTRACT
from goofer_py.hazards.changes import CHARACTERS, added_here, changed, kind
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import MYSQL_FAMILY, POSTGRESQL, WARNING, Rule
from goofer_py.hazards.timeline import Timeline
from goofer_py.schema import Check, Index, PrimaryKey, Type

_WHOLE = ("tinyint", "smallint", "mediumint", "integer", "bigint")
_TEXTS = (*CHARACTERS[:2], "text", "tinytext", "mediumtext", "longtext", "citext")


@hazard(
    Rule(
        id="BC106",
        title="Programs may still write NULL into a column that needs a value",
        severity=WARNING,
        why="INSERT and UPDATE of the version before fail from this moment on.",
        instead="Have all programs write a value first, or give the column a default; require it"
        " in a contract migration.",
    ),
    SetNotNull,
    ModifyColumn,
    RebuildTable,
)
def needs_value(
    action: SetNotNull | ModifyColumn | RebuildTable, seen: Timeline, facts: Facts
) -> Hit | None:
    """Find a column that may no longer be NULL; a new one with a default harms nobody."""
    if seen.unit.phase == CONTRACT:
        return None
    for table, old, new in changed(action, seen):
        was = isinstance(action, SetNotNull) if old is None else old.nullable
        fills = new.default is not None and added_here(seen, table, new.name)
        if was and not new.nullable and not fills:
            return Hit(f"Programs that write no {table}.{new.name} fail from now on")
    return None


@hazard(
    Rule(
        id="BC107",
        title="A column may be NULL that programs take for filled",
        severity=WARNING,
        why="Programs of the version before do not expect NULL where there was none.",
        instead="Have all programs understand NULL first.",
        aliases=("ban-drop-not-null",),
    ),
    DropNotNull,
    ModifyColumn,
    RebuildTable,
)
def may_be_missing(
    action: DropNotNull | ModifyColumn | RebuildTable, seen: Timeline, facts: Facts
) -> Hit | None:
    """Find a column that may be NULL from now on."""
    for table, old, new in changed(action, seen):
        was = not isinstance(action, DropNotNull) if old is None else old.nullable
        if new.nullable and not was:
            return Hit(f"Programs that read {table}.{new.name} may meet NULL from now on")
    return None


@hazard(
    Rule(
        id="BC111",
        title="A default changes that programs may rely on",
        severity=WARNING,
        why="ORMs that leave the column out count on the default that they know, and others write"
        " the old one themselves.",
        instead="Have all programs write the value themselves first.",
        aliases=("change_column_default",),
        scales=False,
    ),
    SetDefault,
    ModifyColumn,
    RebuildTable,
)
def other_default(
    action: SetDefault | ModifyColumn | RebuildTable, seen: Timeline, facts: Facts
) -> Hit | None:
    """Find a default that goes or becomes another; one where there was none harms nobody."""
    if seen.unit.phase == CONTRACT:
        return None
    for table, old, new in changed(action, seen):
        had = isinstance(action, SetDefault) if old is None else old.default is not None
        same = old is not None and old.default == new.default
        if had and not same and not added_here(seen, table, new.name):
            now = "has no default" if new.default is None else f"has the default {new.default}"
            return Hit(f"{table}.{new.name} {now} from now on")
    return None


def _group(column_type: Type) -> str:
    """Return what programs see a value as; array types and unknown ones are their own."""
    found = kind(column_type)
    for name, group in (("whole numbers", _WHOLE), ("texts", _TEXTS)):
        if found.name in group and not found.array:
            return name
    return f"{found.name}{'[]' if found.array else ''}"


@hazard(
    Rule(
        id="BC112",
        title="Programs get values of another type",
        severity=WARNING,
        databases=(*POSTGRESQL, *MYSQL_FAMILY),
        why="Drivers decode the new type otherwise: a number becomes a text, a text becomes a"
        " document.",
        instead="Add a column of the new type, keep both the same by triggers, move the programs"
        " over, and drop the old column in a later migration.",
        aliases=("change_column", "changing-column-type"),
    ),
    AlterType,
    ModifyColumn,
)
def other_type(action: AlterType | ModifyColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a type of another kind than the one before, where that is known."""
    for table, old, new in changed(action, seen):
        if old is not None and _group(old.type) != _group(new.type):
            return Hit(f"{table}.{new.name} was {old.type} and is {new.type} from now on")
    return None


@hazard(
    Rule(
        id="BC113",
        title="Rows of the table cannot be compared any more",
        severity=WARNING,
        databases=POSTGRESQL,
        why="json has no equality: SELECT DISTINCT, UNION and GROUP BY of all columns fail.",
        instead="jsonb.",
        aliases=("add_column_json",),
        scales=False,
    ),
    AddColumn,
)
def json_column(action: AddColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a new column of the type json."""
    if action.column.type.text != "json":
        return None
    return Hit(f"{action.table}.{action.column.name} is json: SELECT DISTINCT of it fails")


@hazard(
    Rule(
        id="BC114",
        title="Rows that programs write may be refused from now on",
        severity=WARNING,
        why="Programs of the version before know nothing of the new constraint; NOT VALID too"
        " refuses new rows that break it.",
        instead="Have all programs write what the constraint asks for first.",
        aliases=("backward-compatibility",),
    ),
    AddConstraint,
    CreateIndex,
)
def stricter(action: AddConstraint | CreateIndex, seen: Timeline, facts: Facts) -> Hit | None:
    """Find new constraints and unique indexes, unless on columns that are new themselves."""
    if isinstance(action, CreateIndex):
        if not action.index.unique:
            return None
        name, columns = action.index.name, tuple(p.column or "" for p in action.index.parts)
    else:
        made = action.constraint
        enforced = getattr(made, "enforced", True)
        if action.using_index or action.not_null or not enforced:
            return None
        name, columns = made.name or "a constraint", made.columns
        if isinstance(made, Check) and made.expression.upper().endswith(" IS NOT NULL"):
            return None
    if columns and all(added_here(seen, action.table, one) for one in columns):
        return None
    return Hit(f"{action.table} refuses rows that break {name} from now on")


@hazard(
    Rule(
        id="BC116",
        title="Statements that are prepared fail once",
        severity=WARNING,
        databases=POSTGRESQL,
        why="Open connections keep plans of the old type: 'cached plan must not change result type'"
        " is the answer to the next call. SELECT * meets it at a new column too.",
        instead="Name the columns in programs, and have their pools open new connections behind the"
        " migration.",
        scales=False,
    ),
    AlterType,
)
def stale_plans(action: AlterType, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a change of a type."""
    return Hit(f"Prepared statements that read {action.table}.{action.column} fail once")


@hazard(
    Rule(
        id="BC118",
        title="Programs may see or do less than before",
        severity=WARNING,
        databases=(*POSTGRESQL, *MYSQL_FAMILY),
        why="Rows vanish or appear, or statements are refused, for the roles that programs use.",
        instead="Go through the roles by name first, and try it as each of them.",
        aliases=("AUTHZ_UPDATE",),
        scales=False,
    ),
    SetOption,
    ChangeAccess,
    CreateObject,
    AlterObject,
    DropObject,
)
def other_rights(
    action: SetOption | ChangeAccess | CreateObject | AlterObject | DropObject,
    seen: Timeline,
    facts: Facts,
) -> Hit | None:
    """Find row security, policies, owners and rights that are taken away."""
    match action:
        case SetOption(what="row security", value="enable" | "force"):
            return Hit(f"Row security decides who sees rows of {action.table} from now on")
        case SetOption(what="owner"):
            return Hit(f"{action.table} gets another owner")
        case ChangeAccess(grants=False):
            return Hit(f"Rights on {action.table or 'it'} are taken away")
        case CreateObject(kind="policy") | AlterObject(kind="policy") | DropObject(kind="policy"):
            return Hit(f"The policy {action.name} decides otherwise who sees rows from now on")
        case AlterObject(what="owner"):
            return Hit(f"The {action.kind} {action.name} gets another owner")
    return None


@hazard(
    Rule(
        id="BC119",
        title="Changes of rows cannot be followed as before",
        severity=WARNING,
        databases=POSTGRESQL,
        why="Logical replication sends each row whole (FULL), or refuses UPDATE and DELETE of a"
        " published table (NOTHING, or no primary key).",
        instead="REPLICA IDENTITY USING INDEX of a unique index first.",
        scales=False,
    ),
    SetOption,
    DropConstraint,
)
def other_identity(action: SetOption | DropConstraint, seen: Timeline, facts: Facts) -> Hit | None:
    """Find REPLICA IDENTITY FULL or NOTHING, and a primary key that goes."""
    if isinstance(action, SetOption):
        if action.what != "replica identity" or action.value not in ("full", "nothing"):
            return None
        return Hit(f"The replica identity of {action.table} is {action.value} from now on")
    held = seen.known.constraint(action.table, action.name or "")
    if action.kind != "primary key" and not isinstance(held, PrimaryKey):
        return None
    if any(isinstance(one.constraint, PrimaryKey) for one in _added(seen, action)):
        return None
    return Hit(f"{action.table} has no primary key from now on")


def _added(seen: Timeline, action: DropConstraint) -> list[AddConstraint]:
    found = (one for step in seen.unit.steps for one in step.actions)
    return [o for o in found if isinstance(o, AddConstraint) and o.table == action.table]


@hazard(
    Rule(
        id="BC124",
        title="An index is dropped that queries may need",
        severity=WARNING,
        why="Queries and foreign keys that used it read the whole table instead; MySQL refuses when"
        " a foreign key needs it.",
        instead="See first that nobody uses it: pg_stat_user_indexes.idx_scan on PostgreSQL,"
        " sys.schema_unused_indexes on MySQL.",
        aliases=("INDEX_DROPPED",),
    ),
    DropIndex,
)
def needed_index(action: DropIndex, seen: Timeline, facts: Facts) -> Hit | None:
    """Find an index that goes, unless another one begins with the same columns."""
    if seen.unit.phase == CONTRACT:
        return None
    found = seen.known.index(action.name)
    made = (o for step in seen.unit.steps for o in step.actions if isinstance(o, CreateIndex))
    others = [one.index for one in made if one.table == action.table]
    if found is not None:
        table, index = found
        others += [one for one in table.indexes if one is not index]
        if any(_covers(one, index) for one in others):
            return None
    elif any(one.name == action.name.name for one in others):
        return None
    return Hit(f"Queries that use the index {action.name} read the whole table from now on")


def _covers(one: Index, other: Index) -> bool:
    return one.where == other.where and one.parts[: len(other.parts)] == other.parts
