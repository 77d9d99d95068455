from __future__ import annotations

import enum
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import types
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.dialects import sqlite as sl
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import Dialect as SqlalchemyDialect
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

from goofer_py.dialects.dialect import Dialect
from goofer_py.errors import EntityError, UnmappedType
from goofer_py.registry import SchemaRegistry
from goofer_py.schema import Enum, Name, Type
from tests.entities.wanted import BOTH, POSTGRESQL, SQLITE, column_of, desired


class Mood(enum.Enum):
    fine = 1
    awful = 2


class Lower(TypeDecorator[str]):
    impl = sa.String(30)
    cache_ok = True


class Flexible(TypeDecorator[Any]):
    """Another type on each database, as applications write it."""

    impl = sa.JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: SqlalchemyDialect) -> TypeEngine[Any]:
        native = dialect.name == "postgresql"
        return dialect.type_descriptor(pg.JSONB() if native else sa.Text())


class Moods(TypeDecorator[Any]):
    impl = pg.ARRAY(sa.Enum(Mood, name="mood"))
    cache_ok = True


class Point(UserDefinedType[Any]):
    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return "point"


class Broken(UserDefinedType[Any]):
    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        raise LookupError("no word for it")


UNTYPED: Any = sl  # its types are not annotated
NO = None  # what a dialect has no word for
MOOD = Type("", Name("mood"))

