"""What patterns leave alone."""

from __future__ import annotations

import pytest

from goofer_py.diff.differ import diff
from goofer_py.errors import UsageError
from goofer_py.introspect.ignore import KINDS, Ignore, plural
from goofer_py.schema import (
    Check,
    Column,
    Enum,
    ForeignKey,
    Index,
    IndexPart,
    Name,
    PrimaryKey,
    Schema,
    SchemaObject,
    Sequence,
    Table,
    Type,
    Unmanaged,
)

INTEGER = Type("integer")
USERS = Table(
    Name("users"),
    (Column("id", INTEGER), Column("team", INTEGER), Column("legacy_a", INTEGER)),
    PrimaryKey(("id",), "users_pkey"),
    foreign_keys=(ForeignKey(("team",), Name("teams"), ("id",), "users_team_fkey"),),
    checks=(Check("legacy_a > 0", "positive"), Check("team > 0", "team_positive")),
    indexes=(
        Index("by_legacy", (IndexPart("legacy_a"),)),
        Index("by_team", (IndexPart("team"),)),
    ),
)
TEAMS = Table(Name("teams"), (Column("id", INTEGER),), PrimaryKey(("id",), "teams_pkey"))
EVENTS = Table(Name("events", "audit"), (Column("id", INTEGER),), options=(("partition_by", "x"),))
PART = Table(Name("events_1", "audit"), partition_of=EVENTS.name, bound="FOR VALUES IN (1)")
SCHEMA = Schema(
    (USERS, TEAMS, EVENTS, PART),
    enums=(Enum(Name("mood"), ("a",)),),
    sequences=(Sequence(Name("numbers")),),
    namespaces=("audit",),
    objects=(
        SchemaObject("view", Name("names")),
        SchemaObject("materialized view", Name("totals")),
        SchemaObject("trigger", Name("note"), table=Name("users")),
        SchemaObject("policy", Name("own"), table=Name("users")),
    ),
    unmanaged=(Unmanaged("virtual table", Name("words")),),
)


def left_over(schema: Schema) -> set[str]:
    """Return the names of everything in the schema."""
    parts = [(t.name, part) for t in schema.tables for part in (*t.constraints, *t.indexes)]
    names = [
        *(table.name for table in schema.tables),
        *(enum.name for enum in schema.enums),
        *(sequence.name for sequence in schema.sequences),
        *(one.name for one in schema.objects),
        *(one.name for one in schema.unmanaged),
    ]
    return {
        *map(str, names),
        *(f"{t.name}.{column}" for t in schema.tables for column in t.column_names),
        *(f"{table}.{part.name}" for table, part in parts),
    }


CASES = [
    ("tables", "teams", {"teams", "teams.id", "teams.teams_pkey"}),
    ("tables", "audit.*", {"audit.events", "audit.events.id", "audit.events_1"}),
    ("partitions", "events_*", {"audit.events_1"}),
    ("partitions", "audit.events.*", {"audit.events_1"}),
    ("columns", "users.legacy_*", {"users.legacy_a", "users.positive", "users.by_legacy"}),
    ("columns", "legacy_a", {"users.legacy_a", "users.positive", "users.by_legacy"}),
    ("columns", "teams.legacy_*", set()),
    ("indexes", "by_*", {"users.by_legacy", "users.by_team"}),
    ("indexes", "users.by_team", {"users.by_team"}),
    ("constraints", "*_fkey", {"users.users_team_fkey"}),
    ("constraints", "users.positive", {"users.positive"}),
    ("enums", "mood", {"mood"}),
    ("sequences", "num*", {"numbers"}),
    ("views", "*", {"names"}),
    ("materialized_views", "totals", {"totals"}),
    ("triggers", "users.*", {"note"}),
    ("policies", "own", {"own"}),
    ("virtual_tables", "w?rds", {"words"}),
]


@pytest.mark.parametrize(("kind", "pattern", "gone"), CASES)
def test_what_matches_is_left_out(kind: str, pattern: str, gone: set[str]) -> None:
    ignore = Ignore({kind: (pattern,)})
    assert left_over(SCHEMA) - left_over(ignore.within(SCHEMA)) == gone


@pytest.mark.parametrize(("kind", "pattern", "gone"), CASES)
def test_what_matches_stays_in_a_database_that_has_it(
    kind: str, pattern: str, gone: set[str]
) -> None:
    ignore = Ignore({kind: (pattern,)})
    without = ignore.within(SCHEMA)
    assert ignore.keeping(without, SCHEMA) == SCHEMA
    assert ignore.keeping(SCHEMA, SCHEMA) == SCHEMA
    assert diff(SCHEMA, ignore.keeping(without, SCHEMA)) == ()


@pytest.mark.parametrize(("kind", "pattern", "gone"), CASES)
def test_what_matches_is_not_made_where_it_is_missing(
    kind: str, pattern: str, gone: set[str]
) -> None:
    ignore = Ignore({kind: (pattern,)})
    without = ignore.within(SCHEMA)
    assert ignore.keeping(SCHEMA, without) == without


def test_a_single_part_is_that_of_one_table_only() -> None:
    ignore = Ignore(parts=frozenset({("columns", Name("users", "other"), "legacy_a")}))
    assert ignore.within(SCHEMA) == SCHEMA
    ignore = ignore.merged(Ignore(parts=frozenset({("columns", Name("users"), "legacy_a")})))
    assert "users.legacy_a" not in left_over(ignore.within(SCHEMA))


def test_patterns_of_both_hold_together() -> None:
    ignore = Ignore({"views": ("names",)}).merged(Ignore({"views": ("x",), "enums": ("mood",)}))
    assert not {"names", "mood"} & left_over(ignore.within(SCHEMA))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_called_by_its_plural(kind: str) -> None:
    assert plural(kind) == kind


@pytest.mark.parametrize(
    ("kind", "called"),
    [
        ("index", "indexes"),
        ("policy", "policies"),
        ("operator class", "operator_classes"),
        ("materialized view", "materialized_views"),
        ("statistics", "statistics"),
    ],
)
def test_a_kind_in_plain_words_has_its_plural(kind: str, called: str) -> None:
    assert plural(kind) == called
    assert called in KINDS


def test_a_kind_that_nobody_knows_is_refused() -> None:
    with pytest.raises(UsageError, match="'triggrs' can be ignored") as caught:
        Ignore({"triggrs": ("a",)})
    assert caught.value.hint == "write triggers"
