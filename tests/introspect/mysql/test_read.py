"""What MySQL and MariaDB say of their tables and objects, read as a schema."""

from __future__ import annotations

from typing import Any

import pytest

from goofer_py.introspect.mysql import MySQLIntrospector
from goofer_py.introspect.scope import Scope
from goofer_py.schema import (
    Check,
    Column,
    ForeignKey,
    Index,
    IndexPart,
    Name,
    Schema,
    Sequence,
    Table,
    Unique,
    Use,
)
from goofer_py.stores.store import Session


def read(session: Session, *statements: str) -> Schema:
    for statement in statements:
        session.execute(statement)
    return MySQLIntrospector().read(session, Scope())


def table(session: Session, definition: str, name: str = "t") -> Table:
    return read(session, f"CREATE TABLE {name} {definition}").table(Name(name))


def column(session: Session, definition: str) -> Column:
    return table(session, f"(id int primary key, k int, c {definition})").column("c")


@pytest.mark.parametrize(
    ("definition", "default"),
    [
        ("varchar(20) DEFAULT 'it''s'", "'it''s'"),
        (r"varchar(20) DEFAULT 'a\\b'", r"'a\\b'"),
        ("varchar(20) DEFAULT ''", "''"),
        ("varchar(20) DEFAULT 'NULL'", "'NULL'"),
        ("varchar(20) DEFAULT 'current_timestamp()'", "'current_timestamp()'"),
        ("varchar(20)", None),
        ("varchar(20) DEFAULT NULL", None),
        ("int DEFAULT -5", "-5"),
        ("decimal(8,2) DEFAULT 1.5", "1.50"),
        ("bit(4) DEFAULT b'101'", "b'101'"),
        ("datetime DEFAULT now()", "CURRENT_TIMESTAMP"),
        ("datetime(3) DEFAULT current_timestamp(3)", "CURRENT_TIMESTAMP(3)"),
        ("datetime DEFAULT '2020-01-02 03:04:05'", "'2020-01-02 03:04:05'"),
        ("varchar(40) DEFAULT (uuid())", "(uuid())"),
        ("int DEFAULT (1 + 2)", "(1 + 2)"),
        ("varchar(40) DEFAULT (concat('é', '''x'))", "(concat('é','''x'))"),
        ("enum('a','b') DEFAULT 'b'", "'b'"),
    ],
)
def test_defaults_are_what_follows_the_word(
    session: Session, definition: str, default: str | None
) -> None:
    assert column(session, definition).default == default


@pytest.mark.parametrize(
    ("definition", "options"),
    [
        ("datetime DEFAULT 0 ON UPDATE now()", (("on_update", "CURRENT_TIMESTAMP"),)),
        ("timestamp(6) NULL ON UPDATE now(6)", (("on_update", "CURRENT_TIMESTAMP(6)"),)),
        ("int INVISIBLE", (("invisible", ""),)),
    ],
)
def test_what_only_these_servers_know_of_a_column_is_an_option(
    session: Session, definition: str, options: tuple[tuple[str, str], ...]
) -> None:
    session.execute("SET sql_mode = ''")
    assert column(session, definition).options == options


@pytest.mark.parametrize(
    ("definition", "expression", "stored"),
    [
        ("int AS (k * 2)", "`k` * 2", False),
        ("int AS (k * 2) STORED", "`k` * 2", True),
        ("varchar(9) AS (concat('é', k)) VIRTUAL", "concat('é',`k`)", False),
    ],
)
def test_computed_columns_tell_their_expression_and_whether_they_are_stored(
    session: Session, definition: str, expression: str, stored: bool
) -> None:
    computed = column(session, definition).computed
    assert computed is not None
    assert (computed.expression, computed.stored) == (expression, stored)


def test_json_of_mariadb_is_a_type_and_no_check(session: Session) -> None:
    found = table(session, "(id int primary key, j json, t longtext)")
    assert [c.type.text for c in found.columns[1:]] == ["json", "longtext"]
    assert found.checks == ()
    assert found.column("j").options == ()


