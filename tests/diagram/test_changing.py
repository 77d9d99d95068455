from __future__ import annotations

from dataclasses import replace

import pytest

from goofer_py.diagram.changing import Renames, change_picture
from goofer_py.diagram.choosing import (
    matching,
    only,
    touched,
    with_keys_only,
    with_neighbours,
    without_columns,
)
from goofer_py.diagram.picture import Box, Mark, Picture
from goofer_py.diagram.reading import picture_of
from goofer_py.schema import Check, ForeignKey, Index, IndexPart, Name, Schema, Table, Unique
from tests.diagram.pictures import SHOP, column, table

USERS, ORDERS, LINES = Name("users"), Name("orders"), Name("lines")


def changed(after: Schema, renames: Renames | None = None, before: Schema = SHOP) -> Picture:
    return change_picture(before, after, "1_change", renames or Renames())


def box(picture: Picture, name: str) -> Box:
    return next(one for one in picture.boxes if one.name == Name(name))


def rows(picture: Picture, name: str) -> list[str]:
    found = box(picture, name).rows
    return [f"{row.mark} {row.name} {row.detail}".strip() for row in found if row.mark]


def marks(picture: Picture) -> list[str]:
    return [f"{one.mark}{one.label}" for one in picture.relations if one.mark]


def test_nothing_is_marked_where_nothing_differs() -> None:
    picture = changed(SHOP)
    assert not touched(picture)
    assert [one.name for one in picture.boxes] == [one.name for one in picture_of(SHOP, "").boxes]


def with_users(change: object) -> Schema:
    return SHOP.map_table(USERS, change)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda t: t.with_column(column("age")), ["+ age integer"]),
        (lambda t: t.without_column("mail"), ["- mail text"]),
        (
            lambda t: t.with_column_replaced("mail", column("mail", "citext", nullable=True)),
            ["~ mail text → citext?"],
        ),
        (
            lambda t: t.with_column_replaced(
                "mail", replace(column("mail", "text"), default="'a'")
            ),
            ["~ mail text, default none → 'a'"],
        ),
        (
            lambda t: t.with_column_replaced("mail", replace(column("mail", "text"), comment="x")),
            ["~ mail text, comment"],
        ),
        (lambda t: t.with_constraint(Check("id > 0")), ["+ check (id > 0)"]),
        (lambda t: t.with_constraint(Unique(("mail",))), ["+ unique (mail)"]),
        (
            lambda t: t.with_index(Index("by_mail", (IndexPart("mail"),))),
            ["+ index by_mail (mail)"],
        ),
        (lambda t: replace(t, comment="who"), ["~ comment"]),
    ],
)
def test_what_differs_in_a_table_has_its_mark(change: object, expected: list[str]) -> None:
    picture = changed(with_users(change))
    assert rows(picture, "users") == expected
    assert box(picture, "users").mark is Mark.CHANGED
    assert touched(picture) == {USERS}


def test_a_dropped_column_stands_where_it_was() -> None:
    after = SHOP.map_table(ORDERS, lambda t: t.without_column("note"))
    names = [row.name for row in box(changed(after), "orders").rows]
    assert names == ["id", "note", "user_id"]


def test_tables_that_come_and_go_are_marked_whole() -> None:
    after = SHOP.without_table(Name("rates")).with_table(table("tags", to={"user_id": "users"}))
    picture = changed(after)
    assert box(picture, "rates").mark is Mark.DROPPED
    assert box(picture, "tags").mark is Mark.ADDED
    assert rows(picture, "rates") == ["- id bigint", "- rate numeric(5, 2)"]
    assert marks(picture) == ["+tags (user_id) to users (id)"]


def test_a_renamed_table_is_one_table_and_keys_to_it_stay() -> None:
    people = replace(SHOP.table(USERS), name=Name("people"))
    keys = (ForeignKey(("user_id",), Name("people"), ("id",)),)
    after = SHOP.with_table_replaced(USERS, people).map_table(
        ORDERS, lambda t: replace(t, foreign_keys=keys)
    )
    picture = changed(after, Renames({Name("people"): USERS}))
    assert box(picture, "people").title == "people (was users)"
    assert touched(picture) == {Name("people")}
    assert not marks(picture)
    assert matching(picture, ["users"]) == {Name("people")}


