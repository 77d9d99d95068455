"""What SQLAlchemy itself can be told besides tables."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.schema import CreateSchema
from sqlalchemy.sql import ddl

from goofer_py.dialects import get_dialect
from goofer_py.errors import EntityError
from goofer_py.registry import SchemaRegistry
from goofer_py.schema import Name, Schema

DDL: Any = sa.DDL


def schema_of(metadata: sa.MetaData, dialect: str = "postgresql", **options: Any) -> Schema:
    return SchemaRegistry(metadata, **options).desired(get_dialect(dialect)).schema


def statements(metadata: sa.MetaData, dialect: str = "postgresql", **options: Any) -> list[str]:
    declared = schema_of(metadata, dialect, **options).declared
    return [" ".join(one.statement.split()) for one in declared]


@pytest.fixture
def metadata() -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table("users", metadata, sa.Column("id", sa.Integer, primary_key=True), schema="app")
    return metadata


@pytest.fixture
def users(metadata: sa.MetaData) -> sa.Table:
    return metadata.tables["app.users"]


def test_ddl_events_are_declarations_with_their_context(
    metadata: sa.MetaData, users: sa.Table
) -> None:
    event.listen(
        users,
        "after_create",
        DDL(
            "CREATE TRIGGER %(table)s_%(what)s AFTER INSERT ON %(fullname)s "
            "FOR EACH ROW WHEN (new.id %% 2 = 0) EXECUTE FUNCTION %(schema)s.touch()",
            context={"what": "touch"},
        ),
    )
    (declared,) = schema_of(metadata).declared
    assert declared.statement == (
        "CREATE TRIGGER users_touch AFTER INSERT ON app.users "
        "FOR EACH ROW WHEN (new.id % 2 = 0) EXECUTE FUNCTION app.touch()"
    )
    assert (declared.kind, declared.name) == ("trigger", Name("users_touch"))
    assert declared.origin == "the event after_create of app.users"


@pytest.mark.parametrize(
    ("condition", "there"),
    [
        ({"dialect": "postgresql"}, True),
        ({"dialect": "sqlite"}, False),
        ({"dialect": ("mysql", "postgresql")}, True),
        ({"callable_": lambda *_args, **_kw: False}, False),
        ({"callable_": lambda *_args, dialect, **_kw: dialect.name == "postgresql"}, True),
    ],
)
def test_ddl_events_hold_where_their_condition_says(
    metadata: sa.MetaData, condition: dict[str, Any], there: bool
) -> None:
    statement = DDL("CREATE EXTENSION citext").execute_if(**condition)
    event.listen(metadata, "before_create", statement)
    assert statements(metadata) == (["CREATE EXTENSION citext"] if there else [])


def test_a_condition_that_fails_is_said(metadata: sa.MetaData) -> None:
    def fails(*_args: object, **_kw: object) -> bool:
        raise LookupError("no such thing")

    event.listen(metadata, "before_create", DDL("CREATE EXTENSION x").execute_if(callable_=fails))
    with pytest.raises(EntityError, match="DDL of the event before_create of MetaData"):
        schema_of(metadata)


def test_an_event_may_hold_several_statements_and_drop_what_was_there(
    metadata: sa.MetaData, users: sa.Table
) -> None:
    text = "DROP VIEW IF EXISTS v; CREATE VIEW v AS SELECT 1; GRANT SELECT ON v TO public;"
    event.listen(users, "after_create", DDL(text))
    assert statements(metadata) == ["CREATE VIEW v AS SELECT 1", "GRANT SELECT ON v TO public"]


def test_an_event_that_declares_nothing_is_said_to_be_left_alone(
    metadata: sa.MetaData, users: sa.Table
) -> None:
    event.listen(users, "after_create", DDL("INSERT INTO %(fullname)s VALUES (1)"))
    schema = schema_of(metadata)
    assert schema.declared == ()
    assert [(one.kind, one.name) for one in schema.unmanaged] == [
        ("statement of a DDL event", Name("users", "app"))
    ]


def test_code_that_waits_for_events_and_types_do_no_harm(users: sa.Table) -> None:
    event.listen(users, "after_create", lambda *_args, **_kw: None)
    users.append_column(sa.Column("mood", sa.Enum("a", "b", name="mood")))
    assert statements(users.metadata) == []


def test_create_schema_makes_a_schema_that_is_wanted(metadata: sa.MetaData) -> None:
    event.listen(metadata, "before_create", CreateSchema("Billing", if_not_exists=True))
    schema = schema_of(metadata)
    assert schema.namespaces == ("Billing", "app")
    assert schema.declared == ()


needs_create_view = pytest.mark.skipif(
    not hasattr(ddl, "CreateView"), reason="SQLAlchemy has CreateView from 2.1 on"
)


@needs_create_view
@pytest.mark.parametrize("materialized", [False, True])
def test_create_view_is_a_view_and_no_table(
    metadata: sa.MetaData, users: sa.Table, materialized: bool
) -> None:
    view = sa.select(users.c.id).where(users.c.id > 5)
    ddl.CreateView(view, "few", metadata=metadata, materialized=materialized)
    schema = schema_of(metadata)
    kind = "materialized view" if materialized else "view"
    assert [(one.kind, one.name) for one in schema.declared] == [(kind, Name("few"))]
    assert [table.name for table in schema.tables] == [Name("users", "app")]
    assert schema.unmanaged == ()
    assert statements(metadata) == [
        f"CREATE {kind.upper()} few AS SELECT app.users.id FROM app.users WHERE app.users.id > 5"
    ]


@needs_create_view
def test_create_view_follows_schemas_that_stand_for_others(
    metadata: sa.MetaData, users: sa.Table
) -> None:
    ddl.CreateView(sa.select(users.c.id), "few", metadata=metadata, schema="app")
    assert statements(metadata, schemas={"app": "main"}) == [
        "CREATE VIEW main.few AS SELECT main.users.id FROM main.users"
    ]
    assert statements(metadata, "sqlite", schemas={"app": None}) == [
        "CREATE VIEW few AS SELECT users.id FROM users"
    ]


@needs_create_view
def test_a_temporary_view_is_left_alone(metadata: sa.MetaData, users: sa.Table) -> None:
    ddl.CreateView(sa.select(users.c.id), "few", metadata=metadata, temporary=True)
    schema = schema_of(metadata)
    assert schema.declared == ()
    assert [one.name for one in schema.unmanaged] == [Name("few")]
