from __future__ import annotations

import pytest

from goofer_py.dialects.postgresql.syntax import POSTGRESQL
from goofer_py.dialects.splitter import Syntax, split
from goofer_py.dialects.sqlite.syntax import SQLITE
from goofer_py.dialects.statement import Statement
from goofer_py.errors import FileError, UnfinishedStatement

BOTH = pytest.mark.parametrize("syntax", [POSTGRESQL, SQLITE], ids=["postgresql", "sqlite"])


def texts(script: str, syntax: Syntax) -> list[str]:
    """Split, and check that each text is the script's own at its offset."""
    statements = list(split(script, syntax))
    for statement in statements:
        assert script.startswith(statement.text, statement.offset)
    return [statement.text for statement in statements]


@BOTH
@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("", []),
        (" \t\r\n\f\v", []),
        (";", []),
        (" ; ;;\n;", []),
        ("-- only a comment", []),
        ("-- one\n/* two */ ; -- three\n", []),
        ("\ufeff", []),
        ("\ufeff-- comment\n", []),
        ("SELECT 1", ["SELECT 1"]),
        ("SELECT 1;", ["SELECT 1"]),
        ("  SELECT 1  ;  ", ["SELECT 1"]),
        ("\ufeffSELECT 1;SELECT 2", ["SELECT 1", "SELECT 2"]),
        ("SELECT 1;;SELECT 2;", ["SELECT 1", "SELECT 2"]),
        ("SELECT 1\r\n;\r\nSELECT 2\r\n", ["SELECT 1", "SELECT 2"]),
        ("-- a;b\nSELECT 1;", ["SELECT 1"]),
        ("/* a;b */SELECT 1;", ["SELECT 1"]),
        ("/**/SELECT 1/***/;SELECT 2", ["SELECT 1/***/", "SELECT 2"]),
        ("/*/ ; */SELECT 1;", ["SELECT 1"]),
        ("SELECT 1 -- a;b\n, 2;", ["SELECT 1 -- a;b\n, 2"]),
        ("SELECT 1 /* a;b */ , 2;", ["SELECT 1 /* a;b */ , 2"]),
        ("SELECT 1 -- the end", ["SELECT 1 -- the end"]),
        ("SELECT 1; -- the end", ["SELECT 1"]),
        ("SELECT 5 - 3 / 1; SELECT -1", ["SELECT 5 - 3 / 1", "SELECT -1"]),
        ("SELECT 5--3;\n", ["SELECT 5--3;"]),
        ("SELECT ';', '--', '/*';SELECT 2", ["SELECT ';', '--', '/*'", "SELECT 2"]),
        ("SELECT 'it''s; ok';SELECT 2", ["SELECT 'it''s; ok'", "SELECT 2"]),
        ("SELECT '''';SELECT ''", ["SELECT ''''", "SELECT ''"]),
        ("SELECT 'a\n;\nb';", ["SELECT 'a\n;\nb'"]),
        (r"SELECT 'C:\';SELECT 2", [r"SELECT 'C:\'", "SELECT 2"]),
        ('SELECT "a;b", "c"";d";SELECT 2', ['SELECT "a;b", "c"";d"', "SELECT 2"]),
        ("SELECT \"'\";SELECT '\"';", ['SELECT "\'"', "SELECT '\"'"]),
        ("'a';\"b\";", ["'a'", '"b"']),
        ("SELECT 'é;\U0001f600';SELECT 2", ["SELECT 'é;\U0001f600'", "SELECT 2"]),
        ("CREATE TABLE a (b int);CREATE INDEX c ON a (b);", None),
        ("CREATE VIEW v AS SELECT CASE WHEN 1=1 THEN 2 END;SELECT 1", None),
        ("BEGIN;INSERT INTO t VALUES (1);END;COMMIT", None),
    ],
)
def test_statements_end_at_delimiters_outside_of_quotes_and_comments(
    script: str, expected: list[str] | None, syntax: Syntax
) -> None:
    if expected is None:
        expected = [text for text in script.split(";") if text]
    assert texts(script, syntax) == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        # comments nest
        ("/* a /* b; */ c; */ SELECT 1;", ["SELECT 1"]),
        ("SELECT /* /* ; */ ; /*/ ; */ */ 1;SELECT 2", None),
        ("SELECT 1 /* ' */;SELECT 2 /* $$ */;", ["SELECT 1 /* ' */", "SELECT 2 /* $$ */"]),
        ("-- a\rSELECT 1;", ["SELECT 1"]),
        # brackets and backticks are no quotes
        ("SELECT a[1];SELECT b[2];", ["SELECT a[1]", "SELECT b[2]"]),
        ("SELECT a[;SELECT `;", ["SELECT a[", "SELECT `"]),
        # dollar quotes
        ("SELECT $$a;b$$;SELECT 2", ["SELECT $$a;b$$", "SELECT 2"]),
        ("DO $do$ BEGIN; $$;$$; END $do$;SELECT 2", ["DO $do$ BEGIN; $$;$$; END $do$", "SELECT 2"]),
        ("SELECT $a$ $b$ ; $a$;SELECT 2", ["SELECT $a$ $b$ ; $a$", "SELECT 2"]),
        ("SELECT $a$ $b$a$;SELECT 2", ["SELECT $a$ $b$a$", "SELECT 2"]),
        ("SELECT $_é1$;$_é1$;SELECT 2", ["SELECT $_é1$;$_é1$", "SELECT 2"]),
        ("SELECT $A$;$a$;$A$;SELECT 2", ["SELECT $A$;$a$;$A$", "SELECT 2"]),
        ("SELECT $$;'$$, ';$$';SELECT 2", ["SELECT $$;'$$, ';$$'", "SELECT 2"]),
        ("SELECT '$$';SELECT '$$'", ["SELECT '$$'", "SELECT '$$'"]),
        # what is not one
        ("SELECT $1;SELECT $2", ["SELECT $1", "SELECT $2"]),
        ("SELECT $1, $2$;SELECT 3$", ["SELECT $1, $2$", "SELECT 3$"]),
        ("SELECT a$b$;SELECT c$b$", ["SELECT a$b$", "SELECT c$b$"]),
        ("SELECT a1$$;SELECT c1$$", ["SELECT a1$$", "SELECT c1$$"]),
        ("SELECT a$1$;SELECT b$1$", ["SELECT a$1$", "SELECT b$1$"]),
        ("SELECT é$$;SELECT é$$", ["SELECT é$$", "SELECT é$$"]),
        ("SELECT _$_$;SELECT _$_$", ["SELECT _$_$", "SELECT _$_$"]),
        ("SELECT $1a$;SELECT $1a$", ["SELECT $1a$", "SELECT $1a$"]),
        # but one right behind a number or a quote is
        ("SELECT 1$$;$$;SELECT 2", ["SELECT 1$$;$$", "SELECT 2"]),
        ("SELECT $1$$;$$;SELECT 2", ["SELECT $1$$;$$", "SELECT 2"]),
        ("SELECT '1'$$;$$;SELECT 2", ["SELECT '1'$$;$$", "SELECT 2"]),
        ("SELECT a-$$;$$;SELECT 2", ["SELECT a-$$;$$", "SELECT 2"]),
        # backslashes
        (r"SELECT E'\';', e'\\';SELECT 2", [r"SELECT E'\';', e'\\'", "SELECT 2"]),
        (r"SELECT E'a''\';''';SELECT 2", [r"SELECT E'a''\';'''", "SELECT 2"]),
        ("SELECT E'a\\\n;';SELECT 2", ["SELECT E'a\\\n;'", "SELECT 2"]),
        ("SELECT E'a' -- x\n  '\\';';SELECT 2", ["SELECT E'a' -- x\n  '\\';'", "SELECT 2"]),
        ("SELECT E'a' '\\';SELECT 2", ["SELECT E'a' '\\'", "SELECT 2"]),
        (r"E'\'';SELECT 2", [r"E'\''", "SELECT 2"]),
        (r"SELECT a_e'\';SELECT 2", [r"SELECT a_e'\'", "SELECT 2"]),
        (r"SELECT 1 AS é_e, type'\';SELECT 2", [r"SELECT 1 AS é_e, type'\'", "SELECT 2"]),
        (r"SELECT U&'\0441;\'; SELECT b'\', x'\', n'\';", [r"SELECT U&'\0441;\'", None]),
        (r"""SELECT U&"\0441;\"; SELECT 2""", [r'SELECT U&"\0441;\"', "SELECT 2"]),
        (r"SELECT E'\\';SELECT E'\'';", [r"SELECT E'\\'", r"SELECT E'\''"]),
        # parentheses hide delimiters in rules only
        (
            "CREATE RULE r AS ON DELETE TO t DO INSTEAD (DELETE FROM a; DELETE FROM b;);SELECT 2",
            [
                "CREATE RULE r AS ON DELETE TO t DO INSTEAD (DELETE FROM a; DELETE FROM b;)",
                "SELECT 2",
            ],
        ),
        (
            "create or replace rule r AS ON INSERT TO t WHERE (new.a = ')') DO (SELECT (1); (;));x",
            [
                (
                    "create or replace rule r AS ON INSERT TO t WHERE (new.a = ')')"
                    " DO (SELECT (1); (;))"
                ),
                "x",
            ],
        ),
        ("CREATE RULE r AS ON DELETE TO t DO NOTHING;SELECT 2", None),
        ("CREATE RULE r AS ) ON DELETE TO t;SELECT 2", None),
        ("INSERT INTO t VALUES (1;SELECT 2", ["INSERT INTO t VALUES (1", "SELECT 2"]),
    ],
)
def test_postgresql_statements(script: str, expected: list[str | None] | None) -> None:
    found = texts(script, POSTGRESQL)
    if expected is None:
        expected = list(script.split(";")) if "/*" not in script else [script[:-9], script[-8:]]
    assert len(found) == len(expected)
    assert all(want is None or got == want for got, want in zip(found, expected, strict=True))


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("SELECT `a;``b`, [c;d];SELECT 2", ["SELECT `a;``b`, [c;d]", "SELECT 2"]),
        ("SELECT [a'b];SELECT [c\"d];", ["SELECT [a'b]", 'SELECT [c"d]']),
        ("/* a /* b; */ SELECT 1;", ["SELECT 1"]),
        ("SELECT $$;SELECT $a$;", ["SELECT $$", "SELECT $a$"]),
        (r"SELECT E'\';SELECT 2", [r"SELECT E'\'", "SELECT 2"]),
        ("SELECT 1 -- a\r;SELECT 2\n;SELECT 3", ["SELECT 1 -- a\r;SELECT 2", "SELECT 3"]),
        (r"SELECT \;SELECT 2", ["SELECT \\", "SELECT 2"]),
        ("SELECT .5;SELECT 2", ["SELECT .5", "SELECT 2"]),
        ("COPY t FROM STDIN;\nSELECT 1;", ["COPY t FROM STDIN", "SELECT 1"]),
    ],
)
def test_sqlite_statements(script: str, expected: list[str]) -> None:
    assert texts(script, SQLITE) == expected


