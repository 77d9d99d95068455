"""PG3: types of columns of PostgreSQL."""

from __future__ import annotations

from goofer_py.dialects.postgresql.retyping import Retyping, retyping
from goofer_py.hazards.action import AlterObject, AlterType, CreateObject, SetSetting
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import ERROR, POSTGRESQL, WARNING, Duration, Rule
from goofer_py.hazards.timeline import Timeline
from goofer_py.schema import Check, Column, Index, Name, PrimaryKey, Table, Unique
from goofer_py.schema.expression import identifiers


def _cost(action: AlterType, seen: Timeline, facts: Facts) -> Retyping:
    """Return what a change of type costs; an unknown type before counts as a rewrite."""
    old = seen.column(action.table, action.column)
    if old is None or action.using is not None:
        return Retyping.REWRITE
    utc = _is_utc(seen, facts) and not facts.before(12)
    return retyping(_base(str(old.type), seen), _base(action.type, seen), utc=utc)


def _base(type_: str, seen: Timeline) -> str:
    """Return the type below a domain without a constraint, and any other type as it is."""
    domain = seen.known.object("domain", _named(type_))
    if domain is None or has_constraint(domain):
        return type_
    return domain.detail("type") or type_


def has_constraint(domain: CreateObject) -> bool:
    """Say whether a domain refuses values; it was made by a script, or is there."""
    names = [name for name, _ in domain.details]
    return any(one in ("constraint", "not null") or one.startswith("check ") for one in names)


def _named(type_: str) -> Name:
    schema, _, name = type_.rpartition(".")
    return Name(name.strip('"'), schema.strip('"') or None)


def _is_utc(seen: Timeline, facts: Facts) -> bool:
    zone = facts.settings.get("time_zone", "")
    for _, one in seen.done:
        if isinstance(one, SetSetting) and one.name.lower() == "timezone":
            zone = one.value
    return zone.upper() in ("UTC", "ETC/UTC")


