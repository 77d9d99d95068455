"""Laws of the splitter, on scripts put together from pieces that are easy to get wrong."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goofer_py.dialects.mysql.syntax import MARIADB, MYSQL
from goofer_py.dialects.postgresql.syntax import POSTGRESQL
from goofer_py.dialects.splitter import Syntax, split, split_stream
from goofer_py.dialects.sqlite.syntax import SQLITE
from goofer_py.dialects.statement import Statement, line_and_column
from goofer_py.errors import FileError

EACH = pytest.mark.parametrize(
    "syntax",
    [POSTGRESQL, SQLITE, MYSQL, MARIADB],
    ids=["postgresql", "sqlite", "mysql", "mariadb"],
)

# Whole pieces of statements that may stand side by side, with blanks between them.
_COMMON = [
    "SELECT",
    "a",
    "1",
    "(",
    ")",
    ",",
    "-",
    "/",
    "*",
    "E1",
    "case",
    "END",
    "begin",
    "''",
    "'it''s;'",
    "'--'",
    "'/*'",
    "'\r\n;'",
    '"a;b"',
    '""";"',
    "/* a;' */",
    "-- b;'\n",
    "--\r\n",
    "é\U0001f600",
    "'é;'",
    "\n",
    "\r\n",
    "\t",
]
_POSTGRESQL = [
    "$$;$$",
    "$a$ ; $b$ ' $a$",
    "$1",
    "a$b$",
    "a1$$",
    "x.a$1$",
    r"E'\';'",
    r"e'\\'",
    "E'a'\n'\\';'",
    r"U&'\;'",
    r"x'\'",  # right behind the last piece it would go on
    "/* a /* ; */ */",
    "a[1]",
    "--\r",
]
_SQLITE = ["`a;b`", "[a;']", "/* /* */", r"'\'", "$a", "@b", "?1", "\\"]
_MYSQL = [
    r"'\';'",
    r'"\";"',
    "`a;b`",
    "# c;'\n",
    "5--1",
    "--'a'",
    "/*! 1; */",
    "/*!50003 '*/;' /* ; */ */",
    "/*M!100100 2 ; */",
    "@b",
    "@@sql_mode",
]
_WHOLE = [
    "CREATE TABLE t (a int)",
    "COMMIT",
]
_WHOLE_POSTGRESQL = [
    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE 1 WHEN 1 THEN 2 END; END",
    "CREATE RULE r AS ON DELETE TO t DO (SELECT 1; SELECT ';')",
    "DO $x$ BEGIN; END; $x$",
    "RESET ALL",
]
_WHOLE_SQLITE = [
    "CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT CASE 1 WHEN 1 THEN 2 END; END",
    "CREATE TEMP TRIGGER r AFTER INSERT ON t BEGIN SELECT ';END;'; SELECT 2; -- x\n END",
]
_WHOLE_MYSQL = [
    "CREATE TRIGGER r BEFORE INSERT ON t FOR EACH ROW IF NEW.a THEN SET @x = 1; END IF",
    "CREATE DEFINER=`a`@`%` PROCEDURE p() x: BEGIN CASE 1 WHEN 1 THEN SELECT 2; END CASE; END x",
    "CREATE FUNCTION f() RETURNS int RETURN CASE WHEN IF(1, 2, 3) THEN REPEAT(';', 2) END",
    "/*!50003 CREATE*/ /*!50003 TRIGGER r AFTER DELETE ON t FOR EACH ROW BEGIN SELECT ';'; END */",
    "ALTER EVENT e DO BEGIN REPEAT SELECT 1; UNTIL 1 END REPEAT; END",
    "CREATE OR REPLACE VIEW v AS SELECT 1",
    "SET @a = 1, sql_mode = 'STRICT_ALL_TABLES'",
]
_MORE = {
    POSTGRESQL: (_POSTGRESQL, _WHOLE_POSTGRESQL),
    SQLITE: (_SQLITE, _WHOLE_SQLITE),
    MYSQL: (_MYSQL, _WHOLE_MYSQL),
    MARIADB: (_MYSQL, [*_WHOLE_MYSQL, "BEGIN NOT ATOMIC IF 1 THEN SELECT 1; END IF; END"]),
}
_BETWEEN = st.sampled_from([";", ";\n", " ;\r\n", ";;", "; -- c;'\n", ";/* c;' */", "\r;\r"])


