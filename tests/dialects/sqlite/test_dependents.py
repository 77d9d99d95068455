"""What views and triggers name, as far as their text tells."""

from __future__ import annotations

import pytest

from goofer_py.dialects.sqlite.dependents import dependents_of, tables_read
from goofer_py.schema import Name, Schema, SchemaObject

USERS = Name("users")


UPSERT = """CREATE TRIGGER r AFTER INSERT ON t BEGIN
    INSERT OR REPLACE INTO u (a, b) VALUES (1, 2) ON CONFLICT DO UPDATE SET a = 3;
    DELETE FROM w WHERE d = e;
END"""
RAISING = """CREATE TRIGGER r INSTEAD OF DELETE ON t WHEN OLD.a IN (SELECT b FROM u) BEGIN
    SELECT RAISE(ABORT, 'no');
END"""
UPDATING = "CREATE TRIGGER r AFTER UPDATE OF a, b ON t BEGIN UPDATE OR IGNORE u SET c = 1; END"


@pytest.mark.parametrize(
    ("text", "tables"),
    [
        ("SELECT a, b FROM t", "t"),
        ("SELECT a FROM t AS x, u y, [w x]", "t u w_x"),
        ("SELECT a FROM main.t LEFT JOIN (u JOIN w USING (a), x) ON t.a = u.b, y", "t u w x y"),
        ("SELECT a FROM (SELECT b, c FROM t WHERE d IN u) ORDER BY e, f", "t u"),
        ("SELECT a IS NOT DISTINCT FROM b, c FROM t", "t"),
        ("SELECT trim(a, 'FROM b') FROM t UNION SELECT c, d FROM u", "t u"),
        ("WITH z AS (SELECT 1 FROM t) SELECT * FROM z, u", "t u z"),
        (UPDATING, "t u"),
        (UPSERT, "t u w"),
        (RAISING, "t u"),
    ],
)
def test_the_tables_that_a_text_works_on_are_found(text: str, tables: str) -> None:
    assert tables_read(text) == {name.replace("_", " ") for name in tables.split()}


def view(name: Name, definition: str) -> SchemaObject:
    return SchemaObject("view", name, definition)


def trigger(name: str, table: Name, definition: str) -> SchemaObject:
    return SchemaObject("trigger", Name(name), definition, table)


VIEWS = (
    view(Name("one"), "CREATE VIEW one AS SELECT * FROM Users"),
    view(Name("two"), 'CREATE VIEW two AS SELECT mail FROM "one"'),
    view(Name("other"), "CREATE VIEW other AS SELECT mail FROM posts"),
    view(Name("far", "aux"), "CREATE VIEW far AS SELECT * FROM users"),
)
TRIGGERS = tuple(
    trigger(name, Name(table), f"CREATE TRIGGER {name} {when} ON {table} BEGIN {body}; END")
    for name, when, table, body in (
        ("own", "AFTER INSERT", "users", "DELETE FROM posts"),
        ("instead", "INSTEAD OF DELETE", "two", "SELECT 1"),
        ("elsewhere", "AFTER DELETE", "posts", "UPDATE users SET mail = NULL"),
        ("none", "AFTER DELETE", "posts", "SELECT 1"),
    )
)
SCHEMA = Schema(objects=(*VIEWS, *TRIGGERS))


def test_what_depends_on_a_table_by_way_of_a_view_depends_on_it_too() -> None:
    found = dependents_of(SCHEMA, [USERS])

    assert [view.name.name for view in found.views] == ["one", "two"]
    assert [one.name.name for one in found.triggers] == ["own", "instead", "elsewhere"]


def test_what_works_on_a_table_itself_is_told_from_what_only_comes_after() -> None:
    found = dependents_of(SCHEMA, [USERS]).naming(USERS)

    assert [one.name for one in found] == [Name("one"), Name("own"), Name("elsewhere")]


def test_a_column_is_used_by_way_of_a_view_too() -> None:
    found = dependents_of(SCHEMA, [USERS]).using("mail")

    assert [one.name for one in found] == [Name("two"), Name("elsewhere")]


@pytest.mark.parametrize(
    ("body", "uses"),
    [
        ("SELECT NEW.mail", True),
        ('SELECT OLD."Mail"', True),
        ("UPDATE users SET mail = 1", True),
        ("UPDATE posts SET title = (SELECT mail FROM users)", True),
        ("SELECT u.mail FROM users AS u", True),
        ("UPDATE posts SET mail = 1", False),
        ("SELECT posts.mail FROM posts, users", False),
        ("SELECT id AS mail FROM users", False),
        ("SELECT mail(id) FROM users", False),
        ("INSERT INTO posts VALUES ('mail')", False),
    ],
)
def test_a_columns_use_is_told_from_the_same_word_elsewhere(body: str, uses: bool) -> None:
    text = f"CREATE TRIGGER mail AFTER INSERT ON users BEGIN {body}; END"
    schema = Schema(objects=(trigger("mail", USERS, text),))

    assert bool(list(dependents_of(schema, [USERS]).using("mail"))) is uses
