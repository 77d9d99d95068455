from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.cli.conftest import Goofer, Program, program_in

MODELS = """\
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))


class Post(Base):
    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class Tag(Base):
    __tablename__ = "tags"
    id: Mapped[int] = mapped_column(primary_key=True)
"""
JOINED = [
    {
        "from": "posts",
        "columns": ["author_id"],
        "to": "users",
        "target_columns": ["id"],
        "change": None,
    }
]
TABLES = """\
CREATE TABLE users (id integer PRIMARY KEY, name varchar(40) NOT NULL);
CREATE TABLE posts (id integer PRIMARY KEY, author_id integer,
    FOREIGN KEY (author_id) REFERENCES users (id));
----
DROP TABLE posts;
DROP TABLE users;
"""
CHANGE = """\
ALTER TABLE users RENAME TO people;
ALTER TABLE people RENAME COLUMN name TO title;
ALTER TABLE people ADD COLUMN age integer;
CREATE TABLE tags (id integer PRIMARY KEY);
----
DROP TABLE tags;
ALTER TABLE people DROP COLUMN age;
ALTER TABLE people RENAME COLUMN title TO name;
ALTER TABLE people RENAME TO users;
"""


def drawn(text: str) -> set[str]:
    """Return the texts of an SVG."""
    return {one.text or "" for one in ET.fromstring(text).iter("{http://www.w3.org/2000/svg}text")}


@pytest.fixture
def blog(sqlite_program: Program) -> Program:
    sqlite_program.says(MODELS)
    return sqlite_program


def test_the_entities_are_drawn_without_a_database(goofer: Goofer, program: Program) -> None:
    program.says(MODELS)
    program.sets("")
    outcome = goofer("diagram")
    assert outcome.code == 0
    assert {"users", "posts", "author_id", "tags"} <= drawn(outcome.stdout)
    document = goofer("diagram", "--format", "mermaid", "--json").json
    assert document["relations"] == JOINED
    assert document["picture"].startswith("erDiagram\n")


def test_the_entities_are_drawn_where_nothing_answers(goofer: Goofer, folder: Path) -> None:
    (folder / "models.py").write_text(MODELS, encoding="utf-8")
    text = 'url = "postgresql://nobody@127.0.0.1:1/none"\nmodels = ["models"]\n'
    (folder / "goofer.toml").write_text(text, encoding="utf-8")
    assert "character varying(40)" in drawn(goofer("diagram").stdout)


def test_the_database_and_a_migration_are_drawn(
    goofer: Goofer, folder: Path, every_database_url: str
) -> None:
    program = program_in(folder, every_database_url)
    program.has(v1_blog=TABLES, v2_people=CHANGE)
    assert goofer("migrate", "--to", "1").code == 0
    live = goofer("diagram", "--live", "--json").json
    assert [one["name"] for one in live["tables"]] == ["posts", "users"]
    assert live["relations"] == JOINED
    change = goofer("diagram", "--migration", "latest", "--json").json
    assert change["title"] == "2_people"
    assert [(one["name"], one["was"], one["change"]) for one in change["tables"]] == [
        ("people", "users", "changed"),
        ("posts", None, None),
        ("tags", None, "added"),
    ]
    assert [one["change"] for one in change["relations"]] == [None]
    texts = drawn(change["picture"])
    assert {"~ people (was users)", "+ tags", "age"} <= texts
    assert any(text.endswith(", was name") for text in texts)
    # The database is as it was.
    assert goofer("diagram", "--live", "--json").json == live


def test_the_first_migration_adds_everything(goofer: Goofer, sqlite_program: Program) -> None:
    sqlite_program.has(v1_blog=TABLES)
    change = goofer("diagram", "--migration", "1", "--json").json
    assert {one["change"] for one in change["tables"]} == {"added"}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--tables", "users"], ["users"]),
        (["--tables", "users", "--around", "1"], ["posts", "users"]),
        (["--tables", "*s, tags"], ["posts", "tags", "users"]),
        (["--tables", "t*,p*"], ["posts", "tags"]),
    ],
)
def test_tables_are_chosen(
    goofer: Goofer, blog: Program, arguments: list[str], expected: list[str]
) -> None:
    tables = goofer("diagram", "--json", *arguments).json["tables"]
    assert [one["name"] for one in tables] == expected


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.svg", b"<svg "),
        ("a.png", b"\x89PNG"),
        ("a.mmd", b"erDiagram"),
        ("a.gv", b'digraph "Entities"'),
        ("a.HTML", b"<!DOCTYPE html>"),
    ],
)
def test_a_file_tells_by_its_name_how_it_is_written(
    goofer: Goofer, blog: Program, name: str, begins: bytes
) -> None:
    outcome = goofer("diagram", "--output", name)
    assert outcome.stdout == f"Wrote {name}\n3 tables, 1 relation\n"
    first = (blog.folder / name).read_bytes()
    assert first.startswith(begins)
    assert goofer("diagram", "--output", name, "--json").json["picture"] is None
    assert (blog.folder / name).read_bytes() == first


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--output", "a.txt"], "does not tell in which form"),
        (["--live", "--migration", "1"], "exclude each other"),
        (["--tables", "nobody"], "No table fits 'nobody'"),
        (["--around", "1"], "--around is for the tables"),
        (["--format", "png", "--json"], "A PNG is no text"),
        (["--format", "gif"], "gif"),
        (["--migration", "7"], "7"),
        (["--url", "redis://127.0.0.1:1/0"], "Redis has no tables to draw"),
        (["--url", "mongodb://127.0.0.1:1/a", "--live"], "MongoDB has no tables to draw"),
    ],
)
def test_what_cannot_be_drawn_is_told(
    goofer: Goofer, blog: Program, arguments: list[str], told: str
) -> None:
    blog.has(v1_blog=TABLES)
    outcome = goofer("diagram", *arguments)
    assert outcome.code == 2
    assert told in outcome.stdout + outcome.stderr


def test_a_place_that_cannot_be_written_is_told(goofer: Goofer, blog: Program) -> None:
    outcome = goofer("diagram", "--output", "nowhere/a.svg")
    assert outcome.code == 1
    assert "cannot be written" in outcome.stderr


def test_a_png_can_go_into_a_pipe(goofer: Goofer, blog: Program) -> None:
    assert goofer("diagram", "--format", "png").code == 0


def test_many_tables_show_their_keys_alone(goofer: Goofer, sqlite_program: Program) -> None:
    up = "".join(f"CREATE TABLE t{n} (id integer PRIMARY KEY, x text);\n" for n in range(61))
    down = "".join(f"DROP TABLE t{n};\n" for n in range(61))
    sqlite_program.has(v1_many=f"{up}----\n{down}")
    assert goofer("migrate").code == 0
    assert "1 more" in drawn(goofer("diagram", "--live").stdout)
    assert "x" in drawn(goofer("diagram", "--live", "--columns", "all").stdout)
    none = drawn(goofer("diagram", "--live", "--columns", "none").stdout)
    assert {"id", "x", "1 more"}.isdisjoint(none)
    assert '["","","x","TEXT?"]' in goofer("diagram", "--live", "--format", "html").stdout
