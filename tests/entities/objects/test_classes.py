"""Declared objects in the words of each database."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import DOMAIN

from goofer_py import (
    CompositeType,
    Domain,
    EnumType,
    EventTrigger,
    Extension,
    Function,
    Grant,
    Object,
    Policy,
    Procedure,
    Rule,
    SchemaRegistry,
    Trigger,
    View,
)
from goofer_py.dialects import get_dialect
from goofer_py.errors import EntityError
from goofer_py.schema import Declared, Enum, Name

METADATA = sa.MetaData()
USERS = sa.Table(
    "users",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(20)),
    sa.Column("active", sa.Boolean),
)


def declared(one: Any, dialect: str) -> tuple[Declared, ...]:
    registry = SchemaRegistry(METADATA)
    registry.register(one)
    return registry.desired(get_dialect(dialect)).schema.declared


def statements(one: Any, dialect: str = "postgresql") -> list[str]:
    return [" ".join(each.statement.split()) for each in declared(one, dialect)]


NAMED = sa.select(USERS.c.id, USERS.c.name).where(USERS.c.name.in_(["it's", "50%"]))


@pytest.mark.parametrize(
    ("one", "wanted"),
    [
        (
            Grant("select", on=USERS, to=["Reader", "public"]),
            'GRANT SELECT ON TABLE users TO "Reader", public',
        ),
        (
            Grant(["select", "update"], on="billing.bills", to="a", columns=["id", "Due"]),
            'GRANT SELECT (id, "Due"), UPDATE (id, "Due") ON TABLE billing.bills TO a',
        ),
        (
            Grant("usage", on="schema billing", to="a", grant_option=True),
            "GRANT USAGE ON SCHEMA billing TO a WITH GRANT OPTION",
        ),
        (
            EventTrigger("e", "sql_drop", "f", tags=["DROP TABLE"]),
            "CREATE EVENT TRIGGER e ON sql_drop WHEN TAG IN ('DROP TABLE') EXECUTE FUNCTION f()",
        ),
        (
            View("active", "SELECT id FROM users WHERE active;"),
            "CREATE VIEW active AS SELECT id FROM users WHERE active",
        ),
        (
            View("Named", NAMED, schema="app", columns=("n", "order")),
            (
                'CREATE VIEW app."Named" (n, "order") AS SELECT users.id, users.name FROM users '
                "WHERE users.name IN ('it''s', '50%')"
            ),
        ),
        (
            View("v", "SELECT 1", options={"security_barrier": True}, check_option="local"),
            "CREATE VIEW v WITH (security_barrier = true) AS SELECT 1 WITH LOCAL CHECK OPTION",
        ),
        (
            View("m", "SELECT 1 AS one", materialized=True, with_data=False),
            "CREATE MATERIALIZED VIEW m AS SELECT 1 AS one WITH NO DATA",
        ),
        (
            Function("add", "a integer, b integer", "integer", "SELECT a + b", options=["STABLE"]),
            (
                "CREATE FUNCTION add(a integer, b integer) RETURNS integer LANGUAGE sql STABLE "
                "AS $$SELECT a + b$$"
            ),
        ),
        (
            Function("dollars", (), "text", "SELECT $$x$$"),
            "CREATE FUNCTION dollars() RETURNS text LANGUAGE sql AS $body1$SELECT $$x$$$body1$",
        ),
        (
            Procedure("tidy", ["days integer"], body="DELETE FROM users", language="sql"),
            "CREATE PROCEDURE tidy(days integer) LANGUAGE sql AS $$DELETE FROM users$$",
        ),
        (
            Trigger("t", USERS, timing="before", events=["insert", "update"], execute="touch"),
            (
                "CREATE TRIGGER t BEFORE INSERT OR UPDATE ON users FOR EACH ROW "
                "EXECUTE FUNCTION touch()"
            ),
        ),
        (
            Trigger(
                "t",
                "app.users",
                events="update",
                of_columns=["name"],
                deferrable="initially",
                condition="old.name <> new.name",
                execute="touch('a')",
            ),
            (
                "CREATE CONSTRAINT TRIGGER t AFTER UPDATE OF name ON app.users "
                "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (old.name <> new.name) "
                "EXECUTE FUNCTION touch('a')"
            ),
        ),
        (
            Trigger(
                "t",
                "users",
                referencing="NEW TABLE AS added",
                for_each="statement",
                execute="touch()",
            ),
            (
                "CREATE TRIGGER t AFTER INSERT ON users REFERENCING NEW TABLE AS added "
                "FOR EACH STATEMENT EXECUTE FUNCTION touch()"
            ),
        ),
        (
            Domain("email", sa.String(50), default="''", not_null=True, checks="VALUE LIKE '%@%'"),
            "CREATE DOMAIN email AS VARCHAR(50) DEFAULT '' NOT NULL CHECK (VALUE LIKE '%@%')",
        ),
        (
            Domain("d", "text", collation="C", checks={"short": "length(VALUE) < 9"}),
            'CREATE DOMAIN d AS text COLLATE "C" CONSTRAINT short CHECK (length(VALUE) < 9)',
        ),
        (
            CompositeType("pair", {"a": sa.Integer, "b": "text"}),
            "CREATE TYPE pair AS (a INTEGER, b text)",
        ),
        (
            Extension("uuid-ossp", schema="ext"),
            'CREATE EXTENSION IF NOT EXISTS "uuid-ossp" SCHEMA ext',
        ),
        (
            Rule("r", "users", event="delete", do="INSTEAD NOTHING", condition="old.active"),
            "CREATE RULE r AS ON DELETE TO users WHERE (old.active) DO INSTEAD NOTHING",
        ),
        (
            Object("CREATE STATISTICS s ON id, name FROM users"),
            "CREATE STATISTICS s ON id, name FROM users",
        ),
    ],
    ids=lambda value: None if isinstance(value, str) else value.label,
)
def test_what_postgresql_runs(one: Any, wanted: str) -> None:
    assert statements(one) == [wanted]


@pytest.mark.parametrize(
    ("one", "wanted"),
    [
        (
            View("v", NAMED),
            (
                "CREATE VIEW v AS SELECT users.id, users.name FROM users "
                "WHERE users.name IN ('it''s', '50%')"
            ),
        ),
        (
            Trigger("t", USERS, events="update", of_columns=["name"], body="SELECT 1; SELECT 2;"),
            (
                "CREATE TRIGGER t AFTER UPDATE OF name ON users FOR EACH ROW "
                "BEGIN SELECT 1; SELECT 2; END"
            ),
        ),
        (
            Trigger("CREATE TRIGGER t AFTER DELETE ON users BEGIN SELECT 1; END"),
            "CREATE TRIGGER t AFTER DELETE ON users BEGIN SELECT 1; END",
        ),
    ],
)
def test_what_sqlite_runs(one: Any, wanted: str) -> None:
    assert statements(one, "sqlite") == [wanted]


def test_a_policy_makes_its_table_heed_it() -> None:
    policy = Policy("own", USERS, for_="select", to=["app", "web"], using="active", forced=True)
    assert statements(policy) == [
        "CREATE POLICY own ON users FOR SELECT TO app, web USING (active)",
        "ALTER TABLE users ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE users FORCE ROW LEVEL SECURITY",
    ]


def test_comments_are_statements_of_their_own() -> None:
    view = View("v", "SELECT 1", comment="It's one")
    assert statements(view)[1:] == ["COMMENT ON VIEW v IS 'It''s one'"]
    assert statements(view, "sqlite") == ["CREATE VIEW v AS SELECT 1"]
    function = Function(
        "f", "a text DEFAULT 'b,c', d numeric(1, 2)=3, e int[]", "text", "SELECT a", comment="same"
    )
    assert statements(function)[1:] == [
        "COMMENT ON FUNCTION f(a text , d numeric(1, 2), e int[]) IS 'same'"
    ]


def test_an_enum_type_is_one_with_that_of_columns() -> None:
    moods = SchemaRegistry(EnumType("mood", ["sad", "ok"], schema="app"))
    schema = moods.desired(get_dialect("postgresql")).schema
    assert schema.enums == (Enum(Name("mood", "app"), ("sad", "ok")),)
    assert schema.namespaces == ("app",)
    assert schema.declared == ()


def test_an_enum_type_with_other_values_than_columns_is_refused() -> None:
    metadata = sa.MetaData()
    sa.Table("t", metadata, sa.Column("m", sa.Enum("sad", "ok", name="mood")))
    registry = SchemaRegistry(metadata)
    registry.register(EnumType("mood", ["sad"]))
    with pytest.raises(EntityError, match=r"test_classes.py:\d+: the enum mood has other values"):
        registry.desired(get_dialect("postgresql"))


@pytest.mark.parametrize(
    "one",
    [
        Policy("p", "users"),
        Extension("citext"),
        Domain("d", "text"),
        EnumType("e", ["a"]),
        Function("f", body="x"),
        View("m", "SELECT 1", materialized=True),
    ],
    ids=lambda one: one.kind,
)
def test_what_a_database_has_not_is_refused(one: Any) -> None:
    with pytest.raises(EntityError, match="sqlite has nothing of the kind") as caught:
        declared(one, "sqlite")
    assert "test_classes.py:" in str(caught.value)


def test_what_is_for_other_databases_is_left_out() -> None:
    policy = Policy("p", "users", dialects=("postgresql",))
    assert statements(policy, "sqlite") == []
    assert len(statements(policy)) == 2


def test_a_dialect_that_nobody_knows_is_refused() -> None:
    with pytest.raises(EntityError, match="dialects names 'postgre'"):
        View("v", "SELECT 1", dialects=("postgre",))


@pytest.mark.parametrize(
    ("one", "message"),
    [
        (View("v", "  ; "), "has an empty query"),
        (View("v", "CREATE VIEW v AS SELECT 1"), "has a whole statement for its query"),
        (View("v", "SELECT 1; SELECT 2"), "2 statements where one is meant"),
        (View("v", "SELECT 'a"), "never closed|is not closed|unfinished"),
        (Function("f"), "has no body"),
        (Trigger("t", execute="f()"), "has no table"),
        (Trigger("t", "users", body="SELECT 1;"), "calls no function"),
        (Object("SELECT 1"), "begins with 'SELECT' declares nothing"),
        (Object("CREATE VIEW a AS SELECT 1; CREATE VIEW b AS SELECT 2"), "2 statements"),
        (Object(" -- nothing"), "no statement where one is meant"),
        (View("users", "SELECT 1"), "has the name of the table of"),
    ],
)
def test_a_wrong_declaration_says_where_it_is(one: Any, message: str) -> None:
    with pytest.raises(EntityError, match=message) as caught:
        declared(one, "postgresql")
    assert "test_classes.py:" in str(caught.value)


def test_a_trigger_for_several_events_is_refused_where_there_is_one_in_each() -> None:
    with pytest.raises(EntityError, match="waits for 2 events, and sqlite has one in each"):
        declared(Trigger("t", "users", events=["insert", "update"], body="SELECT 1;"), "sqlite")


def test_the_same_name_twice_is_refused_unless_it_is_said_in_the_same_words() -> None:
    one, same = View("v", "SELECT 1"), Object("CREATE VIEW v  AS SELECT 1")
    assert statements([one, same]) == ["CREATE VIEW v AS SELECT 1"]
    with pytest.raises(EntityError, match="view v is declared twice, and not alike"):
        declared([one, View("v", "SELECT 2")], "postgresql")


def test_overloads_and_triggers_of_other_tables_are_no_doubles() -> None:
    several = [
        Function("f", "a integer", "integer", "SELECT a"),
        Function("f", "a text", "text", "SELECT a"),
        Trigger("t", "users", execute="g()"),
        Trigger("t", "orders", execute="g()"),
    ]
    assert len(statements(several)) == 4


def test_objects_come_along_with_their_metadata() -> None:
    metadata = sa.MetaData()
    View("v", "SELECT 1", metadata=metadata)
    schema = SchemaRegistry(metadata).desired(get_dialect("sqlite")).schema
    assert [one.statement for one in schema.declared] == ["CREATE VIEW v AS SELECT 1"]


def test_a_query_follows_tables_into_the_schemas_that_stand_for_theirs() -> None:
    metadata = sa.MetaData(schema="app")
    table = sa.Table("t", metadata, sa.Column("id", sa.Integer))
    View("v", sa.select(table), schema="app", metadata=metadata)
    registry = SchemaRegistry(metadata, schemas={"app": None})
    (view,) = registry.desired(get_dialect("postgresql")).schema.declared
    assert view.statement.split() == ["CREATE", "VIEW", "v", "AS", "SELECT", "t.id", "FROM", "t"]


def test_objects_are_found_in_modules_under_any_name_and_in_lists() -> None:
    module, other = ModuleType("app.views"), ModuleType("app.models")
    shared = View("a", "SELECT 1")
    vars(module).update(first=shared, more=[View("b", "SELECT 1"), View("c", "SELECT 1")])
    vars(other).update(borrowed=shared, nothing=[], words=["a"])
    schema = SchemaRegistry(module, other).desired(get_dialect("sqlite")).schema
    assert [str(one.name) for one in schema.declared] == ["a", "b", "c"]


def test_a_domain_that_is_declared_is_not_left_alone() -> None:
    metadata = sa.MetaData()
    email: Any = DOMAIN("email", sa.Text(), create_type=False)
    sa.Table("t", metadata, sa.Column("e", email), sa.Column("z", DOMAIN("zip", sa.Text())))
    Domain("email", "text", metadata=metadata)
    schema = SchemaRegistry(metadata).desired(get_dialect("postgresql")).schema
    assert [(one.kind, one.name) for one in schema.unmanaged] == [("domain", Name("zip"))]
