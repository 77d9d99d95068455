"""PG3: columns that are added to tables of PostgreSQL."""

from __future__ import annotations

from goofer_py.hazards.action import AddColumn
from goofer_py.hazards.catalogue.pg_types import has_constraint
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import POSTGRESQL, WARNING, Duration, On, Rule
from goofer_py.hazards.timeline import Timeline
from goofer_py.schema import Check, ForeignKey, Name, PrimaryKey, Unique


@hazard(
    Rule(
        id="PG309",
        title="A stored computed column rewrites the table",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="ACCESS EXCLUSIVE",
        duration=Duration.REWRITE,
        blocks="reads and writes of the table",
        why="The value of each row is computed and written, with all indexes.",
        instead="Add a plain column, keep it by a trigger and fill the rows in batches; or VIRTUAL"
        " on PostgreSQL 18, which writes nothing.",
    ),
    AddColumn,
)
def stored_column(action: AddColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a computed column whose values are kept."""
    computed = action.column.computed
    if computed is None or not computed.stored:
        return None
    return Hit(f"{action.table} is rewritten to hold {action.column.name}")


@hazard(
    Rule(
        id="PG310",
        title="A column that numbers the rows rewrites the table",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="ACCESS EXCLUSIVE",
        duration=Duration.REWRITE,
        blocks="reads and writes of the table",
        why="Each row gets a number of its own, so all rows and indexes are written anew.",
        instead="Add a nullable column, set its default to nextval of a sequence, fill the rows in"
        " batches, then set NOT NULL.",
        aliases=("add_column_auto_incrementing",),
    ),
    AddColumn,
)
def numbering_column(action: AddColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find serial and identity columns."""
    if action.column.identity is None:
        return None
    return Hit(f"{action.table} is rewritten: {action.column.name} numbers the rows")


@hazard(
    Rule(
        id="PG317",
        title="A new column with a check reads the whole table under an exclusive lock",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="ACCESS EXCLUSIVE",
        duration=Duration.SCAN,
        blocks="reads and writes of the table",
        why="The check is tried on every row, although all of them hold the same.",
        instead="Add the column alone, then the check as PG305 says: NOT VALID, and VALIDATE"
        " CONSTRAINT in another transaction.",
    ),
    AddColumn,
)
def checked_column(action: AddColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find CHECK beside a new column."""
    if not any(isinstance(one, Check) for one in action.constraints):
        return None
    column = action.column.name
    return Hit(f"All queries on {action.table} wait while the check of {column} is tried")


@hazard(
    Rule(
        id="PG318",
        title="A new column of a domain with a constraint rewrites the table",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="ACCESS EXCLUSIVE",
        duration=Duration.REWRITE,
        blocks="reads and writes of the table",
        why="The server writes every row anew to try the domain's constraint, also where the column"
        " holds NULL.",
        instead="Add the column with the domain's base type, and its constraint as CHECK ... NOT"
        " VALID.",
    ),
    AddColumn,
)
def domain_column(action: AddColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a column of a domain that is known to have a constraint."""
    text = str(action.column.type)
    schema, _, name = text.rpartition(".")
    domain = seen.known.object("domain", Name(name.strip('"'), schema.strip('"') or None))
    if domain is None or not has_constraint(domain):
        return None
    return Hit(f"{action.table} is rewritten to try the constraint of the domain {text}")


@hazard(
    Rule(
        id="PG319",
        title="A new column with a key builds an index under an exclusive lock",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="ACCESS EXCLUSIVE",
        duration=Duration.BUILD,
        blocks="reads and writes of the table",
        why="Nobody can read the table until the index is built.",
        instead="Add the column alone, then the key as PG105 says: CREATE UNIQUE INDEX"
        " CONCURRENTLY, then USING INDEX.",
    ),
    AddColumn,
)
def keyed_column(action: AddColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find UNIQUE and PRIMARY KEY beside a new column."""
    if not any(isinstance(one, Unique | PrimaryKey) for one in action.constraints):
        return None
    column = action.column.name
    return Hit(f"All queries on {action.table} wait while the index on {column} is built")


@hazard(
    Rule(
        id="PG325",
        title="A new column with REFERENCES locks both tables",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="ACCESS EXCLUSIVE",
        elsewhere="SHARE ROW EXCLUSIVE",
        duration=Duration.SCAN,
        blocks="reads and writes of the table, and writes to the one it points at",
        why="Where the column has a default, the target of every row is looked for meanwhile; where"
        " it is NULL the locks are short, but two.",
        instead="Add the column alone, then the key as PG306 says: NOT VALID, and VALIDATE"
        " CONSTRAINT in another transaction.",
    ),
    AddColumn,
)
def referencing_column(action: AddColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find REFERENCES beside a new column."""
    keys = [one for one in action.constraints if isinstance(one, ForeignKey)]
    if not keys:
        return None
    target = keys[0].target
    looked = action.column.default is not None
    until = "until the target of every row is found" if looked else "for each other's locks"
    return Hit(f"Queries on {action.table} and writes to {target} wait {until}")


@hazard(
    Rule(
        id="PG326",
        title="A default rewrites the table on this version",
        severity=WARNING,
        databases=(On("postgresql", until=(11,)),),
        lock="ACCESS EXCLUSIVE",
        duration=Duration.REWRITE,
        blocks="reads and writes of the table",
        why="Before PostgreSQL 11 every default is written into every row.",
        instead="Add the column without a default, set the default, fill the rows in batches, then"
        " set NOT NULL.",
    ),
    AddColumn,
)
def constant_default(action: AddColumn, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a default before PostgreSQL 11."""
    default = action.column.default
    if default is None or default.upper() == "NULL":
        return None
    return Hit(f"{action.table} is rewritten to hold {default} in {action.column.name}")