TRIGGER = "CREATE TRIGGER t AFTER INSERT ON a WHEN NEW.x > 1 BEGIN\n  {}\nEND"


@pytest.mark.parametrize(
    "statement",
    [
        TRIGGER.format("UPDATE a SET x = 1;"),
        TRIGGER.format("UPDATE a SET x = 1; DELETE FROM b;"),
        TRIGGER.format("SELECT CASE WHEN 1 THEN CASE 2 WHEN 3 THEN 4 END END; SELECT 1;"),
        TRIGGER.format("SELECT ';END;', [;END;] /* ;END; */; -- ;END;"),
        TRIGGER.format("SELECT 1; -- a comment\n /* and another */"),
        TRIGGER.format("SELECT endless; SELECT 1;").replace("endless", "end_less"),
        TRIGGER.format('SELECT "END" AS end, begin FROM begin;'),
        TRIGGER.format("SELECT 1;").replace("CREATE", "create temp"),
        TRIGGER.format("SELECT 1;").replace("CREATE", "CREATE/* a */TEMPORARY -- b;\n"),
        TRIGGER.format("SELECT 1;").replace("TRIGGER t", "TRIGGER IF NOT EXISTS 'begin;'.[end;]"),
        TRIGGER.format("SELECT 1;").replace("\n", "\r\n"),
        TRIGGER.format("SELECT 1;").replace("END", "end"),
        TRIGGER.format("SELECT 1;").replace("a WHEN NEW.x > 1", "begin"),
        TRIGGER.format(""),
    ],
)
@pytest.mark.parametrize("ending", [";\nSELECT 2;", " ; -- x\nSELECT 2", ";;SELECT 2"])
def test_sqlite_triggers_hold_statements(statement: str, ending: str) -> None:
    assert texts(f"SELECT 1;{statement}{ending}", SQLITE) == ["SELECT 1", statement, "SELECT 2"]
    assert texts(statement, SQLITE) == [statement]


