"""Columns, indexes and constraints that are declared and not goofer's to change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import pytest
import sqlalchemy as sa

from goofer_py.dialects import get_dialect
from goofer_py.entities.annotations import Field, Index
from goofer_py.entities.decorator import entity
from goofer_py.errors import EntityError
from goofer_py.registry import Desired, SchemaRegistry
from goofer_py.schema import Name

LEFT = {"goofer": {"manage": False}}


def desired(*declared: Any) -> Desired:
    return SchemaRegistry(*declared).desired(get_dialect("postgresql"))


def test_parts_of_a_table_may_say_that_they_are_not_managed() -> None:
    found = desired(
        sa.Table(
            "users",
            sa.MetaData(schema="app"),
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("old", sa.Integer, info=LEFT),
            sa.Column("name", sa.Text),
            sa.CheckConstraint("name <> ''", name="named", info=LEFT),
            sa.Index("by_name", "name", info=LEFT),
        )
    )
    users = Name("users", "app")
    assert found.left_out == {
        ("columns", users, "old"),
        ("constraints", users, "named"),
        ("indexes", users, "by_name"),
    }
    assert {f"{one.kind} {one.name}" for one in found.schema.unmanaged} == {
        "column app.users.old",
        "constraint app.users.named",
        "index app.users.by_name",
    }


def test_fields_and_indexes_of_an_entity_may_say_it_too() -> None:
    @entity(table="users", indexes=[Index("name", name="by_name", manage=False)])
    @dataclass
    class User:
        id: Annotated[int, Field(primary_key=True)]
        name: str
        old: Annotated[str, Field(manage=False)]

    users = Name("users")
    assert desired(User).left_out == {("columns", users, "old"), ("indexes", users, "by_name")}


def test_what_is_managed_is_not_left_out() -> None:
    column = sa.Column("id", sa.Integer, primary_key=True, info={"goofer": {"manage": True}})
    assert desired(sa.Table("users", sa.MetaData(), column)).left_out == frozenset()


def test_a_constraint_needs_a_name_to_be_left_alone() -> None:
    check = sa.CheckConstraint("id > 0", info=LEFT)
    table = sa.Table("users", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), check)
    with pytest.raises(EntityError, match="in users needs a name"):
        desired(table)


def test_an_index_has_no_other_hints() -> None:
    table = sa.Table("users", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True))
    sa.Index("i", table.c.id, info={"goofer": {"fill": "1"}})
    with pytest.raises(EntityError, match=r"users\.i has the unknown key 'fill'"):
        desired(table)