def test_only_collations_that_are_not_inherited_are_told(session: Session) -> None:
    session.execute("ALTER DATABASE COLLATE utf8mb4_unicode_ci")
    plain = table(session, "(a varchar(9), b varchar(9) COLLATE latin1_bin)")
    other = table(
        session,
        "(a varchar(9), b varchar(9) COLLATE utf8mb4_unicode_ci) COLLATE latin1_bin",
        "other",
    )
    assert [plain.option("collation"), *(c.collation for c in plain.columns)] == [
        None,
        None,
        "latin1_bin",
    ]
    assert [other.option("collation"), *(c.collation for c in other.columns)] == [
        "latin1_bin",
        None,
        "utf8mb4_unicode_ci",
    ]


def test_table_options_are_those_that_were_asked_for(session: Session) -> None:
    found = table(session, "(id int primary key) ENGINE=MyISAM CHECKSUM=1 COMMENT 'it''s'")
    assert found.options == (("checksum", "1"), ("engine", "MyISAM"))
    assert found.comment == "it's"
    found = table(session, "(id int primary key) ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8", "u")
    assert found.options == (("key_block_size", "8"), ("row_format", "COMPRESSED"))


def test_partitions_are_one_clause(session: Session) -> None:
    found = table(
        session,
        "(id int primary key) PARTITION BY RANGE (`id`) (PARTITION a VALUES LESS THAN (10),"
        " PARTITION b VALUES LESS THAN MAXVALUE)",
    )
    assert found.option("partition") == (
        "PARTITION BY RANGE (`id`) (PARTITION a VALUES LESS THAN (10),"
        " PARTITION b VALUES LESS THAN MAXVALUE)"
    )


def test_checks_have_clean_texts(session: Session) -> None:
    found = table(
        session,
        "(`order` varchar(9), k int, CONSTRAINT named CHECK (`order` <> 'é''x'), CHECK (k > 0))",
    )
    texts = {check.name: check.expression for check in found.checks}
    assert texts["named"] == "`order` <> 'é''x'"
    (unnamed,) = (check for check in found.checks if check.name != "named")
    assert (unnamed.expression, unnamed.auto_named) == ("`k` > 0", True)


def test_checks_that_are_not_enforced_are_told(mysql_session: Session) -> None:
    found = table(mysql_session, "(k int, CONSTRAINT c CHECK (k > 0) NOT ENFORCED)")
    assert found.checks == (Check("`k` > 0", "c", enforced=False),)


def test_a_check_of_a_column_is_an_option_of_it(mariadb_session: Session) -> None:
    found = table(mariadb_session, "(k int CHECK (k > 0), CONSTRAINT c CHECK (k < 9))")
    assert found.column("k").option("check") == "`k` > 0"
    assert found.checks == (Check("`k` < 9", "c"),)


def test_indexes_have_prefixes_and_methods(session: Session) -> None:
    found = table(
        session,
        "(a varchar(50), b text, INDEX pre (a(5), b(9)), UNIQUE ux (a), UNIQUE up (b(7)),"
        " FULLTEXT ft (b))",
    )
    assert found.uniques == (Unique(("a",), "ux"),)
    assert {index.name: index for index in found.indexes} == {
        "pre": Index("pre", (IndexPart("a", length=5), IndexPart("b", length=9))),
        "up": Index("up", (IndexPart("b", length=7),), unique=True),
        "ft": Index("ft", (IndexPart("b"),), method="fulltext"),
    }


def test_indexes_of_mysql_have_expressions_and_parsers(mysql_session: Session) -> None:
    found = table(
        mysql_session,
        "(a varchar(50), INDEX f ((lower(a)), (concat(a, 'é')) DESC), INDEX i (a) INVISIBLE,"
        " FULLTEXT n (a) WITH PARSER ngram)",
    )
    parts = (
        IndexPart(None, "(lower(`a`))"),
        IndexPart(None, "(concat(`a`,'é'))", descending=True),
    )
    assert found.index("f").parts == parts
    assert found.index("i").options == (("invisible", ""),)
    assert found.index("n").options == (("parser", "ngram"),)


