"""A whole way: entities, a generated migration, and a database with all that gets in its way."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from goofer_py.errors import UnsafeChange
from goofer_py.generate.choices import Choices
from goofer_py.generate.generator import MigrationGenerator
from goofer_py.generate.options import GenerateOptions
from goofer_py.migrate.migrator import Migrator
from goofer_py.registry import SchemaRegistry

DATABASE = """
CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, mail VARCHAR(20) NOT NULL);
CREATE TABLE posts (
    id INTEGER NOT NULL PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    title TEXT
);
CREATE TABLE unrelated (id INTEGER NOT NULL PRIMARY KEY, x TEXT);
CREATE TABLE log (id INTEGER NOT NULL PRIMARY KEY, t TEXT);
CREATE VIRTUAL TABLE words USING fts5(mail, content = 'users', content_rowid = 'id');
CREATE TRIGGER words_in AFTER INSERT ON users BEGIN
    INSERT INTO words (rowid, mail) VALUES (NEW.id, NEW.mail);
END;
CREATE TRIGGER words_out AFTER DELETE ON users BEGIN
    INSERT INTO words (words, rowid, mail) VALUES ('delete', OLD.id, OLD.mail);
END;
CREATE TRIGGER logged AFTER UPDATE ON users BEGIN INSERT INTO log (t) VALUES (OLD.mail); END;
CREATE VIEW titles AS SELECT u.mail, p.title FROM users AS u JOIN posts AS p ON p.user_id = u.id;
CREATE VIEW far AS SELECT * FROM unrelated;
CREATE VIEW longest AS SELECT * FROM titles ORDER BY length(mail) DESC;
INSERT INTO users VALUES (1, 'ann'), (2, 'bob');
INSERT INTO posts VALUES (5, 1, 'hi'), (6, 2, 'hello');
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "app.db"
    connection = sqlite3.connect(found)
    connection.executescript(DATABASE)
    connection.close()
    return found


@pytest.fixture
def database(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    yield connection
    connection.close()


def registry(*, with_title: bool = True) -> SchemaRegistry:
    """Return entities that want a rename, a rebuild of a parent, and new columns."""
    metadata = sa.MetaData()
    sa.Table(
        "users",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("mail", sa.String(50), nullable=False, unique=True),
        sa.Column("createdAt", sa.Integer, nullable=False, info={"goofer": {"fill": "7"}}),
    )
    sa.Table(
        "posts",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("user_id", sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
        *(
            [sa.Column("headline", sa.Text, info={"goofer": {"renamed_from": "title"}})]
            if with_title
            else []
        ),
        sa.Column("editor_id", sa.ForeignKey("users.id")),
    )
    for name, column in (("unrelated", "x"), ("log", "t")):
        sa.Table(
            name,
            metadata,
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column(column, sa.Text),
        )
    found = SchemaRegistry()
    found.register(metadata)
    return found


def test_a_proved_migration_leads_there_and_back_with_everything_in_place(
    path: Path, database: sqlite3.Connection, tmp_path: Path
) -> None:
    def everything() -> list[list[object]]:
        queries = (
            "SELECT * FROM users",
            "SELECT id, user_id FROM posts",
            "SELECT * FROM longest",
            "SELECT rowid FROM words WHERE words MATCH 'ann'",
            "SELECT type, name FROM sqlite_master WHERE tbl_name NOT GLOB 'goofer_*' ORDER BY 1, 2",
        )
        return [database.execute(query).fetchall() for query in queries]

    folder, url = tmp_path / "migrations", f"sqlite:///{path}"
    generator = MigrationGenerator(registry(), "sqlite", folder, database=url)
    before = everything()

    draft = generator.generate()
    assert draft is not None
    assert draft.proof is not None
    assert (draft.up.count("rebuild table"), draft.up.count("RENAME COLUMN")) == (1, 1)

    with Migrator(url, folder) as migrator:
        migrator.up()
        assert generator.draft() is None, "nothing is left to do"
        database.execute(
            'INSERT INTO users (id, mail, "createdAt") VALUES (3, ?, 8)', ["ann again"]
        )
        database.execute("UPDATE users SET mail = 'anna' WHERE id = 1")
        assert database.execute("SELECT t FROM log").fetchall() == [("ann",)]
        assert len(everything()[3]) == 2
        database.execute("UPDATE users SET mail = 'ann' WHERE id = 1")
        database.execute("DELETE FROM users WHERE id = 3")
        migrator.down()

    assert everything() == before


def test_a_column_that_a_view_shows_is_not_dropped_and_nothing_is_written(
    path: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "migrations"
    options = GenerateOptions(choices=Choices(on_drop="keep"))
    url = f"sqlite:///{path}"
    generator = MigrationGenerator(
        registry(with_title=False), "sqlite", folder, database=url, options=options
    )

    with pytest.raises(UnsafeChange, match=r"View titles uses column posts\.title, which"):
        generator.generate()

    assert not folder.exists() or not list(folder.iterdir())
