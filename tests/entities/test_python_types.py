from __future__ import annotations

import collections.abc
import datetime as dt
import decimal
import enum
import ipaddress
import pathlib
import typing
import uuid
from dataclasses import dataclass, make_dataclass
from typing import Annotated, Any, Literal, NewType, Optional, Union

import pydantic
import pytest
import sqlalchemy as sa
from typing_extensions import TypeAliasType, TypedDict

from goofer_py.entities import Field
from goofer_py.errors import UnmappedType
from goofer_py.schema import Column, Enum, Name, Type
from tests.entities.wanted import BOTH, POSTGRESQL, SQLITE, class_table, desired


class Mood(enum.Enum):
    fine = "FINE"
    awful = "AWFUL"


class Word(enum.StrEnum):
    a = "letter a"


class Level(enum.IntEnum):
    low = 1
    high = 7


class Flags(enum.IntFlag):
    read = 1
    write = 2


class Mail(str):
    __slots__ = ()


class Shape(TypedDict):
    sides: int


class Pair(typing.NamedTuple):
    left: int
    right: int


@dataclass
class Inner:
    x: int


class InnerModel(pydantic.BaseModel):
    x: int


UserId = NewType("UserId", int)
Short = TypeAliasType("Short", Annotated[str, Field(length=9)])
Key = Annotated[int, Field(primary_key=True)]


def _dataclass(annotation: Any) -> type:
    return make_dataclass("Thing", [("id", Key), ("f", annotation)])


def _pydantic(annotation: Any) -> type:
    return pydantic.create_model("Thing", id=(Key, ...), f=(annotation, ...))


MAKERS = [_dataclass, _pydantic]


def _column(make: Any, annotation: Any, dialect: Any) -> Column:
    return class_table(make(annotation), on=dialect).column("f")


MOOD = Type("", Name("mood"))
AWARE = "TIMESTAMP WITH TIME ZONE"
NAIVE = "TIMESTAMP WITHOUT TIME ZONE"