@pytest.mark.parametrize("declared", ["", "INDEX p (p), ", "INDEX other (p, id), "])
def test_the_index_of_a_foreign_key_is_the_same_whoever_made_it(
    session: Session, declared: str
) -> None:
    session.execute("CREATE TABLE parent (id int primary key)")
    found = table(
        session,
        f"(id int primary key, p int, {declared} FOREIGN KEY (p) REFERENCES parent (id)"
        " ON DELETE CASCADE ON UPDATE RESTRICT)",
    )
    key = ForeignKey(("p",), Name("parent"), ("id",), "t_ibfk_1", on_delete="CASCADE")
    assert found.foreign_keys == (key,)
    own = Index("other", (IndexPart("p"), IndexPart("id")))
    assert found.indexes == ((own,) if "other" in declared else (Index("p", (IndexPart("p"),)),))


def test_a_foreign_key_into_another_database_is_reported(session: Session) -> None:
    session.execute("CREATE DATABASE goofer_test_neighbour")
    try:
        session.execute("CREATE TABLE goofer_test_neighbour.p (id int primary key)")
        found = read(
            session,
            "CREATE TABLE t (id int primary key, CONSTRAINT away FOREIGN KEY (id)"
            " REFERENCES goofer_test_neighbour.p (id))",
        )
        assert found.table(Name("t")).foreign_keys == ()
        (one,) = found.unmanaged
        assert (one.kind, str(one.name)) == ("foreign key to another database", "t.away")
    finally:
        session.execute("DROP TABLE IF EXISTS t")
        session.execute("DROP DATABASE goofer_test_neighbour")


def test_sequences_have_none_for_what_holds_anyway(mariadb_session: Session) -> None:
    found = read(
        mariadb_session,
        "CREATE SEQUENCE plain",
        "CREATE SEQUENCE other START WITH 5 INCREMENT BY 2 CACHE 10 CYCLE",
        "CREATE TABLE t (id int primary key, n int DEFAULT (nextval(other)))",
    )
    assert set(found.sequences) == {
        Sequence(Name("plain")),
        Sequence(Name("other"), start=5, increment=2, cycle=True, cache=10),
    }
    assert [one.name for one in found.tables] == [Name("t")]
    assert found.tables[0].column("n").default == "(nextval(`other`))"


def test_versioned_tables_and_periods_are_told(mariadb_session: Session) -> None:
    found = read(
        mariadb_session,
        "CREATE TABLE versioned (id int primary key) WITH SYSTEM VERSIONING",
        "CREATE TABLE period (s date, e date, PERIOD FOR app (s, e))",
        "CREATE TABLE no_period (s date, e date, CHECK (s < e))",
        "CREATE TABLE own (id int, rs timestamp(6) GENERATED ALWAYS AS ROW START,"
        " re timestamp(6) GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (rs, re))"
        " WITH SYSTEM VERSIONING",
    )
    assert found.table(Name("versioned")).options == (("system_versioning", ""),)
    assert {str(one.name) for one in found.tables} == {"versioned", "no_period"}
    assert {str(one.name) for one in found.unmanaged} == {"period", "own"}


def test_views_have_their_query_columns_and_uses(session: Session) -> None:
    found = read(
        session,
        "CREATE TABLE t (id int primary key, a varchar(9))",
        "CREATE SQL SECURITY INVOKER VIEW v AS SELECT x.id, 'é' AS s FROM t AS x WHERE x.a > 'b'",
        "CREATE ALGORITHM = MERGE VIEW w AS SELECT id FROM v WITH LOCAL CHECK OPTION",
    )
    first, second = found.objects
    assert "x.id AS id,'é' AS s from t x where" in first.definition
    assert first.details == (("security", "INVOKER"),)
    assert [line.split()[0] for line in first.shape] == ["id", "s"]
    of_table = {Use("table", Name("t")), *(Use("table", Name("t"), c) for c in ("id", "a"))}
    assert set(first.uses) == of_table
    assert second.details == (("algorithm", "MERGE"), ("check_option", "LOCAL"))
    assert Use("view", Name("v"), "id") in second.uses


