"""CREATE TABLE and CREATE INDEX read from their text, and held against SQLite's own reading."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goofer_py.introspect.sqlite.cursor import Cursor, Unreadable, split_list
from goofer_py.introspect.sqlite.index_text import read_index
from goofer_py.introspect.sqlite.table_text import read_table
from goofer_py.schema import (
    Check,
    Column,
    Computed,
    ForeignKey,
    Identity,
    Index,
    IndexPart,
    Name,
    PrimaryKey,
    Table,
    Type,
    Unique,
)
from tests.dialects.sqlite.live import live

T = Name("t")


def table(*columns: Column, **rest: object) -> Table:
    return Table(T, columns, **rest)  # type: ignore[arg-type]


A, B = Column("a", Type("")), Column("b", Type(""))
INT = Column("a", Type("INT"))

CASES: list[tuple[str, Table]] = [
    # Columns
    ("(a)", table(A)),
    ("(a, b)", table(A, B)),
    ("(a INT)", table(INT)),
    ("(a unsigned   big int)", table(Column("a", Type("UNSIGNED BIG INT")))),
    ("(a varchar ( 20 ), b decimal(10,-2))",
     table(Column("a", Type("VARCHAR(20)")), Column("b", Type("DECIMAL(10, -2)")))),
    ('("a b" INT, [c d] TEXT, `e f`, \'g h\' BLOB)', table(
        Column("a b", Type("INT")), Column("c d", Type("TEXT")), Column("e f", Type("")),
        Column("g h", Type("BLOB")))),
    ('("q""uote", key, "select", größe)', table(
        Column('q"uote', Type("")), Column("key", Type("")), Column("select", Type("")),
        Column("größe", Type("")))),
    ("(a INT -- a note, with ) and '\n, b /* more, ( */)", table(INT, B)),
    ("(a INT NOT NULL, b NULL)", table(Column("a", Type("INT"), nullable=False), B)),
    ("(a INT CONSTRAINT nn NOT NULL ON CONFLICT ABORT)",
     table(Column("a", Type("INT"), nullable=False))),
    ("(a INT COLLATE nocase)", table(Column("a", Type("INT"), collation="nocase"))),
    ("(a INT CONSTRAINT alone)", table(INT)),
    # Defaults
    ("(a DEFAULT 1, b DEFAULT -1.5e3)",
     table(Column("a", Type(""), default="1"), Column("b", Type(""), default="-1.5e3"))),
    ("(a DEFAULT 'it''s, (', b DEFAULT x'00')",
     table(Column("a", Type(""), default="'it''s, ('"), Column("b", Type(""), default="x'00'"))),
    ("(a DEFAULT (1 + (2)), b DEFAULT CURRENT_TIMESTAMP)",
     table(Column("a", Type(""), default="(1 + (2))"),
           Column("b", Type(""), default="CURRENT_TIMESTAMP"))),
    ("(a INT DEFAULT 1 NOT NULL, b DEFAULT true)",
     table(Column("a", Type("INT"), nullable=False, default="1"),
           Column("b", Type(""), default="true"))),
    # Computed
    ("(a, b AS (a || ')'))", table(A, Column("b", Type(""), computed=Computed("a || ')'", False)))),
    ("(a, b INT GENERATED ALWAYS AS (a+1) STORED)",
     table(A, Column("b", Type("INT"), computed=Computed("a+1", True)))),
    ("(a, b INT NOT NULL AS (a) VIRTUAL UNIQUE)", table(
        A, Column("b", Type("INT"), nullable=False, computed=Computed("a", False)),
        uniques=(Unique(("b",)),))),
    # Keys
    ("(a INTEGER PRIMARY KEY)",
     table(Column("a", Type("INTEGER")), primary_key=PrimaryKey(("a",)))),
    ("(a INTEGER CONSTRAINT pk PRIMARY KEY ASC ON CONFLICT FAIL AUTOINCREMENT)", table(
        Column("a", Type("INTEGER"), identity=Identity("autoincrement")),
        primary_key=PrimaryKey(("a",), "pk", conflict="FAIL"))),
    ("(a INTEGER, PRIMARY KEY (a AUTOINCREMENT))", table(
        Column("a", Type("INTEGER"), identity=Identity("autoincrement")),
        primary_key=PrimaryKey(("a",)))),
    ("(a INTEGER PRIMARY KEY DESC)", table(
        Column("a", Type("INTEGER")), primary_key=PrimaryKey(("a",)),
        options=(("descending_key", ""),))),
    ("(a, b, CONSTRAINT pk PRIMARY KEY (b, a) ON CONFLICT REPLACE)",
     table(A, B, primary_key=PrimaryKey(("b", "a"), "pk", conflict="REPLACE"))),
    ("(a UNIQUE ON CONFLICT IGNORE, b CONSTRAINT u UNIQUE)",
     table(A, B, uniques=(Unique(("a",), conflict="IGNORE"), Unique(("b",), "u")))),
    ("(a, b, UNIQUE (a, b DESC), CONSTRAINT u UNIQUE ([b]))",
     table(A, B, uniques=(Unique(("a", "b")), Unique(("b",), "u")))),
    ("(a, b, UNIQUE (a COLLATE nocase, b))",
     table(A, B, uniques=(Unique(("a", "b")),),
           options=(("key_parts", "`a` COLLATE NOCASE, `b`"),))),
    ("(a TEXT PRIMARY KEY DESC, b)", table(
        Column("a", Type("TEXT")), B, primary_key=PrimaryKey(("a",)),
        options=(("key_parts", "`a` DESC"),))),
    ("(a, b, PRIMARY KEY (b DESC, a))",
     table(A, B, primary_key=PrimaryKey(("b", "a")), options=(("key_parts", "`b` DESC, `a`"),))),
    ("(a, b, PRIMARY KEY (B DESC, A))",
     table(A, B, primary_key=PrimaryKey(("b", "a")), options=(("key_parts", "`b` DESC, `a`"),))),
    ("(a INTEGER, b, PRIMARY KEY (a DESC))",
     table(Column("a", Type("INTEGER")), B, primary_key=PrimaryKey(("a",)))),
    ("(a COLLATE nocase, UNIQUE (a COLLATE NOCASE))",
     table(Column("a", Type(""), collation="nocase"), uniques=(Unique(("a",)),))),
    # Checks
    ("(a CHECK (a > 0), b CONSTRAINT ck CHECK (b IN (1, 2)))",
     table(A, B, checks=(Check("a > 0"), Check("b IN (1, 2)", "ck")))),
    ("(a, CHECK (a != ')') ON CONFLICT FAIL, CONSTRAINT \"c k\" CHECK ((a)))",
     table(A, checks=(Check("a != ')'"), Check("(a)", "c k")))),
    # Foreign keys
    ("(a REFERENCES p)", table(A, foreign_keys=(ForeignKey(("a",), Name("p"), ()),))),
    ("(a INT CONSTRAINT fk REFERENCES \"p q\" (\"r s\") ON DELETE SET NULL ON UPDATE CASCADE)",
     table(INT, foreign_keys=(ForeignKey(("a",), Name("p q"), ("r s",), "fk",
                                         on_delete="SET NULL", on_update="CASCADE"),))),
    ("(a REFERENCES p (x) MATCH FULL DEFERRABLE INITIALLY DEFERRED NOT NULL)",
     table(Column("a", Type(""), nullable=False), foreign_keys=(ForeignKey(
         ("a",), Name("p"), ("x",), match="FULL", deferrable=True, initially_deferred=True),))),
    ("(a REFERENCES p ON DELETE NO ACTION NOT DEFERRABLE INITIALLY IMMEDIATE)",
     table(A, foreign_keys=(ForeignKey(("a",), Name("p"), (), on_delete="NO ACTION"),))),
    ("(a, b, CONSTRAINT fk FOREIGN KEY (a, b) REFERENCES p (x, y) ON DELETE RESTRICT DEFERRABLE)",
     table(A, B, foreign_keys=(ForeignKey(("a", "b"), Name("p"), ("x", "y"), "fk",
                                          on_delete="RESTRICT", deferrable=True),))),
    ("(a, FOREIGN KEY (a) REFERENCES p ON INSERT CASCADE ON UPDATE SET DEFAULT)",
     table(A, foreign_keys=(ForeignKey(("a",), Name("p"), (), on_update="SET DEFAULT"),))),
    # Commas between constraints may be left out
    ("(a, b, UNIQUE (a) CHECK (b) FOREIGN KEY (a) REFERENCES p)",
     table(A, B, uniques=(Unique(("a",)),), checks=(Check("b"),),
           foreign_keys=(ForeignKey(("a",), Name("p"), ()),))),
    # Options
    ("(a INTEGER PRIMARY KEY DESC) WITHOUT ROWID", table(
        Column("a", Type("INTEGER")), primary_key=PrimaryKey(("a",)),
        options=(("without_rowid", ""), ("key_parts", "`a` DESC")))),
    ("(a INT PRIMARY KEY) WITHOUT ROWID",
     table(INT, primary_key=PrimaryKey(("a",)), options=(("without_rowid", ""),))),
    ("(a INT PRIMARY KEY) STRICT, WITHOUT ROWID", table(
        INT, primary_key=PrimaryKey(("a",)), options=(("strict", ""), ("without_rowid", "")))),
    ("(a NOT NULL ON CONFLICT IGNORE)", table(
        Column("a", Type(""), nullable=False, options=(("not_null_conflict", "IGNORE"),)))),
]  # fmt: skip


@pytest.mark.parametrize(("body", "read"), CASES)
def test_a_table_is_what_its_text_says(body: str, read: Table) -> None:
    found = read_table(f"CREATE TABLE t {body}", T)

    assert found == read
    assert found.column_names == read.column_names


@pytest.mark.parametrize("body", [body for body, _ in CASES])
def test_sqlite_reads_the_text_alike(body: str) -> None:
    with live(f"CREATE TABLE t {body}") as db:
        found = db.read()

        assert len(found.tables) == 1


@pytest.mark.parametrize("body", [body for body, _ in CASES])
def test_a_table_made_again_from_what_was_read_is_read_the_same(body: str) -> None:
    with live(f"CREATE TABLE t {body}") as one, live() as other:
        other.build(one.read())

        assert other.read() == one.read()


@pytest.mark.parametrize(
    "head",
    [
        "CREATE TABLE t",
        "create table t",
        "CREATE TABLE IF NOT EXISTS t",
        "CREATE TABLE main.t",
        'CREATE TEMP TABLE "t"',
        "CREATE/**/TABLE\n[t]",
    ],
)
def test_a_table_is_told_by_any_head(head: str) -> None:
    assert read_table(f"{head}(a INT)", T) == table(INT)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "CREATE VIEW t AS SELECT 1",
        "CREATE TABLE t",
        "CREATE TABLE t (a",
        "CREATE TABLE t (a INT(",
        "CREATE TABLE t (a CHECK b)",
        "CREATE TABLE t (a, CONSTRAINT)",
        "CREATE TABLE t (a, FOREIGN KEY (a))",
        "CREATE TABLE t (a DEFAULT",
        "CREATE TABLE t (a) WITH OPTIONS",
        "CREATE TABLE t (1)",
    ],
)
def test_a_text_that_is_no_table_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read_table(text, T)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet="abt INTEGER(),'\"[]`-*/\n0x;PRIMARYKEYCHECKDEFAULTCONSTRAINT"))
def test_any_text_is_read_or_refused(body: str) -> None:
    with suppress(Unreadable):
        read_table(f"CREATE TABLE t ({body})", T)


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("CREATE INDEX i ON t (a)", Index("i", (IndexPart("a"),))),
        ("CREATE UNIQUE INDEX i ON t (a, [b c] DESC)",
         Index("i", (IndexPart("a"), IndexPart("b c", descending=True)), unique=True)),
        ("create index if not exists main.i on \"t\"('a' collate nocase asc)",
         Index("i", (IndexPart("a", collation="nocase"),))),
        ("CREATE INDEX i ON t (lower(a) COLLATE rtrim, (a, b) IN (VALUES (1, 2)))",
         Index("i", (IndexPart(expression="lower(a)", collation="rtrim"),
                     IndexPart(expression="(a, b) IN (VALUES (1, 2))")))),
        ("CREATE INDEX i ON t (a) WHERE b > 0 AND c IS NOT NULL;",
         Index("i", (IndexPart("a"),), where="b > 0 AND c IS NOT NULL")),
    ],
)  # fmt: skip
def test_an_index_is_what_its_text_says(text: str, index: Index) -> None:
    assert read_index(text, "i") == index


def test_lists_are_cut_at_commas_outside_of_parentheses_and_quotes() -> None:
    assert split_list("a, f(b, c), 'd, e', [f, g] -- h, i") == [
        "a",
        "f(b, c)",
        "'d, e'",
        "[f, g] -- h, i",
    ]


def test_a_cursor_says_what_is_missing_where() -> None:
    cursor = Cursor("CREATE TABLE t")
    cursor.expect("CREATE", "TABLE")

    with pytest.raises(Unreadable, match=r"VIEW is missing before 't' in: CREATE TABLE t"):
        cursor.expect("VIEW")
    assert cursor.name() == "t"
    with pytest.raises(Unreadable, match="a name is missing before its end"):
        cursor.name()
