"""Renames together with rebuilds, where views and triggers have to be spelled right."""

from __future__ import annotations

import re
from functools import reduce

import pytest

from goofer_py.dialects.sqlite.commute import InTheWay, moved_first, moved_last, translated
from goofer_py.diff.hints import Hints
from goofer_py.errors import UnsafeChange
from goofer_py.operations import (
    AddColumn,
    AddConstraint,
    AlterColumn,
    AlterIndex,
    AlterTable,
    CreateIndex,
    CreateTable,
    DropColumn,
    DropIndex,
    DropTable,
    Operation,
    RenameColumn,
    RenameConstraint,
    RenameIndex,
    RenameTable,
)
from goofer_py.schema import (
    Check,
    Column,
    ForeignKey,
    Index,
    IndexPart,
    Name,
    PrimaryKey,
    Schema,
    Table,
    Type,
    Unique,
)
from tests.dialects.sqlite.live import live, tables_of

USERS, PEOPLE, POSTS = Name("users"), Name("people"), Name("posts")
BEFORE = """
CREATE TABLE users (
    id INTEGER PRIMARY KEY, mail VARCHAR(20) CHECK (mail != ''), age INT AS (length(mail))
);
CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INT REFERENCES users (id) ON DELETE CASCADE);
CREATE INDEX ix ON users (lower(mail));
CREATE TABLE log (title TEXT);
"""
ROWS = """
INSERT INTO users (id, mail) VALUES (1, 'ann@a'), (2, 'bob@b');
INSERT INTO posts VALUES (7, 1), (8, 2);
"""
DEPENDENTS = """
CREATE TRIGGER noted AFTER UPDATE OF mail ON users WHEN OLD.mail != NEW.mail BEGIN
    INSERT INTO log (title) VALUES (OLD.mail || ' to ' || NEW.mail);
END;
CREATE TRIGGER posted AFTER INSERT ON posts BEGIN
    UPDATE users SET mail = upper(mail) WHERE id = NEW.user_id;
END;
CREATE VIEW mails AS SELECT u.id, u.mail AS address FROM users AS u;
"""
RENAMED_COLUMN = BEFORE.replace("mail", "title").replace("VARCHAR(20)", "TEXT")
RENAMED_TABLE = (
    BEFORE.replace("TABLE users", "TABLE people")
    .replace("REFERENCES users", "REFERENCES people")
    .replace("ON users", "ON people")
    .replace("VARCHAR(20)", "TEXT")
)
TO_TITLE = Hints(columns={(USERS, "title"): "mail"})
TO_PEOPLE = Hints(tables={PEOPLE: USERS})
BOTH = Hints(tables={PEOPLE: USERS}, columns={(PEOPLE, "title"): "mail"})


@pytest.mark.parametrize("version", [(3, 26), (3, 40), (3, 53)])
@pytest.mark.parametrize(
    ("after", "hints"),
    [
        (RENAMED_COLUMN, TO_TITLE),
        (RENAMED_TABLE, TO_PEOPLE),
        (RENAMED_TABLE.replace("mail", "title"), BOTH),
    ],
    ids=["column", "table", "both"],
)
@pytest.mark.parametrize("dependents", ["", DEPENDENTS], ids=["alone", "with dependents"])
def test_a_rename_and_a_rebuild_of_one_table_go_together(
    version: tuple[int, ...], after: str, hints: Hints, dependents: str
) -> None:
    with live(BEFORE + ROWS + dependents, version) as db:
        change = db.change_to(after, hints)
        assert change.up.count("DROP TABLE users") + change.up.count("DROP TABLE people") == 1
        rows, texts = db.rows("users"), _texts(db.contents())

        db.run(change.up)
        assert db.tables() == tables_of(change.after)
        db.run(change.down)
        assert db.read() == change.before
        assert db.rows("users") == rows
        assert _texts(db.contents()) == texts
        db.run(change.up)
        assert db.tables() == tables_of(change.after)
        assert db.query("SELECT count(*) FROM posts") == [(2,)]


