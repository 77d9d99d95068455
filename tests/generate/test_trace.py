"""Where tables and columns go."""

from __future__ import annotations

from goofer_py.generate.trace import trace
from goofer_py.operations import (
    AlterColumn,
    DropColumn,
    DropTable,
    Operation,
    RenameColumn,
    RenameTable,
)
from goofer_py.schema import Column, Name, Schema, Table, Type

USERS, PEOPLE, POSTS = Name("users"), Name("people"), Name("posts")
ID, MAIL = Column("id", Type("integer")), Column("mail", Type("text"))
SCHEMA = Schema((Table(USERS, (ID, MAIL)), Table(POSTS, (ID,))))
KEPT = Name("kept")


def test_renames_are_followed_through_tables_and_columns() -> None:
    operations: list[Operation] = [
        RenameTable(USERS, PEOPLE),
        RenameColumn(PEOPLE, "mail", "email"),
    ]
    found = trace(SCHEMA, operations)
    assert found.tables == {USERS: PEOPLE, POSTS: POSTS}
    assert found.columns[(USERS, "mail")] == (PEOPLE, "email")
    assert found.columns[(USERS, "id")] == (PEOPLE, "id")


def test_what_is_dropped_is_lost_unless_it_is_kept() -> None:
    operations: list[Operation] = [
        DropColumn(USERS, MAIL, kept=KEPT),
        DropTable(SCHEMA.table(POSTS)),
    ]
    found = trace(SCHEMA, operations)
    assert found.returning == {(USERS, "mail")}
    assert found.lost == {(POSTS, "id")}
    assert found.tables == {USERS: USERS}


def test_a_change_of_type_is_told_by_the_place_before() -> None:
    operations: list[Operation] = [
        RenameColumn(USERS, "id", "key"),
        AlterColumn(USERS, Column("key", Type("integer")), Column("key", Type("bigint"))),
    ]
    assert trace(SCHEMA, operations).retyped == {(USERS, "id")}