@hazard(
    Rule(
        id="PG301",
        title="A change of type rewrites the table",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="ACCESS EXCLUSIVE",
        duration=Duration.REWRITE,
        blocks="reads and writes of the table",
        why="All rows and all indexes are written anew, and nobody can use the table meanwhile.",
        instead="Add a column of the new type, keep both the same by a trigger, fill the rows in"
        " batches, then swap their names.",
        aliases=("changing-column-type", "change_column"),
    ),
    AlterType,
)
def type_rewrites(action: AlterType, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a type that the values which are there are not already of."""
    if _cost(action, seen, facts) is not Retyping.REWRITE:
        return None
    return Hit(f"{action.table} is rewritten to make {action.column} of the type {action.type}")


@hazard(
    Rule(
        id="PG313",
        title="A change of type tries the checks of the column on all rows",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="ACCESS EXCLUSIVE",
        duration=Duration.SCAN,
        blocks="reads and writes of the table",
        why="Also where no row is rewritten, every check that names the column is tried again.",
        instead="Drop the check, change the type, add the check NOT VALID, and VALIDATE CONSTRAINT"
        " in another transaction.",
        aliases=("change_column_constraint",),
    ),
    AlterType,
)
def checks_again(action: AlterType, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a type that changes under a check."""
    table = seen.table(action.table)
    checks = () if table is None else table.checks
    named = [check for check in checks if _tries(check, action.column)]
    if not named or _cost(action, seen, facts) is Retyping.REWRITE:
        return None
    said = named[0].name or f"CHECK ({named[0].expression})"
    return Hit(f"All queries on {action.table} wait while {said} is tried on every row")


def _tries(check: Check, column: str) -> bool:
    named = {*check.columns, *identifiers(check.expression)}
    return check.validated and check.enforced and column in named


@hazard(
    Rule(
        id="PG315",
        title="A change of type locks the table on the other side of a foreign key",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="ACCESS EXCLUSIVE",
        elsewhere="ACCESS EXCLUSIVE",
        duration=Duration.REWRITE,
        blocks="reads and writes of both tables",
        why="The key is made anew: both tables are locked, and where the values change, the target"
        " of every row is looked for meanwhile.",
        instead="Add columns of the new type on both sides, with a key NOT VALID between them,"
        " validate it, then swap the names.",
    ),
    AlterType,
)
def key_again(action: AlterType, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a type that changes on one side of a foreign key."""
    table = seen.table(action.table)
    keys = () if table is None else table.foreign_keys
    others = [key.target for key in keys if action.column in key.columns]
    others += [
        one.name
        for one, key in seen.known.referencing(action.table)
        if action.column in (key.target_columns or _primary(table))
    ]
    if not others:
        return None
    names = ", ".join(sorted({str(one) for one in others}))
    return Hit(f"All queries on {action.table} wait, and those on {names}")


def _primary(table: Table | None) -> tuple[str, ...]:
    key = None if table is None else table.primary_key
    return () if key is None else key.columns


@hazard(
    Rule(
        id="PG316",
        title="A change of type or collation builds indexes anew under an exclusive lock",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="ACCESS EXCLUSIVE",
        duration=Duration.BUILD,
        blocks="reads and writes of the table",
        why="The rows stay as they are, but the order in the index is another one.",
        instead="Add a column of the new type, keep both the same by a trigger, build its index"
        " CONCURRENTLY, then swap the names.",
    ),
    AlterType,
)
def index_again(action: AlterType, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a type that changes without a rewrite, but under an index."""
    table = seen.table(action.table)
    cost = _cost(action, seen, facts)
    if table is None or cost is Retyping.REWRITE:
        return None
    names = _indexes_on(table, action.column)
    collated = _is_collated(action, seen.column(action.table, action.column))
    if not names or not (collated or cost is Retyping.INDEXES):
        return None
    said = ", ".join(names)
    return Hit(f"All queries on {action.table} wait until {said} is built anew")


def _is_collated(action: AlterType, column: Column | None) -> bool:
    """Say whether the column is sorted otherwise from now on."""
    before = None if column is None else column.collation
    return (before or "default").strip('"') != (action.collation or "default").strip('"')


def _indexes_on(table: Table, column: str) -> list[str]:
    primary = [] if table.primary_key is None else [table.primary_key]
    keys: list[PrimaryKey | Unique] = [*primary, *table.uniques]
    named = [key.name or "the index of a key" for key in keys if column in key.columns]
    return named + [one.name for one in table.indexes if _reads(one, column)]


def _reads(index: Index, column: str) -> bool:
    said = (part.expression or "" for part in index.parts)
    return column in index.reads or any(column in identifiers(one) for one in said)


@hazard(
    Rule(
        id="PG324",
        title="A constraint of a domain is tried on all tables that use it",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="SHARE",
        duration=Duration.SCAN,
        blocks="writes to every table with a column of the domain",
        why="Every row of each of these tables is looked at under a SHARE lock, one table after"
        " another.",
        instead="ALTER DOMAIN ... ADD CONSTRAINT ... NOT VALID, which locks no table; then ALTER"
        " DOMAIN ... VALIDATE CONSTRAINT.",
        aliases=("ban-alter-domain-with-add-constraint",),
    ),
    AlterObject,
)
def domain_scans(action: AlterObject, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a constraint of a domain that values which are there are held to at once."""
    if action.kind != "domain" or action.what not in ("add constraint", "set not null"):
        return None
    if action.detail("not valid") is not None:
        return None
    using = _using(action.name, seen)
    names = ", ".join(map(str, using)) or f"every table that uses {action.name}"
    message = f"Writes to {names} wait while all rows are looked at"
    return Hit(message, table=next(iter(using), None))


def _using(type_: Name, seen: Timeline) -> list[Name]:
    tables = seen.known.schema.tables
    return [t.name for t in tables if any(_named(str(c.type)) == type_ for c in t.columns)]


@hazard(
    Rule(
        id="PG327",
        title="A composite type changes under the columns that use it",
        severity=WARNING,
        databases=POSTGRESQL,
        why="The server refuses to change the type of an attribute while a column uses the type;"
        " and programs read the values as another shape at once.",
        instead="Make a new type, and move the columns over.",
        scales=False,
    ),
    AlterObject,
)
def composite_type(action: AlterObject, seen: Timeline, facts: Facts) -> Hit | None:
    """Find ALTER TYPE of a composite type that tables use, or may use."""
    if action.kind != "type" or action.what in ("owner", "rebuild"):
        return None
    using = _using(action.name, seen)
    if using and action.what == "alter column type":
        return Hit(f"It is refused: {using[0]} has a column of {action.name}", severity=ERROR)
    return Hit(f"Columns of the type {action.name} change with it")
