"""Changes of tables on both servers: there, back, and there again, with rows."""

from __future__ import annotations

import pytest

from goofer_py.diff.differ import diff
from goofer_py.schema import (
    Check,
    Computed,
    ForeignKey,
    Identity,
    Index,
    IndexPart,
    Name,
    PrimaryKey,
    Schema,
    Table,
    Unique,
)
from tests.dialects.mysql.live import Live, column, table

ID = column("id", "bigint", nullable=False)
KEY = PrimaryKey(("id",))
NUMBERED = column("id", "bigint", nullable=False, identity=Identity("autoincrement"))
PETS = Name("pets")


def people(*columns: object, **facets: object) -> Table:
    """A table with a key."""
    return table(ID, *columns, primary_key=KEY, **facets)  # type: ignore[arg-type]


def pets(**facets: object) -> Table:
    """A table whose rows belong to people."""
    return table(ID, column("owner", "bigint"), name=PETS, primary_key=KEY, **facets)


def owner(**facets: object) -> ForeignKey:
    """The key from pets to people."""
    return ForeignKey(("owner",), Name("people"), ("id",), **facets)  # type: ignore[arg-type]


A = column("a", "varchar(20)")
N = column("n")

TWO_PARTITIONS = (
    "PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (10), "
    "PARTITION p1 VALUES LESS THAN (20))"
)