def test_a_renamed_column_tells_its_old_name() -> None:
    after = with_users(lambda t: t.with_columns_renamed({"mail": "email"}))
    picture = changed(after, Renames(columns={(USERS, "email"): "mail"}))
    assert rows(picture, "users") == ["~ email text, was mail"]


def test_a_rename_that_the_schemas_do_not_show_is_none() -> None:
    picture = changed(SHOP, Renames({Name("nobody"): USERS}))
    assert not touched(picture)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ((), ["-orders (user_id) to users (id)"]),
        (
            (ForeignKey(("user_id",), USERS, ("id",), on_delete="CASCADE"),),
            ["~orders (user_id) to users (id) on delete cascade"],
        ),
    ],
)
def test_a_foreign_key_that_differs_is_marked_with_its_table(
    keys: tuple[ForeignKey, ...], expected: list[str]
) -> None:
    picture = changed(SHOP.map_table(ORDERS, lambda t: replace(t, foreign_keys=keys)))
    assert marks(picture) == expected
    assert box(picture, "orders").mark is Mark.CHANGED


def part(name: str, of: str) -> Table:
    return Table(Name(name), partition_of=Name(of), bound="DEFAULT")


def test_partitions_are_told_of_in_their_whole() -> None:
    schema = Schema((table("events"), part("events_1", "events"), part("events_2", "events_1")))
    picture = picture_of(schema, "Events")
    assert [str(one.name) for one in picture.boxes] == ["events"]
    assert picture.boxes[0].rows[-1].name == "2 partitions"
    after = Schema((table("events"), part("events_1", "events"), part("events_3", "events")))
    assert rows(changed(after, before=schema), "events") == [
        "- partition events_2",
        "+ partition events_3",
    ]


def test_a_key_tells_whether_there_may_be_many_or_none() -> None:
    one = replace(
        table("cards", column("user_id", nullable=True), to={"user_id": "users"}),
        uniques=(Unique(("user_id",)),),
    )
    relation = picture_of(SHOP.with_table(one), "").relations[0]
    assert (relation.source, relation.many, relation.optional) == (Name("cards"), False, True)
    plain = picture_of(SHOP, "").relations[-1]
    assert (plain.many, plain.optional) == (True, False)


def test_a_key_to_a_table_that_is_not_there_is_not_drawn() -> None:
    assert not picture_of(SHOP.only([ORDERS]), "").relations


def test_an_heir_is_joined_with_what_it_inherits_from() -> None:
    heir = Table(Name("admins"), (column("level"),), inherits=(USERS,))
    relation = picture_of(SHOP.with_table(heir), "").relations[0]
    assert relation.label == "admins inherits from users"


@pytest.mark.parametrize(
    ("patterns", "steps", "expected"),
    [
        (["users"], 0, {"users"}),
        (["users"], 1, {"users", "orders"}),
        (["users"], 2, {"users", "orders", "lines"}),
        (["?r*"], 0, {"orders"}),
        (["users", "rates"], 0, {"users", "rates"}),
    ],
)
def test_tables_are_chosen_by_names_and_by_what_is_around(
    patterns: list[str], steps: int, expected: set[str]
) -> None:
    picture = picture_of(SHOP, "")
    found = only(picture, with_neighbours(picture, matching(picture, patterns), steps))
    assert {str(one.name) for one in found.boxes} == expected
    names = {one.name for one in found.boxes}
    assert all({one.source, one.target} <= names for one in found.relations)


def test_a_pattern_without_a_schema_fits_tables_of_every_schema() -> None:
    schema = Schema((table("a"), replace(table("b"), name=Name("a", "app"))))
    picture = picture_of(schema, "")
    assert matching(picture, ["a"]) == {Name("a"), Name("a", "app")}
    assert matching(picture, ["app.*"]) == {Name("a", "app")}


def test_boxes_can_show_keys_alone_or_nothing() -> None:
    picture = picture_of(SHOP, "")
    assert [row.name for row in box(with_keys_only(picture), "orders").rows] == [
        "id",
        "user_id",
        "1 more",
    ]
    assert not any(one.rows for one in without_columns(picture).boxes)
    after = with_users(lambda t: t.with_column(column("age")))
    short = with_keys_only(changed(after))
    assert [row.name for row in box(short, "users").rows] == ["id", "age", "1 more"]
    assert rows(without_columns(changed(after)), "users") == ["+ age integer"]
