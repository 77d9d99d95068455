"""What the diff says of single changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from goofer_py.diff.differ import diff
from goofer_py.diff.hints import Hints
from goofer_py.operations import AlterColumn, Operation
from goofer_py.schema import (
    Check,
    Column,
    Computed,
    Enum,
    ForeignKey,
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

INTEGER, TEXT = Type("integer"), Type("text")
ID = Column("id", INTEGER, nullable=False)
EMAIL = Column("email", TEXT)
USERS = Table(Name("users"), (ID, EMAIL), PrimaryKey(("id",), "users_pkey"))
POSTS = Table(
    Name("posts"),
    (ID, Column("user_id", INTEGER)),
    PrimaryKey(("id",), "posts_pkey"),
    foreign_keys=(ForeignKey(("user_id",), Name("users"), ("id",), "posts_user_id_fkey"),),
)
IX = Index("ix_users_email", (IndexPart("email"),))
UQ = Unique(("email",), "users_email_key")


def described(current: Table, desired: Table, hints: Hints | None = None) -> list[str]:
    return lines(diff(Schema((current,)), Schema((desired,)), hints))


def lines(operations: tuple[Operation, ...]) -> list[str]:
    return [operation.describe() for operation in operations]


@pytest.mark.parametrize(
    ("desired", "expected"),
    [
        (USERS.with_column(Column("age", INTEGER)), ["add column users.age"]),
        (USERS.without_column("email"), ["drop column users.email (its values are lost)"]),
        (USERS.with_index(IX), ["create index ix_users_email on table users"]),
        (
            USERS.with_constraint(UQ),
            ["add unique constraint users_email_key (email) to table users"],
        ),
        (
            USERS.with_constraint(Check("id > 0", "positive")),
            ["add check positive (id > 0) to table users"],
        ),
        (
            USERS.with_column_replaced("email", replace(EMAIL, nullable=False)),
            ["change column users.email: NOT NULL"],
        ),
        (
            USERS.with_column_replaced("email", replace(EMAIL, type=Type("varchar(9)"))),
            ["change column users.email: type text to varchar(9)"],
        ),
        (replace(USERS, comment="people"), ["change comment of table users"]),
        (
            replace(USERS, primary_key=PrimaryKey(("id",), "pk_users")),
            ["rename primary key users_pkey (id) of table users to pk_users"],
        ),
        (
            replace(USERS, primary_key=PrimaryKey(("id",), "any", auto_named=True)),
            [],
        ),
        (
            replace(USERS, columns=tuple(reversed(USERS.columns))),
            [],
        ),
    ],
)
def test_one_change_of_a_table_is_one_operation(desired: Table, expected: list[str]) -> None:
    assert described(USERS, desired) == expected


def test_an_index_that_only_changes_its_name_is_renamed() -> None:
    after = USERS.with_index(replace(IX, name="email_index"))
    assert described(USERS.with_index(IX), after) == [
        "rename index ix_users_email of table users to email_index"
    ]


def test_an_index_that_changes_is_dropped_and_created() -> None:
    after = USERS.with_index(replace(IX, unique=True))
    assert described(USERS.with_index(IX), after) == [
        "drop index ix_users_email of table users",
        "create unique index ix_users_email on table users",
    ]


def test_a_parent_is_created_before_its_child_and_dropped_after_it() -> None:
    both = Schema((POSTS, USERS))
    assert lines(diff(Schema(), both)) == ["create table users", "create table posts"]
    assert lines(diff(both, Schema())) == [
        "drop table posts (its rows are lost)",
        "drop table users (its rows are lost)",
    ]


def test_a_cycle_of_foreign_keys_is_closed_by_a_constraint_of_its_own() -> None:
    key = ForeignKey(("id",), Name("posts"), ("id",), "users_id_fkey")
    cycle = Schema((USERS.with_constraint(key), POSTS))
    assert lines(diff(Schema(), cycle)) == [
        "create table posts",
        "create table users",
        "add foreign key posts_user_id_fkey (user_id to users) to table posts",
    ]


def test_a_table_that_refers_to_itself_needs_no_second_step() -> None:
    key = ForeignKey(("id",), Name("users"), ("id",), "users_id_fkey")
    assert lines(diff(Schema(), Schema((USERS.with_constraint(key),)))) == ["create table users"]


def test_a_foreign_key_to_a_key_that_is_new_comes_after_that_key() -> None:
    child = replace(
        POSTS, foreign_keys=(ForeignKey(("user_id",), Name("users"), ("email",), "fk"),)
    )
    assert lines(diff(Schema((USERS,)), Schema((USERS.with_constraint(UQ), child)))) == [
        "create table posts",
        "add unique constraint users_email_key (email) to table users",
        "add foreign key fk (user_id to users) to table posts",
    ]


def test_a_type_change_on_both_ends_lets_the_foreign_key_go_meanwhile() -> None:
    big = Column("id", Type("bigint"), nullable=False)
    users = USERS.with_column_replaced("id", big)
    posts = POSTS.with_column_replaced("user_id", Column("user_id", Type("bigint")))
    assert lines(diff(Schema((USERS, POSTS)), Schema((users, posts)))) == [
        "drop foreign key posts_user_id_fkey (user_id to users) from table posts",
        "change column users.id: type integer to bigint",
        "change column posts.user_id: type integer to bigint",
        "add foreign key posts_user_id_fkey (user_id to users) to table posts",
    ]


def test_what_a_column_computes_changes_by_dropping_and_adding_it() -> None:
    double = Column("double", INTEGER, computed=Computed("id * 2"))
    triple = Column("double", INTEGER, computed=Computed("id * 3"))
    index = Index("ix_double", (IndexPart("double"),))
    before = USERS.with_column(double).with_index(index)
    after = USERS.with_column(triple).with_index(index)
    assert described(before, after) == [
        "drop index ix_double of table users",
        "drop column users.double (computed, nothing is lost)",
        "add column users.double",
        "create index ix_double on table users",
    ]


def test_a_column_that_ceases_to_be_computed_is_filled_with_what_it_computed() -> None:
    before = USERS.with_column(Column("double", INTEGER, computed=Computed("id * 2")))
    operations = diff(Schema((before,)), Schema((USERS.with_column(Column("double", INTEGER)),)))
    assert [getattr(op, "fill", None) for op in operations] == [None, "id * 2"]


def test_nothing_is_filled_from_columns_that_go() -> None:
    other = Column("other", INTEGER)
    before = USERS.with_column(other).with_column(
        Column("double", INTEGER, computed=Computed("other * 2"))
    )
    operations = diff(Schema((before,)), Schema((USERS.with_column(Column("double", INTEGER)),)))
    assert [getattr(op, "fill", None) for op in operations] == [None, None, None]


def test_enums_and_sequences_are_made_before_tables_and_dropped_after_them() -> None:
    mood, ticks = Enum(Name("mood"), ("sad", "ok")), Sequence(Name("ticks"))
    whole = Schema((USERS,), enums=(mood,), sequences=(ticks,), namespaces=("audit",))
    assert lines(diff(Schema(), whole)) == [
        "create schema audit",
        "create enum mood (sad, ok)",
        "create sequence ticks",
        "create table users",
    ]
    assert lines(diff(whole, Schema()))[-3:] == [
        "drop sequence ticks",
        "drop enum mood",
        "drop schema audit",
    ]


@pytest.mark.parametrize(
    ("values", "says"),
    [
        (("sad", "ok", "glad"), "change enum mood: add 'glad'"),
        (("sad",), "change enum mood: remove 'ok'"),
        (("ok", "sad"), "change enum mood: reorder"),
    ],
)
def test_an_enum_says_which_values_change(values: tuple[str, ...], says: str) -> None:
    before, after = Enum(Name("mood"), ("sad", "ok")), Enum(Name("mood"), values)
    assert lines(diff(Schema(enums=(before,)), Schema(enums=(after,)))) == [says]


def test_a_renamed_column_takes_its_indexes_checks_and_foreign_keys_along() -> None:
    before = USERS.with_index(IX).with_constraint(Check("email <> ''", "filled"))
    after = before.with_columns_renamed({"email": "mail"})
    hints = Hints(columns={(Name("users"), "mail"): "email"})
    assert after.checks[0].expression == "mail <> ''"
    assert described(before, after, hints) == ["rename column users.email to mail"]


def test_a_renamed_table_takes_the_foreign_keys_to_it_along() -> None:
    people = replace(USERS, name=Name("people"))
    posts = replace(POSTS, foreign_keys=(replace(POSTS.foreign_keys[0], target=Name("people")),))
    hints = Hints(tables={Name("people"): Name("users")})
    assert lines(diff(Schema((USERS, POSTS)), Schema((people, posts)), hints)) == [
        "rename table users to people"
    ]


def test_two_columns_that_swap_their_names_go_through_a_third() -> None:
    before = Table(Name("t"), (Column("a", INTEGER), Column("b", TEXT)))
    after = Table(Name("t"), (Column("b", INTEGER), Column("a", TEXT)))
    hints = Hints(columns={(Name("t"), "a"): "b", (Name("t"), "b"): "a"})
    assert described(before, after, hints) == [
        "rename column t.b to b_goofer",
        "rename column t.a to b",
        "rename column t.b_goofer to a",
    ]


def test_a_rename_that_is_done_already_changes_nothing() -> None:
    hints = Hints(columns={(Name("users"), "email"): "mail"})
    assert described(USERS, USERS, hints) == []


def test_fills_and_conversions_of_the_hints_reach_the_operations() -> None:
    name = Name("users")
    after = USERS.with_column(Column("age", INTEGER, nullable=False)).with_column_replaced(
        "email", Column("email", INTEGER, nullable=False)
    )
    hints = Hints(
        fills={(name, "age"): "18", (name, "email"): "0"},
        conversions={(name, "email"): "length(email)"},
        ways_back={(name, "email"): "repeat('x', email)"},
    )
    found = {type(op).__name__: op for op in diff(Schema((USERS,)), Schema((after,)), hints)}
    assert getattr(found["AddColumn"], "fill") == "18"  # noqa: B009
    alter = found["AlterColumn"]
    assert isinstance(alter, AlterColumn)
    assert (alter.using, alter.fill) == ("length(email)", "0")
    assert (alter.inverse().using, alter.inverse().back) == ("repeat('x', email)", "length(email)")


def test_a_valid_constraint_is_as_good_as_one_that_is_declared_not_valid() -> None:
    before = USERS.with_constraint(Check("id > 0", "positive"))
    after = USERS.with_constraint(Check("id > 0", "positive", validated=False))
    assert described(before, after) == []
    assert described(USERS, after) == ["add check positive (id > 0) to table users"]
