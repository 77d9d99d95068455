"""DS: tables, columns and rows are destroyed."""

from __future__ import annotations

from goofer_py.hazards.action import (
    AddColumn,
    CreateTable,
    DetachPartition,
    DropColumn,
    DropObject,
    DropTable,
    RebuildTable,
    SetOption,
    Truncate,
    WriteRows,
)
from goofer_py.hazards.catalogue.costs import COLUMN_GONE, EMPTIED, GONE
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import (
    ERROR,
    INFO,
    MARIADB,
    MYSQL_FAMILY,
    POSTGRESQL,
    WARNING,
    Duration,
    Rule,
)
from goofer_py.hazards.timeline import Timeline


@hazard(
    Rule(
        id="DS101",
        title="A schema or database is dropped with everything in it",
        severity=ERROR,
        databases=(*POSTGRESQL, *MYSQL_FAMILY),
        why="All tables in it are gone, those too that nobody thought of.",
        instead="Drop what is in it by name first, and the schema when it is empty.",
        aliases=("ban-drop-database", "drop-empty-database"),
        scales=False,
    ),
    DropObject,
)
def drop_schema(action: DropObject, seen: Timeline, facts: Facts) -> Hit | None:
    """Find DROP SCHEMA and DROP DATABASE; PostgreSQL refuses a schema in use without CASCADE."""
    if action.kind not in ("schema", "database"):
        return None
    refused = action.kind == "schema" and POSTGRESQL[0].database == facts.database
    if refused and not action.cascade:
        message = (
            f"The schema {action.name} is dropped, which the server only does when it is empty"
        )
        return Hit(message, severity=INFO)
    return Hit(f"The {action.kind} {action.name} is dropped with everything in it")


