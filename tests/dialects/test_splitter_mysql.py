"""Where statements end in MySQL's and MariaDB's scripts, and that the servers agree."""

from __future__ import annotations

import io

import pytest

from goofer_py.dialects.mysql.syntax import MARIADB, MYSQL, for_mode
from goofer_py.dialects.splitter import split, split_stream
from goofer_py.dialects.syntax import Syntax
from goofer_py.errors import FileError, UnfinishedStatement
from goofer_py.stores.registry import open_store

BOTH = pytest.mark.parametrize("syntax", [MYSQL, MARIADB], ids=["mysql", "mariadb"])


def texts(script: str, syntax: Syntax = MYSQL) -> list[str]:
    return [statement.text for statement in split(script, syntax)]


@BOTH
@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("SELECT 1; # it's;\nSELECT 2", ["SELECT 1", "SELECT 2"]),
        ("SELECT 1; -- it's;\nSELECT 2", ["SELECT 1", "SELECT 2"]),
        ("SELECT 5--1; SELECT '--'", ["SELECT 5--1", "SELECT '--'"]),
        ("SELECT 5--'a;'; SELECT 2", ["SELECT 5--'a;'", "SELECT 2"]),
        ("SELECT 1 --\n; SELECT 2", ["SELECT 1 --", "SELECT 2"]),
        (r"SELECT 'a\';b'; SELECT 2", [r"SELECT 'a\';b'", "SELECT 2"]),
        (r'SELECT "a\";b"; SELECT 2', [r'SELECT "a\";b"', "SELECT 2"]),
        (r"SELECT `a\`; SELECT 2", [r"SELECT `a\`", "SELECT 2"]),
        ("SELECT `a``;b`; SELECT 2", ["SELECT `a``;b`", "SELECT 2"]),
        ("SELECT 'a''\\\\'; SELECT 2", ["SELECT 'a''\\\\'", "SELECT 2"]),
        ("SELECT /*+ X(9) ; */ 1; SELECT 2", ["SELECT /*+ X(9) ; */ 1", "SELECT 2"]),
        ("/*!40101 SET NAMES utf8 */; SELECT 2", ["/*!40101 SET NAMES utf8 */", "SELECT 2"]),
        (
            "/*! SELECT '*/;', /* ; */ 2 */; SELECT 3",
            ["/*! SELECT '*/;', /* ; */ 2 */", "SELECT 3"],
        ),
        ("/* plain; */ SELECT 2;/**/", ["SELECT 2"]),
        ("/*M!999999\\- enable the sandbox mode */ \n-- x\nSELECT 1;", ["SELECT 1"]),
        (";;;", []),
        (
            r"SET sql_mode='NO_BACKSLASH_ESCAPES'; SELECT '\'; SELECT 2",
            ["SET sql_mode='NO_BACKSLASH_ESCAPES'", r"SELECT '\'", "SELECT 2"],
        ),
        (
            r"""SET SESSION sql_mode = "ansi"; SELECT "\"; SELECT '\';'""",
            ['SET SESSION sql_mode = "ansi"', r'SELECT "\"', r"SELECT '\';'"],
        ),
        (
            (
                "SET @m=@@sql_mode, sql_mode='ANSI_QUOTES'; SELECT \"\\\"; SET sql_mode=@m;"
                ' SELECT "\\";";'
            ),
            [
                "SET @m=@@sql_mode, sql_mode='ANSI_QUOTES'",
                'SELECT "\\"',
                "SET sql_mode=@m",
                'SELECT "\\";"',
            ],
        ),
        (
            r"SET sql_mode=CONCAT(@@sql_mode, ',NO_BACKSLASH_ESCAPES'); SELECT '\'; SELECT 2",
            [
                "SET sql_mode=CONCAT(@@sql_mode, ',NO_BACKSLASH_ESCAPES')",
                r"SELECT '\'",
                "SELECT 2",
            ],
        ),
        (
            r"/*!40101 SET @O=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */; SELECT '\';'",
            ["/*!40101 SET @O=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */", r"SELECT '\';'"],
        ),
    ],
)
def test_quotes_and_comments(script: str, expected: list[str], syntax: Syntax) -> None:
    assert texts(script, syntax) == expected


def test_comments_for_mariadb_are_comments_to_mysql() -> None:
    script = "/*M!100100 SELECT 1 */; SELECT 2"

    assert texts(script, MYSQL) == ["SELECT 2"]
    assert texts(script, MARIADB) == ["/*M!100100 SELECT 1 */", "SELECT 2"]