CASES: dict[str, tuple[tuple[Table, ...], tuple[Table, ...]]] = {
    "a column": ((people(),), (people(A),)),
    "a column with everything": (
        (people(),),
        (people(column("a", "varchar(20)", nullable=False, default="'x'", comment="it's")),),
    ),
    "a column with an expression for its default": (
        (people(),),
        (people(column("a", "varchar(40)", default="(concat('a', 1))")),),
    ),
    "a virtual column": (
        (people(N),),
        (people(N, column("v", computed=Computed("n + 1", False))),),
    ),
    "a stored column": ((people(N),), (people(N, column("v", computed=Computed("n + 1"))),)),
    "a default": ((people(N),), (people(column("n", default="5")),)),
    "a default of now": (
        (people(column("t", "datetime(3)")),),
        (people(column("t", "datetime(3)", default="now(3)", options=(("on_update", "now(3)"),))),),
    ),
    "a timestamp": (
        (people(),),
        (people(column("t", "timestamp", nullable=False, default="CURRENT_TIMESTAMP")),),
    ),
    "a comment of a column": ((people(N),), (people(column("n", comment="c")),)),
    "a type": ((people(N),), (people(column("n", "bigint")),)),
    "a longer text": ((people(A),), (people(column("a", "varchar(40)")),)),
    "a much longer text": ((people(A),), (people(column("a", "varchar(300)")),)),
    "unsigned": ((people(N),), (people(column("n", "int unsigned")),)),
    "zerofill": ((people(N),), (people(column("n", "int(6) unsigned zerofill")),)),
    "an enum's value": (
        (people(column("e", "enum('a','b')")),),
        (people(column("e", "enum('a','b','c''d')")),),
    ),
    "an enum's order": (
        (people(column("e", "enum('a','b')")),),
        (people(column("e", "enum('b','a')")),),
    ),
    "a set's value": (
        (people(column("e", "set('a','b')")),),
        (people(column("e", "set('a','b','c')")),),
    ),
    "not null": ((people(N),), (people(column("n", nullable=False)),)),
    "an invisible column": ((people(N),), (people(column("n", options=(("invisible", ""),))),)),
    "json": ((people(),), (people(column("j", "json")),)),
    "a collation of a column": (
        (people(A),),
        (people(column("a", "varchar(20)", collation="utf8mb4_bin")),),
    ),
    "a collation of a table": (
        (people(A, column("b", "text", collation="latin1_bin")),),
        (
            people(
                A,
                column("b", "text", collation="latin1_bin"),
                options=(("collation", "utf8mb4_bin"),),
            ),
        ),
    ),
    "another collation of a table": (
        (people(A, options=(("collation", "utf8mb4_bin"),)),),
        (people(A, options=(("collation", "utf8mb4_unicode_ci"),)),),
    ),
    "a comment of a table": ((people(),), (people(comment="it's"),)),
    "a row format": ((people(),), (people(options=(("row_format", "COMPRESSED"),)),)),
    "statistics of a table": ((people(),), (people(options=(("stats_persistent", "0"),)),)),
    "an engine": ((people(),), (people(options=(("engine", "MyISAM"),)),)),
    "an index": (
        (people(A, N),),
        (people(A, N, indexes=(Index("i", (IndexPart("a"), IndexPart("n"))),)),),
    ),
    "an index over a prefix": (
        (people(A),),
        (people(A, indexes=(Index("i", (IndexPart("a", length=5),)),)),),
    ),
    "an index downwards": (
        (people(A),),
        (people(A, indexes=(Index("i", (IndexPart("a", descending=True),)),)),),
    ),
    "an index with a comment": (
        (people(A, indexes=(Index("i", (IndexPart("a"),)),)),),
        (people(A, indexes=(Index("i", (IndexPart("a"),), comment="it's"),)),),
    ),
    "an index that nobody sees": (
        (people(A, indexes=(Index("i", (IndexPart("a"),)),)),),
        (people(A, indexes=(Index("i", (IndexPart("a"),), options=(("invisible", ""),)),)),),
    ),
    "an index over other columns": (
        (people(A, N, indexes=(Index("i", (IndexPart("a"),)),)),),
        (people(A, N, indexes=(Index("i", (IndexPart("n"),)),)),),
    ),
    "a name of an index": (
        (people(A, indexes=(Index("i", (IndexPart("a"),)),)),),
        (people(A, indexes=(Index("j", (IndexPart("a"),)),)),),
    ),
    "a fulltext index": (
        (people(A),),
        (people(A, indexes=(Index("i", (IndexPart("a"),), method="fulltext"),)),),
    ),
    "a column beside a fulltext index": (
        (people(A, indexes=(Index("i", (IndexPart("a"),), method="fulltext"),)),),
        (people(A, N, indexes=(Index("i", (IndexPart("a"),), method="fulltext"),)),),
    ),
    "a second fulltext index": (
        (
            people(
                A, column("b", "text"), indexes=(Index("i", (IndexPart("a"),), method="fulltext"),)
            ),
        ),
        (
            people(
                A,
                column("b", "text"),
                indexes=(
                    Index("i", (IndexPart("a"),), method="fulltext"),
                    Index("j", (IndexPart("b"),), method="fulltext"),
                ),
            ),
        ),
    ),
    "two fulltext indexes at once": (
        (people(A, column("b", "text")),),
        (
            people(
                A,
                column("b", "text"),
                indexes=(
                    Index("i", (IndexPart("a"),), method="fulltext"),
                    Index("j", (IndexPart("b"),), method="fulltext"),
                ),
            ),
        ),
    ),
    "a spatial index": (
        (people(column("p", "point", nullable=False)),),
        (
            people(
                column("p", "point", nullable=False),
                indexes=(Index("i", (IndexPart("p"),), method="spatial"),),
            ),
        ),
    ),
    "a unique constraint": ((people(A),), (people(A, uniques=(Unique(("a",), "uq"),)),)),
    "a name of a unique constraint": (
        (people(A, uniques=(Unique(("a",), "uq"),)),),
        (people(A, uniques=(Unique(("a",), "uq_a"),)),),
    ),
    "a check": ((people(N),), (people(N, checks=(Check("n > 0", "ck"),)),)),
    "another check": (
        (people(N, checks=(Check("n > 0", "ck"),)),),
        (people(N, checks=(Check("n > -1", "ck"),)),),
    ),
    "a name of a check": (
        (people(N, checks=(Check("n > 0", "ck"),)),),
        (people(N, checks=(Check("n > 0", "ck2"),)),),
    ),
    "a check of a dropped column": (
        (people(N, A, checks=(Check("n > 0", "ck"),)),),
        (people(A),),
    ),
    "a primary key": ((table(ID, N),), (people(N),)),
    "another primary key": (
        (people(column("m", nullable=False)),),
        (table(ID, column("m", nullable=False), primary_key=PrimaryKey(("m", "id"))),),
    ),
    "a column that numbers rows": ((people(N),), (table(NUMBERED, N, primary_key=KEY),)),
    "a new column that numbers rows": (
        (table(N),),
        (table(N, NUMBERED, primary_key=KEY),),
    ),
    "another column that numbers rows": (
        (table(NUMBERED, N, primary_key=KEY),),
        (
            table(
                ID,
                N,
                column("no", nullable=False, identity=Identity("autoincrement")),
                primary_key=PrimaryKey(("no",)),
            ),
        ),
    ),
    "a foreign key": ((people(), pets()), (people(), pets(foreign_keys=(owner(name="fk"),)))),
    "a foreign key without a name": ((people(), pets()), (people(), pets(foreign_keys=(owner(),)))),
    "what a foreign key does": (
        (people(), pets(foreign_keys=(owner(name="fk"),))),
        (people(), pets(foreign_keys=(owner(name="fk", on_delete="CASCADE"),))),
    ),
    "a name of a foreign key": (
        (people(), pets(foreign_keys=(owner(name="fk"),))),
        (people(), pets(foreign_keys=(owner(name="fk2"),))),
    ),
    "the index below a foreign key": (
        (people(), pets(foreign_keys=(owner(name="fk"),))),
        (
            people(),
            pets(
                foreign_keys=(owner(name="fk"),),
                indexes=(Index("i", (IndexPart("owner"), IndexPart("id"))),),
            ),
        ),
    ),
    "the name of the index below a foreign key": (
        (
            people(),
            pets(foreign_keys=(owner(name="fk"),), indexes=(Index("i", (IndexPart("owner"),)),)),
        ),
        (
            people(),
            pets(foreign_keys=(owner(name="fk"),), indexes=(Index("j", (IndexPart("owner"),)),)),
        ),
    ),
    "a type at both ends of a foreign key": (
        (
            table(column("id", nullable=False), primary_key=KEY),
            table(
                ID, column("owner"), name=PETS, primary_key=KEY, foreign_keys=(owner(name="fk"),)
            ),
        ),
        (people(), pets(foreign_keys=(owner(name="fk"),))),
    ),
    "tables that refer to each other": (
        (),
        (
            people(column("pet", "bigint"), foreign_keys=(ForeignKey(("pet",), PETS, ("id",)),)),
            pets(foreign_keys=(owner(),)),
        ),
    ),
    "partitions": (
        (people(),),
        (
            people(
                options=(
                    (
                        "partition",
                        TWO_PARTITIONS,
                    ),
                )
            ),
        ),
    ),
    "another partition": (
        (
            people(
                options=(
                    (
                        "partition",
                        "PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (10))",
                    ),
                )
            ),
        ),
        (
            people(
                options=(
                    (
                        "partition",
                        TWO_PARTITIONS,
                    ),
                )
            ),
        ),
    ),
    "words that must be quoted": (
        (),
        (
            table(
                column("order", nullable=False),
                column("a`b", "varchar(9)"),
                name=Name("group"),
                primary_key=PrimaryKey(("order",)),
                indexes=(Index("key", (IndexPart("a`b", length=3),)),),
                checks=(Check("`order` > 0", "check"),),
            ),
        ),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_change_leads_there_and_back(live: Live, case: str) -> None:
    current, desired = (Schema(tables) for tables in CASES[case])
    start, wanted = live.build(current), live.spelled(desired)
    operations = diff(start, wanted)
    assert operations
    for one in start.tables:
        insert(live, one)
    end = live.run(operations, start)
    live.expect(wanted)
    live.run_back(operations, end)
    live.expect(start)
    live.run(operations, start)
    live.expect(wanted)


def insert(live: Live, into: Table) -> None:
    """Put two rows into a table."""
    quote = live.dialect.quote
    for row in (1, 2):
        values = {
            quote(c.name): live.dialect.sample(c, row) for c in into.columns if c.computed is None
        }
        columns, literals = ", ".join(values), ", ".join(map(str, values.values()))
        live.session.run(
            f"INSERT INTO {live.dialect.qualified(into.name)} ({columns}) VALUES ({literals})"
        )