@hazard(
    Rule(
        id="DS102",
        title="A table is dropped with its rows",
        severity=ERROR,
        lock="ACCESS EXCLUSIVE",
        duration=Duration.INSTANT,
        blocks="reads and writes of the table, and of every table that it points at",
        elsewhere="ACCESS EXCLUSIVE",
        why="The rows are gone, and programs that still read the table fail.",
        instead="Rename it to a name such as _trash_t, and drop that in a later migration; or let"
        " `makemigrations --keep-data` put the rows aside.",
        aliases=("ban-drop-table", "DELETES_DATA"),
        costs=GONE,
        only_empty=True,
    ),
    DropTable,
)
def drop_table(action: DropTable, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a table that goes, and is not made anew."""
    if seen.is_swapped_out(action.table):
        return None
    if action.kept:
        message = f"The table {action.table} goes; its rows are kept aside"
        return Hit(message, severity=INFO)
    return Hit(f"The table {action.table} is dropped, and its rows are lost")


@hazard(
    Rule(
        id="DS103",
        title="A column is dropped with its values",
        severity=ERROR,
        lock="ACCESS EXCLUSIVE",
        duration=Duration.INSTANT,
        blocks="reads and writes of the table",
        why="The values are gone.",
        instead="Stop writing the column first (drop its NOT NULL and default), and drop it in a"
        " later migration; or let `makemigrations --keep-data` put the values aside.",
        aliases=("ban-drop-column", "remove_column"),
        costs=COLUMN_GONE,
        only_empty=True,
    ),
    DropColumn,
    RebuildTable,
)
def drop_column(action: DropColumn | RebuildTable, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a column that goes with values which nothing computes again."""
    if isinstance(action, RebuildTable):
        return _left_out(action)
    column = seen.column(action.table, action.column)
    if column is not None and column.computed is not None:
        return None
    if action.kept:
        message = f"The column {action.table}.{action.column} goes; its values are kept aside"
        return Hit(message, severity=INFO)
    return Hit(f"The column {action.table}.{action.column} is dropped, and its values are lost")


def _left_out(action: RebuildTable) -> Hit | None:
    if not action.lost:
        return None
    names = ", ".join(f"{action.table}.{name}" for name in action.lost)
    return Hit(f"{names}: nothing of it is in the table that is made anew, and its values are lost")


@hazard(
    Rule(
        id="DS107",
        title="All rows of a table are thrown away",
        severity=ERROR,
        databases=(*POSTGRESQL, *MYSQL_FAMILY),
        lock="ACCESS EXCLUSIVE",
        blocks="reads and writes of the table",
        why="TRUNCATE deletes every row, and fires no trigger that looks at single rows.",
        instead="DELETE the rows that should go, in batches.",
        aliases=("ban-truncate", "disallow-truncate"),
        costs=EMPTIED,
        only_empty=True,
    ),
    Truncate,
)
def truncate(action: Truncate, seen: Timeline, facts: Facts) -> Hit | None:
    """Find TRUNCATE."""
    names = ", ".join(str(one) for one in action.truncated if not seen.is_new(one))
    return Hit(f"All rows of {names} are lost")


@hazard(
    Rule(
        id="DS108",
        title="Rows of tables are thrown away that the statement does not name",
        severity=ERROR,
        databases=POSTGRESQL,
        lock="ACCESS EXCLUSIVE",
        blocks="reads and writes of the table, and of all that point at it",
        elsewhere="ACCESS EXCLUSIVE",
        why="CASCADE empties each table with a foreign key to this one, and those behind them.",
        instead="Name every table that shall be empty, without CASCADE.",
        aliases=("ban-truncate-cascade",),
        scales=False,
    ),
    Truncate,
)
def truncate_cascade(action: Truncate, seen: Timeline, facts: Facts) -> Hit | None:
    """Find TRUNCATE ... CASCADE, and say which tables it is known to reach."""
    if not action.cascade:
        return None
    named = set(action.truncated)
    keys = (key for one in action.truncated for key in seen.known.referencing(one))
    reached = sorted({str(table.name) for table, _ in keys if table.name not in named})
    those = ", ".join(reached) if reached else "tables that point at it"
    return Hit(f"The rows of {those} go with those of {', '.join(map(str, action.truncated))}")


@hazard(
    Rule(
        id="DS110",
        title="Every row of a table is changed or deleted",
        severity=WARNING,
        why="Without WHERE it is the whole table, and one statement holds its locks to the end.",
        instead="Say which rows with WHERE, and change many of them in batches.",
        aliases=("where-required",),
        only_empty=True,
    ),
    WriteRows,
)
def whole_table(action: WriteRows, seen: Timeline, facts: Facts) -> Hit | None:
    """Find UPDATE and DELETE without WHERE, unless they fill a column that is new."""
    if action.verb not in ("UPDATE", "DELETE") or action.where or action.limited:
        return None
    added = [a for _, a in seen.done if isinstance(a, AddColumn) and a.table == action.table]
    names = {one.column.name for one in added}
    if action.verb == "UPDATE" and names and names >= set(action.columns):
        return None
    verb = "changes" if action.verb == "UPDATE" else "deletes"
    return Hit(f"{action.verb} without WHERE {verb} every row of {action.table}")


@hazard(
    Rule(
        id="DS112",
        title="A partition goes with its rows",
        severity=ERROR,
        databases=(*POSTGRESQL, *MYSQL_FAMILY),
        why="The rows of the partition are gone, without DELETE and its triggers.",
        instead="Detach or exchange it, keep it as a table, and drop that in a later migration.",
        scales=False,
    ),
    SetOption,
    DropTable,
)
def drop_partition(action: SetOption | DropTable, seen: Timeline, facts: Facts) -> Hit | None:
    """Find DROP PARTITION, TRUNCATE PARTITION, and a partition that is detached and dropped."""
    if isinstance(action, SetOption):
        words = action.value.upper().split()[:1]
        if action.what != "partitions" or words not in (["DROP"], ["TRUNCATE"]):
            return None
        return Hit(f"Rows of {action.table} go with a partition")
    table = seen.table(action.table)
    parts = (a for _, a in seen.done if isinstance(a, DetachPartition))
    detached = [one.table for one in parts if one.partition == action.table]
    whole = detached[0] if detached else table.partition_of if table else None
    if whole is None:
        return None
    return Hit(f"The rows of {whole} in its partition {action.table} are lost")


@hazard(
    Rule(
        id="DS114",
        title="The history of a table is thrown away",
        severity=ERROR,
        databases=MARIADB,
        why="DROP SYSTEM VERSIONING deletes all former versions of the rows.",
        instead="Copy SELECT ... FOR SYSTEM_TIME ALL to another table first.",
        only_empty=True,
        aliases=("MY146",),
    ),
    SetOption,
)
def drop_history(action: SetOption, seen: Timeline, facts: Facts) -> Hit | None:
    """Find DROP SYSTEM VERSIONING."""
    if (action.what, action.value) != ("system versioning", "drop"):
        return None
    return Hit(f"All former versions of the rows of {action.table} are lost")


@hazard(
    Rule(
        id="DS115",
        title="A table is replaced by an empty one",
        severity=ERROR,
        why="The statements read like those that make a table, and the rows that were there are"
        " gone.",
        instead="ALTER TABLE, or another name for the new table.",
        aliases=("create_table_force",),
        only_empty=True,
        new_tables=True,
    ),
    CreateTable,
)
def replaced_table(action: CreateTable, seen: Timeline, facts: Facts) -> Hit | None:
    """Find CREATE OR REPLACE TABLE, and a table that is made behind its own DROP TABLE."""
    name = action.made.name
    dropped = [a for _, a in seen.done if isinstance(a, DropTable) and a.table == name]
    made = [a for _, a in seen.done if isinstance(a, CreateTable) and a.made.name == name]
    if action.temporary or action.query or made or not (dropped or action.replace):
        return None
    rows = (a for one in seen.unit.steps for a in one.actions if isinstance(a, WriteRows))
    if any(a.table == name and a.verb == "INSERT" for a in rows):
        return None
    return Hit(f"{name} is dropped and made again, without its rows")
