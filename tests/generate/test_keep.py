"""What becomes of dropped rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import pytest

from goofer_py.dialects import get_dialect
from goofer_py.dialects.dialect import Dialect
from goofer_py.diff.differ import diff
from goofer_py.errors import AnswerNeeded, UnsafeChange
from goofer_py.generate.choices import Choices
from goofer_py.generate.header import limits_of_way_back
from goofer_py.generate.keep import Fate, Loss, fates_settled, losses, with_fates
from goofer_py.operations import DropColumn, DropTable
from goofer_py.schema import Column, Computed, Name, PrimaryKey, Schema, Table, Type

USERS, POSTS = Name("users"), Name("posts")
VERSION = "20260131120000"
CURRENT = Schema(
    (
        Table(
            USERS,
            (
                Column("id", Type("INTEGER"), nullable=False),
                Column("age", Type("INTEGER"), nullable=False),
                Column("double", Type("INTEGER"), computed=Computed("age * 2")),
            ),
            PrimaryKey(("id",), "users_pkey"),
        ),
        Table(POSTS, (Column("body", Type("TEXT")),)),
    )
)


def without(*columns: str) -> Schema:
    users = CURRENT.table(USERS)
    for column in columns:
        users = users.without_column(column)
    return Schema((users,))


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> Dialect:
    return get_dialect(cast(str, request.param))


def test_dropped_tables_and_columns_are_losses_and_computed_columns_are_not() -> None:
    operations = diff(CURRENT, without("age", "double"))
    assert set(losses(operations)) == {Loss(USERS, "age"), Loss(POSTS)}


def test_a_loss_without_an_answer_is_an_error_with_the_text_for_the_answers() -> None:
    with pytest.raises(AnswerNeeded) as caught:
        fates_settled([Loss(USERS, "age"), Loss(POSTS)], Choices().fate)
    assert caught.value.answers == '[dropped]\n"users.age" = "keep"\n"posts" = "keep"\n'
    assert caught.value.hint == "goofer makemigrations --keep-data (or --discard-data)"


@dataclass(frozen=True)
class Case:
    choices: Choices
    fate: Fate


@pytest.mark.parametrize(
    "case",
    [
        Case(Choices(on_drop="keep"), "keep"),
        Case(Choices(dropped={"users.age": "discard"}, on_drop="keep"), "discard"),
        Case(Choices(ask_fate=lambda _: "keep"), "keep"),
    ],
    ids=["default", "own answer first", "asked"],
)
def test_an_answer_decides(case: Case) -> None:
    loss = Loss(USERS, "age")
    assert fates_settled([loss], case.choices.fate) == {loss: case.fate}


def test_a_kept_column_goes_to_a_side_table_by_its_primary_key(dialect: Dialect) -> None:
    operations = diff(CURRENT, without("age", "double"))
    fates: dict[Loss, Fate] = {Loss(USERS, "age"): "keep", Loss(POSTS): "keep"}
    kept = with_fates(operations, fates, CURRENT, dialect, VERSION)
    column = next(o for o in kept if isinstance(o, DropColumn) and o.column.name == "age")
    table = next(o for o in kept if isinstance(o, DropTable))
    assert column.key == ("id",)
    assert column.fill is not None, "rows that came later need a value"
    assert column.kept is not None
    assert VERSION in str(column.kept)
    assert table.kept is not None
    assert VERSION in str(table.kept)
    assert column.kept != table.kept


def test_discarded_rows_go_nowhere(dialect: Dialect) -> None:
    fates: dict[Loss, Fate] = {Loss(USERS, "age"): "discard", Loss(POSTS): "discard"}
    for operation in with_fates(diff(CURRENT, without("age")), fates, CURRENT, dialect, VERSION):
        assert getattr(operation, "kept", None) is None


def test_rows_without_a_key_are_told_apart_by_their_numbers_where_they_have_some(
    dialect: Dialect,
) -> None:
    fates: dict[Loss, Fate] = {Loss(POSTS, "body"): "keep"}
    before = Schema((Table(POSTS, (Column("body", Type("TEXT")), Column("n", Type("INTEGER")))),))
    after = before.map_table(POSTS, lambda t: t.without_column("body"))
    operations = diff(before, after)
    if dialect.capabilities.row_number is None:
        with pytest.raises(UnsafeChange, match="Give it a primary key in a migration of its own"):
            with_fates(operations, fates, before, dialect, VERSION)
        return
    (drop,) = with_fates(operations, fates, before, dialect, VERSION)
    assert isinstance(drop, DropColumn)
    assert drop.kept is not None
    assert drop.key == ()
    (limit,) = [one for one in limits_of_way_back([drop], dialect) if "rowid" in one]
    assert "VACUUM" in limit


def test_a_table_that_gets_a_key_cannot_keep_a_column_by_row_numbers(dialect: Dialect) -> None:
    number = Column("n", Type("INTEGER"), nullable=False)
    before = Schema((Table(POSTS, (Column("body", Type("TEXT")), number)),))
    after = Schema((Table(POSTS, (number,), PrimaryKey(("n",), "posts_pkey")),))
    with pytest.raises(UnsafeChange, match=r"posts\.body cannot be kept"):
        with_fates(diff(before, after), {Loss(POSTS, "body"): "keep"}, before, dialect, VERSION)


def test_a_column_cannot_be_kept_when_the_key_goes_with_it(dialect: Dialect) -> None:
    operations = diff(CURRENT, without("age", "id"))
    with pytest.raises(UnsafeChange, match=r"users\.age cannot be kept"):
        with_fates(operations, {Loss(USERS, "age"): "keep"}, CURRENT, dialect, VERSION)
