"""No sql_mode makes changes that are none, or files that say something else."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from goofer_py.generate.generator import MigrationGenerator
from goofer_py.migrate.migrator import Migrator
from goofer_py.registry import SchemaRegistry

MODES = [
    "",
    "REAL_AS_FLOAT",
    "ANSI",
    "NO_BACKSLASH_ESCAPES",
    "ANSI,NO_BACKSLASH_ESCAPES",
    "PIPES_AS_CONCAT",
    "HIGH_NOT_PRECEDENCE",
    "PAD_CHAR_TO_FULL_LENGTH",
    "NO_UNSIGNED_SUBTRACTION",
    "TRADITIONAL",
]
BACKSLASHES = [mode for mode in MODES if "BACKSLASH" in mode or not mode]


def declared(*, expressions: bool = True, more: bool = False) -> sa.MetaData:
    """What is declared; MySQL itself doubles backslashes in expressions of what it alters."""
    slash = "\\" if expressions else "/"
    metadata = sa.MetaData()
    sa.Table(
        "words",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("short", mysql.FLOAT()),
        sa.Column("real", mysql.REAL()),
        sa.Column("long", mysql.DOUBLE()),
        sa.Column("path", sa.String(20), server_default=r"C:\temp", comment=r"a \ b"),
        sa.Column("raw", sa.String(20), server_default=sa.text(r"'x\\y'")),
        sa.Column("said", sa.String(20), server_default='it\'s "said"'),
        sa.Column("kind", sa.Enum(r"a\b", "c")),
        sa.Column("both", sa.String(60), sa.Computed(f"concat(path, '{slash}{slash}', raw)")),
        sa.CheckConstraint(f"path <> '{slash}{slash}'", name="some_path"),
        *([sa.Column("more", sa.String(9), server_default=r"a\nb", comment=r"\n")] if more else []),
        comment=r"\o/",
    )
    return metadata


def engine(url: str, mode: str) -> sa.Engine:
    return sa.create_engine(url, connect_args={"sql_mode": mode}, poolclass=sa.NullPool)


def generator(
    metadata: sa.MetaData, migrator: Migrator, folder: Path, mode: str = ""
) -> MigrationGenerator:
    (found,) = migrator.session.query("SELECT @@sql_mode")[0]
    assert set(filter(None, mode.split(","))) <= set(found.split(","))
    return MigrationGenerator(SchemaRegistry(metadata), "mysql", folder, database=migrator)


@pytest.mark.parametrize("mode", MODES)
def test_what_create_all_made_is_no_change(mysql_kind_url: str, mode: str, tmp_path: Path) -> None:
    database = engine(mysql_kind_url, mode)
    with database.begin() as connection:
        declared().create_all(connection)
    with Migrator(database, tmp_path) as migrator:
        found = generator(declared(), migrator, tmp_path, mode).compare()
    assert [operation.describe() for operation in found.operations] == []


@pytest.mark.parametrize("mode", BACKSLASHES)
def test_files_make_the_texts_that_create_all_makes(
    mysql_kind_url: str, mode: str, tmp_path: Path
) -> None:
    database = engine(mysql_kind_url, mode)
    with Migrator(database, tmp_path) as migrator:
        assert (
            generator(declared(expressions=False), migrator, tmp_path, mode).generate("words")
            is not None
        )
        migrator.up()
        assert (
            generator(declared(expressions=False, more=True), migrator, tmp_path).generate("more")
            is not None
        )
        migrator.up()
        left = generator(declared(expressions=False, more=True), migrator, tmp_path).compare()
        assert [operation.describe() for operation in left.operations] == []
        (before,) = migrator.session.query("SELECT @@sql_mode")
        migrator.session.run("INSERT INTO words (id) VALUES (1)")
        rows = migrator.session.query("SELECT path, said, more FROM words")
        assert rows == [("C:\\temp", 'it\'s "said"', "a\\nb")]
        migrator.down()
        migrator.down()
        assert migrator.session.query("SELECT @@sql_mode") == [before]