BODIES = [
    "CREATE TRIGGER r1 BEFORE INSERT ON t FOR EACH ROW SET NEW.a = IF(NEW.a > 1, 2, 3)",
    "CREATE TRIGGER r2 BEFORE INSERT ON t FOR EACH ROW FOLLOWS r1 BEGIN SET NEW.b = 1; END",
    "CREATE TRIGGER r3 AFTER INSERT ON t FOR EACH ROW IF NEW.a > 1 THEN SET @x = 1; END IF",
    (
        "CREATE TRIGGER r4 AFTER UPDATE ON t FOR EACH ROW\n"
        "CASE NEW.a WHEN 1 THEN SET @x = CASE 1 WHEN 1 THEN 2 ELSE IF(1, 2, 3) END;"
        " ELSE BEGIN END; END CASE"
    ),
    "CREATE PROCEDURE p1() SELECT CASE 1 WHEN 2 THEN 3 END AS `begin`, REPEAT('x', 3)",
    (
        "CREATE PROCEDURE p2(IN a INT, OUT b VARCHAR(9)) COMMENT 'no BEGIN;' DETERMINISTIC\n"
        "BEGIN -- it's; the end\n"
        "  DECLARE done, n INT DEFAULT 0;\n"
        "  DECLARE c CURSOR FOR SELECT a FROM t WHERE a = IF(1, 2, 3) FOR UPDATE;\n"
        "  DECLARE CONTINUE HANDLER FOR NOT FOUND SET done = IF(1, 1, 0);\n"
        "  DECLARE EXIT HANDLER FOR SQLSTATE '23000', 1062 BEGIN SET done = 2; END;\n"
        "  OPEN c;\n"
        "  outer_one: LOOP FETCH c INTO n; IF done THEN LEAVE outer_one; END IF;"
        " ITERATE outer_one; END LOOP outer_one;\n"
        "  WHILE n < 3 DO SET n = n + 1; IF (n) = (2) THEN SELECT 1; ELSEIF n THEN DO IF(1, 2, 3);"
        " ELSE SELECT 2; END IF; END WHILE;\n"
        "  REPEAT SET n = n + 1; UNTIL n > 9 END REPEAT;\n"
        "  CLOSE c;\n"
        "END"
    ),
    "CREATE PROCEDURE p3() main: BEGIN `in`: BEGIN LEAVE main; END `in`; END main",
    "CREATE PROCEDURE p4() BEGIN END",
    "CREATE PROCEDURE p5() WHILE 0 DO SELECT 1; SELECT 2; END WHILE",
    (
        "CREATE PROCEDURE p6() BEGIN SELECT t.`end`, x.end, begin FROM (SELECT 1 end, 2 begin) x"
        " JOIN t; IF EXISTS (SELECT 1) THEN DROP TEMPORARY TABLE IF EXISTS q; END IF; END"
    ),
    (
        "CREATE FUNCTION f1(a INT) RETURNS CHAR(9) CHARACTER SET utf8mb4 DETERMINISTIC"
        " RETURN CASE a WHEN 1 THEN 'END;' END"
    ),
    (
        "CREATE FUNCTION f2(a INT) RETURNS SET('a', 'b') NO SQL\nIF a THEN RETURN 'a';"
        " ELSE RETURN 'b'; END IF"
    ),
    "CREATE DEFINER = CURRENT_USER PROCEDURE p7() BEGIN SELECT 1; END",
    "CREATE DEFINER=CURRENT_USER() /* ; */ FUNCTION f3() RETURNS INT NO SQL BEGIN RETURN 1; END",
    "CREATE EVENT e1 ON SCHEDULE EVERY 1 DAY DISABLE DO BEGIN SELECT 1; SELECT 2; END",
    (
        "CREATE EVENT e2 ON SCHEDULE EVERY 1 DAY ENDS '2037-01-01 00:00:00' DISABLE COMMENT 'a;b'"
        " DO DELETE FROM t"
    ),
    "ALTER EVENT e2 DO BEGIN SELECT 1; END",
    "ALTER EVENT e2 RENAME TO e3",
    "CREATE OR REPLACE VIEW v AS SELECT CASE 1 WHEN 1 THEN 2 END AS x",
]
ONLY_MARIADB = [
    "CREATE OR REPLACE PROCEDURE p1() BEGIN FOR i IN 1..3 DO SELECT i; END FOR; END",
    "BEGIN NOT ATOMIC IF 1 THEN SELECT 1; END IF; SELECT 2; END",
    "IF 1 THEN SELECT 1; SELECT 2; END IF",
    "WHILE 0 DO SELECT 1; END WHILE",
]