# A type as it is declared, on PostgreSQL, on SQLite.
GENERIC = [
    (types.BigInteger(), "BIGINT", "BIGINT"),
    (types.Boolean(), "BOOLEAN", "BOOLEAN"),
    (types.Boolean(create_constraint=True), "BOOLEAN", "BOOLEAN"),
    (types.Date(), "DATE", "DATE"),
    (types.DateTime(), "TIMESTAMP WITHOUT TIME ZONE", "DATETIME"),
    (types.DateTime(timezone=True), "TIMESTAMP WITH TIME ZONE", "DATETIME"),
    (types.Double(), "DOUBLE PRECISION", "DOUBLE"),
    (types.Double(53), "DOUBLE PRECISION", "DOUBLE"),
    (types.Enum("fine", "awful", name="mood"), MOOD, "VARCHAR(5)"),
    (types.Enum(Mood), MOOD, "VARCHAR(5)"),
    (types.Enum(Mood, name="Great Mood"), Type("", Name("Great Mood")), "VARCHAR(5)"),
    (types.Enum(Mood, schema="app"), Type("", Name("mood", "app")), "VARCHAR(5)"),
    (types.Enum(Mood, native_enum=False), "VARCHAR(5)", "VARCHAR(5)"),
    (types.Enum(Mood, native_enum=False, length=20), "VARCHAR(20)", "VARCHAR(20)"),
    (types.Enum(Mood, values_callable=lambda e: [f"v{m.value}" for m in e]), MOOD, "VARCHAR(2)"),
    (types.Float(), "FLOAT", "FLOAT"),
    (types.Float(24), "FLOAT(24)", "FLOAT"),
    (types.Integer(), "INTEGER", "INTEGER"),
    (types.Interval(), "INTERVAL", "DATETIME"),
    (types.Interval(native=False), "TIMESTAMP WITHOUT TIME ZONE", "DATETIME"),
    (types.Interval(second_precision=3, day_precision=2), "INTERVAL (3)", "DATETIME"),
    (types.JSON(), "JSON", "JSON"),
    (types.LargeBinary(), "BYTEA", "BLOB"),
    (types.LargeBinary(20), "BYTEA", "BLOB"),
    (types.MatchType(), "BOOLEAN", "BOOLEAN"),
    (types.Numeric(), "NUMERIC", "NUMERIC"),
    (types.Numeric(10), "NUMERIC(10)", "NUMERIC(10)"),
    (types.Numeric(10, 2), "NUMERIC(10, 2)", "NUMERIC(10, 2)"),
    (types.Numeric(10, 0), "NUMERIC(10, 0)", "NUMERIC(10, 0)"),
    (types.PickleType(), "BYTEA", "BLOB"),
    (types.SmallInteger(), "SMALLINT", "SMALLINT"),
    (types.String(), "VARCHAR", "VARCHAR"),
    (types.String(50), "VARCHAR(50)", "VARCHAR(50)"),
    (types.Text(), "TEXT", "TEXT"),
    (types.Text(500), "TEXT(500)", "TEXT(500)"),
    (types.Time(), "TIME WITHOUT TIME ZONE", "TIME"),
    (types.Time(timezone=True), "TIME WITH TIME ZONE", "TIME"),
    (types.Unicode(50), "VARCHAR(50)", "VARCHAR(50)"),
    (types.UnicodeText(), "TEXT", "TEXT"),
    (types.Uuid(), "UUID", "CHAR(32)"),
    (types.Uuid(as_uuid=False), "UUID", "CHAR(32)"),
    (types.Uuid(native_uuid=False), "CHAR(32)", "CHAR(32)"),
]
UPPERCASE = [
    (types.ARRAY(types.Integer), "INTEGER[]", NO),
    (types.ARRAY(types.String(5), dimensions=3), "VARCHAR(5)[][][]", NO),
    (types.ARRAY(types.Enum(Mood)), Type("[]", Name("mood")), NO),
    (types.BIGINT(), "BIGINT", "BIGINT"),
    (types.BINARY(16), "BINARY(16)", "BINARY(16)"),
    (types.BLOB(), "BLOB", "BLOB"),
    (types.BOOLEAN(), "BOOLEAN", "BOOLEAN"),
    (types.CHAR(), "CHAR", "CHAR"),
    (types.CHAR(3), "CHAR(3)", "CHAR(3)"),
    (types.CLOB(), "CLOB", "CLOB"),
    (types.DATE(), "DATE", "DATE"),
    (types.DATETIME(), "DATETIME", "DATETIME"),
    (types.DECIMAL(10, 2), "DECIMAL(10, 2)", "DECIMAL(10, 2)"),
    (types.DOUBLE(), "DOUBLE", "DOUBLE"),
    (types.DOUBLE_PRECISION(), "DOUBLE PRECISION", "DOUBLE PRECISION"),
    (types.FLOAT(), "FLOAT", "FLOAT"),
    (types.INT(), "INTEGER", "INTEGER"),
    (types.INTEGER(), "INTEGER", "INTEGER"),
    (types.NCHAR(3), "NCHAR(3)", "NCHAR(3)"),
    (types.NUMERIC(10, 2), "NUMERIC(10, 2)", "NUMERIC(10, 2)"),
    (types.NVARCHAR(3), "NVARCHAR(3)", "NVARCHAR(3)"),
    (types.REAL(), "REAL", "REAL"),
    (types.SMALLINT(), "SMALLINT", "SMALLINT"),
    (types.TEXT(), "TEXT", "TEXT"),
    (types.TIME(), "TIME WITHOUT TIME ZONE", "TIME"),
    (types.TIMESTAMP(), "TIMESTAMP WITHOUT TIME ZONE", "TIMESTAMP"),
    (types.TIMESTAMP(timezone=True), "TIMESTAMP WITH TIME ZONE", "TIMESTAMP"),
    (types.UUID(), "UUID", "UUID"),
    (types.VARBINARY(16), "VARBINARY(16)", "VARBINARY(16)"),
    (types.VARCHAR(3), "VARCHAR(3)", "VARCHAR(3)"),
]
ON_POSTGRESQL = [
    (pg.ARRAY(pg.TIMESTAMP(timezone=True)), "TIMESTAMP WITH TIME ZONE[]", NO),
    (pg.ARRAY(pg.ENUM(Mood, name="mood"), dimensions=2), Type("[][]", Name("mood")), NO),
    (pg.BIT(4), "BIT(4)", NO),
    (pg.BIT(varying=True), "BIT VARYING", NO),
    (pg.BIT(8, varying=True), "BIT VARYING(8)", NO),
    (pg.BYTEA(), "BYTEA", NO),
    (pg.CIDR(), "CIDR", NO),
    (pg.CITEXT(), "CITEXT", NO),
    (pg.DATEMULTIRANGE(), "DATEMULTIRANGE", NO),
    (pg.DATERANGE(), "DATERANGE", NO),
    (pg.DOMAIN("email", sa.Text, schema="app"), "app.email", NO),
    (pg.ENUM("fine", "awful", name="mood"), MOOD, "VARCHAR(5)"),
    (pg.ENUM(Mood, name="mood", create_type=False), MOOD, "VARCHAR(5)"),
    (pg.HSTORE(), "HSTORE", NO),
    (pg.INET(), "INET", NO),
    (pg.INT4MULTIRANGE(), "INT4MULTIRANGE", NO),
    (pg.INT4RANGE(), "INT4RANGE", NO),
    (pg.INT8MULTIRANGE(), "INT8MULTIRANGE", NO),
    (pg.INT8RANGE(), "INT8RANGE", NO),
    (pg.INTERVAL(), "INTERVAL", NO),
    (pg.INTERVAL(precision=2, fields="DAY TO SECOND"), "INTERVAL DAY TO SECOND (2)", NO),
    (pg.JSON(), "JSON", "JSON"),
    (pg.JSONB(), "JSONB", "JSONB" if hasattr(sl, "JSONB") else NO),
    (pg.JSONPATH(), "JSONPATH", NO),
    (pg.MACADDR(), "MACADDR", NO),
    (pg.MACADDR8(), "MACADDR8", NO),
    (pg.MONEY(), "MONEY", NO),
    (pg.NUMMULTIRANGE(), "NUMMULTIRANGE", NO),
    (pg.NUMRANGE(), "NUMRANGE", NO),
    (pg.OID(), "OID", NO),
    (pg.REGCLASS(), "REGCLASS", NO),
    (pg.REGCONFIG(), "REGCONFIG", NO),
    (pg.TIME(precision=3), "TIME(3) WITHOUT TIME ZONE", "TIME"),
    (pg.TIMESTAMP(timezone=True, precision=0), "TIMESTAMP(0) WITH TIME ZONE", "TIMESTAMP"),
    (pg.TSMULTIRANGE(), "TSMULTIRANGE", NO),
    (pg.TSQUERY(), "TSQUERY", NO),
    (pg.TSRANGE(), "TSRANGE", NO),
    (pg.TSTZMULTIRANGE(), "TSTZMULTIRANGE", NO),
    (pg.TSTZRANGE(), "TSTZRANGE", NO),
    (pg.TSVECTOR(), "TSVECTOR", NO),
    (pg.UUID(), "UUID", "UUID"),
]
ON_SQLITE = [
    (UNTYPED.DATE(), "DATE", "DATE"),
    (UNTYPED.DATETIME(), "TIMESTAMP WITHOUT TIME ZONE", "DATETIME"),
    (
        UNTYPED.DATETIME(storage_format="%(year)04d", regexp=r"(\d+)"),
        "TIMESTAMP WITHOUT TIME ZONE",
        "DATETIME_CHAR",
    ),
    (sl.JSON(), "JSON", "JSON"),
    (UNTYPED.TIME(), "TIME WITHOUT TIME ZONE", "TIME"),
]
OF_APPLICATIONS = [
    (Lower(), "VARCHAR(30)", "VARCHAR(30)"),
    (Flexible(), "JSONB", "TEXT"),
    (Flexible().with_variant(sa.LargeBinary(), "sqlite"), "JSONB", "BLOB"),
    (Moods().with_variant(sa.JSON(), "sqlite"), Type("[]", Name("mood")), "JSON"),
    (Point(), "point", "point"),
    (sa.BigInteger().with_variant(sa.Integer, "sqlite"), "BIGINT", "INTEGER"),
    (sa.JSON().with_variant(pg.JSONB(), "postgresql"), "JSONB", "JSON"),
    (sa.String(9).with_variant(sa.Enum(Mood), "postgresql", "mysql"), MOOD, "VARCHAR(9)"),
    (sa.Enum(Mood).with_variant(sa.String(9), "postgresql"), "VARCHAR(9)", "VARCHAR(5)"),
    (sa.Text().with_variant(pg.TSVECTOR(), "postgresql"), "TSVECTOR", "TEXT"),
]
CASES = [*GENERIC, *UPPERCASE, *ON_POSTGRESQL, *ON_SQLITE, *OF_APPLICATIONS]


