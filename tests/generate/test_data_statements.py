"""Which statements a comparison of schemas does not see."""

from __future__ import annotations

from pathlib import Path

import pytest

from goofer_py.dialects import get_dialect
from goofer_py.generate.data_statements import data_statements


def found(text: str, dialect: str = "postgresql") -> list[tuple[str, bool]]:
    syntax = get_dialect(dialect).syntax
    statements = data_statements(text, Path("1_a.up.sql"), syntax)
    return [(one.text, one.other) for one in statements]


@pytest.mark.parametrize(
    "text",
    [
        "CREATE TABLE a (x int, restarted int)",
        "CREATE OR REPLACE VIEW v AS SELECT 1",
        "ALTER TABLE a ADD b int",
        "DROP TABLE a",
        "COMMENT ON TABLE a IS 'DATABASE'",
        "GRANT SELECT ON a TO b",
        "BEGIN; COMMIT",
        "SET lock_timeout = '1s'",
        "SELECT 1",
        "PRAGMA foreign_keys = ON",
        "ANALYZE a",
        'INSERT INTO "goofer_kept" SELECT 1',
        "UPDATE goofer_broken SET x = 1",
    ],
)
def test_what_a_schema_shows_and_what_passes_is_none(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO a VALUES (1)",
        "UPDATE a SET x = 1",
        "DELETE FROM a",
        "TRUNCATE a",
        "MERGE INTO a USING b ON true WHEN MATCHED THEN DELETE",
        "WITH x AS (SELECT 1) INSERT INTO a SELECT * FROM x",
    ],
)
def test_what_writes_rows_is_found(text: str) -> None:
    assert found(f"-- first\n{text};") == [(text, False)]


@pytest.mark.parametrize(
    "text",
    [
        "DO $$ BEGIN PERFORM 1; END $$",
        "CALL p()",
        "SELECT setval('s', 5)",
        "CREATE ROLE r",
        "ALTER SYSTEM SET x = 1",
        "ALTER DATABASE d SET x = 1",
        "GRANT a TO b",
        "COMMENT ON DATABASE d IS 'x'",
        "ALTER SEQUENCE s RESTART WITH 5",
        "PRAGMA user_version = 5",
        "SET GLOBAL x = 1",
        "NOTIFY n",
    ],
)
def test_what_no_schema_shows_is_found(text: str) -> None:
    assert found(text) == [(text, True)]


def test_a_counter_of_mysql_is_found() -> None:
    text = "CREATE TABLE a (x int) AUTO_INCREMENT = 5"
    assert found(text, "mysql") == [(text, True)]
    assert found("CREATE TABLE a (x int AUTO_INCREMENT PRIMARY KEY)", "mysql") == []


def test_long_statements_are_cut_and_places_told() -> None:
    syntax = get_dialect("postgresql").syntax
    text = f"\n\nINSERT INTO a VALUES ({', '.join('1' * 99)});"
    (one,) = data_statements(text, Path("9_a.up.sql"), syntax)
    assert str(one).startswith("9_a.up.sql:3: INSERT INTO a VALUES (1, 1")
    assert str(one).endswith("…")
