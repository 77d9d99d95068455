from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from goofer_py.dialects import get_dialect
from goofer_py.dialects.dialect import Dialect
from goofer_py.errors import EntityError
from goofer_py.schema import Computed, Identity, Type
from tests.entities.wanted import BOTH, POSTGRESQL, SQLITE, column_of, desired, table_of


class Today(FunctionElement[Any]):
    """A function that is spelled by the application, in its own way for each database."""

    inherit_cache = True


@compiles(Today, "postgresql")
def _today_on_postgresql(element: Today, compiler: SQLCompiler, **_: Any) -> str:
    return "timezone('utc', now())"


@compiles(Today, "sqlite")
def _today_on_sqlite(element: Today, compiler: SQLCompiler, **_: Any) -> str:
    return "(date('now'))"


# A column's type, its server default, and how that is spelled on PostgreSQL and on SQLite.
DEFAULTS = [
    (sa.String, "x", "'x'", "'x'"),
    (sa.String, "", "''", "''"),
    (sa.String, "it's 100% \\ fine", "'it''s 100% \\ fine'", "'it''s 100% \\ fine'"),
    (sa.Integer, "0", "'0'", "'0'"),
    (sa.Integer, sa.text("0"), "0", "0"),
    (sa.Integer, sa.literal(7), "7", "7"),
    (sa.Integer, sa.text("1 + 2"), "1 + 2", "1 + 2"),
    (sa.Boolean, sa.true(), "true", "1"),
    (sa.Boolean, sa.false(), "false", "0"),
    (sa.DateTime, sa.func.now(), "now()", "CURRENT_TIMESTAMP"),
    (sa.DateTime, sa.func.current_timestamp(), "CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP"),
    (sa.DateTime, Today(), "timezone('utc', now())", "(date('now'))"),
    (sa.JSON, sa.text("'{}'"), "'{}'", "'{}'"),
    (sa.JSON, sa.text(r"'{\:a, b}'"), "'{:a, b}'", "'{:a, b}'"),
    (sa.Text, sa.null(), "NULL", "NULL"),
    (sa.Text, sa.cast("x", sa.Text), "CAST('x' AS TEXT)", "CAST('x' AS TEXT)"),
    (sa.Text, sa.literal("a") + "b", "'a' || 'b'", "'a' || 'b'"),
]


def test_not_null_of_sqlite_keeps_what_happens_on_conflict() -> None:
    said: dict[str, Any] = {"nullable": False, "sqlite_on_conflict_not_null": "FAIL"}
    options = (("not_null_conflict", "FAIL"),)
    assert column_of(sa.Column("c", sa.Integer, **said), on=SQLITE).options == options
    assert column_of(sa.Column("c", sa.Integer, **said), on=POSTGRESQL).options == ()


@pytest.mark.parametrize(("type_", "default", "on_postgresql", "on_sqlite"), DEFAULTS)
def test_server_default_is_the_text_of_sqlalchemy(
    type_: type[Any], default: Any, on_postgresql: str, on_sqlite: str
) -> None:
    for dialect, text in zip(BOTH, (on_postgresql, on_sqlite), strict=True):
        assert column_of(sa.Column("c", type_, server_default=default), on=dialect).default == text


def test_defaults_that_are_not_the_servers_own_are_none() -> None:
    assert column_of(sa.Column("c", sa.Integer, default=5)).default is None
    assert column_of(sa.Column("c", sa.Integer, onupdate=5)).default is None
    fetched = sa.Column("c", sa.Integer, server_default=sa.FetchedValue())
    assert column_of(fetched).default is None


def _numbered(*columns: Any, on: Dialect, **options: Any) -> Any:
    table = sa.Table("n", sa.MetaData(), *columns, **options)
    return desired(table, on=on).schema.tables[0]


SERIAL = [
    (sa.Integer(), "INTEGER"),
    (sa.BigInteger(), "BIGINT"),
    (sa.SmallInteger(), "SMALLINT"),
    (sa.BigInteger().with_variant(sa.Integer, "sqlite"), "BIGINT"),
]