def _cases() -> Iterator[Any]:
    for type_, *expected in CASES:
        for dialect, text in zip(BOTH, expected, strict=True):
            yield pytest.param(type_, dialect, text, id=f"{dialect.name}-{type_!r}")


@pytest.mark.parametrize(("type_", "dialect", "expected"), list(_cases()))
def test_type_is_spelled_as_sqlalchemy_spells_it_or_refused_by_name(
    type_: TypeEngine[Any], dialect: Dialect, expected: Type | str | None
) -> None:
    column = sa.Column("c", type_)
    if isinstance(expected, Type | str):
        wanted = expected if isinstance(expected, Type) else Type(expected)
        assert column_of(column, on=dialect).type == wanted
        return
    with pytest.raises(UnmappedType) as caught:
        column_of(column, on=dialect)
    assert (caught.value.entity, caught.value.field) == ("t", "c")
    assert repr(type_)[:5] in caught.value.type_name
    assert "with_variant" in str(caught.value.hint)


ABSTRACT = {
    "AbstractMultiRange",
    "AbstractRange",
    "AbstractSingleRange",
    "NamedType",
    "NullType",
    "TupleType",
    "TypeDecorator",
    "TypeEngine",
    "UserDefinedType",
    "Variant",
    "_Binary",
}


@pytest.mark.parametrize("module", [types, pg, sl], ids=["generic", "postgresql", "sqlite"])
def test_every_type_that_sqlalchemy_declares_is_among_the_cases(module: Any) -> None:
    declared = {
        cls
        for name, cls in vars(module).items()
        if isinstance(cls, type) and issubclass(cls, TypeEngine) and name not in ABSTRACT
    }
    covered = {type(type_) for type_, *_ in CASES}
    assert {cls.__name__ for cls in declared - covered} <= NEWER


