"""Objects beside tables that classes or MetaData declare."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.types import UserDefinedType

from tests.dialects.postgresql.project import Project, declared

SLUG = """
CREATE FUNCTION slug(t text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT lower(t) $$;
"""
NOTED = """
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN INSERT INTO log (a) VALUES (NEW.id); RETURN NEW; END $$;
"""


class Named(UserDefinedType[Any]):
    """A type of the database, by its name."""

    cache_ok = True

    def __init__(self, name: str) -> None:
        self.name = name

    def get_col_spec(self, **_: object) -> str:
        return self.name


def key() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True, autoincrement=False)


def table(metadata: sa.MetaData, name: str, **columns: Any) -> sa.Table:
    """Add a table with a key and columns of these types."""
    return sa.Table(name, metadata, key(), *(sa.Column(n, t) for n, t in columns.items()))


@pytest.fixture
def project(postgresql_url: str, tmp_path: Path) -> Callable[..., Project]:
    def make(before: str = "", **options: Any) -> Project:
        made = Project(postgresql_url, tmp_path / "migrations", **options)
        if before:
            made.run(before)
        return made

    return make


def priced(functions: str, base: str) -> sa.MetaData:
    metadata = declared(
        f"{functions} CREATE DOMAIN price AS {base} CHECK (is_fair(VALUE));"
        "CREATE FUNCTION is_fair(numeric) RETURNS boolean LANGUAGE sql IMMUTABLE"
        " AS 'SELECT $1 > 0';"
        "CREATE VIEW v AS SELECT id, p FROM t;"
    )
    sa.Table(
        "t",
        metadata,
        key(),
        sa.Column("n", sa.Text, server_default=sa.text("slug('X')")),
        sa.Column("p", Named("price")),
        sa.CheckConstraint("slug(n) <> ''"),
        sa.Index("ti", sa.text("slug(n)")),
    )
    return metadata


def test_tables_call_functions_and_have_domains_that_are_declared(
    project: Callable[..., Project],
) -> None:
    there = project()
    there.change(priced(SLUG, "numeric(8,2)"))
    there.run("INSERT INTO t (id, p) VALUES (1, 3)")

    there.change(
        priced(SLUG.replace("t text", "word text").replace("(t)", "(word)"), "numeric(9,2)")
    )

    assert there.rows("SELECT n, p::text FROM t") == [("x", "3.00")]


def test_a_view_takes_a_new_column_for_one_that_goes(project: Callable[..., Project]) -> None:
    there = project(
        "CREATE TABLE t (id integer PRIMARY KEY, a integer); INSERT INTO t VALUES (1, 2);"
        "CREATE VIEW v AS SELECT id FROM t; CREATE VIEW w AS SELECT id FROM v;"
    )
    wanted = declared("CREATE VIEW v AS SELECT id, b FROM t; CREATE VIEW w AS SELECT id, b FROM v;")
    table(wanted, "t", b=sa.Text)

    there.change(wanted, renames={"t.a": False})


def test_a_table_takes_another_name_under_what_nobody_declares(
    project: Callable[..., Project],
) -> None:
    there = project(
        "CREATE TABLE t (id integer PRIMARY KEY, a integer); INSERT INTO t VALUES (1, 2);"
        "CREATE VIEW v AS SELECT id, a FROM t; CREATE POLICY po ON t USING (a > 0);"
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
        "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();",
        manage=(),
    )
    wanted = sa.MetaData()
    table(wanted, "u", a=sa.BigInteger)

    there.change(wanted, renames={"t": "u"})

    assert there.rows("SELECT a FROM v") == [(2,)]


def test_a_table_moves_to_another_schema_with_its_rows_and_triggers(
    project: Callable[..., Project],
) -> None:
    there = project(
        "CREATE SCHEMA app; CREATE TABLE t (id integer PRIMARY KEY, a integer);"
        "CREATE VIEW v AS SELECT id, a FROM t; INSERT INTO t VALUES (1, 2);"
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
        "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();",
        manage=(),
        namespaces=("app",),
    )
    wanted = sa.MetaData(schema="app")
    info = {"goofer": {"renamed_from": "public.t"}}
    sa.Table("t", wanted, key(), sa.Column("a", sa.Integer), info=info)

    draft = there.change(wanted)

    assert [type(operation).__name__ for operation in draft.operations] == ["RenameTable"]
    assert there.rows("SELECT a FROM app.t") == [(2,)]


def test_a_default_calls_a_function_that_nobody_declares(project: Callable[..., Project]) -> None:
    there = project(
        SLUG + "CREATE TABLE t (id integer PRIMARY KEY, n text DEFAULT slug('x'))", manage=()
    )
    wanted = sa.MetaData()
    for_n, for_m = sa.text("slug('y')"), sa.text("slug('z')")
    sa.Table(
        "t",
        wanted,
        key(),
        sa.Column("n", sa.Text, server_default=for_n),
        sa.Column("m", sa.Text, server_default=for_m),
    )

    there.change(wanted)


def test_a_view_stands_on_what_nobody_declares(project: Callable[..., Project]) -> None:
    there = project(
        "CREATE TABLE t (id integer PRIMARY KEY, a integer);"
        "CREATE FUNCTION af() RETURNS integer LANGUAGE sql AS 'SELECT 1';"
        "CREATE MATERIALIZED VIEW am AS SELECT id, a FROM t;",
        manage=(),
    )
    for type_ in (sa.Integer, sa.BigInteger):
        wanted = declared("CREATE VIEW w AS SELECT id, a, af() AS f FROM am;")
        table(wanted, "t", a=type_)
        there.change(wanted)


def test_a_key_goes_under_a_view_that_groups_by_it(project: Callable[..., Project]) -> None:
    there = project(
        "CREATE TABLE t (id integer CONSTRAINT tpk PRIMARY KEY, n text);"
        "CREATE VIEW v AS SELECT id, n FROM t GROUP BY id;"
    )

    there.change(
        "CREATE TABLE t (id integer NOT NULL, n text,"
        " k integer DEFAULT 1 CONSTRAINT tpk PRIMARY KEY);"
        "CREATE VIEW v AS SELECT id, n FROM t;"
    )


def test_triggers_that_write_elsewhere_are_tried_too(project: Callable[..., Project]) -> None:
    there = project(
        "CREATE TABLE a (id integer PRIMARY KEY, n integer);"
        "CREATE TABLE log (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a integer);"
        f"{NOTED} CREATE TRIGGER g AFTER INSERT OR UPDATE ON a"
        " FOR EACH ROW EXECUTE FUNCTION note();"
        "INSERT INTO a VALUES (1, NULL)",
        manage=(),
    )
    wanted = sa.MetaData()
    sa.Table("a", wanted, key(), sa.Column("n", sa.Integer, nullable=False))
    numbered = sa.Column("id", sa.Integer, sa.Identity(always=True), primary_key=True)
    sa.Table("log", wanted, numbered, sa.Column("a", sa.Integer))

    there.change(wanted, fills={"a.n": "0"})

    assert there.rows("SELECT min(id) FROM log") == [(1,)]