def test_a_trigger_without_a_body_ends_at_its_delimiter() -> None:
    script = "CREATE TRIGGER t AFTER INSERT ON a;SELECT 2;SELECT 3;"
    assert texts(script, SQLITE) == ["CREATE TRIGGER t AFTER INSERT ON a", "SELECT 2", "SELECT 3"]


FUNCTION = "CREATE FUNCTION f(a int) RETURNS int BEGIN ATOMIC\n  {}\nEND"


@pytest.mark.parametrize(
    "statement",
    [
        FUNCTION.format("SELECT 1;"),
        FUNCTION.format("INSERT INTO t VALUES (1); SELECT a;"),
        FUNCTION.format("SELECT CASE WHEN a > 1 THEN CASE a WHEN 2 THEN 3 END END; SELECT 2;"),
        FUNCTION.format("SELECT 1 AS end, t.end, $$;END;$$, ';END;', E'\\';END;' FROM t;"),
        FUNCTION.format("SELECT 1; /* /* ;END; */ */ -- ;END;"),
        FUNCTION.format(""),
        FUNCTION.format("RETURN 1;").replace("CREATE", "create or /* ; */ replace"),
        FUNCTION.format("RETURN 1;").replace("BEGIN ATOMIC", "begin -- ;\n\tatomic"),
        FUNCTION.format("RETURN 1;").replace("FUNCTION", "PROCEDURE"),
        FUNCTION.format("RETURN 1;").replace("FUNCTION f", 'FUNCTION "begin atomic;"'),
        FUNCTION.format("RETURN 1;")
        .replace("a int", "a int DEFAULT $1$begin atomic;$1$")
        .replace("$1$", "$a$"),
        FUNCTION.format("RETURN 1;").replace("a int", "begin int, xbegin atomic"),
        "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END; $$",
        "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $f$BEGIN ATOMIC; $$;$$; $f$ STABLE",
        "CREATE FUNCTION f() RETURNS int RETURN 1 + 2",
    ],
)
def test_postgresql_functions_hold_statements(statement: str) -> None:
    assert texts(f"SELECT 1;{statement};SELECT 2;", POSTGRESQL) == [
        "SELECT 1",
        statement,
        "SELECT 2",
    ]
    assert texts(statement, POSTGRESQL) == [statement]


