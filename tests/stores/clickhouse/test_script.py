"""How scripts of ClickHouse are cut into statements."""

from __future__ import annotations

from io import StringIO

import pytest

from goofer_py.dialects.splitter import split, split_stream
from goofer_py.errors import UnfinishedStatement
from goofer_py.stores.clickhouse.script import CLICKHOUSE_SYNTAX


def texts(script: str) -> list[str]:
    found = list(split(script, CLICKHOUSE_SYNTAX))
    for one in found:
        assert script[one.offset :].startswith(one.text)
        before = script[: one.offset]
        assert one.line == before.count("\n") + 1
        assert one.column == len(before) - (before.rfind("\n") + 1) + 1
    assert list(split_stream(StringIO(script, newline=""), CLICKHOUSE_SYNTAX)) == found
    return [one.text for one in found]


@pytest.mark.parametrize(
    ("script", "statements"),
    [
        ("", []),
        (" ;;\n-- nothing\n/* ; */ ; // also ;\n# and ;\n#! /bin/x ;\n", []),
        ("SELECT 1; SELECT 2", ["SELECT 1", "SELECT 2"]),
        ("SELECT 1;\r\nSELECT\r\n 2 ;\r\n", ["SELECT 1", "SELECT\r\n 2"]),
        ("SELECT 'a;\\';b'; SELECT 'it''s;'", ["SELECT 'a;\\';b'", "SELECT 'it''s;'"]),
        ("SELECT 'a\n;\n'; SELECT 2", ["SELECT 'a\n;\n'", "SELECT 2"]),
        ('SELECT `a;\\`;` ; SELECT "b;"";"', ["SELECT `a;\\`;`", 'SELECT "b;"";"']),
        (
            "SELECT $$;$$, $a$ ; $b$ ; $$ $a$; SELECT 2",
            ["SELECT $$;$$, $a$ ; $b$ ; $$ $a$", "SELECT 2"],
        ),
        ("SELECT a$b; SELECT $", ["SELECT a$b", "SELECT $"]),
        ("SELECT 1 -- ;'\n + 1; SELECT 2 // ;\n", ["SELECT 1 -- ;'\n + 1", "SELECT 2 // ;"]),
        (
            "SELECT 1 /* a /* ; */ ; */ + 1; SELECT 2",
            ["SELECT 1 /* a /* ; */ ; */ + 1", "SELECT 2"],
        ),
        ("SELECT 1 /* a\n ; */ + 1; SELECT 2", ["SELECT 1 /* a\n ; */ + 1", "SELECT 2"]),
        ("SELECT a #b ;SELECT 2 # c ;\n", ["SELECT a #b", "SELECT 2 # c ;"]),
        ("SELECT a->b - -1; SELECT 2", ["SELECT a->b - -1", "SELECT 2"]),
    ],
)
def test_quotes_and_comments(script: str, statements: list[str]) -> None:
    assert texts(script) == statements


@pytest.mark.parametrize(
    ("script", "statements"),
    [
        (
            "INSERT INTO t VALUES (1, ';'), (2, '');SELECT 2",
            ["INSERT INTO t VALUES (1, ';'), (2, '')", "SELECT 2"],
        ),
        (
            "INSERT INTO t FORMAT Values (1); SELECT 2",
            ["INSERT INTO t FORMAT Values (1)", "SELECT 2"],
        ),
        (
            "INSERT INTO t FORMAT CSV\n1,a;b\n2,'\n;\nSELECT 2",
            ["INSERT INTO t FORMAT CSV\n1,a;b\n2,'", "SELECT 2"],
        ),
        ("INSERT INTO t FORMAT TSV\n1\ta;\n--\t2\n", ["INSERT INTO t FORMAT TSV\n1\ta;\n--\t2"]),
        (
            "insert into t format CSV\n1;\n;;\n;\nSELECT 2",
            ["insert into t format CSV\n1;\n;;", "SELECT 2"],
        ),
        (
            'INSERT INTO t FORMAT JSONEachRow {"a": "it\'s;"}\n{"a": 2};\nSELECT 2',
            ['INSERT INTO t FORMAT JSONEachRow {"a": "it\'s;"}\n{"a": 2}', "SELECT 2"],
        ),
        (
            'INSERT INTO t FORMAT JSONEachRow\n{"a": 1}\n{"a": 2};\nSELECT 2',
            ['INSERT INTO t FORMAT JSONEachRow\n{"a": 1}\n{"a": 2}', "SELECT 2"],
        ),
        ("INSERT INTO t FORMAT CSV 1,2;\nSELECT 2", ["INSERT INTO t FORMAT CSV 1,2", "SELECT 2"]),
        (
            "INSERT INTO t SETTINGS x = 1 FORMAT\n  CSV\n1,'\n;\nSELECT 2",
            ["INSERT INTO t SETTINGS x = 1 FORMAT\n  CSV\n1,'", "SELECT 2"],
        ),
        (
            "INSERT INTO t FORMAT /* ; */ CSV\n1,'\n;\nSELECT 2",
            ["INSERT INTO t FORMAT /* ; */ CSV\n1,'", "SELECT 2"],
        ),
        (
            "INSERT INTO t (format, a) VALUES (1, 2); SELECT 2",
            ["INSERT INTO t (format, a) VALUES (1, 2)", "SELECT 2"],
        ),
        (
            "INSERT INTO t SELECT format FROM a; SELECT 2",
            ["INSERT INTO t SELECT format FROM a", "SELECT 2"],
        ),
        (
            "INSERT INTO t SELECT a FROM input('a Int8') FORMAT CSV\n1'\n;\nSELECT 2",
            ["INSERT INTO t SELECT a FROM input('a Int8') FORMAT CSV\n1'", "SELECT 2"],
        ),
        (
            "INSERT INTO t FROM INFILE 'a' FORMAT CSV; SELECT 2",
            ["INSERT INTO t FROM INFILE 'a' FORMAT CSV", "SELECT 2"],
        ),
        ("SELECT 1 FORMAT CSV; SELECT 2", ["SELECT 1 FORMAT CSV", "SELECT 2"]),
    ],
)
def test_rows(script: str, statements: list[str]) -> None:
    assert texts(script) == statements


@pytest.mark.parametrize(
    ("script", "opened", "place"),
    [
        ("SELECT 1;\n SELECT 'a", "quote '", (2, 9)),
        ("SELECT `a\\`", "quote `", (1, 8)),
        ("SELECT $a$ $b$", "heredoc $a$", (1, 8)),
        ("/* a /* */\n", "comment /*", (1, 1)),
    ],
)
def test_what_does_not_end(script: str, opened: str, place: tuple[int, int]) -> None:
    with pytest.raises(UnfinishedStatement) as error:
        list(split(script, CLICKHOUSE_SYNTAX))
    assert error.value.opened == opened
    assert (error.value.line, error.value.column) == place