def _statements(syntax: Syntax) -> st.SearchStrategy[str]:
    more, whole = _MORE[syntax]
    pieces = st.lists(st.sampled_from(_COMMON + more), max_size=12)
    free = pieces.map(lambda some: " ".join(("UPDATE", *some, ".")))
    return st.one_of(free, st.sampled_from(_WHOLE + whole))


def _scripts(syntax: Syntax) -> st.SearchStrategy[tuple[list[str], str]]:
    def join(pairs: list[tuple[str, str]]) -> tuple[list[str], str]:
        return [text for text, _ in pairs], "".join(text + end for text, end in pairs)

    return st.lists(st.tuples(_statements(syntax), _BETWEEN), max_size=6).map(join)


POSTGRESQL_SCRIPTS = _scripts(POSTGRESQL)
SQLITE_SCRIPTS = _scripts(SQLITE)
MYSQL_SCRIPTS = _scripts(MYSQL)
MARIADB_SCRIPTS = _scripts(MARIADB)


def _check_joined(script: tuple[list[str], str], syntax: Syntax) -> None:
    texts, joined = script
    found = list(split(joined, syntax))
    assert [statement.text for statement in found] == texts
    for statement in found:
        end = statement.offset + len(statement.text)
        assert joined[statement.offset : end] == statement.text
        place = line_and_column(joined, statement.offset)
        assert (statement.line, statement.column) == place


@given(POSTGRESQL_SCRIPTS)
def test_splitting_undoes_joining_on_postgresql(script: tuple[list[str], str]) -> None:
    _check_joined(script, POSTGRESQL)


@given(SQLITE_SCRIPTS)
def test_splitting_undoes_joining_on_sqlite(script: tuple[list[str], str]) -> None:
    _check_joined(script, SQLITE)


@given(MYSQL_SCRIPTS)
def test_splitting_undoes_joining_on_mysql(script: tuple[list[str], str]) -> None:
    _check_joined(script, MYSQL)


@given(MARIADB_SCRIPTS)
def test_splitting_undoes_joining_on_mariadb(script: tuple[list[str], str]) -> None:
    _check_joined(script, MARIADB)


def _outcome(script: str, syntax: Syntax, chunk: int | None) -> list[Statement | str]:
    """Split, in one go or as a stream; an error is the last of the outcome."""
    found: list[Statement | str] = []
    try:
        if chunk is None:
            found.extend(split(script, syntax))
        else:
            found.extend(split_stream(io.StringIO(script, newline=""), syntax, chunk))
    except FileError as error:
        found.append(str(error))
    return found


_SOUP = st.lists(
    st.sampled_from(
        [
            *_COMMON,
            *_POSTGRESQL,
            *_SQLITE,
            *_MYSQL,
            *(f"{text};" for text in _WHOLE + _WHOLE_POSTGRESQL + _WHOLE_SQLITE + _WHOLE_MYSQL),
            *";;'\"$`[]\\eEU&-/*#.\r\n\ufeff",
            "/*",
            "*/",
            "CREATE",
            " TRIGGER ",
            " RULE ",
            " FUNCTION ",
            " BEGIN ATOMIC ",
            ";END",
            "\nCOPY t FROM STDIN;",
            "\n1\t2\n\\.",
            "\r\n\\.\r\n",
            "SET standard_conforming_strings = off;",
            "\n\\restrict ;'\n",
            "\nDELIMITER //\n",
            "//",
            "\ndelimiter ;\n",
            "SET sql_mode = 'ANSI,NO_BACKSLASH_ESCAPES';",
            " PROCEDURE p() ",
            " BEGIN ",
            ":",
        ]
    ),
    max_size=25,
).map("".join)


@EACH
@given(script=_SOUP, chunk=st.integers(1, 30))
def test_a_stream_gives_what_the_whole_gives(script: str, chunk: int, syntax: Syntax) -> None:
    assert _outcome(script, syntax, chunk) == _outcome(script, syntax, None)


@EACH
@given(script=_SOUP)
def test_whatever_is_split_is_exactly_placed(script: str, syntax: Syntax) -> None:
    for found in _outcome(script, syntax, None):
        if isinstance(found, Statement):
            assert found.text
            assert found.text == found.text.strip(" \t\r\n\f\v")
            assert script.startswith(found.text, found.offset)
            assert (found.line, found.column) == line_and_column(script, found.offset)