NEWER = {"JSONB"}  # SQLite's is not in every version of SQLAlchemy: it has a test of its own


def test_json_as_binary_on_sqlite_is_spelled_so() -> None:
    jsonb = getattr(sl, "JSONB", None)
    if jsonb is None:
        assert sa.__version__.startswith("2.0.")
    else:
        assert column_of(sa.Column("c", jsonb()), on=SQLITE).type == Type("JSONB")


@pytest.mark.parametrize("dialect", BOTH, ids=lambda dialect: dialect.name)
def test_column_without_a_type_is_refused(dialect: Dialect) -> None:
    with pytest.raises(UnmappedType, match=r"t\.c has the type NullType") as caught:
        column_of(sa.Column("c"), on=dialect)
    assert caught.value.hint == "say which type it has: Column(name, Integer)"


def test_enum_without_a_name_is_refused_where_it_needs_one() -> None:
    column: sa.Column[str] = sa.Column("c", sa.Enum("a", "b"))
    with pytest.raises(EntityError, match=r"t\.c has the type Enum.*requires a name"):
        column_of(column)
    assert column_of(sa.Column("c", sa.Enum("a", "bb")), on=SQLITE).type == Type("VARCHAR(2)")


def test_type_of_the_application_that_fails_is_named() -> None:
    with pytest.raises(UnmappedType, match=r"t\.c has the type Broken\(\) \(no word for it\)"):
        column_of(sa.Column("c", Broken()))


COLLATED = [
    (sa.String(5, collation="de_DE"), "VARCHAR(5)", "de_DE"),
    (sa.Text(collation="C"), "TEXT", "C"),
    (pg.ARRAY(sa.Text(collation="C")), "TEXT[]", "C"),
    (pg.DOMAIN("word", sa.Text, collation="C"), "word", None),
]


@pytest.mark.parametrize(("type_", "text", "collation"), COLLATED)
def test_collation_is_taken_out_of_the_type(
    type_: TypeEngine[Any], text: str, collation: str | None
) -> None:
    column = column_of(sa.Column("c", type_))
    assert (column.type, column.collation) == (Type(text), collation)


def test_collation_of_sqlite_is_taken_out_of_the_type() -> None:
    column = column_of(sa.Column("c", sa.String(5, collation="NOCASE")), on=SQLITE)
    assert (column.type, column.collation) == (Type("VARCHAR(5)"), "NOCASE")


