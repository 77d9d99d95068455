"""PG1 and PG3: keys of PostgreSQL, and what several of them cost together."""

from __future__ import annotations

from goofer_py.hazards.action import (
    Action,
    AddColumn,
    AddConstraint,
    AlterType,
    CreateIndex,
    CreateTable,
    DropColumn,
    DropConstraint,
    SetNotNull,
)
from goofer_py.hazards.facts import Facts
from goofer_py.hazards.finding import Hit
from goofer_py.hazards.hazard import hazard
from goofer_py.hazards.rule import INFO, POSTGRESQL, WARNING, Duration, Rule
from goofer_py.hazards.timeline import Timeline
from goofer_py.schema import Column, Exclusion, ForeignKey, Index, Name, PrimaryKey, Table, Unique


@hazard(
    Rule(
        id="PG104",
        title="A primary key builds its index under an exclusive lock",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="ACCESS EXCLUSIVE",
        duration=Duration.BUILD,
        blocks="reads and writes of the table",
        why="Nobody can read the table until the index is built.",
        instead="CREATE UNIQUE INDEX CONCURRENTLY, make the columns NOT NULL (PG303), then ADD"
        " PRIMARY KEY USING INDEX.",
        aliases=("adding-serial-primary-key-field",),
    ),
    AddConstraint,
)
def primary_key_builds_index(action: AddConstraint, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a primary key that is not made of an index which is there."""
    if not isinstance(action.constraint, PrimaryKey) or action.using_index is not None:
        return None
    columns = ", ".join(action.constraint.columns)
    return Hit(f"All queries on {action.table} wait while the index on ({columns}) is built")


@hazard(
    Rule(
        id="PG109",
        title="An exclusion builds its index under an exclusive lock",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="ACCESS EXCLUSIVE",
        duration=Duration.BUILD,
        blocks="reads and writes of the table",
        why="Nobody can read the table until the index is built, and there is no other way: neither"
        " NOT VALID nor USING INDEX is possible here.",
        instead="Make a new table with the exclusion and copy the rows; or do it in a quiet hour.",
        aliases=("add_exclusion_constraint",),
    ),
    AddConstraint,
)
def exclusion_builds_index(action: AddConstraint, seen: Timeline, facts: Facts) -> Hit | None:
    """Find an exclusion on a table that is there."""
    if not isinstance(action.constraint, Exclusion):
        return None
    return Hit(f"All queries on {action.table} wait while every two rows of it are compared")


_ALIGNED = {
    "boolean": (1, 1),
    '"char"': (1, 1),
    "smallint": (2, 2),
    "integer": (4, 4),
    "real": (4, 4),
    "date": (4, 4),
    "oid": (4, 4),
    "bigint": (8, 8),
    "double precision": (8, 8),
    "money": (8, 8),
    "timestamp without time zone": (8, 8),
    "timestamp with time zone": (8, 8),
    "time without time zone": (8, 8),
    "time with time zone": (12, 8),
    "interval": (16, 8),
    "uuid": (16, 1),
    "macaddr": (6, 4),
}
"""Types of one size, with the multiple of bytes at which their values begin."""
_WORD = 8


@hazard(
    Rule(
        id="PG110",
        title="The order of columns leaves gaps in every row",
        severity=INFO,
        databases=POSTGRESQL,
        why="A value of 8 bytes begins at a multiple of 8: after a boolean there are 7 bytes of"
        " nothing, in each row.",
        instead="Write wide columns of one size first (bigint, timestamp), then integer and date,"
        " then smallint and boolean, then text and the like.",
        scales=False,
        new_tables=True,
    ),
    CreateTable,
)
def gaps(action: CreateTable, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a new table whose columns take fewer bytes in another order."""
    columns = [c for c in action.made.columns if str(c.type) in _ALIGNED]
    packed = sorted(columns, key=lambda c: -_ALIGNED[str(c.type)][1])
    wasted = _bytes(columns) - _bytes(packed)
    if action.temporary or wasted < _WORD:
        return None
    order = ", ".join(column.name for column in packed)
    return Hit(f"Each row of {action.made.name} is {wasted} bytes smaller in the order {order}")


def _bytes(columns: list[Column]) -> int:
    end = 0
    for column in columns:
        size, alignment = _ALIGNED[str(column.type)]
        end = -(-end // alignment) * alignment + size
    return -(-end // _WORD) * _WORD


@hazard(
    Rule(
        id="PG116",
        title="An index is there twice, or a foreign key has none",
        severity=INFO,
        databases=POSTGRESQL,
        why="Of two indexes that begin alike every write pays for both. Without one on the columns"
        " of a foreign key, each DELETE and UPDATE of the table it points at reads the whole"
        " table.",
        instead="Leave the shorter index out; create an index that begins with the columns of the"
        " foreign key before you add it.",
        scales=False,
        new_tables=True,
    ),
    CreateIndex,
    AddConstraint,
    CreateTable,
)
def needless_or_missing(
    action: CreateIndex | AddConstraint | CreateTable, seen: Timeline, facts: Facts
) -> Hit | None:
    """Find indexes that others serve for, and foreign keys that none serves."""
    if isinstance(action, CreateIndex):
        return _needless(action, seen.table(action.table))
    if isinstance(action, CreateTable):
        keys = action.made.foreign_keys
        return next(filter(None, (_missing(action.made, key, seen) for key in keys)), None)
    table = seen.table(action.table)
    if table is None or not isinstance(action.constraint, ForeignKey):
        return None
    return _missing(table, action.constraint, seen)


def _needless(action: CreateIndex, table: Table | None) -> Hit | None:
    index = action.index
    columns = _plain(index)
    if table is None or not columns or index.unique or index.where is not None:
        return None
    for name, others in _leading(table):
        if others[: len(columns)] == columns and name != index.name:
            again = "the same as" if others == columns else "the beginning of"
            return Hit(f"{index.name} is {again} {name or 'the primary key'}")
    return None


def _plain(index: Index) -> tuple[str, ...]:
    """Return the columns of a plain btree index, () for any other."""
    odd = any(
        part.column is None or part.descending or part.collation or part.operator_class
        for part in index.parts
    )
    if odd or index.include or index.method not in (None, "", "btree"):
        return ()
    return tuple(part.column or "" for part in index.parts)


def _leading(table: Table) -> list[tuple[str, tuple[str, ...]]]:
    """Return what begins each index of a table, by its name."""
    primary = [] if table.primary_key is None else [table.primary_key]
    keys: list[PrimaryKey | Unique] = [*primary, *table.uniques]
    found = [(key.name or "", key.columns) for key in keys]
    whole = [one for one in table.indexes if one.where is None and one.valid]
    return found + [(one.name, _plain(one)) for one in whole]


def _missing(table: Table, key: ForeignKey, seen: Timeline) -> Hit | None:
    made = (action for step in seen.unit.steps for action in step.actions)
    here = [one.index for one in made if isinstance(one, CreateIndex) and one.table == table.name]
    begun = [columns for _, columns in _leading(table)] + [_keys(one) for one in here]
    begun += [_keys(one) for one in table.indexes]
    wanted = set(key.columns)
    if any(set(columns[: len(wanted)]) == wanted for columns in begun):
        return None
    named = ", ".join(key.columns)
    return Hit(
        f"No index of {table.name} begins with ({named}), which points at {key.target}",
        table=table.name,
        severity=WARNING,
    )


def _keys(index: Index) -> tuple[str, ...]:
    return tuple(part.column or "" for part in index.parts)


_EXCLUSIVE = (AddColumn, DropColumn, AlterType, SetNotNull, AddConstraint, DropConstraint)


@hazard(
    Rule(
        id="PG117",
        title="An index is built under the locks of the statements before it",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="ACCESS EXCLUSIVE",
        duration=Duration.BUILD,
        blocks="reads and writes of the table",
        why="Locks are held until the transaction ends: what an ALTER TABLE has locked for a moment"
        " stays locked while the index is built, and several builds add up.",
        instead="Put each index into a migration of its own, CONCURRENTLY.",
    ),
    CreateIndex,
)
def builds_add_up(action: CreateIndex, seen: Timeline, facts: Facts) -> Hit | None:
    """Find an index behind another one, or behind an ALTER TABLE, of the same transaction."""
    if action.concurrently or action.only:
        return None
    earlier = [one for one in seen.before(Action) if action.table in one.tables[:1]]
    if any(isinstance(one, _EXCLUSIVE) for one in earlier):
        return Hit(
            f"{action.table} stays locked for all queries while {action.index.name} is built"
        )
    if not any(isinstance(one, CreateIndex) for one in earlier):
        return None
    return Hit(f"Writes to {action.table} wait for {action.index.name}, too: the builds add up")


@hazard(
    Rule(
        id="PG304",
        title="A primary key looks for NULL in all rows under an exclusive lock",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="ACCESS EXCLUSIVE",
        duration=Duration.SCAN,
        blocks="reads and writes of the table",
        why="The key makes its columns NOT NULL: where they are not yet, every row is looked at.",
        instead="Make the columns NOT NULL first, as PG303 says.",
    ),
    AddConstraint,
)
def primary_key_scans(action: AddConstraint, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a primary key over columns that may hold NULL."""
    key = action.constraint
    if not isinstance(key, PrimaryKey):
        return None
    names = _of_index(action, seen) if action.using_index else key.columns
    columns = [seen.column(action.table, name) for name in names]
    nullable = [one.name for one in columns if one is not None and one.nullable]
    if not nullable and not (action.using_index and not columns):
        return None
    said = ", ".join(nullable) or "a column of its index"
    return Hit(f"Every row of {action.table} is looked at when {said} can hold NULL")


def _of_index(action: AddConstraint, seen: Timeline) -> tuple[str, ...]:
    found = seen.known.index(Name(action.using_index or "", action.table.schema))
    return () if found is None else _keys(found[1])


@hazard(
    Rule(
        id="PG312",
        title="A primary key is replaced, and its index built, under an exclusive lock",
        severity=WARNING,
        databases=POSTGRESQL,
        lock="ACCESS EXCLUSIVE",
        duration=Duration.BUILD,
        blocks="reads and writes of the table",
        why="Nobody can read the table until the new index is built; and foreign keys that point at"
        " the old key stop it altogether.",
        instead="CREATE UNIQUE INDEX CONCURRENTLY, then DROP CONSTRAINT and ADD PRIMARY KEY USING"
        " INDEX in one transaction.",
    ),
    AddConstraint,
)
def primary_key_replaced(action: AddConstraint, seen: Timeline, facts: Facts) -> Hit | None:
    """Find a primary key that comes in the place of one dropped before."""
    if not isinstance(action.constraint, PrimaryKey) or action.using_index is not None:
        return None
    dropped = [
        one for _, one in seen.done if isinstance(one, DropConstraint) and one.table == action.table
    ]
    if not any(_was_key(one) for one in dropped):
        return None
    return Hit(f"{action.table} has no key, and nobody reads it, until the new index is built")


def _was_key(dropped: DropConstraint) -> bool:
    return dropped.kind == "primary key" or (dropped.name or "").endswith(("pkey", "_pk"))