def test_triggers_and_views_work_under_the_new_names() -> None:
    with live(BEFORE + ROWS + DEPENDENTS) as db:
        change = db.change_to(RENAMED_TABLE.replace("mail", "title"), BOTH)

        db.run(change.up)
        db.run("INSERT INTO posts VALUES (9, 1)")

        assert db.query("SELECT title FROM log") == [("ann@a to ANN@A",)]
        assert db.query("SELECT address FROM mails WHERE id = 1") == [("ANN@A",)]
        db.run(change.down)
        db.run("INSERT INTO posts VALUES (10, 2)")
        assert db.query("SELECT title FROM log WHERE rowid = 2") == [("bob@b to BOB@B",)]


def test_a_dependent_that_uses_both_names_is_refused_with_a_way_out() -> None:
    view = "CREATE VIEW odd AS SELECT mail, title FROM users, log;"
    after = RENAMED_COLUMN.replace("log (title", "log (heading")
    with live(BEFORE + view) as db, pytest.raises(UnsafeChange, match="View odd names") as refused:
        db.change_to(after, TO_TITLE)

    assert refused.value.hint == "make two migrations of it: the renames first, then the rest"


def test_a_swap_of_two_names_that_a_view_uses_is_refused() -> None:
    script = "CREATE TABLE t (a INT, b TEXT, c TEXT); CREATE VIEW v AS SELECT b, c FROM t;"
    swapped = Hints(columns={(Name("t"), "b"): "c", (Name("t"), "c"): "b"})
    with live(script) as db, pytest.raises(UnsafeChange):
        db.change_to("CREATE TABLE t (a TEXT, b TEXT, c TEXT)", swapped)


def test_a_swap_of_two_names_and_a_rebuild_go_together() -> None:
    script = "CREATE TABLE t (a INT, b TEXT, c TEXT); INSERT INTO t VALUES (1, 'b', 'c')"
    swapped = Hints(columns={(Name("t"), "b"): "c", (Name("t"), "c"): "b"})
    with live(script) as db:
        db.round_trip(db.change_to("CREATE TABLE t (a TEXT, b TEXT, c TEXT)", swapped))

        assert db.query("SELECT b, c FROM t") == [("c", "b")]


# A library before 3.26 renames in REFERENCES only while foreign keys are enforced.
OLD = (3, 25)


def test_an_old_library_carries_foreign_keys_along_by_rebuilds() -> None:
    with live(BEFORE + ROWS, OLD) as db:
        db.run("PRAGMA legacy_alter_table = ON")
        change = db.change_to(RENAMED_TABLE, TO_PEOPLE)

        db.run(change.up)
        assert db.tables() == tables_of(change.after)
        db.run(change.down)
        assert db.read() == change.before


def test_an_older_library_renames_a_column_by_rebuilds_of_the_table_and_its_children() -> None:
    script = """
    CREATE TABLE p (id INTEGER PRIMARY KEY, code TEXT UNIQUE, note TEXT CHECK (code != note));
    CREATE TABLE c (id INTEGER PRIMARY KEY, p_code TEXT REFERENCES p (code));
    """
    rows = "INSERT INTO p VALUES (1, 'x', 'n'); INSERT INTO c VALUES (5, 'x')"
    hints = Hints(columns={(Name("p"), "key"): "code"})
    with live(script + rows, (3, 24)) as db:
        change = db.change_to(re.sub(r"\bcode\b", "key", script), hints)
        assert "RENAME COLUMN" not in change.up

        db.round_trip(change)


@pytest.mark.parametrize(
    ("version", "after", "hints", "message"),
    [
        ((3, 24), BEFORE.replace("mail", "title"), TO_TITLE, "use column users.mail, which would"),
        ((3, 25), RENAMED_TABLE, TO_PEOPLE, "use table users, which would be renamed"),
    ],
)
def test_an_old_library_that_would_leave_a_dependent_behind_is_refused_the_rename(
    version: tuple[int, ...], after: str, hints: Hints, message: str
) -> None:
    with live(BEFORE + DEPENDENTS, version) as db, pytest.raises(UnsafeChange, match=message):
        db.change_to(after, hints)


def _texts(contents: dict[str, object]) -> list[tuple[object, ...]]:
    """Return the views and triggers without the quotes that SQLite puts around what it renamed."""
    texts = contents["views and triggers"]
    assert isinstance(texts, list)
    return [(kind, name, sql.replace('"', "")) for kind, name, sql in texts]


# Moving renames past other operations

