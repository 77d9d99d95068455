"""MySQL and MariaDB by URL."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pymysql
import pytest

from goofer_py.dialects.splitter import split
from goofer_py.errors import (
    ConnectionFailed,
    MissingDriver,
    ScratchRefused,
    StatementFailed,
    UsageError,
)
from goofer_py.stores.fault import ScriptFailed
from goofer_py.stores.mysql_rules import MYSQL_RULES
from goofer_py.stores.mysql_session import MySQLSession
from goofer_py.stores.mysql_url import parameters
from goofer_py.stores.mysql_version import ServerVersion, server_version
from goofer_py.stores.registry import open_store
from goofer_py.stores.rules import Kind
from goofer_py.stores.store import Session
from goofer_py.stores.url import parse_url

NOTHING = ("SELECT 1", ())


def perform(session: Session, script: str) -> None:
    session.perform(list(split(script, session.syntax)), NOTHING, [NOTHING])


@pytest.mark.parametrize(
    "scheme",
    [
        "mysql",
        "mariadb",
        "mysql+pymysql",
        "mariadb+pymysql",
        "mysql+mysqldb",
        "mysql+mysqlconnector",
        "mariadb+mariadbconnector",
        "mysql+asyncmy",
        "mysql+aiomysql",
    ],
)
def test_any_driver_in_the_url_leads_to_the_database(mysql_url: str, scheme: str) -> None:
    url = mysql_url.replace("mysql+pymysql", scheme, 1)
    session = open_store(f"{url}?charset=utf8&use_unicode=1").connect()

    assert session.query("SELECT '\U0001f600', DATABASE()") == [
        ("\U0001f600", urlsplit(url).path[1:])
    ]
    assert session.default_schema is None
    session.close()


def test_each_server_tells_which_it_is(mysql_url: str, mariadb_url: str) -> None:
    for url, mariadb in ((mysql_url, False), (mariadb_url, True)):
        session = open_store(url).connect()
        assert isinstance(session, MySQLSession)
        assert session.server.mariadb is mariadb
        assert session.server.version >= (8,)
        assert session.dialect.name == "mysql"
        assert session.lower_case_table_names in (0, 1, 2)
        session.close()


@pytest.mark.parametrize(
    ("said", "version", "mariadb"),
    [
        ("8.0.31", (8, 0, 31), False),
        ("8.4.3-commercial", (8, 4, 3), False),
        ("5.5.5-10.11.19-MariaDB-0+deb12u1", (10, 11, 19), True),
        ("11.4.5-MariaDB", (11, 4, 5), True),
    ],
)
def test_versions_are_read(said: str, version: tuple[int, ...], mariadb: bool) -> None:
    assert server_version(said) == ServerVersion(version, mariadb)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "mysql://u:p%40w@host:3307/db",
            {"user": "u", "password": "p@w", "host": "host", "port": 3307, "database": "db"},
        ),
        ("mysql:///db?unix_socket=/run/m.sock", {"database": "db", "unix_socket": "/run/m.sock"}),
        (
            "mysql+mysqldb://h/d?ssl_ca=/ca.pem&ssl_mode=VERIFY_IDENTITY&connect_timeout=3",
            {
                "host": "h",
                "database": "d",
                "ssl_ca": "/ca.pem",
                "ssl_verify_cert": True,
                "ssl_verify_identity": True,
                "connect_timeout": 3,
            },
        ),
        (
            "mysql+mysqlconnector://h/d?connection_timeout=3&ssl_disabled=true&auth_plugin=x",
            {"host": "h", "database": "d", "connect_timeout": 3, "ssl_disabled": True},
        ),
        (
            "mariadb+mariadbconnector://h/d?default_file=~/.my.cnf&charset=latin1",
            {"host": "h", "database": "d", "read_default_file": "~/.my.cnf"},
        ),
        (
            "mysql://h/d?collation=utf8mb4_bin&sql_mode=ANSI&init_command=SET%20@a%3D1",
            {
                "host": "h",
                "database": "d",
                "collation": "utf8mb4_bin",
                "sql_mode": "ANSI",
                "init_command": "SET @a=1",
            },
        ),
        ("mysql://h/d?collation=latin1_swedish_ci", {"host": "h", "database": "d"}),
    ],
)
def test_what_the_driver_is_told(url: str, expected: dict[str, object]) -> None:
    assert parameters(parse_url(url)) == {"charset": "utf8mb4", **expected}


@pytest.mark.parametrize("query", ["ssl_disabled=perhaps", "connect_timeout=soon"])
def test_what_the_driver_cannot_be_told_is_refused(query: str) -> None:
    with pytest.raises(UsageError, match="in the database URL"):
        parameters(parse_url(f"mysql://h/d?{query}"))


@pytest.fixture
def shaped(mysql_kind_url: str) -> Iterator[Session]:
    """Give a session that its URL has set up in a way of its own."""
    session = open_store(
        f"{mysql_kind_url}?sql_mode=ANSI_QUOTES&init_command=SET%20@a%3D1,time_zone%3D'%2B01:00'"
    ).connect()
    yield session
    session.close()


def test_what_the_url_sets_up_outlives_a_script(shaped: Session) -> None:
    perform(shaped, "SELECT 1 AS \"\\\"; SET time_zone = '-01:00'; SET sql_mode = ''; SET @a = 2")

    assert shaped.query("SELECT @@time_zone, @@sql_mode, @a, @@autocommit") == [
        ("+01:00", "ANSI_QUOTES", 1, 1)
    ]


@pytest.mark.parametrize(
    "script",
    [
        "SET time_zone = '-01:00'",
        "SET SESSION sql_mode = ''",
        "SET foreign_key_checks = 0, @x = 1",
        "SET NAMES latin1",
        "USE information_schema",
        "CREATE TEMPORARY TABLE scratch (x int); SET @x = 1",
        "SELECT 1 INTO @x",
        "/*!40101 SET SQL_NOTES=0 */",
    ],
)
def test_what_a_script_sets_is_set_back(mysql: MySQLSession, script: str) -> None:
    shown = (
        "SELECT @@time_zone, @@sql_mode, @@foreign_key_checks, @@character_set_client,"
        " @@character_set_results, @@collation_connection, DATABASE(), @x, @@sql_notes"
    )
    before = mysql.query(shown)

    perform(mysql, script)

    assert mysql.query(shown) == before
    with pytest.raises(StatementFailed):
        mysql.query("SELECT * FROM scratch")


def test_what_a_script_that_fails_set_is_set_back_too(mysql: MySQLSession) -> None:
    with pytest.raises(StatementFailed):
        perform(mysql, "SET foreign_key_checks = 0; SELEC 1")
    with pytest.raises(StatementFailed), mysql.preserved():
        mysql.run("SET unique_checks = 0; SELEC 1")

    assert mysql.query("SELECT @@foreign_key_checks, @@unique_checks") == [(1, 1)]


@pytest.mark.parametrize(
    ("change", "words", "hint"),
    [
        ({"password": "wr%40ng"}, "Access denied for user", "mysql -h 127.0.0.1 -P"),
        ({"name": "nowhere"}, "nowhere", "GRANT ALL ON `nowhere`"),
        ({"port": "1"}, "refused", "mysqladmin -h 127.0.0.1 -P 1 ping"),
        ({"host": "no.such.host.invalid"}, "no.such.host.invalid", "check the host"),
    ],
)
def test_a_connection_that_fails_says_why_and_what_to_do(
    mysql_login_url: str, change: dict[str, str], words: str, hint: str
) -> None:
    parts = urlsplit(mysql_login_url)
    password = change.get("password", "p%40ss%2Fword")
    host, port = change.get("host", parts.hostname), change.get("port", parts.port)
    name = change.get("name", parts.path[1:])

    with pytest.raises(ConnectionFailed) as error:
        open_store(f"mysql://{parts.username}:{password}@{host}:{port}/{name}").connect()

    assert words in str(error.value)
    assert "Nothing was changed" in str(error.value)
    assert hint in str(error.value.hint)
    assert not {"p@ss/word", "wr@ng", "p%40ss"} & set(str(error.value).split())


def test_a_server_that_says_nothing_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"mysql://u:secret@127.0.0.1:{silent.getsockname()[1]}/db"
        with pytest.raises(ConnectionFailed, match="timed out") as error:
            open_store(f"{url}?connect_timeout=1").connect()

    assert "check host, port and firewall" in str(error.value.hint)


def test_a_statement_may_take_longer_than_connecting(mysql_kind_url: str) -> None:
    with closing(open_store(f"{mysql_kind_url}?connect_timeout=1").connect()) as session:
        assert session.query("SELECT sleep(1.5)") == [(0,)]


def test_a_driver_that_is_not_there_is_told_with_what_brings_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pymysql", None)

    with pytest.raises(MissingDriver) as error:
        open_store("mysql://u:secret@host/db").connect()

    assert error.value.hint == "pip install 'goofer-py[mysql]'"
    assert "secret" not in str(error.value)


def test_a_refusal_tells_number_state_and_place(mysql: MySQLSession) -> None:
    with pytest.raises(ScriptFailed) as error:
        mysql.run("SELECT 1;\nSELECT 1 FROM\n  WHERE;\nSELECT 2")

    assert (error.value.number, error.value.state) == (1064, "42000")
    assert (error.value.line, error.value.column) == (3, 3)
    assert "(1064)" in str(error.value)


def test_a_procedure_may_give_several_results_and_fail_in_a_later_one(
    mysql: MySQLSession,
) -> None:
    mysql.run("CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; INSERT INTO missing VALUES (1); END")

    with pytest.raises(ScriptFailed, match="missing"):
        mysql.run("CALL p();")

    assert mysql.query("SELECT 3") == [(3,)]


def test_rows_of_a_script_are_not_kept_in_memory(mysql: MySQLSession) -> None:
    mysql.run("CREATE TABLE big (x varchar(200)); INSERT INTO big VALUES (REPEAT('x', 200))")
    for _ in range(12):
        mysql.execute("INSERT INTO big SELECT * FROM big")

    mysql.run("SELECT * FROM big, (SELECT 1 UNION ALL SELECT 2) two")

    assert mysql.query("SELECT count(*) FROM big") == [(4096,)]


def test_a_deadlock_ends_the_transaction_and_the_session_knows(mysql_kind_url: str) -> None:
    one, other = (open_store(mysql_kind_url).connect() for _ in range(2))
    one.run("CREATE TABLE t (id int PRIMARY KEY, x int); INSERT INTO t VALUES (1, 0), (2, 0)")
    for session, row in ((one, 1), (other, 2)):
        session.begin()
        session.execute("UPDATE t SET x = 1 WHERE id = ?", [row])
    failures: list[StatementFailed] = []

    def cross(session: Session, row: int) -> None:
        try:
            session.execute("UPDATE t SET x = 2 WHERE id = ?", [row])
        except StatementFailed as error:
            failures.append(error)
            assert not session.in_transaction
        session.rollback()

    threads = [threading.Thread(target=cross, args=args) for args in ((one, 2), (other, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [error.state for error in failures] == ["40001"]
    assert one.query("SELECT x FROM t") == [(0,), (0,)]
    one.close()
    other.close()


def test_a_long_statement_can_be_ended(mysql: MySQLSession) -> None:
    many = ", ".join(f"information_schema.columns {name}" for name in "abcd")
    with mysql.interruptible() as end:
        threading.Timer(0.3, end).start()
        started = time.monotonic()
        with pytest.raises(StatementFailed) as error:
            mysql.execute(f"SELECT count(*) FROM {many}")

    assert time.monotonic() - started < 20
    assert error.value.state == "70100"
    assert mysql.query("SELECT 1") == [(1,)]


def test_a_lost_connection_is_told_apart(mysql: MySQLSession, mysql_kind_url: str) -> None:
    other = open_store(mysql_kind_url).connect()
    ((session,),) = mysql.query("SELECT CONNECTION_ID()")
    mysql.begin()
    other.execute(f"KILL {session}")
    other.close()

    with pytest.raises(ConnectionFailed, match="was lost"):
        mysql.query("SELECT 1")

    assert mysql.closed
    mysql.rollback()
    mysql.close()


def test_a_spare_database_is_empty_and_has_the_same_characters(mysql_kind_url: str) -> None:
    store = open_store(mysql_kind_url)
    with store.spare() as spare:
        session = spare.connect()
        assert session.query("SHOW TABLES") == []
        ((name, charset),) = session.query("SELECT DATABASE(), @@character_set_database")
        assert charset == "utf8mb4"
        session.close()
    session = store.connect()
    assert session.query("SHOW DATABASES LIKE ?", [name]) == []
    session.close()


def test_who_may_make_no_database_is_told(mysql_login_url: str) -> None:
    with (
        pytest.raises(ScratchRefused, match="lets this user create no database") as error,
        open_store(mysql_login_url).spare(),
    ):
        pytest.fail("there is no database")

    assert "p@ss" not in str(error.value)


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("BEGIN", Kind.OPENS),
        ("begin work", Kind.OPENS),
        ("START TRANSACTION READ ONLY", Kind.OPENS),
        ("START REPLICA", Kind.ALONE),
        ("BEGIN NOT ATOMIC SELECT 1; END", Kind.ALONE),
        ("COMMIT", Kind.CLOSES),
        ("COMMIT AND CHAIN", Kind.BREAKS),
        ("ROLLBACK", Kind.BREAKS),
        ("ROLLBACK TO SAVEPOINT a", Kind.PLAIN),
        ("SAVEPOINT a", Kind.PLAIN),
        ("SET foreign_key_checks = 0", Kind.SESSION),
        ("/*!40014 SET @OLD=@@X, FOREIGN_KEY_CHECKS=0 */", Kind.SESSION),
        ("SET @a = 'autocommit = 1'", Kind.SESSION),
        ("SET @@autocommit = 0", Kind.ALONE),
        ("set session autocommit=1", Kind.ALONE),
        ("SET PASSWORD = 'x'", Kind.ALONE),
        ("SET TRANSACTION ISOLATION LEVEL READ COMMITTED", Kind.SETTING),
        ("USE other", Kind.SESSION),
        ("CREATE TABLE t (x int)", Kind.ALONE),
        ("/*!50001 CREATE VIEW v AS SELECT 1 */", Kind.ALONE),
        ("CREATE TEMPORARY TABLE t (x int)", Kind.PLAIN),
        ("CREATE OR REPLACE TEMPORARY TABLE t (x int)", Kind.PLAIN),
        ("DROP TEMPORARY TABLE t", Kind.PLAIN),
        ("DROP TABLE t", Kind.ALONE),
        ("TRUNCATE t", Kind.ALONE),
        ("CALL p()", Kind.ALONE),
        ("INSERT INTO t VALUES (1)", Kind.PLAIN),
        ("REPLACE INTO t VALUES (1)", Kind.PLAIN),
        ("WITH a AS (SELECT 1) SELECT * FROM a", Kind.PLAIN),
    ],
)
def test_statements_are_told_apart(statement: str, kind: Kind) -> None:
    assert MYSQL_RULES.kind(statement) is kind


def test_what_the_rules_call_alone_does_commit(mysql: MySQLSession) -> None:
    mysql.run("CREATE TABLE t (x int)")
    for statement in ("CREATE TABLE u (x int)", "ALTER TABLE u ADD y int", "ANALYZE TABLE u"):
        mysql.run(f"START TRANSACTION; INSERT INTO t VALUES (1); {statement}")
        assert not mysql.in_transaction, statement
    for statement in ("CREATE TEMPORARY TABLE v (x int)", "SET @a = 1", "SAVEPOINT a"):
        mysql.run(f"START TRANSACTION; INSERT INTO t VALUES (1); {statement}")
        assert mysql.in_transaction, statement
        mysql.run("ROLLBACK")


def test_the_driver_is_pymysql(mysql: MySQLSession) -> None:
    assert isinstance(mysql.connection, pymysql.Connection)
