"""Declarations made for other libraries."""

from __future__ import annotations

import subprocess
import sys
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa
from alembic_utils.pg_extension import PGExtension
from alembic_utils.pg_function import PGFunction
from alembic_utils.pg_grant_table import PGGrantTable
from alembic_utils.pg_materialized_view import PGMaterializedView
from alembic_utils.pg_policy import PGPolicy
from alembic_utils.pg_trigger import PGTrigger
from alembic_utils.pg_view import PGView
from alembic_utils.replaceable_entity import ReplaceableEntity
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy_declarative_extensions import (
    Function,
    Functions,
    Grants,
    Roles,
    Schemas,
    View,
    declarative_database,
    declare_database,
    register_view,
    view,
)
from sqlalchemy_declarative_extensions.dialects import mysql, postgresql
from sqlalchemy_declarative_extensions.view import ViewIndex

from goofer_py.dialects import get_dialect
from goofer_py.registry import SchemaRegistry
from goofer_py.schema import Name, Schema


def schema_of(*sources: object, dialect: str = "postgresql") -> Schema:
    return SchemaRegistry(*sources).desired(get_dialect(dialect), "public").schema


def statements(*sources: object, dialect: str = "postgresql") -> list[str]:
    declared = schema_of(*sources, dialect=dialect).declared
    return [" ".join(one.statement.split()) for one in declared]


@pytest.mark.parametrize(
    ("entity", "wanted"),
    [
        (
            PGView("public", "active", "SELECT id::text, ':x' AS y FROM users;"),
            'CREATE VIEW "public"."active" AS SELECT id::text, \':x\' AS y FROM users',
        ),
        (
            PGMaterializedView("app", "m", "SELECT 1", with_data=False),
            'CREATE MATERIALIZED VIEW "app"."m" AS SELECT 1 WITH NO DATA',
        ),
        (
            PGFunction(
                "public",
                "f(a text)",
                "returns text language plpgsql as $$ declare b text := a; begin return b; end $$",
            ),
            (
                'CREATE FUNCTION "public"."f"(a text) returns text language plpgsql '
                "as $$ declare b text := a; begin return b; end $$"
            ),
        ),
        (
            PGTrigger(
                "public",
                "t",
                "AFTER INSERT ON public.users FOR EACH ROW EXECUTE FUNCTION public.touch()",
                on_entity="public.users",
            ),
            (
                'CREATE TRIGGER "t" AFTER INSERT ON public.users FOR EACH ROW '
                "EXECUTE FUNCTION public.touch()"
            ),
        ),
        (
            PGPolicy("public", "p", "FOR SELECT USING (true)", on_entity="public.users"),
            "CREATE POLICY p on public.users FOR SELECT USING (true)",
        ),
        (
            PGExtension("public", "citext"),
            "CREATE EXTENSION IF NOT EXISTS citext SCHEMA public",
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_entities_of_alembic_utils_are_declarations(entity: ReplaceableEntity, wanted: str) -> None:
    assert statements(entity) == [wanted]
    assert statements(entity, dialect="sqlite") == []


def test_entities_of_alembic_utils_are_found_in_modules() -> None:
    module = ModuleType("app.views")
    vars(module)["ACTIVE"] = PGView("public", "active", "SELECT 1")
    vars(module)["OTHERS"] = [PGView("public", "a", "SELECT 1"), PGView("app", "b", "SELECT 1")]
    again = ModuleType("app.entities")
    vars(again)["ACTIVE"] = vars(module)["ACTIVE"]
    declared = schema_of(module, again).declared
    assert [(one.name, one.origin) for one in declared] == [
        (Name("active"), "app.views"),
        (Name("a"), "app.views"),
        (Name("b", "app"), "app.views"),
    ]


def test_grants_of_alembic_utils_are_said_to_be_left_alone() -> None:
    schema = schema_of(PGGrantTable("public", "users", "app", "DELETE"))
    assert schema.declared == ()
    assert [(one.kind, one.name) for one in schema.unmanaged] == [("grant", Name("users"))]


def test_neither_library_is_imported_for_a_project_without_it() -> None:
    code = (
        "import sys, sqlalchemy as sa; from goofer_py import SchemaRegistry;"
        "from goofer_py.dialects import get_dialect;"
        "SchemaRegistry(sa.MetaData(info={'views': []})).desired(get_dialect('postgresql'));"
        "tops = {m.split('.')[0] for m in sys.modules};"
        "print(tops & {'alembic', 'alembic_utils', 'sqlalchemy_declarative_extensions'})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.fixture
def metadata() -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table("users", metadata, sa.Column("id", sa.Integer, primary_key=True))
    return metadata


def test_what_declare_database_says_is_declared(metadata: sa.MetaData) -> None:
    users = metadata.tables["users"]
    borrowed: Any = PGView("public", "borrowed", "SELECT 1")
    declare_database(
        metadata,
        schemas=Schemas().are("app"),
        views=[
            View("few", sa.select(users.c.id).where(users.c.id > 5), schema="app"),
            postgresql.View(
                "m",
                "SELECT id FROM users",
                materialized={"with_data": False},
                constraints=[ViewIndex(["id"], name="m_id", unique=True)],
            ),
            borrowed,
        ],
        functions=Functions().are(
            Function("f", "SELECT a + 1", returns="integer", parameters=["a integer"])
        ),
        triggers=[
            postgresql.Trigger.after("insert", on="users", execute="touch")
            .for_each_row()
            .named("t"),
            mysql.Trigger.after("insert", on="users", execute="SET @a = 1").named("t"),
        ],
        roles=Roles().are("reader"),
        grants=Grants().are(
            postgresql.DefaultGrant.on_tables_in_schema("app").grant("select", to="reader")
        ),
    )
    schema = schema_of(metadata)
    assert schema.namespaces == ("app",)
    assert statements(metadata) == [
        "CREATE VIEW app.few AS SELECT users.id FROM users WHERE users.id > 5",
        "CREATE MATERIALIZED VIEW m AS SELECT id FROM users WITH NO DATA",
        'CREATE UNIQUE INDEX "m_id" ON "m" (id)',
        'CREATE VIEW "public"."borrowed" AS SELECT 1',
        'CREATE FUNCTION "f"(a int4) RETURNS int4 LANGUAGE sql AS $$SELECT a + 1$$',
        'CREATE TRIGGER "t" AFTER INSERT ON "users" FOR EACH ROW EXECUTE PROCEDURE "touch"()',
    ]
    assert [one.kind for one in schema.unmanaged] == ["grant", "role"]


def test_a_view_that_is_mapped_as_a_model_is_no_table() -> None:
    @declarative_database
    class Base(DeclarativeBase):
        pass

    class User(Base):
        __tablename__ = "users"
        id: Mapped[int] = mapped_column(primary_key=True)

    @view(Base, register_as_model=True)
    class Few:
        __tablename__ = "few"
        __view__ = sa.select(User.__table__).where(User.__table__.c.id > 5)
        id = sa.Column(sa.Integer, primary_key=True)

    module = ModuleType(__name__)
    vars(module).update(Base=Base, User=User, Few=Few)
    schema = schema_of(module)
    assert [table.name for table in schema.tables] == [Name("users")]
    assert [(one.kind, one.name) for one in schema.declared] == [("view", Name("few"))]


def test_views_that_are_registered_one_by_one_count_too(metadata: sa.MetaData) -> None:
    register_view(metadata, View("v", "SELECT 1"))
    assert statements(metadata, dialect="sqlite") == ["CREATE VIEW v AS SELECT 1"]