@pytest.mark.parametrize(
    "setting",
    [
        "SET standard_conforming_strings = off",
        "set session Standard_Conforming_Strings to 'OFF'",
        "SET LOCAL standard_conforming_strings=false",
        "SET standard_conforming_strings TO 0",
        "SET /* a */ standard_conforming_strings -- b\n = 'no'",
        "SELECT set_config('standard_conforming_strings', 'off', false)",
        "SELECT pg_catalog.set_config ( 'standard_conforming_strings','f',true)",
    ],
)
@pytest.mark.parametrize(
    "back",
    [
        "SET standard_conforming_strings = on",
        "SET standard_conforming_strings TO 'true'",
        "SET standard_conforming_strings TO DEFAULT",
        "RESET standard_conforming_strings",
        "RESET ALL",
        "SELECT set_config('standard_conforming_strings', 'on', false)",
    ],
)
def test_a_setting_decides_what_backslashes_mean_from_there_on(setting: str, back: str) -> None:
    statements = [
        r"SELECT 'C:\'",
        setting,
        r"SELECT 'it\'s; ok'",
        "SELECT 'a'\n '\\';'",
        r"SELECT 'a''\''';'",
        r"SELECT E'\';', n'\';'",
        r"SELECT U&'\', B'\', x'\'",
        back,
        r"SELECT 'C:\'",
        "SELECT 2",
    ]
    assert texts(";\n".join(statements), POSTGRESQL) == statements


