"""What create_all makes of entities is what they are read as: nothing is found to change."""

from __future__ import annotations

import enum
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql as pg

from goofer_py.generate.generator import MigrationGenerator
from goofer_py.registry import SchemaRegistry


class Mood(enum.Enum):
    fine = 1
    awful = 2


def _found(metadata: sa.MetaData, url: str, folder: Path) -> list[str]:
    """Create everything with SQLAlchemy, and return what goofer would then still do."""
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    try:
        metadata.create_all(engine)
        generator = MigrationGenerator(SchemaRegistry(metadata), engine.name, folder, database=url)
        with generator.migrator:
            return [operation.describe() for operation in generator.compare().operations]
    finally:
        engine.dispose()


def _everywhere(metadata: sa.MetaData) -> None:
    """Declare what both databases take."""
    types: list[Any] = [
        sa.BigInteger(),
        sa.Boolean(create_constraint=True, name="yes_or_no"),
        sa.Date(),
        sa.DateTime(timezone=True),
        sa.Double(),
        sa.Enum(Mood),
        sa.Enum("x", "y", native_enum=False, create_constraint=True),
        sa.Float(),
        sa.Interval(),
        sa.JSON(),
        sa.LargeBinary(),
        sa.Numeric(10, 2),
        sa.PickleType(),
        sa.SmallInteger(),
        sa.String(50),
        sa.Text(),
        sa.Time(),
        sa.Uuid(),
        sa.BigInteger().with_variant(sa.Integer, "sqlite"),
    ]
    columns = [sa.Column(f"c{number}", type_) for number, type_ in enumerate(types)]
    sa.Table("types", metadata, sa.Column("id", sa.Integer, primary_key=True), *columns)
    sa.Table(
        "Defaults",
        metadata,
        sa.Column("id", sa.Integer, sa.Identity(start=5), primary_key=True),
        sa.Column("text", sa.String, server_default="it's 5% \\ off"),
        sa.Column("number", sa.Integer, server_default=sa.text("1 + 2")),
        sa.Column("flag", sa.Boolean, server_default=sa.false(), nullable=False),
        sa.Column("at", sa.DateTime, server_default=sa.func.now()),
        sa.Column("twice", sa.Integer, sa.Computed("number * 2", persisted=True)),
        sqlite_autoincrement=True,
    )
    sa.Table(
        "parent",
        metadata,
        sa.Column("a", sa.Integer, primary_key=True),
        sa.Column("b", sa.Integer, primary_key=True),
        sa.Column("größe", sa.Integer, sa.CheckConstraint("größe > 0", name="groß")),
        sa.Column("select", sa.String(20), unique=True, index=True),
        sa.CheckConstraint("a < b OR b IN (1, 2)"),
        sa.UniqueConstraint("b", "select", name="uq"),
    )
    child = sa.Table(
        "child",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("up", sa.ForeignKey("child.id", ondelete="SET NULL"), index=True),
        sa.Column("pa", sa.Integer),
        sa.Column("pb", sa.Integer),
        sa.Column("name", sa.String(20)),
        sa.ForeignKeyConstraint(
            ["pa", "pb"], ["parent.a", "parent.b"], onupdate="CASCADE", deferrable=True
        ),
    )
    sa.Index("ix_lower", sa.func.lower(child.c.name), child.c.id.desc())
    some = child.c.name.is_not(None)
    sa.Index("ix_some", child.c.pa, unique=True, postgresql_where=some, sqlite_where=some)
    sa.Index("ix_text", sa.text("name DESC"), _table=child)


def _on_postgresql(metadata: sa.MetaData) -> None:
    """Declare what only PostgreSQL takes."""
    mood = sa.Enum(Mood, name="Great Mood", schema="app", metadata=metadata)
    sa.Sequence("numbers", metadata=metadata, start=5, increment=2, schema="app")
    table = sa.Table(
        "everything",
        metadata,
        sa.Column("id", sa.BigInteger, sa.Identity(always=True, cache=5), primary_key=True),
        sa.Column("mood", mood, server_default="fine", comment="how it is"),
        sa.Column("moods", pg.ARRAY(mood, dimensions=2)),
        sa.Column("words", pg.ARRAY(sa.String(5, collation="C"))),
        sa.Column("data", pg.JSONB, server_default=sa.text("'{}'::jsonb")),
        sa.Column("during", pg.TSTZRANGE),
        sa.Column("search", pg.TSVECTOR, sa.Computed("to_tsvector('simple', 'x')", persisted=True)),
        sa.Column("bits", pg.BIT(4)),
        sa.Column("at", pg.TIMESTAMP(timezone=True, precision=3)),
        sa.UniqueConstraint("mood", "bits", postgresql_include=["at"], initially="DEFERRED"),
        schema="app",
        comment="all of it",
    )
    sa.Index(
        "ix_data", table.c.data, postgresql_using="gin", postgresql_ops={"data": "jsonb_path_ops"}
    )
    sa.Index(
        "ix_at",
        table.c.at.desc().nulls_last(),
        postgresql_include=["bits"],
        postgresql_with={"fillfactor": 70},
    )
    sa.Index("ix_hash", sa.text("(data ->> 'a') text_pattern_ops"), _table=table)
    sa.Table("serials", metadata, sa.Column("id", sa.SmallInteger, primary_key=True), schema="app")
    long = "a_name_as_long_as_any_that_the_server_would_keep_whole"
    sa.Table(
        long,
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(long, sa.Integer, index=True),
    )