SCHEMA = Schema(
    tables=(
        Table(
            USERS,
            (Column("id", Type("INT")), Column("mail", Type("TEXT")), Column("x", Type("TEXT"))),
            PrimaryKey(("id",)),
            uniques=(Unique(("mail",)),),
            checks=(Check("mail != ''", "ck"),),
            indexes=(Index("ix", (IndexPart(expression="lower(mail)"),)),),
        ),
        Table(POSTS, (Column("user_mail", Type("TEXT")),)),
        Table(Name("tags"), (Column("id", Type("INT")),)),
    )
)
MAIL = Column("mail", Type("TEXT"))
OPERATIONS: list[Operation] = [
    AddColumn(USERS, Column("y", Type("TEXT")), fill="mail || 'x'"),
    DropColumn(USERS, Column("x", Type("TEXT"))),
    AlterColumn(USERS, MAIL, Column("mail", Type("INT")), using="length(mail)", fill="'mail'"),
    AddConstraint(USERS, Check("mail != 'mail'")),
    AddConstraint(POSTS, ForeignKey(("user_mail",), USERS, ("mail",))),
    RenameConstraint(USERS, Check("mail != ''", "ck"), Check("mail != ''", "kc")),
    CreateIndex(USERS, Index("iy", (IndexPart("mail"),), where="mail IS NULL")),
    DropIndex(USERS, Index("ix", (IndexPart(expression="lower(mail)"),))),
    RenameIndex(USERS, "ix", "xi"),
    AlterIndex(
        USERS,
        Index("ix", (IndexPart(expression="lower(mail)"),)),
        Index("ix", (IndexPart(expression="lower(mail)"),), comment="about"),
    ),
    AlterTable(USERS, (None, None), ((), (("strict", ""),))),
    CreateTable(
        Table(Name("notes"), (MAIL,), foreign_keys=(ForeignKey(("mail",), USERS, ("mail",)),))
    ),
    DropTable(Table(Name("tags"), (Column("id", Type("INT")),))),
    RenameColumn(USERS, "x", "z"),
    RenameTable(Name("tags"), Name("labels")),
]
RENAMES = [RenameTable(USERS, PEOPLE), RenameColumn(USERS, "mail", "title")]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda op: type(op).__name__)
@pytest.mark.parametrize("rename", RENAMES, ids=["table", "column"])
def test_an_operation_and_a_rename_lead_to_the_same_in_either_order(
    operation: Operation, rename: RenameTable | RenameColumn
) -> None:
    forward: list[Operation] = [operation, rename]
    end = _applied(forward)

    swapped = moved_first(forward, 1, 0)

    assert _applied(swapped) == end
    assert isinstance(swapped[0], type(rename))
    assert moved_last(swapped, 0, 2) == forward


def test_expressions_are_translated_and_strings_are_not() -> None:
    change = translated(OPERATIONS[2], RenameColumn(USERS, "mail", "title"))

    assert isinstance(change, AlterColumn)
    assert (change.before.name, change.using, change.fill) == ("title", "length(title)", "'mail'")


@pytest.mark.parametrize(
    "operation",
    [
        AddColumn(USERS, Column("title", Type("TEXT"))),
        DropColumn(USERS, Column("title", Type("TEXT"))),
        AddColumn(USERS, Column("z", Type("TEXT")), kept=Name("k"), key=("mail",)),
        DropTable(Table(USERS, (MAIL,))),
        RenameColumn(USERS, "title", "other"),
    ],
    ids=lambda op: type(op).__name__,
)
def test_what_a_rename_cannot_pass_is_in_the_way(operation: Operation) -> None:
    with pytest.raises(InTheWay):
        moved_first([operation, RenameColumn(USERS, "mail", "title")], 1, 0)


def test_several_renames_keep_their_order() -> None:
    operations: list[Operation] = [
        OPERATIONS[0],
        RenameColumn(USERS, "mail", "title"),
        OPERATIONS[1],
        RenameTable(USERS, PEOPLE),
    ]

    moved = moved_first(moved_first(operations, 1, 0), 3, 1)

    assert [type(op).__name__ for op in moved][:2] == ["RenameColumn", "RenameTable"]
    assert _applied(moved) == _applied(operations)


def _applied(operations: list[Operation]) -> Schema:
    return reduce(lambda schema, operation: operation.apply(schema), operations, SCHEMA)