@pytest.mark.parametrize(
    "statement",
    [
        "SET standard_conforming_strings_x = off",
        "SET search_path = off",
        "SELECT 'SET standard_conforming_strings = off'",
        "SELECT set_config('standard_conforming_strings', 'official', false)",
        "SET standard_conforming_strings = on",
        "SELECTS set_config('standard_conforming_strings', 'off', false)",
    ],
)
def test_other_statements_leave_backslashes_alone(statement: str) -> None:
    script = [statement, r"SELECT 'C:\'", "SELECT 2"]
    assert texts(";".join(script), POSTGRESQL) == script


@pytest.mark.parametrize(
    "copy",
    [
        "COPY t FROM STDIN",
        "copy public.t (a, b) from stdin",
        'COPY "a;b"."c d" ("x;(", "y)") FROM STDIN WITH (FORMAT csv, NULL \';\')',
        "COPY BINARY t FROM/* ; */STDIN",
        "COPY t(a)FROM stdin WHERE a > 1",
        "COPY é.t\nFROM\n-- ;\nSTDIN",
    ],
)
@pytest.mark.parametrize("after", ["\n", "  -- rows;\n", "\r\n", "\r"])
def test_rows_follow_copy_from_stdin(copy: str, after: str) -> None:
    end = after.lstrip(" -rows;")
    rows = f"1\t'a;{end}\\N\t\\\\.{end}\\.x{end} \\.{end}"
    script = f"SELECT 1;{copy};{after}{rows}\\.{end}SELECT 2;"
    first, second, third = split(script, POSTGRESQL)
    assert (first.text, second.text, third.text) == ("SELECT 1", copy, "SELECT 2")
    assert second.data == rows
    assert first.data is third.data is None


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\r", "\n\n;"])
def test_copy_may_have_no_rows(end: str) -> None:
    (statement,) = split(f"COPY t FROM STDIN;\n\\.{end}", POSTGRESQL)
    assert statement == Statement("COPY t FROM STDIN", 1, 1, 0, data="")


@pytest.mark.parametrize(
    "copy",
    [
        "COPY t TO STDOUT",
        "COPY t FROM '/tmp/stdin'",
        "COPY (SELECT * FROM stdin) TO STDOUT",
        "COPY t FROM PROGRAM 'cat stdin'",
        "COPY t FROM stdin_",
        "COPYING t FROM stdin",
    ],
)
def test_no_rows_follow_another_copy(copy: str) -> None:
    assert texts(f"{copy};\nSELECT 2;", POSTGRESQL) == [copy, "SELECT 2"]


def test_rows_must_begin_on_a_line_of_their_own() -> None:
    with pytest.raises(FileError, match="line 2 goes on in column 19") as caught:
        list(split("\nCOPY t FROM STDIN; SELECT 1;\n1\n\\.\n", POSTGRESQL))
    assert (caught.value.line, caught.value.column) == (2, 19)