# An annotation, its type on PostgreSQL, on SQLite.
TYPES: list[tuple[Any, Type | str, str]] = [
    (int, "INTEGER", "INTEGER"),
    (bool, "BOOLEAN", "BOOLEAN"),
    (float, "DOUBLE PRECISION", "DOUBLE"),
    (str, "TEXT", "TEXT"),
    (bytes, "BYTEA", "BLOB"),
    (decimal.Decimal, "NUMERIC", "NUMERIC"),
    (dt.datetime, AWARE, "DATETIME"),
    (dt.date, "DATE", "DATE"),
    (dt.time, "TIME WITHOUT TIME ZONE", "TIME"),
    (dt.timedelta, "INTERVAL", "DATETIME"),
    (uuid.UUID, "UUID", "CHAR(32)"),
    (pathlib.Path, "TEXT", "TEXT"),
    (ipaddress.IPv4Address, "INET", "VARCHAR(43)"),
    (ipaddress.IPv6Interface, "INET", "VARCHAR(43)"),
    (ipaddress.IPv4Network, "CIDR", "VARCHAR(43)"),
    (dict[str, Any], "JSON", "JSON"),
    (dict, "JSON", "JSON"),
    (list[int], "JSON", "JSON"),
    (tuple[int, ...], "JSON", "JSON"),
    (set[str], "JSON", "JSON"),
    (frozenset[str], "JSON", "JSON"),
    (collections.abc.Mapping[str, int], "JSON", "JSON"),
    (collections.abc.Sequence[str], "JSON", "JSON"),
    (list[dict[str, list[int]]], "JSON", "JSON"),
    (Shape, "JSON", "JSON"),
    (Pair, "JSON", "JSON"),
    (Mood, MOOD, "VARCHAR(5)"),
    (Word, Type("", Name("word")), "VARCHAR(1)"),
    (Level, "INTEGER", "INTEGER"),
    (Flags, "INTEGER", "INTEGER"),
    (Literal["x", "long"], "VARCHAR(4)", "VARCHAR(4)"),
    (Literal[1, 2], "INTEGER", "INTEGER"),
    (UserId, "INTEGER", "INTEGER"),
    (Short, "VARCHAR(9)", "VARCHAR(9)"),
    (Annotated[str, Field(length=20)], "VARCHAR(20)", "VARCHAR(20)"),
    (Annotated[Annotated[str, Field(length=20)], Field(length=5)], "VARCHAR(5)", "VARCHAR(5)"),
    (Annotated[decimal.Decimal, Field(precision=9, scale=3)], "NUMERIC(9, 3)", "NUMERIC(9, 3)"),
    (Annotated[decimal.Decimal, Field(precision=9)], "NUMERIC(9)", "NUMERIC(9)"),
    (Annotated[dt.datetime, Field(timezone=False)], NAIVE, "DATETIME"),
    (Annotated[dt.time, Field(timezone=True)], "TIME WITH TIME ZONE", "TIME"),
    (Annotated[int, Field(type=sa.BigInteger)], "BIGINT", "BIGINT"),
    (Annotated[object, Field(type=sa.LargeBinary())], "BYTEA", "BLOB"),
    (Annotated[int | str, Field(type=sa.JSON)], "JSON", "JSON"),
    (Annotated[Inner, Field(type=sa.JSON)], "JSON", "JSON"),
    (Annotated[str, pydantic.Field(max_length=12)], "VARCHAR(12)", "VARCHAR(12)"),
    (Annotated[str, pydantic.StringConstraints(max_length=7)], "VARCHAR(7)", "VARCHAR(7)"),
    (
        Annotated[decimal.Decimal, pydantic.Field(max_digits=8, decimal_places=2)],
        "NUMERIC(8, 2)",
        "NUMERIC(8, 2)",
    ),
    (pydantic.AwareDatetime, AWARE, "DATETIME"),
    (pydantic.NaiveDatetime, NAIVE, "DATETIME"),
    (pydantic.PastDatetime, AWARE, "DATETIME"),
    (pydantic.FutureDate, "DATE", "DATE"),
    (pydantic.SecretStr, "TEXT", "TEXT"),
    (pydantic.SecretBytes, "BYTEA", "BLOB"),
    (pydantic.ByteSize, "BIGINT", "BIGINT"),
    (pydantic.HttpUrl, "TEXT", "TEXT"),
    (pydantic.PostgresDsn, "TEXT", "TEXT"),
    (pydantic.IPvAnyAddress, "INET", "VARCHAR(43)"),
    (pydantic.UUID4, "UUID", "CHAR(32)"),
    (pydantic.PositiveInt, "INTEGER", "INTEGER"),
    (pydantic.Json[list[int]], "JSON", "JSON"),
    (pydantic.Json[int], "JSON", "JSON"),
]


@pytest.mark.parametrize("make", MAKERS, ids=["dataclass", "pydantic"])
@pytest.mark.parametrize(("annotation", "on_postgresql", "on_sqlite"), TYPES)
def test_python_type_is_a_column_type(
    make: Any, annotation: Any, on_postgresql: Type | str, on_sqlite: str
) -> None:
    for dialect, expected in zip(BOTH, (on_postgresql, on_sqlite), strict=True):
        wanted = expected if isinstance(expected, Type) else Type(expected)
        if make is _pydantic and annotation is Annotated[object, Field(type=sa.LargeBinary())]:
            continue
        column = _column(_lenient(make), annotation, dialect)
        assert (column.type, column.nullable) == (wanted, False)


def _lenient(make: Any) -> Any:
    """Let pydantic take types that only the database knows."""
    if make is not _pydantic:
        return make
    config = pydantic.ConfigDict(arbitrary_types_allowed=True)
    return lambda annotation: pydantic.create_model(
        "Thing", __config__=config, id=(Key, ...), f=(annotation, ...)
    )


# Spelled in every way that there is.
NULLABLE: list[Any] = [
    Optional[int],  # noqa: UP045
    int | None,
    Union[None, int],  # noqa: UP007
    Annotated[int | None, Field(comment="c")],
    Optional[Annotated[int, Field(comment="c")]],  # noqa: UP045
    Annotated[UserId | None, "other"],
]


