"""Statements that a script marks as one."""

from __future__ import annotations

import pytest

from goofer_py.dialects.mysql.syntax import MYSQL
from goofer_py.dialects.postgresql.syntax import POSTGRESQL
from goofer_py.dialects.sqlite.syntax import SQLITE
from goofer_py.errors import FileError, UnfinishedStatement
from goofer_py.migrate.blocks import statements_of
from goofer_py.migrate.migrator import Migrator
from tests.migrate.conftest import Folder

BEGIN = "-- goofer: statement-begin"
END = "-- goofer: statement-end"


@pytest.mark.parametrize("syntax", [POSTGRESQL, MYSQL, SQLITE])
def test_what_is_between_the_marks_is_one_statement(syntax: object) -> None:
    text = f"SELECT 1;\n{BEGIN}\n-- why\nA; B's;\n{END}\n/* é */ SELECT 2; SELECT 3"

    found = statements_of(text, syntax)  # type: ignore[arg-type]

    assert [one.text for one in found] == ["SELECT 1", "A; B's", "SELECT 2", "SELECT 3"]
    assert [(one.line, one.column) for one in found] == [(1, 1), (4, 1), (6, 9), (6, 19)]
    assert all(text[one.offset :].startswith(one.text) for one in found)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (f"SELECT 1;\n{BEGIN}\nA;", 2, "has no statement-end"),
        (f"SELECT 1;\n{END}", 2, "ends what no statement-begin began"),
        (f"{BEGIN}\nA;\n{BEGIN}\nB;\n{END}", 3, "stands inside of another"),
        (f"{BEGIN}\n-- nothing\n{END}", 1, "there is no statement behind"),
        (f"SELECT 1\n{BEGIN}\nA;\n{END}\nSELECT 2;", 1, "has no end before statement-begin"),
    ],
)
def test_marks_that_do_not_fit_are_refused(text: str, line: int, said: str) -> None:
    with pytest.raises(FileError, match=said) as error:
        statements_of(text, POSTGRESQL, "1_a.up.sql")

    assert error.value.line == line
    assert error.value.message.startswith(f"1_a.up.sql:{line}:")


def test_what_is_never_closed_outside_of_them_has_its_place() -> None:
    with pytest.raises(UnfinishedStatement) as error:
        statements_of(f"{BEGIN}\nA;\n{END}\nSELECT 'b", POSTGRESQL, "1_a.up.sql")

    assert error.value.line == 4


def test_a_marked_statement_runs(migrator: Migrator, folder: Folder) -> None:
    folder.add(
        "1_a",
        f"{BEGIN}\nCREATE TABLE a (x varchar(9))\n;\n{END}\n"
        f"{BEGIN}\nINSERT INTO a VALUES ('x;y');\n{END}\nINSERT INTO a VALUES ('z');",
    )

    migrator.up()

    assert migrator.session.query("SELECT x FROM a ORDER BY x") == [("x;y",), ("z",)]
    assert migrator.history()[-1].statements == 3
