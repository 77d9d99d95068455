"""Schemas spelled one way: what SQLite cannot keep, and what it takes for the same."""

from __future__ import annotations

import enum
import sqlite3
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import given
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from goofer_py.dialects.sqlite.canonical import canonical
from goofer_py.dialects.sqlite.dialect import SQLiteDialect
from goofer_py.diff.differ import diff
from goofer_py.introspect.scope import Scope
from goofer_py.introspect.sqlite import SQLiteIntrospector
from goofer_py.registry import SchemaRegistry
from goofer_py.schema import (
    Check,
    Column,
    Computed,
    Enum,
    ForeignKey,
    Identity,
    Index,
    IndexPart,
    Name,
    PrimaryKey,
    Schema,
    Sequence,
    Table,
    Type,
    Unique,
)
from goofer_py.stores.sqlite_session import SQLiteSession
from tests.dialects.sqlite.live import described
from tests.dialects.sqlite.strategies import schemas

A = Column("a", Type("INTEGER"))


@given(schemas())
def test_canonical_is_idempotent(schema: Schema) -> None:
    assert canonical(schema) == schema


def table(*columns: Column, **rest: Any) -> Table:
    """Return what becomes of a table with `columns`."""
    return canonical(Schema(tables=(Table(Name("t"), columns, **rest),))).tables[0]


@pytest.mark.parametrize(
    ("column", "spelled"),
    [
        (Column("a", Type("varchar( 9 ) collate binary")), Column("a", Type("VARCHAR(9)"))),
        (
            Column("a", Type("TEXT"), collation="nocase"),
            Column("a", Type("TEXT"), collation="NOCASE"),
        ),
        (Column("a", Type("INT"), comment="kept nowhere"), Column("a", Type("INT"))),
        (Column("a", Type("INT"), identity=Identity("always")), Column("a", Type("INT"))),
        (Column("a", Type("INT"), default="(NULL)"), Column("a", Type("INT"))),
        (Column("a", Type("INT"), default="((1))"), Column("a", Type("INT"), default="1")),
        (
            Column("a", Type("INT"), computed=Computed("( A+1 )", stored=False)),
            Column("a", Type("INT"), computed=Computed("a + 1", stored=False)),
        ),
    ],
)
def test_columns_are_spelled_one_way(column: Column, spelled: Column) -> None:
    assert table(column).columns == (spelled,)


@pytest.mark.parametrize(
    ("type_", "options", "required"),
    [
        ("INTEGER", (), True),
        ("INT", (), False),
        ("TEXT", (), False),
        ("TEXT", (("without_rowid", ""),), True),
        ("TEXT", (("strict", ""),), True),
        ("INTEGER", (("descending_key", ""),), False),
    ],
)
def test_a_key_that_sqlite_keeps_from_being_null_is_not_null(
    type_: str, options: tuple[tuple[str, str], ...], required: bool
) -> None:
    spelled = table(Column("a", Type(type_)), primary_key=PrimaryKey(("a",)), options=options)

    assert spelled.column("a").nullable is not required


def test_names_are_spelled_as_they_are_declared() -> None:
    parent = Table(Name("Users", "main"), (Column("Id", Type("INTEGER")),), PrimaryKey(("ID",)))
    child = Table(
        Name("posts"),
        (A,),
        uniques=(Unique(("A",)), Unique(("a",))),
        foreign_keys=(
            ForeignKey(("A",), Name("users"), ()),
            ForeignKey(("a",), Name("USERS"), ("id",)),
        ),
        indexes=(Index("i", (IndexPart("A"),)),),
    )

    users, posts = canonical(Schema(tables=(parent, child), namespaces=("main", "aux"))).tables

    assert users.name == Name("Users")
    assert users.primary_key is not None
    assert users.primary_key.columns == ("Id",)
    assert posts.uniques == (Unique(("a",)),)
    assert posts.foreign_keys == (ForeignKey(("a",), Name("Users"), ("Id",)),)
    assert posts.indexes[0].parts == (IndexPart("a"),)


def test_what_sqlite_cannot_keep_is_left_out() -> None:
    schema = Schema(
        tables=(
            Table(
                Name("t"),
                (A,),
                PrimaryKey(("a",), deferrable=True, initially_deferred=True, include=("a",)),
                uniques=(Unique(("a",), deferrable=True, nulls_not_distinct=True, include=("a",)),),
                checks=(Check("a > 0", no_inherit=True, validated=False),),
                comment="about",
                indexes=(
                    Index(
                        "i",
                        (IndexPart("a", nulls_first=True, operator_class="ops"),),
                        include=("a",),
                        method="hash",
                        options=(("fillfactor", "70"),),
                        nulls_not_distinct=True,
                        comment="about",
                        valid=False,
                    ),
                ),
            ),
        ),
        enums=(Enum(Name("mood"), ("ok",)),),
        sequences=(Sequence(Name("ticks")),),
        namespaces=("main",),
    )

    assert canonical(schema) == described(
        "CREATE TABLE t (a INTEGER PRIMARY KEY, UNIQUE (a), CHECK (a > 0)); CREATE INDEX i ON t (a)"
    )


@pytest.mark.parametrize(
    ("key", "spelled"),
    [
        ({"on_delete": "no  action", "on_update": "set null"}, {"on_update": "SET NULL"}),
        ({"match": "simple"}, {}),
        ({"match": "full"}, {"match": "FULL"}),
        ({"initially_deferred": True}, {}),
        (
            {"deferrable": True, "initially_deferred": True},
            {"deferrable": True, "initially_deferred": True},
        ),
        ({"validated": False}, {}),
    ],
)
def test_foreign_keys_are_spelled_one_way(key: dict[str, Any], spelled: dict[str, Any]) -> None:
    plain = ForeignKey(("a",), Name("p"), ("id",))

    found = table(A, foreign_keys=(replace(plain, **key),)).foreign_keys

    assert found == (replace(plain, **spelled),)