@pytest.mark.parametrize("make", MAKERS, ids=["dataclass", "pydantic"])
@pytest.mark.parametrize("annotation", NULLABLE)
def test_optional_field_is_nullable_whatever_is_around_it(make: Any, annotation: Any) -> None:
    column = _column(make, annotation, POSTGRESQL)
    assert (column.type, column.nullable) == (Type("INTEGER"), True)


def test_field_may_say_itself_whether_it_is_nullable_and_a_key_never_is() -> None:
    assert _column(_dataclass, Annotated[int, Field(nullable=True)], POSTGRESQL).nullable
    assert not _column(_dataclass, Annotated[int | None, Field(nullable=False)], SQLITE).nullable
    optional_key = make_dataclass("Thing", [("id", Annotated[int | None, Field(primary_key=True)])])
    assert not class_table(optional_key).column("id").nullable


def test_none_among_the_choices_is_nullable() -> None:
    column = _column(_dataclass, Literal["a", "bb", None], POSTGRESQL)
    assert (column.type, column.nullable) == (Type("VARCHAR(2)"), True)


CHOICES = [
    (Level, ["f IN (1, 7)"], ["f IN (1, 7)"]),
    (Flags, [], []),
    (Literal[1, 2], ["f IN (1, 2)"], ["f IN (1, 2)"]),
    (Literal["it's"], ["f IN ('it''s')"], ["f IN ('it''s')"]),
    (Mood, [], ["f IN ('fine', 'awful')"]),
]


@pytest.mark.parametrize(("annotation", "on_postgresql", "on_sqlite"), CHOICES)
def test_choice_is_checked_where_the_type_does_not_do_it(
    annotation: Any, on_postgresql: list[str], on_sqlite: list[str]
) -> None:
    for dialect, expected in zip(BOTH, (on_postgresql, on_sqlite), strict=True):
        table = class_table(_dataclass(annotation), on=dialect)
        assert [check.expression for check in table.checks] == expected


def test_enum_is_the_type_that_sqlalchemy_makes_of_it() -> None:
    table = sa.Table("other", sa.MetaData(), sa.Column("mood", sa.Enum(Mood)))
    schema = desired(_dataclass(Mood), table).schema
    assert schema.enums == (Enum(Name("mood"), ("fine", "awful")),)


class Plain:
    pass


class PlainFlag(enum.Flag):
    a = 1


UNMAPPED: list[tuple[Any, str]] = [
    (object, "object"),
    (Any, "Any"),
    (complex, "complex"),
    (type(None), "NoneType"),
    (Plain, "Plain"),
    (PlainFlag, "PlainFlag"),
    (int | str, "int | str"),
    (int | str | None, "int, str|int | str"),
    (collections.abc.Callable[[], int], "Callable"),
    (Literal[1, "a"], r"Literal\[1, 'a'\]"),
    (Literal[True], "Literal"),
    (Inner, "Inner"),
    (Inner | None, "Inner"),
    (list[Inner], r"list\[.*Inner\]"),
    (dict[str, list[InnerModel]], "InnerModel"),
    (InnerModel, "InnerModel"),
]


@pytest.mark.parametrize("make", MAKERS, ids=["dataclass", "pydantic"])
@pytest.mark.parametrize(("annotation", "named"), UNMAPPED)
def test_type_that_cannot_be_mapped_is_refused_by_entity_field_and_type(
    make: Any, annotation: Any, named: str
) -> None:
    entity = _lenient(make)(annotation)
    with pytest.raises(UnmappedType, match=rf"Thing\.f has the type .*({named})") as caught:
        class_table(entity)
    assert caught.value.entity.endswith(".Thing")
    assert caught.value.field == "f"
    assert "Field(type=" in str(caught.value.hint)


def test_nested_model_is_refused_with_the_ways_out() -> None:
    with pytest.raises(UnmappedType) as caught:
        class_table(_dataclass(list[Inner]))
    assert caught.value.hint == (
        "give it a table of its own and a foreign key to it, or say Field(type=JSON) to keep "
        "it inside"
    )