@pytest.mark.parametrize(
    ("script", "command", "line", "column"),
    [
        (r"\connect db", r"\connect", 1, 1),
        ("SELECT 1;\n  \\i other.sql\nSELECT 2;", r"\i", 2, 3),
        ("SELECT 1;\n-- x\n\\restricted abc\n", r"\restricted", 3, 1),
        ("SELECT 1 \\restrict abc\n", r"\restrict", 1, 10),
        ("SELECT 1 \\gset\n", r"\gset", 1, 10),
        ("CREATE RULE r AS (SELECT 1; \\x)\n", r"\x)", 1, 29),
        ("SELECT $$a$$ \\g", r"\g", 1, 14),
    ],
)
def test_psql_commands_are_refused(script: str, command: str, line: int, column: int) -> None:
    with pytest.raises(FileError, match="psql, which only that program can run") as caught:
        list(split(script, POSTGRESQL))
    assert caught.value.message.startswith(f"{command} at line {line}, column {column} ")
    assert (caught.value.line, caught.value.column) == (line, column)
    assert command in str(caught.value.hint)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_commands_around_a_dump_are_left_out(newline: str) -> None:
    dump = "--\n-- A dump\n--\n\n\\restrict a;'b\n\nSELECT 1;\n\n\\unrestrict a;'b\n\n"
    (statement,) = split(dump.replace("\n", newline), POSTGRESQL)
    assert (statement.text, statement.line) == ("SELECT 1", 7)
    assert texts(dump.strip(), POSTGRESQL) == ["SELECT 1"]


def test_sqlite3_commands_are_refused() -> None:
    with pytest.raises(FileError, match=r"\.mode at line 2, column 1 is .* sqlite3,") as caught:
        list(split("SELECT 1;\n.mode csv\nSELECT 2;", SQLITE))
    assert (caught.value.line, caught.value.column) == (2, 1)


@BOTH
@pytest.mark.parametrize(
    ("script", "opened", "line", "column"),
    [
        ("SELECT 'abc; SELECT 2;", "quote '", 1, 8),
        ("SELECT 1;\nSELECT 'it''s;\n", "quote '", 2, 8),
        ("SELECT 1;\r\nSELECT 'a''''b;\r\n", "quote '", 2, 8),
        ("SELECT 'a', 'b", "quote '", 1, 13),
        ("SELECT 'a''", "quote '", 1, 8),
        ("'", "quote '", 1, 1),
        ('SELECT "a""b;', 'quote "', 1, 8),
        ("SELECT 'a'\"b;", 'quote "', 1, 11),
        ("SELECT 1;\n/* abc", "comment /*", 2, 1),
        ("SELECT 1 /* abc;", "comment /*", 1, 10),
        ("\ufeffSELECT 'a", "quote '", 1, 8),
    ],
)
def test_what_is_never_closed_is_named_with_its_place(
    script: str, opened: str, line: int, column: int, syntax: Syntax
) -> None:
    _assert_unfinished(script, syntax, opened, line, column)