def test_routines_triggers_and_events_are_read(session: Session) -> None:
    found = read(
        session,
        "CREATE TABLE t (id int primary key, a int)",
        "CREATE FUNCTION f (n int, s varchar(9)) RETURNS int DETERMINISTIC NO SQL RETURN n + 1",
        "CREATE PROCEDURE p (IN n int, OUT m int) COMMENT 'c' BEGIN SELECT f(n, '') INTO m; END",
        "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = f(NEW.a, 'x')",
        "CREATE TRIGGER h BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 2",
        "CREATE EVENT e ON SCHEDULE EVERY 1 DAY ON COMPLETION PRESERVE DISABLE DO DELETE FROM t",
    )
    details: dict[str, dict[str, Any]] = {o.name.name: dict(o.details) for o in found.objects}
    assert details["f"]["data_access"] == "NO SQL"
    assert details["f"]["deterministic"] == ""
    assert details["p"]["parameters"].startswith("n int")
    assert "OUT m int" in details["p"]["parameters"]
    assert details["g"] == {"timing": "BEFORE", "event": "INSERT"}
    assert details["h"]["follows"] == "g"
    assert details["e"] == {"schedule": "EVERY 1 DAY", "preserve": "", "status": "DISABLE"}
    uses = {o.name.name: {use.name.name for use in o.uses} for o in found.objects}
    assert uses == {"f": set(), "p": {"f"}, "g": {"t", "f"}, "h": {"t", "g"}, "e": {"t"}}


def test_definitions_do_not_name_the_database(session: Session) -> None:
    (home,) = session.query("SELECT DATABASE()")[0]
    found = read(
        session,
        "CREATE TABLE t (id int primary key)",
        f"CREATE VIEW v AS SELECT `{home}`.t.id FROM `{home}`.t",
    )
    assert home not in repr(found)


@pytest.mark.parametrize(
    "setting",
    [
        "sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PAD_CHAR_TO_FULL_LENGTH'",
        "sql_quote_show_create = 0",
        "collation_connection = 'latin1_bin'",
        "time_zone = '+03:00'",
    ],
)
def test_settings_change_nothing_and_stay(session: Session, setting: str) -> None:
    before = read(
        session,
        "CREATE TABLE t (id int primary key, `a b` varchar(9) DEFAULT 'it''s', d datetime"
        " DEFAULT '2020-01-01 00:00:00', CHECK (`a b` <> 'x'), FULLTEXT f (`a b`))",
        "CREATE TABLE parts (id int primary key) PARTITION BY HASH (id) PARTITIONS 2",
        "CREATE VIEW v AS SELECT `a b` AS `c d` FROM t",
    )
    session.execute(f"SET {setting}")
    name = setting.partition(" ")[0]
    said = session.query(f"SELECT @@{name}")
    assert read(session) == before
    assert session.query(f"SELECT @@{name}") == said


def _counting(original: Any, asked: list[str]) -> Any:
    def counted(self: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return original(self, sql, *rest)

    return counted


def test_the_number_of_queries_does_not_depend_on_the_number_of_tables(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = []
    for number in range(1, 9):
        session.execute(
            f"CREATE TABLE t{number} (id int primary key, a varchar(9), UNIQUE (a), CHECK (id > 0))"
        )
        asked: list[str] = []
        with monkeypatch.context() as patch:
            patch.setattr(type(session), "query", _counting(type(session).query, asked))
            read(session)
        counts.append(len(asked))
    assert len(set(counts[1:])) == 1
