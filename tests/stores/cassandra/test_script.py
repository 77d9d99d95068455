"""Scripts in CQL, cut into statements."""

from __future__ import annotations

from io import StringIO

import pytest

from goofer_py.dialects.splitter import split, split_stream
from goofer_py.errors import FileError, UnfinishedStatement
from goofer_py.stores.cassandra.script import CQL_SYNTAX

_BATCH = """BEGIN UNLOGGED BATCH
  INSERT INTO t (a) VALUES (1);
  UPDATE t SET b = 'APPLY BATCH;' WHERE a = 1 -- APPLY BATCH
APPLY BATCH"""
_FUNCTION = """CREATE FUNCTION f (x int) RETURNS NULL ON NULL INPUT RETURNS int
LANGUAGE java AS $$ return x; // it's "one"
$$"""
_CASES: tuple[tuple[str, list[str]], ...] = (
    ("", []),
    (" ;; -- nothing;\n /* ; \n ; */ // ;", []),
    ("SELECT 1; SELECT 2", ["SELECT 1", "SELECT 2"]),
    ("SELECT 1 -- the last one", ["SELECT 1"]),
    ("SELECT a -- one; two\nFROM t;", ["SELECT a -- one; two\nFROM t"]),
    ("SELECT a // one; two\nFROM t /* ; */ ;", ["SELECT a // one; two\nFROM t"]),
    ("INSERT INTO t (a) VALUES ('it''s; here');", ["INSERT INTO t (a) VALUES ('it''s; here')"]),
    ("INSERT INTO t (a) VALUES ('-- a\n;');", ["INSERT INTO t (a) VALUES ('-- a\n;')"]),
    ('SELECT "a;""b" FROM "T";', ['SELECT "a;""b" FROM "T"']),
    ("INSERT INTO t (a) VALUES ($$it's; \"$$);", ["INSERT INTO t (a) VALUES ($$it's; \"$$)"]),
    (f"{_BATCH};\nSELECT 1;", [_BATCH, "SELECT 1"]),
    (_BATCH, [_BATCH]),
    (
        "begin batch insert into t (a) values (1) apply /* - */ batch; SELECT 1",
        ["begin batch insert into t (a) values (1) apply /* - */ batch", "SELECT 1"],
    ),
    (
        "BEGIN COUNTER BATCH UPDATE t SET c += 1 WHERE a = 1; APPLY BATCH;",
        ["BEGIN COUNTER BATCH UPDATE t SET c += 1 WHERE a = 1; APPLY BATCH"],
    ),
    (
        "BEGIN TRANSACTION LET a = (SELECT 1); SELECT a; COMMIT TRANSACTION;",
        ["BEGIN TRANSACTION LET a = (SELECT 1); SELECT a; COMMIT TRANSACTION"],
    ),
    (f"{_FUNCTION};\nSELECT 1", [_FUNCTION, "SELECT 1"]),
    (
        "CREATE TYPE t (a text, b frozen<map<text, int>>);CREATE TABLE u (a int PRIMARY KEY);",
        ["CREATE TYPE t (a text, b frozen<map<text, int>>)", "CREATE TABLE u (a int PRIMARY KEY)"],
    ),
    ("\ufeffSELECT 1;\r\nSELECT 2;\r\n", ["SELECT 1", "SELECT 2"]),
)


@pytest.mark.parametrize(("script", "texts"), _CASES)
def test_statements_end_with_a_semicolon_outside_of_all_else(script: str, texts: list[str]) -> None:
    found = list(split(script, CQL_SYNTAX))
    assert [one.text for one in found] == texts
    for one in found:
        assert script[one.offset :].startswith(one.text)
        before = script[: one.offset]
        assert one.line == before.count("\n") + 1


@pytest.mark.parametrize(("script", "texts"), _CASES)
def test_a_file_is_cut_as_a_text_is(script: str, texts: list[str]) -> None:
    found = split_stream(StringIO(script, newline=""), CQL_SYNTAX)
    assert [one.text for one in found] == texts


def test_places_are_those_of_the_file() -> None:
    second = list(split("SELECT 1;\n\n  SELECT 2;", CQL_SYNTAX))[1]
    assert (second.line, second.column, second.offset) == (3, 3, 13)


@pytest.mark.parametrize(
    ("script", "opened", "line", "column"),
    [
        ("SELECT 1;\n SELECT 'a", "'", 2, 9),
        ('SELECT "a', '"', 1, 8),
        ("SELECT $$a$", "$$", 1, 8),
        ("SELECT 1; /* a", "/*", 1, 11),
        ("\nBEGIN BATCH INSERT INTO t (a) VALUES (1);", "BEGIN BATCH", 2, 1),
    ],
)
def test_what_does_not_end_is_told_with_its_place(
    script: str, opened: str, line: int, column: int
) -> None:
    with pytest.raises(UnfinishedStatement) as error:
        list(split(script, CQL_SYNTAX))
    assert (error.value.opened, error.value.line, error.value.column) == (opened, line, column)


@pytest.mark.parametrize("command", ["USE other", "consistency ALL", "SOURCE 'a.cql'", "DESC t"])
def test_commands_of_cqlsh_are_refused_by_name(command: str) -> None:
    with pytest.raises(FileError, match=command.partition(" ")[0].upper()) as error:
        list(split(f"SELECT 1;\n  {command};", CQL_SYNTAX))
    assert (error.value.line, error.value.column) == (2, 3)


def test_a_script_is_cut_as_it_comes() -> None:
    def lines() -> object:
        yield "SELECT 1;\n"
        raise AssertionError("read too far")

    cut = CQL_SYNTAX.cut
    assert cut is not None
    assert next(cut(lines())).text == "SELECT 1"  # type: ignore[arg-type]
