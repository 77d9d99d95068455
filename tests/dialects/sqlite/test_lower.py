"""Operations rewritten for SQLite: how few rebuilds there are, and where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import pytest

from goofer_py.dialects.sqlite.dialect import SQLiteDialect
from goofer_py.operations import (
    AddColumn,
    AddConstraint,
    AlterColumn,
    AlterIndex,
    AlterTable,
    CreateIndex,
    CreateTable,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropTable,
    Operation,
    RenameColumn,
    RenameConstraint,
    RenameIndex,
    RenameTable,
)
from goofer_py.operations.combined import Combined
from goofer_py.operations.guarded import Guarded
from goofer_py.operations.rebuild_table import RebuildTable
from goofer_py.schema import (
    Check,
    Column,
    ForeignKey,
    Index,
    IndexPart,
    Name,
    PrimaryKey,
    Schema,
    Type,
    Unique,
)
from tests.dialects.sqlite.live import described, live

DIALECT = SQLiteDialect((3, 40))
USERS, POSTS = Name("users"), Name("posts")
SCRIPT = """
CREATE TABLE users (id INTEGER PRIMARY KEY, mail TEXT, age INT, CONSTRAINT ck CHECK (age > 0));
CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INT REFERENCES users (id));
CREATE INDEX ix ON users (age);
"""
SCHEMA = described(SCRIPT)
MAIL, AGE = SCHEMA.table(USERS).column("mail"), SCHEMA.table(USERS).column("age")
CHECK = SCHEMA.table(USERS).checks[0]
KEY = SCHEMA.table(POSTS).foreign_keys[0]
INDEX = SCHEMA.table(USERS).index("ix")


def lowered(*operations: Operation, schema: Schema = SCHEMA) -> list[Operation]:
    """Return what becomes of the operations, without the guard around them."""
    found = DIALECT.lower(operations, schema)
    end = reduce(lambda before, operation: operation.apply(before), operations, schema)
    assert reduce(lambda before, operation: operation.apply(before), found, schema) == end
    return list(_inside(found))


def _inside(operations: Sequence[Operation]) -> Sequence[Operation]:
    first = operations[0] if operations else None
    return first.operations if isinstance(first, Guarded) else operations


def kinds(*operations: Operation) -> list[str]:
    return [type(operation).__name__ for operation in lowered(*operations)]


def test_all_that_happens_to_a_table_is_one_rebuild_in_the_place_of_what_reads_rows() -> None:
    found = lowered(
        DropConstraint(USERS, CHECK),
        DropIndex(USERS, INDEX),
        DropColumn(USERS, AGE),
        AlterColumn(USERS, MAIL, Column("mail", Type("BLOB"))),
        CreateTable(described("CREATE TABLE more (a)").tables[0]),
        AddColumn(USERS, Column("level", Type("INT"), nullable=False), fill="(SELECT 1 FROM more)"),
        AddConstraint(USERS, Unique(("level",))),
        CreateIndex(USERS, Index("iy", (IndexPart("level"),))),
        AddConstraint(USERS, ForeignKey(("level",), POSTS, ("id",))),
    )

    assert [type(op).__name__ for op in found] == [
        "DropIndex",
        "CreateTable",
        "RebuildTable",
        "CreateIndex",
    ]
    rebuild = found[2]
    assert isinstance(rebuild, RebuildTable)
    assert rebuild.sources == (
        ("id", "id"),
        ("mail", "CAST(mail AS BLOB)"),
        ("level", "(SELECT 1 FROM more)"),
    )
    assert rebuild.after.column_names == ("id", "mail", "level")


def test_two_tables_are_two_rebuilds_under_one_guard() -> None:
    change: list[Operation] = [
        AlterColumn(USERS, MAIL, Column("mail", Type("BLOB"))),
        AddConstraint(POSTS, Unique(("user_id",))),
    ]

    (guarded,) = DIALECT.lower(change, SCHEMA)

    assert isinstance(guarded, Guarded)
    assert [type(op) for op in guarded.operations] == [RebuildTable, RebuildTable]
    assert guarded.children == ((POSTS, POSTS),)


@pytest.mark.parametrize(
    ("operations", "expected"),
    [
        ([DropConstraint(POSTS, KEY), AddConstraint(POSTS, KEY)], []),
        ([AlterTable(USERS, (None, "about"), ((), ()))], []),
        ([AlterColumn(USERS, MAIL, Column("mail", Type("TEXT"), comment="about"))], []),
        ([AlterIndex(USERS, INDEX, INDEX)], []),
        ([RenameIndex(USERS, "ix", "iy")], ["DropIndex", "CreateIndex"]),
        ([DropConstraint(POSTS, KEY), DropTable(SCHEMA.table(POSTS))], ["DropTable"]),
        ([RenameTable(USERS, Name("people"))], ["RenameTable"]),
        ([RenameColumn(USERS, "mail", "email")], ["RenameColumn"]),
        ([AlterTable(USERS, (None, None), ((), (("strict", ""),)))], ["RebuildTable"]),
        (
            [RenameConstraint(USERS, CHECK, Check("age > 0", "kc", columns=("age",)))],
            ["RebuildTable"],
        ),
        ([DropConstraint(USERS, PrimaryKey(("id",)))], ["RebuildTable"]),
    ],
)
def test_no_more_is_done_than_has_to_be(operations: list[Operation], expected: list[str]) -> None:
    found = DIALECT.lower(operations, SCHEMA)

    assert [type(op).__name__ for op in _inside(found)] == expected


def test_a_column_and_what_is_about_it_alone_are_one_statement() -> None:
    column = Column("boss", Type("INT"))
    found = lowered(
        AddColumn(USERS, column),
        AddConstraint(USERS, Check("boss > 0", columns=("boss",))),
        AddConstraint(USERS, ForeignKey(("boss",), USERS, ("id",))),
    )

    assert [type(op) for op in found] == [Combined]


def test_foreign_keys_in_a_cycle_are_part_of_create_table() -> None:
    both = described(
        """
        CREATE TABLE a (id INTEGER PRIMARY KEY, b_id INT REFERENCES b (id));
        CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INT REFERENCES a (id));
        """
    )
    a, b = both.tables
    key = a.foreign_keys[0]

    found = lowered(
        CreateTable(a.without_constraint(key)),
        CreateTable(b),
        AddConstraint(a.name, key),
        schema=Schema(),
    )

    assert found == [CreateTable(a), CreateTable(b)]


def test_indexes_come_and_go_where_they_stand_unless_the_rebuild_has_to_know_of_them() -> None:
    level = Column("level", Type("INT"), nullable=False)
    before, after = Index("iz", (IndexPart("mail"),)), Index("iy", (IndexPart("level"),))
    found = lowered(
        CreateIndex(USERS, before),
        RenameIndex(USERS, "iz", "za"),
        AddColumn(USERS, level, fill="1"),
        CreateIndex(USERS, after),
        RenameIndex(USERS, "iy", "ya"),
        DropConstraint(USERS, CHECK),
        DropIndex(USERS, INDEX),
        DropColumn(USERS, AGE),
    )

    assert [type(op).__name__ for op in found] == [
        "RebuildTable",
        "CreateIndex",
        "DropIndex",
        "CreateIndex",
    ]
    assert isinstance(found[0], RebuildTable)
    assert [index.name for index in found[0].after.indexes] == ["za"]


def test_what_comes_only_to_go_does_not_come() -> None:
    level, index = Column("level", Type("INT")), Index("iy", (IndexPart("level"),))
    check = Check("level > 0", columns=("level",))
    found = lowered(
        AddColumn(USERS, level),
        CreateIndex(USERS, index),
        AddConstraint(USERS, check),
        DropConstraint(USERS, check),
        DropIndex(USERS, index),
    )

    assert found == [AddColumn(USERS, level)]


def test_the_temporary_name_is_nobodys() -> None:
    script = (
        SCRIPT + "CREATE TABLE goofer_new_users (a); CREATE INDEX Goofer_New_Users_2 ON users (id);"
    )
    with live(script) as db:
        schema = db.read()
        change = AlterColumn(USERS, MAIL, Column("mail", Type("BLOB")))
        rebuild = _inside(DIALECT.lower([change], described(script)))[0]
        assert isinstance(rebuild, RebuildTable)
        # goofer's own tables are not read, so one left behind by hand shows itself at once.
        assert schema.find_table(Name("goofer_new_users")) is None
        assert rebuild.temporary == Name("goofer_new_users")

    taken = Schema(tables=(*SCHEMA.tables, *described("CREATE TABLE x (a)").tables))
    taken = taken.map_table(Name("x"), lambda t: t.with_index(Index("goofer_new_users", ())))
    rebuild = _inside(DIALECT.lower([change], taken))[0]
    assert isinstance(rebuild, RebuildTable)
    assert rebuild.temporary == Name("goofer_new_users_2")


def test_rows_of_a_table_whose_every_column_goes_are_still_there() -> None:
    with live("CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1), (2)") as db:
        table = db.read().tables[0]
        change = db.change(
            [
                DropConstraint(table.name, PrimaryKey(("id",))),
                DropColumn(table.name, table.columns[0]),
                AddColumn(table.name, Column("n", Type("INTEGER"), nullable=False)),
                AddConstraint(table.name, PrimaryKey(("n",))),
            ]
        )

        db.run(change.up)

        assert db.query("SELECT count(*) FROM t") == [(2,)]


def test_words_tell_what_happens() -> None:
    change = AlterColumn(USERS, MAIL, Column("mail", Type("BLOB")))
    kept = DropColumn(USERS, MAIL, kept=Name("k"), key=("id",))
    (guarded,) = DIALECT.lower([change], SCHEMA)

    assert guarded.describe() == "rebuild table users, all rows are copied"
    assert [op.describe() for op in DIALECT.lower([kept], SCHEMA)] == [
        "keep values of table users in k",
        "drop column users.mail (its values are kept in k)",
    ]
    assert [op.inverse().describe() for op in DIALECT.lower([kept], SCHEMA)] == [
        "drop k, its values are back in table users",
        "add column users.mail, with the values kept in k",
    ]