def _of_all_kinds(metadata: sa.MetaData) -> None:
    """Declare what PostgreSQL's tables can have beyond columns and keys."""
    days = sa.Table(
        "days",
        metadata,
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("of", sa.Integer, index=True),
        postgresql_partition_by="RANGE(day,id)",
        info={"goofer": {"partitions": "external"}},
    )
    sa.Index("ix_days", days.c.day.desc())
    sa.Table(
        "rooms",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("during", pg.INT4RANGE),
        pg.ExcludeConstraint((sa.column("during"), "&&"), name="alone", where=sa.text("id > 1")),
        pg.ExcludeConstraint((sa.text("lower(during)"), "="), using="btree", deferrable=True),
        sa.CheckConstraint("id > 0", name="positive", comment="it's so"),
        prefixes=["UNLOGGED"],
        postgresql_with={"fillfactor": 70, "autovacuum_enabled": False},
        postgresql_using="heap",
        comment="rooms",
    )
    sa.Table("halls", metadata, sa.Column("seats", sa.Integer), postgresql_inherits="rooms")


def test_tables_of_all_kinds_that_create_all_makes_need_no_change(
    postgresql_url: str, tmp_path: Path
) -> None:
    metadata = sa.MetaData()
    _of_all_kinds(metadata)
    metadata.tables["halls"].add_is_dependent_on(metadata.tables["rooms"])
    metadata.tables["days"].append_column(sa.Column("at", sa.DateTime, server_default="now"))
    found = _found(metadata, postgresql_url, tmp_path)
    # What create_all makes of 'now' is the time at which it runs.
    assert found == ["change column days.at: default '" + found[0].split("'")[1] + "' to now()"]


def test_what_create_all_makes_needs_no_change(database_url: str, tmp_path: Path) -> None:
    metadata = sa.MetaData()
    _everywhere(metadata)
    assert _found(metadata, database_url, tmp_path) == []


def test_what_create_all_makes_on_postgresql_needs_no_change(
    postgresql_url: str, tmp_path: Path
) -> None:
    metadata = sa.MetaData()
    _on_postgresql(metadata)
    engine = sa.create_engine(postgresql_url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(sa.schema.CreateSchema("app"))
    engine.dispose()
    assert _found(metadata, postgresql_url, tmp_path) == []


NAMES = st.sampled_from(["a", "B", "order", "größe", "x y"])
TYPES = st.sampled_from(
    [sa.Integer(), sa.String(9), sa.Text(), sa.Boolean(create_constraint=True), sa.Numeric(8, 2)]
)


@st.composite
def _columns(draw: Callable[..., Any]) -> list[sa.Column[Any]]:
    return [
        sa.Column(
            name,
            draw(TYPES),
            nullable=draw(st.booleans()),
            unique=draw(st.booleans()),
            index=draw(st.booleans()),
            server_default=draw(st.sampled_from([None, "x", sa.text("1"), sa.text("1 + 1")])),
        )
        for name in draw(st.lists(NAMES, unique=True, min_size=1))
    ]


@settings(max_examples=40)
@given(
    columns=_columns(),
    options=st.sampled_from([{}, {"sqlite_with_rowid": False}, {"sqlite_autoincrement": True}]),
)
def test_whatever_create_all_makes_on_sqlite_needs_no_change(
    columns: list[sa.Column[Any]],
    options: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    metadata = sa.MetaData()
    key = sa.Column("id", sa.Integer, primary_key=True)
    sa.Table("t", metadata, key, *columns, **options)
    folder = tmp_path_factory.mktemp("agreement")
    assert _found(metadata, f"sqlite:///{folder / 'test.db'}", folder) == []
