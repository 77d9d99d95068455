"""A whole schema in .sql files, without any entity."""

from __future__ import annotations

from pathlib import Path

import pytest

from goofer_py.errors import AnswerNeeded, UnsafeChange
from goofer_py.generate.choices import Choices
from goofer_py.generate.generator import MigrationGenerator
from goofer_py.generate.options import GenerateOptions
from goofer_py.migrate.migrator import Migrator
from goofer_py.registry import SchemaRegistry

VIEW = "CREATE VIEW titles AS SELECT p.title, u.name FROM posts p JOIN users u ON u.id = p.author;"
POSTS = """
CREATE TABLE posts (
    id integer PRIMARY KEY,
    author integer NOT NULL,
    title varchar(20),
    CONSTRAINT posts_author FOREIGN KEY (author) REFERENCES users (id)
);
CREATE INDEX posts_title ON posts (title);
"""
USERS = "CREATE TABLE users (id integer PRIMARY KEY, name varchar(20) NOT NULL);"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Give a folder whose files, read by name, begin with what needs all the others."""
    folder = tmp_path / "db"
    folder.mkdir()
    for name, text in (("a_titles", VIEW), ("b_posts", POSTS), ("c_users", USERS)):
        (folder / f"{name}.sql").write_text(text, encoding="utf-8")
    return folder


def generator(
    migrator: Migrator, files: Path, folder: Path, choices: Choices | None = None
) -> MigrationGenerator:
    registry = SchemaRegistry()
    registry.register_files(files)
    options = GenerateOptions(choices=choices or Choices(on_drop="discard"))
    return MigrationGenerator(
        registry, migrator.session.dialect, folder, database=migrator, options=options
    )


def test_tables_in_files_are_made_changed_and_dropped(
    every_database_url: str, files: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "migrations"
    folder.mkdir()
    with Migrator(every_database_url, folder) as migrator:

        def migrated() -> list[str]:
            draft = generator(migrator, files, folder).generate()
            assert draft is not None
            migrator.up()
            assert generator(migrator, files, folder).draft() is None
            return [operation.describe() for operation in draft.operations]

        made = migrated()
        assert [made.index(f"create {what}") for what in ("table users", "table posts")] == [0, 1]
        assert made[-1] == "create view titles"
        migrator.session.run(
            "INSERT INTO users VALUES (1, 'ann'); INSERT INTO posts VALUES (7, 1, 'x');"
        )
        wider = POSTS.replace("varchar(20)", "varchar(80)").partition("CREATE INDEX")[0]
        (files / "b_posts.sql").write_text(wider, encoding="utf-8")
        changed = migrated()
        assert any(one.startswith("change column posts.title") for one in changed)
        assert any(one.startswith("drop index posts_title") for one in changed)
        assert migrator.session.query("SELECT title, name FROM titles") == [("x", "ann")]
        for name in ("a_titles", "b_posts"):
            (files / f"{name}.sql").unlink()
        with pytest.raises(UnsafeChange, match=r"(?i)view titles uses"):
            migrated()


DUMPED = """
CREATE SCHEMA "Ids";
CREATE TYPE public.span AS RANGE (
    subtype = integer,
    multirange_type_name = public.spans
);
CREATE VIEW public.counted AS
SELECT
    NULL::integer AS id,
    NULL::bigint AS number;
CREATE SEQUENCE "Ids".numbers;
CREATE TABLE public.users (id integer NOT NULL, number bigint DEFAULT nextval('"Ids".numbers'));
ALTER TABLE public.users ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.users_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE ONLY public.users ADD CONSTRAINT users_pkey PRIMARY KEY (id);
CREATE OR REPLACE VIEW public.counted AS
 SELECT id, number FROM public.users GROUP BY id;
"""


def test_a_dump_is_understood(postgresql_url: str, tmp_path: Path) -> None:
    files, folder = tmp_path / "db", tmp_path / "migrations"
    for place in (files, folder):
        place.mkdir()
    (files / "dump.sql").write_text(DUMPED, encoding="utf-8")
    with Migrator(postgresql_url, folder) as migrator:
        assert generator(migrator, files, folder).generate() is not None
        migrator.up()
        assert generator(migrator, files, folder).draft() is None
        migrator.session.run("INSERT INTO users DEFAULT VALUES")
        assert migrator.session.query("SELECT id, number FROM counted") == [(1, 1)]


def test_a_declared_virtual_table_that_is_not_there_is_told(tmp_path: Path) -> None:
    folder, files = tmp_path / "migrations", tmp_path / "words.sql"
    folder.mkdir()
    table = "CREATE VIRTUAL TABLE words USING fts5(body);"
    trigger = (
        "CREATE TRIGGER posted AFTER INSERT ON posts BEGIN"
        " INSERT INTO words (body) VALUES (new.title); END;"
    )
    posts = "CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT);"
    files.write_text(f"{posts}\n{table}\n{trigger}", encoding="utf-8")
    with Migrator(f"sqlite:///{tmp_path / 'app.db'}", folder) as migrator:
        with pytest.raises(UnsafeChange, match="the virtual table words is declared") as caught:
            generator(migrator, files, folder).draft()
        assert "words.sql:2" in str(caught.value)
        assert caught.value.hint == "goofer create make_words"
        (folder / "20200101000000_make_words.up.sql").write_text(table, encoding="utf-8")
        (folder / "20200101000000_make_words.down.sql").write_text(
            "DROP TABLE words;", encoding="utf-8"
        )
        migrator.up()
        assert generator(migrator, files, folder).generate() is not None
        migrator.up()
        migrator.session.run("INSERT INTO posts (title) VALUES ('hello')")
        assert list(migrator.session.query("SELECT body FROM words")) == [("hello",)]
        assert generator(migrator, files, folder).draft() is None


def test_likely_renames_of_what_files_declare_are_asked(
    every_database_url: str, files: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "migrations"
    folder.mkdir()
    (files / "a_titles.sql").unlink()
    with Migrator(every_database_url, folder) as migrator:
        generator(migrator, files, folder).generate()
        migrator.up()
        migrator.session.run("INSERT INTO users (id, name) VALUES (1, 'ann')")
        renamed = USERS.replace(" name ", " full_name ")
        (files / "c_users.sql").write_text(renamed, encoding="utf-8")

        with pytest.raises(AnswerNeeded, match=r"users\.name|name -> full_name"):
            generator(migrator, files, folder).draft()
        answer = Choices(ask_rename=lambda one: one.key == "users.name")
        draft = generator(migrator, files, folder, answer).generate()

        assert draft is not None
        assert [str(one.describe()) for one in draft.operations] == [
            "rename column users.name to full_name"
        ]
        migrator.up()
        assert list(migrator.session.query("SELECT full_name FROM users")) == [("ann",)]
        assert generator(migrator, files, folder).draft() is None