@BOTH
def test_bodies_are_found_by_their_grammar(syntax: Syntax) -> None:
    bodies = [*BODIES, *(ONLY_MARIADB if syntax is MARIADB else ())]

    assert texts(";\n".join([*bodies, "SELECT 1"]), syntax) == [*bodies, "SELECT 1"]


@pytest.mark.parametrize(
    "url", [pytest.param(kind, marks=getattr(pytest.mark, kind)) for kind in ("mysql", "mariadb")]
)
def test_the_servers_take_each_body_as_one(url: str, request: pytest.FixtureRequest) -> None:
    session = open_store(request.getfixturevalue(f"{url}_url")).connect()
    bodies = [*BODIES, *(ONLY_MARIADB if url == "mariadb" else ())]

    session.run("CREATE TABLE t (a int, b int, `end` int);" + ";\n".join(bodies) + ";")

    routines = session.query(
        "SELECT routine_name FROM information_schema.routines WHERE routine_schema = DATABASE()"
    )
    assert len(routines) == 10
    assert len(session.query("SHOW TRIGGERS")) == 4
    session.close()


@BOTH
def test_the_clients_delimiter_is_followed(syntax: Syntax) -> None:
    script = (
        "DELIMITER $$\nCREATE PROCEDURE p() BEGIN SELECT 1; END$$\nSELECT 1;\n$$\n$$"
        "  delimiter ;\nSELECT '$$'; SELECT 3"
    )

    found = list(split(script, syntax))

    assert [statement.text for statement in found] == [
        "CREATE PROCEDURE p() BEGIN SELECT 1; END",
        "SELECT 1",
        "SELECT '$$'",
        "SELECT 3",
    ]
    assert [(statement.line, statement.column) for statement in found] == [
        (2, 1),
        (3, 1),
        (6, 1),
        (6, 14),
    ]


DUMPED = """\
DELIMITER ;;
/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 TRIGGER `r` BEFORE INSERT ON `t`
FOR EACH ROW BEGIN
  SET NEW.a = 'it''s; */ '; -- why;
END */;;
DELIMITER ;
SELECT 1;
"""


@BOTH
@pytest.mark.parametrize("chunk", [1, 3, 1000])
def test_a_dumps_trigger_is_one_statement(syntax: Syntax, chunk: int) -> None:
    found = [s.text for s in split_stream(io.StringIO(DUMPED, newline=""), syntax, chunk)]

    assert [text.splitlines()[-1] for text in found] == ["END */", "SELECT 1"]


@pytest.mark.parametrize(
    ("script", "line"),
    [
        ("SELECT 1;\nSOURCE other.sql\n", 2),
        ("\\. other.sql\n", 1),
        ("SELECT 1;\nDELIMITER\n", 2),
    ],
)
def test_commands_of_the_client_are_named(script: str, line: int) -> None:
    with pytest.raises(FileError, match="is a command of the program mysql") as error:
        texts(script)

    assert error.value.line == line


@BOTH
@pytest.mark.parametrize(
    ("script", "opened"),
    [
        ("CREATE PROCEDURE p() BEGIN SELECT 1;", "body BEGIN"),
        ("CREATE PROCEDURE p() BEGIN IF 1 THEN SELECT 1; END;", "body BEGIN"),
        ("SELECT 'a\\';", "quote '"),
        ("SELECT 1; /*!40000 SELECT 2;", "comment /*!"),
        ("SELECT /* 2;", "comment /*"),
    ],
)
def test_what_is_never_closed_is_told(script: str, opened: str, syntax: Syntax) -> None:
    with pytest.raises(UnfinishedStatement) as error:
        texts(script, syntax)

    assert error.value.opened == opened


def test_a_servers_own_mode_is_heeded() -> None:
    assert texts(r"SELECT '\'; SELECT 2", for_mode(MYSQL, "NO_BACKSLASH_ESCAPES")) == [
        r"SELECT '\'",
        "SELECT 2",
    ]
    assert for_mode(MYSQL, "STRICT_TRANS_TABLES") is MYSQL
