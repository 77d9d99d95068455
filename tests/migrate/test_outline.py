from __future__ import annotations

import pytest

from goofer_py.dialects.mysql.syntax import MYSQL
from goofer_py.dialects.postgresql.syntax import POSTGRESQL
from goofer_py.dialects.splitter import split
from goofer_py.dialects.sqlite.syntax import SQLITE
from goofer_py.errors import FileError
from goofer_py.migrate.directives import directives
from goofer_py.migrate.outline import Outline, outline
from goofer_py.stores.mysql_rules import MYSQL_RULES
from goofer_py.stores.rules import POSTGRESQL_RULES, SQLITE_RULES

ENVELOPE = """\
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
CREATE TABLE a (x int);
DROP TABLE b;
COMMIT;
PRAGMA foreign_keys = ON;
"""


def on_sqlite(script: str, alone: bool = False) -> Outline:
    return outline(split(script, SQLITE), SQLITE_RULES, "1_a.up.sql", alone=alone)


def on_postgresql(script: str, alone: bool = False) -> Outline:
    return outline(split(script, POSTGRESQL), POSTGRESQL_RULES, "1_a.up.sql", alone=alone)


def on_mysql(script: str, alone: bool = False) -> Outline:
    return outline(split(script, MYSQL), MYSQL_RULES, "1_a.up.sql", alone=alone)


def test_a_plain_script_has_nothing_around_it() -> None:
    found = on_sqlite("CREATE TABLE a (x); INSERT INTO a VALUES (1);")

    assert found == Outline(2)
    assert found.body == 2


def test_an_envelope_is_taken_apart() -> None:
    found = on_sqlite(ENVELOPE)

    assert [s.text for s in found.settings] == ["PRAGMA foreign_keys = OFF"]
    assert [s.text for s in found.closing] == ["PRAGMA foreign_keys = ON"]
    assert (found.opening, found.total, found.body) == ("BEGIN IMMEDIATE", 6, 2)


@pytest.mark.parametrize("begin", ["BEGIN;", "START TRANSACTION;", "SET a.b = 'c';\nBEGIN;", ""])
def test_a_scripts_own_transaction_is_taken_over(begin: str) -> None:
    commit = "COMMIT;" if begin else ""

    found = on_postgresql(f"{begin}\nSELECT 1;\nSELECT 2;\n{commit}")

    assert found.body == (3 if "SET" in begin else 2)
    assert bool(found.opening) == bool(begin)
    assert found.settings == ()


def test_settings_without_a_transaction_run_before_and_after_it() -> None:
    found = on_sqlite("PRAGMA journal_mode = WAL; CREATE TABLE a (x); PRAGMA synchronous = NORMAL")

    assert (len(found.settings), len(found.closing), found.body) == (1, 1, 1)


def test_settings_alone_leave_an_empty_transaction() -> None:
    assert on_sqlite("PRAGMA journal_mode = WAL;").body == 0


@pytest.mark.parametrize(
    ("script", "line"),
    [
        ("SELECT 1;\nCOMMIT;\nSELECT 2;", 2),
        ("BEGIN;\nSELECT 1;\nCOMMIT;\nBEGIN;\nSELECT 2;\nCOMMIT;", 3),
        ("SELECT 1;\nROLLBACK;", 2),
        ("SELECT 1;\nBEGIN;\nSELECT 2;\nCOMMIT;", 2),
        ("BEGIN;\nSELECT 1;", 1),
        ("SELECT 1;\nSELECT 2;\nCOMMIT;", 3),
        ("SELECT 1;\nPRAGMA foreign_keys = OFF;\nDROP TABLE a;", 2),
        ("BEGIN;\nPRAGMA foreign_keys = OFF;\nDROP TABLE a;\nCOMMIT;", 2),
    ],
)
def test_what_would_end_the_transaction_or_do_nothing_in_it_is_refused(
    script: str, line: int
) -> None:
    with pytest.raises(FileError) as error:
        on_sqlite(script)

    assert (str(error.value.path), error.value.line) == ("1_a.up.sql", line)
    assert "no-transaction" in (error.value.hint or "")


def test_without_a_transaction_everything_is_as_it_says() -> None:
    found = on_sqlite("BEGIN;\nSELECT 1;\nCOMMIT;\nPRAGMA foreign_keys = OFF;", alone=True)

    assert (found.total, found.body, found.settings) == (4, 4, ())


def test_a_statement_that_no_transaction_can_hold_is_found() -> None:
    found = on_postgresql("SELECT 1;\nCREATE INDEX CONCURRENTLY i ON t (a);\nSELECT 2;")

    assert found.alone is not None
    assert found.alone.line == 2


@pytest.mark.parametrize(
    ("script", "line"),
    [
        ("BEGIN;\nCREATE TABLE a (x int);\nROLLBACK;", 3),
        ("CREATE TABLE a (x int);\nBEGIN;\nINSERT INTO a VALUES (1);\nROLLBACK WORK;", 4),
        ("BEGIN;\nDELETE FROM a;\n/*!40000 rollback */;\nDROP TABLE a;", 3),
    ],
)
def test_a_rollback_beside_what_commits_by_itself_is_refused(script: str, line: int) -> None:
    with pytest.raises(FileError, match="cannot undo the migration") as error:
        on_mysql(script)

    assert error.value.line == line
    assert on_mysql(script, alone=True).alone is not None


def test_commits_beside_what_commits_by_itself_are_left_as_they_are() -> None:
    found = on_mysql("CREATE TABLE a (x int);\nBEGIN;\nDELETE FROM a;\nCOMMIT;\nDROP TABLE a;")

    assert found.alone is not None
    assert found.total == 5


def test_a_rollback_beside_what_no_transaction_can_hold_is_refused() -> None:
    with pytest.raises(FileError, match=r"no transaction holds VACUUM \(line 1\)"):
        on_postgresql("VACUUM;\nBEGIN;\nDELETE FROM a;\nROLLBACK;")


def test_savepoints_may_be_used() -> None:
    assert on_postgresql("SAVEPOINT a; SELECT 1; ROLLBACK TO SAVEPOINT a; RELEASE a").body == 4


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("-- goofer: no-transaction\nSELECT 1", True),
        ("\ufeff-- what it does\n--\n\n  --goofer:no-transaction  \r\nSELECT 1", True),
        ("SELECT 1;\n-- goofer: no-transaction", False),
        ("-- goofer is a tool: no-transaction", False),
        ("/* goofer: no-transaction */ SELECT 1", False),
        ("", False),
    ],
)
def test_a_directive_stands_in_the_comments_at_the_top(text: str, alone: bool) -> None:
    assert directives(text).no_transaction is alone


@pytest.mark.parametrize(
    "line", ["-- goofer: no-transactions", "-- goofer: no-transaction please", "-- goofer:"]
)
def test_an_unknown_directive_is_refused(line: str) -> None:
    with pytest.raises(FileError, match="no directive") as error:
        directives(f"-- first\n{line}\n", "1_a.up.sql")

    assert error.value.line == 2
    assert "no-transaction" in (error.value.hint or "")