@pytest.mark.parametrize(
    ("part", "spelled"),
    [
        (IndexPart(expression="(A)"), IndexPart("a")),
        (
            IndexPart(expression="a collate nocase desc"),
            IndexPart("a", descending=True, collation="NOCASE"),
        ),
        (IndexPart("b", collation="nocase"), IndexPart("b")),
        (IndexPart("b", collation="binary"), IndexPart("b", collation="BINARY")),
        (IndexPart("a", collation="binary"), IndexPart("a")),
        (IndexPart(expression="(lower( A ))"), IndexPart(expression="lower(a)")),
    ],
)
def test_keys_of_indexes_are_spelled_one_way(part: IndexPart, spelled: IndexPart) -> None:
    b = Column("b", Type("TEXT"), collation="NOCASE")

    assert table(A, b, indexes=(Index("i", (part,)),)).indexes[0].parts == (spelled,)


def test_conflict_clauses_that_change_nothing_are_left_out() -> None:
    spelled = table(
        A,
        primary_key=PrimaryKey(("a",), conflict="abort"),
        uniques=(Unique(("a",), conflict="fail"),),
    )

    assert spelled.primary_key == PrimaryKey(("a",))
    assert spelled.uniques == (Unique(("a",), conflict="FAIL"),)


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


class Base(DeclarativeBase):
    pass


class Everything(Base):
    __tablename__ = "everything"
    __table_args__ = (
        sa.CheckConstraint("real > 0 and  big<>3", name="ck_real"),
        sa.CheckConstraint("length(text)>1"),
        sa.UniqueConstraint("real", "big", sqlite_on_conflict="IGNORE"),
        sa.Index("ix_partial", "real", sqlite_where=sa.text("real > 3")),
        sa.Index("ix_expression", sa.func.lower(sa.text("text"))),
        sa.Index("ix_descending", sa.desc("big")),
        sa.Index("ix_collated", sa.text("note COLLATE RTRIM DESC")),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(sa.String(30), unique=True, index=True)
    note: Mapped[str | None] = mapped_column(sa.Text(collation="NOCASE"), server_default="x")
    price: Mapped[Decimal] = mapped_column(sa.Numeric(10, 2), server_default=sa.text("0"))
    made: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    seen: Mapped[datetime] = mapped_column(server_default=sa.text("CURRENT_TIMESTAMP"))
    day: Mapped[date]
    hour: Mapped[time]
    span: Mapped[timedelta]
    flag: Mapped[bool] = mapped_column(server_default=sa.true())
    checked: Mapped[bool] = mapped_column(sa.Boolean(create_constraint=True, name="ck_flag"))
    colour: Mapped[Colour]
    paint: Mapped[Colour] = mapped_column(sa.Enum(Colour, create_constraint=True, name="paint"))
    uuid: Mapped[UUID]
    json: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    blob: Mapped[bytes]
    real: Mapped[float]
    big: Mapped[int] = mapped_column(sa.BigInteger)
    strict: Mapped[int] = mapped_column(sqlite_on_conflict_not_null="IGNORE")
    loose: Mapped[int] = mapped_column(sqlite_on_conflict_not_null="ABORT")
    double: Mapped[int] = mapped_column(sa.Computed("big * 2"))
    stored: Mapped[int] = mapped_column(sa.Computed("big*3", persisted=True))


class Pair(Base):
    __tablename__ = "Pair"
    __table_args__ = (
        sa.ForeignKeyConstraint(["up_x", "up_y"], ["Pair.x", "Pair.y"], name="fk_up"),
        {"sqlite_with_rowid": False},
    )
    x: Mapped[int] = mapped_column(primary_key=True)
    y: Mapped[str] = mapped_column(primary_key=True)
    one: Mapped[int | None] = mapped_column(
        sa.ForeignKey("everything.id", ondelete="CASCADE", deferrable=True, initially="DEFERRED")
    )
    up_x: Mapped[int | None]
    up_y: Mapped[str | None]


class Reserved(Base):
    __tablename__ = "order"
    __table_args__ = ({"sqlite_autoincrement": True, "comment": "about"},)
    id: Mapped[int] = mapped_column(primary_key=True)
    select: Mapped[int | None] = mapped_column("select", comment="a word")
    size: Mapped[str] = mapped_column("größe", sa.String)


class Strict(Base):
    __tablename__ = "strict"
    __table_args__ = ({"sqlite_strict": True},)
    id: Mapped[int] = mapped_column(primary_key=True)
    x: Mapped[str] = mapped_column(sa.Text)


def test_what_create_all_makes_shows_no_difference_to_the_entities() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    session = SQLiteSession(connection, "sqlite://")
    engine = sa.create_engine("sqlite://", creator=lambda: connection, poolclass=sa.StaticPool)
    Base.metadata.create_all(engine)
    registry = SchemaRegistry()
    registry.register(Base.metadata)
    dialect = SQLiteDialect(sqlite3.sqlite_version_info)

    current = SQLiteIntrospector().read(session, Scope())
    desired = dialect.canonical(registry.desired(dialect).schema)

    assert diff(current, desired) == ()
    assert diff(desired, current) == ()
    connection.close()
