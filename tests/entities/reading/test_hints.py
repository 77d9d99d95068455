from __future__ import annotations

import datetime as dt
import decimal
import enum
import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.sql.type_api import TypeEngine
from sqlmodel import Field as SQLModelField
from sqlmodel import SQLModel

from goofer_py.diff.hints import Hints
from goofer_py.errors import EntityError
from goofer_py.schema import Name
from tests.entities.wanted import SQLITE, desired

T = Name("t")


class Mood(enum.Enum):
    fine = 1


def _hints(*columns: sa.Column[Any], **options: Any) -> Hints:
    return desired(sa.Table("t", sa.MetaData(), *columns, **options)).hints


def _said(**said: Any) -> dict[str, Any]:
    return {"goofer": said, "others": {"are": "left alone"}}


def test_hints_of_columns_reach_the_plan() -> None:
    hints = _hints(
        sa.Column("mail", sa.Text, info=_said(renamed_from="email")),
        sa.Column("age", sa.Integer, info=_said(fill="0", using="age::integer", back="age::text")),
        sa.Column("plain", sa.Integer),
    )
    assert hints == Hints(
        {},
        {(T, "mail"): "email"},
        {(T, "age"): "0"},
        {(T, "age"): "age::integer"},
        {(T, "age"): "age::text"},
    )


@pytest.mark.parametrize(
    ("old", "schema", "expected"),
    [
        ("people", None, Name("people")),
        ("people", "app", Name("people", "app")),
        ("old.people", None, Name("people", "old")),
        ("old.people", "app", Name("people", "old")),
    ],
)
def test_hint_of_a_renamed_table_may_name_the_schema(
    old: str, schema: str | None, expected: Name
) -> None:
    hints = _hints(sa.Column("id", sa.Integer), schema=schema, info=_said(renamed_from=old))
    assert hints.tables == {Name("t", schema): expected}


def test_hints_of_declarative_and_sqlmodel_classes_reach_the_plan() -> None:
    class Base(DeclarativeBase):
        pass

    class Person(Base):
        __tablename__ = "person"
        __table_args__ = {"info": {"goofer": {"renamed_from": "people"}}}  # noqa: RUF012
        id: Mapped[int] = mapped_column(primary_key=True)
        mail: Mapped[str] = mapped_column(info={"goofer": {"renamed_from": "email"}})

    class HintedHero(SQLModel, table=True):
        id: int = SQLModelField(primary_key=True)
        alias: str = SQLModelField(
            sa_column_kwargs={"info": {"goofer": {"renamed_from": "nick", "fill": "'?'"}}}
        )

    hints = desired(Person, HintedHero).hints
    person, hero = Name("person"), Name("hintedhero")
    assert hints.tables == {person: Name("people")}
    assert hints.columns == {(person, "mail"): "email", (hero, "alias"): "nick"}
    assert hints.fills == {(hero, "alias"): "'?'"}


WRONG: list[tuple[dict[str, Any], str, str | None]] = [
    ({"rename_from": "x"}, "unknown key 'rename_from'", "did you mean 'renamed_from'?"),
    ({"managed": False}, "unknown key 'managed'; known are: manage, ", "did you mean 'manage'?"),
    ({"manage": 0}, r'\["manage"\] of t\.c is 0, and must be a bool', None),
    ({"fil": "0"}, "unknown key 'fil'", "did you mean 'fill'?"),
    ({"fill": 0}, r'\["fill"\] of t\.c is 0, and must be a str', None),
]


@pytest.mark.parametrize(
    "info", [{"column": "x"}, {"table": ["x"]}, {"index": "x"}, {"sequence": 1}]
)
def test_what_is_said_must_be_a_dictionary(info: dict[str, Any]) -> None:
    said = {kind: {"goofer": value} for kind, value in info.items()}
    column = sa.Column("c", sa.Integer, info=said.get("column"))
    metadata = sa.MetaData()
    table = sa.Table("t", metadata, column, info=said.get("table"))
    sa.Index("i", table.c.c, info=said.get("index"))
    sa.Sequence("s", metadata=metadata).info.update(said.get("sequence", {}))
    with pytest.raises(EntityError, match=r'info\["goofer"\] of .* must be a dictionary'):
        desired(metadata)


@pytest.mark.parametrize(("said", "message", "hint"), WRONG)
def test_wrong_hint_of_a_column_is_refused(
    said: dict[str, Any], message: str, hint: str | None
) -> None:
    with pytest.raises(EntityError, match=message) as caught:
        _hints(sa.Column("c", sa.Integer, info={"goofer": said}))
    assert caught.value.hint == hint


def test_wrong_hint_of_a_table_is_refused() -> None:
    column = sa.Column("c", sa.Integer)
    with pytest.raises(EntityError, match="unknown key 'managed'") as caught:
        _hints(column, info={"goofer": {"managed": False}})
    assert caught.value.hint == "did you mean 'manage'?"
    with pytest.raises(EntityError, match="must be a bool"):
        _hints(sa.Column("c", sa.Integer), info={"goofer": {"manage": "no"}})
    with pytest.raises(EntityError, match="is 'no', and must be a dictionary"):
        _hints(sa.Column("c", sa.Integer), info={"goofer": "no"})


# What the application gives a column by default, and the SQL that fills rows that are there.
FILLS: list[tuple[TypeEngine[Any], Any, str | None]] = [
    (sa.Integer(), 5, "5"),
    (sa.Integer(), 0, "0"),
    (sa.String(), "it's", "'it''s'"),
    (sa.String(), "", "''"),
    (sa.Boolean(), False, "false"),
    (sa.Float(), 1.5, "1.5"),
    (sa.Numeric(10, 2), decimal.Decimal("1.50"), "1.50"),
    (sa.Enum(Mood), Mood.fine, "'fine'"),
    (sa.Date(), dt.date(2020, 1, 2), "'2020-01-02'"),
    (sa.JSON(), {"a": [1]}, """'{"a": [1]}'"""),
    (sa.Uuid(), uuid.UUID(int=1), "'00000000-0000-0000-0000-000000000001'"),
    (sa.DateTime(), sa.func.now(), "now()"),
    (sa.Integer(), lambda: 5, None),
    (sa.DateTime(), dt.datetime.now, None),
    (sa.LargeBinary(), object(), None),
    (sa.Integer(), sa.Sequence("numbers"), None),
]


@pytest.mark.parametrize(("type_", "default", "fill"), FILLS)
def test_plain_default_of_the_application_fills_rows_that_are_there(
    type_: TypeEngine[Any], default: Any, fill: str | None
) -> None:
    fills = _hints(sa.Column("c", type_, default=default, nullable=False)).fills
    assert fills == ({} if fill is None else {(T, "c"): fill})


def test_default_of_the_application_is_no_fill_where_none_is_needed_or_another_is_said() -> None:
    hints = _hints(
        sa.Column("id", sa.Integer, primary_key=True, default=1),
        sa.Column("optional", sa.Integer, default=1),
        sa.Column("served", sa.Integer, default=1, server_default="2", nullable=False),
        sa.Column("said", sa.Integer, default=1, nullable=False, info=_said(fill="9")),
    )
    assert hints.fills == {(T, "said"): "9"}


def test_fill_is_spelled_for_its_dialect() -> None:
    column = sa.Column("c", sa.Boolean, default=True, nullable=False)
    table = sa.Table("t", sa.MetaData(), column)
    assert desired(table, on=SQLITE).hints.fills == {(T, "c"): "1"}