@pytest.mark.parametrize(("type_", "text"), SERIAL)
def test_key_that_the_server_numbers_is_serial_of_the_plain_type(type_: Any, text: str) -> None:
    column = _numbered(sa.Column("id", type_, primary_key=True), on=POSTGRESQL).column("id")
    assert (column.type, column.identity, column.nullable) == (
        Type(text),
        Identity("serial"),
        False,
    )
    assert column.default is None


NOT_NUMBERED = [
    [sa.Column("id", sa.Integer, primary_key=True, autoincrement=False)],
    [sa.Column("id", sa.String, primary_key=True)],
    [sa.Column("id", sa.Integer, primary_key=True, server_default="1")],
    [sa.Column("id", sa.Integer, primary_key=True, default=1)],
    [sa.Column("id", sa.Integer)],
    [
        sa.Column("a", sa.Integer, primary_key=True),
        sa.Column("b", sa.Integer, primary_key=True),
    ],
    [
        sa.Column("id", sa.Integer, sa.ForeignKey("n.other"), primary_key=True),
        sa.Column("other", sa.Integer),
    ],
]


@pytest.mark.parametrize("columns", NOT_NUMBERED)
def test_key_that_nobody_numbers_is_plain(columns: list[sa.Column[Any]]) -> None:
    table = sa.Table("n", sa.MetaData(), *columns)
    for dialect in BOTH:
        (read,) = desired(table, on=dialect).schema.tables
        assert [column.identity for column in read.columns] == [None] * len(columns)


def test_key_of_several_columns_is_numbered_where_it_says_so() -> None:
    columns = [
        sa.Column("a", sa.Integer, primary_key=True),
        sa.Column("b", sa.BigInteger, primary_key=True, autoincrement=True),
    ]
    table = sa.Table("n", sa.MetaData(), *columns)
    (read,) = desired(table).schema.tables
    assert read.column("b").identity == Identity("serial")
    assert read.primary_key is not None
    assert read.primary_key.columns == ("b", "a")
    with pytest.raises(EntityError, match=r"n \(table n\): SQLite does not support autoincrement"):
        desired(table, on=SQLITE)


def test_serial_that_the_application_spells_itself_is_serial_too() -> None:
    class BigSerial(sa.types.UserDefinedType[int]):
        cache_ok = True

        def get_col_spec(self, **_: object) -> str:
            return "bigserial"

    column = column_of(sa.Column("c", BigSerial()))
    assert (column.type, column.identity) == (Type("BIGINT"), Identity("serial"))
    assert not column.nullable


IDENTITIES = [
    (sa.Identity(), Identity("by default")),
    (sa.Identity(always=True), Identity("always")),
    (
        sa.Identity(start=5, increment=2, minvalue=1, maxvalue=99, cycle=True, cache=3),
        Identity("by default", 5, 2, 1, 99, True, 3),
    ),
    (sa.Identity(nominvalue=True, nomaxvalue=True, cycle=False), Identity("by default")),
]


@pytest.mark.parametrize(("declared", "expected"), IDENTITIES)
def test_identity_is_read_with_its_options(declared: sa.Identity, expected: Identity) -> None:
    column = column_of(sa.Column("c", sa.BigInteger, declared))
    assert (column.type, column.identity, column.nullable) == (Type("BIGINT"), expected, False)
    assert column.default is None


def test_identity_is_nothing_where_there_is_none() -> None:
    column = sa.Column("id", sa.Integer, sa.Identity(), primary_key=True)
    read = _numbered(column, on=SQLITE).column("id")
    assert (read.type, read.identity) == (Type("INTEGER"), None)


def test_autoincrement_of_sqlite_is_told_from_its_plain_integer_key() -> None:
    plain = _numbered(sa.Column("id", sa.Integer, primary_key=True), on=SQLITE)
    assert plain.column("id").identity is None
    counting = _numbered(
        sa.Column("id", sa.Integer, sa.Identity(), primary_key=True),
        on=SQLITE,
        sqlite_autoincrement=True,
    )
    assert counting.column("id").identity == Identity("autoincrement")
    assert counting.primary_key.columns == ("id",)
    text_key = _numbered(
        sa.Column("id", sa.String, primary_key=True), on=SQLITE, sqlite_autoincrement=True
    )
    assert text_key.column("id").identity is None


