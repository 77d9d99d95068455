"""What PostgreSQL's tables can have beyond columns and keys: made, changed, and changed back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from goofer_py.diff.differ import diff
from goofer_py.schema import (
    Check,
    Computed,
    Exclusion,
    ForeignKey,
    Index,
    IndexPart,
    Name,
    PrimaryKey,
    Schema,
    Unique,
)
from goofer_py.stores.store import Session
from tests.dialects.postgresql.live import PEOPLE, Live, column, table

ID = column("id", "bigint", nullable=False)
KEY = PrimaryKey(("id",), "people_pkey")
PLAIN = table(ID, column("a"), column("during", "int4range"), primary_key=KEY)
ALONE = Exclusion("during WITH &&", "alone")
A_UNIQUE = Index("people_a", (IndexPart("a"),), unique=True)
ELSEWHERE = table(
    column("x", "int4range", nullable=False),
    column("k", "int4range", nullable=False),
    name=Name("bookings"),
    primary_key=PrimaryKey(("k", "x"), "bookings_pkey", without_overlaps=True),
)
OF_BOOKINGS = table(
    column("b", "int4range"),
    column("during", "int4range"),
    foreign_keys=(
        ForeignKey(("b", "during"), Name("bookings"), ("k", "x"), "of_bookings", period=True),
    ),
)


def plain(**facets: object) -> Schema:
    """A table with nothing but columns, a key and what is given."""
    return Schema((replace(PLAIN, **facets),))  # type: ignore[arg-type]


def both_ways(live: Live, current: Schema, desired: Schema) -> None:
    """Fail unless the diff leads from one to the other, back, and there again."""
    start = live.build(current)
    live.expect(start)
    operations = diff(start, live.dialect.canonical(desired))
    assert operations

    end = live.run(operations, start)
    live.expect(end)
    assert diff(end, live.dialect.canonical(desired)) == ()

    assert live.run_back(operations, end) == start
    live.expect(start)

    assert live.run(operations, start) == end
    live.expect(end)


@pytest.fixture
def live(empty: Session) -> Live:
    return Live(empty)


CASES: dict[str, tuple[Schema, Schema]] = {
    "exclusion": (plain(), plain(exclusions=(ALONE,))),
    "exclusion with a condition, deferred": (
        plain(exclusions=(ALONE,)),
        plain(
            exclusions=(
                Exclusion(
                    "int4range(a, (a + 1)) WITH &&, during WITH -|-",
                    "alone",
                    where="a > 0",
                    deferrable=True,
                    initially_deferred=True,
                ),
            )
        ),
    ),
    "exclusion by btree that carries a column": (
        plain(),
        plain(exclusions=(Exclusion("a WITH =", "one", "btree", include=("id",)),)),
    ),
    "exclusion renamed": (
        plain(exclusions=(ALONE,)),
        plain(exclusions=(replace(ALONE, name="all_alone"),)),
    ),
    "every option of a table": (
        plain(),
        plain(
            indexes=(A_UNIQUE,),
            columns=(ID, column("a", nullable=False), PLAIN.columns[2]),
            options=(
                ("cluster_on", "people_a"),
                ("fillfactor", "70"),
                ("replica_identity", "index people_a"),
                ("row_security", "enabled, forced"),
                ("toast.autovacuum_enabled", "false"),
                ("unlogged", ""),
            ),
        ),
    ),
    "other options of a table": (
        plain(
            options=(
                ("autovacuum_vacuum_scale_factor", "0.1"),
                ("cluster_on", "people_pkey"),
                ("replica_identity", "full"),
                ("row_security", "forced"),
                ("toast.autovacuum_enabled", "false"),
            ),
        ),
        plain(options=(("replica_identity", "nothing"), ("row_security", "enabled"))),
    ),
    "index that a table names is renamed": (
        plain(options=(("cluster_on", "people_pkey"), ("replica_identity", "index people_pkey"))),
        plain(
            primary_key=replace(KEY, name="pk"),
            options=(("cluster_on", "pk"), ("replica_identity", "index pk")),
        ),
    ),
    "index that a table names is made anew": (
        plain(
            indexes=(A_UNIQUE,),
            columns=(ID, column("a", nullable=False), PLAIN.columns[2]),
            options=(("cluster_on", "people_a"), ("replica_identity", "index people_a")),
        ),
        plain(
            indexes=(replace(A_UNIQUE, include=("during",)),),
            columns=(ID, column("a", nullable=False), PLAIN.columns[2]),
            options=(("cluster_on", "people_a"), ("replica_identity", "index people_a")),
        ),
    ),
    "options of columns": (
        plain(columns=(ID, column("t", "text", options=(("statistics", "10"),)))),
        plain(
            columns=(
                ID,
                column(
                    "t",
                    "text",
                    options=(("n_distinct", "-0.5"), ("storage", "external")),
                ),
                column("u", "text", options=(("statistics", "7"), ("storage", "main"))),
            )
        ),
    ),
    "type of a column that says how it is kept": (
        plain(columns=(ID, column("t", "text", options=(("storage", "external"),)))),
        plain(columns=(ID, column("t", "jsonb", options=(("storage", "external"),)))),
    ),
    "other things computed": (
        plain(
            columns=(
                *PLAIN.columns,
                column("b"),
                column("twice", computed=Computed("a * 2")),
                column("more", computed=Computed("b + 1"), comment="of b"),
            ),
            indexes=(Index("ix_twice", (IndexPart("twice"),)),),
        ),
        plain(
            columns=(
                *PLAIN.columns,
                column("c"),
                column("twice", computed=Computed("a * 3")),
                column("more", computed=Computed("c + 1")),
            ),
            indexes=(Index("ix_twice", (IndexPart("twice"),)),),
        ),
    ),
    "comments on constraints": (
        plain(exclusions=(ALONE,), checks=(Check("a > 0", "positive", comment="old"),)),
        plain(
            primary_key=replace(KEY, comment="it's the key"),
            uniques=(Unique(("a",), "one_a", comment="new"),),
            exclusions=(replace(ALONE, comment="quiet"),),
            checks=(Check("a > 0", "positive"),),
        ),
    ),
}
FROM_18 = {
    "key without overlaps and key over a period": (plain(), Schema((ELSEWHERE, OF_BOOKINGS))),
    "unique without overlaps": (
        plain(),
        plain(
            uniques=(Unique(("during", "r"), "u", without_overlaps=True),),
            columns=(*PLAIN.columns, column("r", "int4range")),
        ),
    ),
    "not enforced": (
        plain(
            checks=(Check("a > 0", "positive"),),
            foreign_keys=(ForeignKey(("a",), PEOPLE, ("id",), "to_self", enforced=False),),
        ),
        plain(
            checks=(Check("a > 0", "positive", enforced=False),),
            foreign_keys=(ForeignKey(("a",), PEOPLE, ("id",), "to_self"),),
        ),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_change_of_a_table_leads_there_and_back(case: tuple[Schema, Schema], live: Live) -> None:
    both_ways(live, *case)


def test_changes_that_only_new_servers_know_lead_there_and_back(live: Live) -> None:
    knows = live.dialect.capabilities.version >= (18,)
    for current, desired in FROM_18.values() if knows else ():
        both_ways(live, current, desired)
        live.session.run("DROP TABLE IF EXISTS people; DROP TABLE IF EXISTS bookings")
    assert knows or live.read() == Schema()


def test_stored_column_is_not_made_anew_where_the_server_can_change_it(live: Live) -> None:
    current, desired = CASES["other things computed"]
    start = live.build(current)
    operations = diff(start, live.dialect.canonical(desired))

    script = live.renderer.statements(live.dialect.lower(operations, start))

    knows = live.dialect.capabilities.version >= (17,)
    assert ("ALTER COLUMN twice SET EXPRESSION AS (a * 3)" in script) == knows
    assert ("ADD COLUMN twice" in script) != knows
    assert "ADD COLUMN more" in script