@pytest.mark.parametrize(
    ("script", "opened", "line", "column"),
    [
        ("SELECT E'a\\';\n", "quote '", 1, 9),
        ("SELECT E'a'\n'b;", "quote '", 1, 9),
        ("SELECT 'a' E'", "quote '", 1, 13),
        ("SET standard_conforming_strings=0;\nSELECT 'a\\';", "quote '", 2, 8),
        ("/* a /* b */ ;", "comment /*", 1, 1),
        ("SELECT 1;\n\nDO $body$ BEGIN; $$ END; $body", "dollar quote $body$", 3, 4),
        ("SELECT $$;", "dollar quote $$", 1, 8),
        ("SELECT 1$$;", "dollar quote $$", 1, 9),
        (FUNCTION.format("SELECT 1")[:-4] + ";", "body BEGIN ATOMIC", 1, 38),
        (FUNCTION.format("SELECT 1"), "body BEGIN ATOMIC", 1, 38),
        ("CREATE RULE r AS ON DELETE TO t DO\n(a; b;", "parenthesis (", 2, 1),
        ("CREATE RULE r AS ON DELETE TO t DO\n(a; (b; );", "parenthesis (", 2, 1),
        ("SELECT 1;\n COPY t FROM STDIN;\n1\n2\n", "COPY data", 2, 2),
        ("COPY t FROM STDIN;", "COPY data", 1, 1),
        ("COPY t FROM STDIN", "COPY data", 1, 1),
        ("COPY t FROM STDIN;\n1\n\\.;", "COPY data", 1, 1),
    ],
)
def test_postgresql_names_what_is_never_closed(
    script: str, opened: str, line: int, column: int
) -> None:
    _assert_unfinished(script, POSTGRESQL, opened, line, column)


@pytest.mark.parametrize(
    ("script", "opened", "line", "column"),
    [
        ("SELECT [a;", "quote [", 1, 8),
        ("SELECT `a``;", "quote `", 1, 8),
        ("SELECT 1;\n" + TRIGGER.format("SELECT 1"), "body BEGIN", 2, 51),
        (TRIGGER.format("SELECT 1;")[:-3], "body BEGIN", 1, 51),
        ("CREATE TRIGGER t\nBEGIN SELECT 'END;", "quote '", 2, 14),
    ],
)
def test_sqlite_names_what_is_never_closed(
    script: str, opened: str, line: int, column: int
) -> None:
    _assert_unfinished(script, SQLITE, opened, line, column)


def _assert_unfinished(script: str, syntax: Syntax, opened: str, line: int, column: int) -> None:
    with pytest.raises(UnfinishedStatement) as caught:
        list(split(script, syntax))
    error = caught.value
    assert (error.opened, error.line, error.column) == (opened, line, column)
    assert f"the {opened} opened at line {line}, column {column} is never closed" in str(error)


@BOTH
def test_statements_before_the_unfinished_one_are_found(syntax: Syntax) -> None:
    found = split("SELECT 1; SELECT 'a", syntax)
    assert next(found).text == "SELECT 1"
    with pytest.raises(UnfinishedStatement):
        next(found)


@BOTH
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_places_are_those_of_the_file(syntax: Syntax, newline: str, bom: str) -> None:
    lines = ["SELECT 1; SELECT 2;", "", "  /* a", " b */ SELECT", "  'x", "';  ;  SELECT 4"]
    found = list(split(bom + newline.join(lines), syntax))
    assert [(one.line, one.column) for one in found] == [(1, 1), (1, 11), (4, 7), (6, 8)]
    assert [one.offset - len(bom) for one in found[:2]] == [0, 10]


@BOTH
def test_a_statement_of_very_many_parts_is_one(syntax: Syntax) -> None:
    text = "INSERT INTO t VALUES " + ", ".join(f"('it''s; {i}', {i} - 1)" for i in range(5000))
    assert texts(f"{text};SELECT 2", syntax) == [text, "SELECT 2"]


MYSQL_LIKE = Syntax(quotes=("''", '""', "``"), escaped_quotes="'\"", hash_comments=True)


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (r"SELECT 'it\'s; ok', '''';SELECT 2", [r"SELECT 'it\'s; ok', ''''", "SELECT 2"]),
        (r'SELECT "\";", "a"";";SELECT 2', [r'SELECT "\";", "a"";"', "SELECT 2"]),
        (r"SELECT `a;\`;SELECT 2", [r"SELECT `a;\`", "SELECT 2"]),
        ("# a;b\nSELECT 1 # c;d\n;SELECT 2", ["SELECT 1 # c;d", "SELECT 2"]),
    ],
)
def test_a_syntax_may_escape_in_all_quotes_and_have_hash_comments(
    script: str, expected: list[str]
) -> None:
    assert texts(script, MYSQL_LIKE) == expected