def test_sequence_as_a_default_leaves_the_column_plain() -> None:
    sequence = sa.Sequence("numbers", start=3)
    column = sa.Column("id", sa.Integer, sequence, primary_key=True)
    table = sa.Table("n", sa.MetaData(), column)
    (read,) = desired(table).schema.tables
    assert (read.column("id").identity, read.column("id").default) == (None, None)
    drawn = sa.Column("c", sa.Integer, sequence, server_default=sequence.next_value())
    assert column_of(drawn).default == "nextval('numbers')"


COMPUTED = [
    (None, (15,), True),
    (None, (18,), sa.__version__.startswith("2.0.")),
    (True, (15,), True),
    (True, (18,), True),
]


@pytest.mark.parametrize(("persisted", "version", "stored"), COMPUTED)
def test_computed_value_is_stored_as_that_version_stores_it(
    persisted: bool | None, version: tuple[int, ...], stored: bool
) -> None:
    column = sa.Column("c", sa.Integer, sa.Computed("id * 2", persisted=persisted))
    read = column_of(column, on=get_dialect("postgresql", version))
    assert read.computed == Computed("id * 2", stored)
    assert (read.default, read.identity) == (None, None)


@pytest.mark.parametrize(("persisted", "stored"), [(None, False), (True, True), (False, False)])
def test_computed_value_on_sqlite_is_virtual_unless_it_says_stored(
    persisted: bool | None, stored: bool
) -> None:
    column = sa.Column("c", sa.Integer, sa.Computed("id || '%'", persisted=persisted))
    assert column_of(column, on=SQLITE).computed == Computed("id || '%'", stored)


def test_computed_value_may_be_an_expression_and_is_refused_where_it_cannot_be() -> None:
    base = sa.Column("a", sa.Integer)
    table = table_of(base, sa.Column("c", sa.Integer, sa.Computed(base + 5)))
    assert table.column("c").computed == Computed("a + 5")
    virtual = sa.Column("c", sa.Integer, sa.Computed("id * 2", persisted=False))
    with pytest.raises(EntityError, match=r"t \(table t\): .*virtual"):
        column_of(virtual, on=get_dialect("postgresql", (15,)))


def test_columns_keep_their_order_and_leave_out_what_the_server_adds() -> None:
    class Xid(sa.types.UserDefinedType[int]):
        cache_ok = True

        def get_col_spec(self, **_: object) -> str:
            return "xid"

    columns = [sa.Column(name, sa.Integer) for name in ("z", "a", "m")]
    table = table_of(*columns, sa.Column("xmin", Xid(), system=True))
    assert table.column_names == ("id", "z", "a", "m")


def test_nullability_is_what_is_declared() -> None:
    table = table_of(
        sa.Column("a", sa.Integer),
        sa.Column("b", sa.Integer, nullable=False),
        sa.Column("c", sa.Integer, nullable=True),
    )
    assert [c.nullable for c in table.columns] == [False, True, False, True]


@pytest.mark.parametrize(
    ("dialect", "comment"), [(POSTGRESQL, "why"), (SQLITE, None)], ids=["postgresql", "sqlite"]
)
def test_comments_are_kept_where_the_server_keeps_them(
    dialect: Dialect, comment: str | None
) -> None:
    column = sa.Column("c", sa.Integer, comment="why")
    table = table_of(column, on=dialect, comment="why")
    assert (table.comment, table.column("c").comment) == (comment, comment)
    empty = sa.Column("c", sa.Integer, comment="")
    assert column_of(empty, on=dialect).comment is None


def test_column_without_a_type_takes_that_of_what_it_points_to() -> None:
    metadata = sa.MetaData()
    sa.Table("parent", metadata, sa.Column("id", pg.UUID, primary_key=True))
    sa.Table("child", metadata, sa.Column("parent", sa.ForeignKey("parent.id")))
    assert desired(metadata).schema.tables[0].column("parent").type == Type("UUID")
