"""The splitter and SQLite itself see the same statements."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goofer_py.dialects.splitter import split
from goofer_py.dialects.sqlite.syntax import SQLITE
from goofer_py.errors import UnfinishedStatement

_PIECES = st.sampled_from(
    [
        *";;;\n '\"`[]-/*",
        "SELECT 1",
        "a",
        "'a;'",
        '";"',
        "[;]",
        "`;`",
        "-- ;'\n",
        "/* ;' */",
        "/*",
        "*/",
        "--",
        "\nBEGIN",
        "''",
        "é",
        "$a",
        "\r\n",
        ";CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1;",
        ";create temp trigger t /* ; */ AFTER INSERT ON a BEGIN SELECT CASE 1 WHEN 2 THEN 3 END;",
        ";CREATE -- ;\nTEMPORARY\tTRIGGER t AFTER DELETE ON [;] BEGIN DELETE FROM ';';",
        " END;",
        ";\n-- ;\nEND;",
        "; /* ; */ end ;",
    ]
)


_NOTHING = re.compile(r"\s+|--[^\n]*\n|/\*.*?\*/|;", re.DOTALL)


def _ends_by_sqlite(script: str) -> list[int]:
    """Return where SQLite's own check says that something is complete."""
    ends, begin = [], 0
    for end, character in enumerate(script, 1):
        if character == ";" and sqlite3.complete_statement(script[begin:end]):
            ends.append(end)
            begin = end
    return ends


def _ends(script: str) -> list[int]:
    """Return where the delimiter of each statement is, found by the splitter."""
    found: list[tuple[int, int]] = []
    with suppress(UnfinishedStatement):
        found.extend((one.offset, len(one.text)) for one in split(script, SQLITE))
    ends: list[int] = []
    begin = 0
    for offset, length in [*found, (len(script), 0)]:
        ends += _ends_of_nothing(script, begin, offset)
        begin = offset + length
    return ends


def _ends_of_nothing(script: str, begin: int, end: int) -> Iterator[int]:
    """Yield where the delimiters are among blanks and comments."""
    while begin < end and (nothing := _NOTHING.match(script, begin)):
        begin = nothing.end()
        if nothing[0] == ";":
            yield begin


@given(st.lists(_PIECES, max_size=15).map("".join))
def test_statements_end_where_sqlite_calls_them_complete(script: str) -> None:
    assert _ends(script) == _ends_by_sqlite(script)


SCRIPT = """
-- Everything; that hides a semicolon
CREATE TABLE "t;1" (id INTEGER PRIMARY KEY, [a;b] TEXT, `c;d` TEXT DEFAULT ';');
CREATE TABLE log (message TEXT, "begin" INT, "end" INT); /* ; */
CREATE TRIGGER begin AFTER INSERT ON "t;1" WHEN NEW.id > 0 BEGIN
  INSERT INTO log VALUES (CASE WHEN NEW.id = 1 THEN 'one;' ELSE ';END;' END, 1, 2); -- ;END;
  UPDATE log SET end = CASE begin WHEN 1 THEN 3 END WHERE end = 2;
END;
CREATE TEMP TRIGGER IF NOT EXISTS "x;" DELETE ON "t;1" BEGIN DELETE FROM log; SELECT 1; END;;
INSERT INTO "t;1" (id, [a;b]) VALUES (1, 'it''s; ok'), (2, "semi;colon"), (3, 'C:\\');
CREATE VIEW v AS SELECT id, CASE id WHEN 1 THEN 'end;' END AS end FROM "t;1";
SELECT * FROM v -- no semicolon
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_running_statements_one_by_one_is_running_the_script(newline: str) -> None:
    script = SCRIPT.replace("\n", newline)
    statements = list(split(script, SQLITE))
    assert len(statements) == 7
    with closing(sqlite3.connect(":memory:")) as one, closing(sqlite3.connect(":memory:")) as all_:
        for statement in statements:
            one.execute(statement.text)
        one.commit()
        all_.executescript(script)
        assert list(one.iterdump()) == list(all_.iterdump())
        assert (
            one.execute("SELECT * FROM log").fetchall() == [("one;", 1, 3)] + [(";END;", 1, 3)] * 2
        )