def test_enums_keep_their_values_in_order_and_are_listed_once() -> None:
    mood = sa.Enum("z", "a", "it's", name="mood")
    metadata = sa.MetaData()
    sa.Table("t", metadata, sa.Column("a", mood), sa.Column("b", pg.ARRAY(mood)))
    sa.Table("u", metadata, sa.Column("a", sa.Enum(Mood, name="other", schema="app")))
    schema = desired(metadata).schema
    assert schema.enums == (
        Enum(Name("mood"), ("z", "a", "it's")),
        Enum(Name("other", "app"), ("fine", "awful")),
    )
    assert schema.namespaces == ("app",)
    assert desired(metadata, on=POSTGRESQL, default_schema="app").schema.enums[1].name == Name(
        "other"
    )


def test_enum_takes_the_schema_of_its_metadata_and_enums_that_no_column_uses_count() -> None:
    metadata = sa.MetaData(schema="app")
    sa.Enum("x", "y", name="unused", schema="app", metadata=metadata)
    sa.Enum("x", name="for_others", native_enum=False, metadata=metadata)
    used = sa.Enum("x", name="used", metadata=metadata)
    sa.Table("t", metadata, sa.Column("a", used))
    schema = desired(metadata).schema
    assert [enum.name for enum in schema.enums] == [Name("unused", "app"), Name("used", "app")]
    assert schema.tables[0].column("a").type == Type("", Name("used", "app"))


def test_one_enum_name_with_two_lists_of_values_is_refused_naming_both_places() -> None:
    metadata = sa.MetaData()
    sa.Table("t", metadata, sa.Column("a", sa.Enum("x", "y", name="mood")))
    sa.Table("u", metadata, sa.Column("b", sa.Enum("y", "x", name="mood")))
    with pytest.raises(EntityError, match="mood is declared twice") as caught:
        desired(metadata)
    assert "as x, y by t.a" in caught.value.message
    assert "as y, x by u.b" in caught.value.message
    assert desired(metadata, on=SQLITE).schema.enums == ()


def test_check_of_an_enum_or_boolean_is_there_where_the_type_is_not_native() -> None:
    metadata = sa.MetaData()
    sa.Table(
        "t",
        metadata,
        sa.Column("a", sa.Enum("x", "y", name="mood", create_constraint=True)),
        sa.Column("b", sa.Boolean(create_constraint=True)),
        sa.Column("c", sa.Enum("x", "y", native_enum=False, create_constraint=True)),
    )
    (on_sqlite,) = desired(metadata, on=SQLITE).schema.tables
    assert [(check.name, check.expression) for check in on_sqlite.checks] == [
        ("mood", "a IN ('x', 'y')"),
        (None, "b IN (0, 1)"),
        (None, "c IN ('x', 'y')"),
    ]
    (on_postgresql,) = desired(metadata).schema.tables
    assert [check.expression for check in on_postgresql.checks] == ["c IN ('x', 'y')"]


def test_domains_are_used_and_said_to_be_left_alone() -> None:
    metadata = sa.MetaData()
    sa.Table("t", metadata, sa.Column("a", pg.DOMAIN("Positive", sa.Integer, check="VALUE > 0")))
    schema = desired(metadata).schema
    assert schema.tables[0].column("a").type == Type('"Positive"')
    assert [(one.kind, one.name) for one in schema.unmanaged] == [("domain", Name("Positive"))]


class Code(TypeDecorator[str]):
    impl = sa.CHAR(32)
    cache_ok = True

    def load_dialect_impl(self, dialect: SqlalchemyDialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(sa.CHAR(32))


@pytest.mark.parametrize("driver", ["psycopg", "psycopg2", "asyncpg", "no_such_driver", None])
def test_type_that_a_driver_spells_its_own_way_is_read_as_it_does(driver: str | None) -> None:
    metadata = sa.MetaData()
    sa.Table("t", metadata, sa.Column("code", Code))
    wanted = SchemaRegistry(metadata).desired(POSTGRESQL, driver=driver)
    known = driver not in ("no_such_driver", None)
    theirs = make_url(f"postgresql+{driver}://" if known else "postgresql://").get_dialect()()
    expected = Code().compile(dialect=theirs)
    assert wanted.schema.tables[0].columns[0].type.text == expected
