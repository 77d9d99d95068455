"""Copies of databases on MySQL and MariaDB."""

from __future__ import annotations

from pathlib import Path

from goofer_py.stores.mysql_session import MySQLSession
from goofer_py.stores.registry import open_store, store_for
from goofer_py.stores.throwaway import throwaway_for
from goofer_py.stores.url import parse_url

SCHEMA = """\
CREATE TABLE child (id int PRIMARY KEY, parent int, FOREIGN KEY (parent) REFERENCES parent (id));
CREATE TABLE parent (
    id int AUTO_INCREMENT PRIMARY KEY, x int, twice int GENERATED ALWAYS AS (x * 2) STORED
) AUTO_INCREMENT = 77;
INSERT INTO parent (id, x) VALUES (5, 1);
SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO';
INSERT INTO parent (id, x) VALUES (0, 2);
INSERT INTO child VALUES (1, 5), (2, 0);
CREATE VIEW z AS SELECT id, twice FROM parent;
CREATE VIEW a AS SELECT count(*) AS n FROM z;
CREATE FUNCTION f(n int) RETURNS int DETERMINISTIC BEGIN RETURN n + 1; END;
CREATE PROCEDURE p() BEGIN SELECT f(1); END;
SET sql_mode = 'ANSI_QUOTES';
CREATE TRIGGER r BEFORE INSERT ON parent FOR EACH ROW SET NEW."x" = f(NEW."x");
CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO DELETE FROM child;
SET sql_mode = DEFAULT;
"""


def made(session: MySQLSession) -> list[object]:
    shown = ["TABLE child", "TABLE parent", "VIEW z", "VIEW a", "FUNCTION f", "PROCEDURE p"]
    rows = [
        [str(value) for value in session.query(f"SHOW CREATE {what}")[0][:4]]
        for what in [*shown, "TRIGGER r", "EVENT e"]
    ]
    return [rows, session.query("SELECT * FROM parent"), session.query("SELECT * FROM child")]


def test_a_copy_holds_everything(mysql: MySQLSession, mysql_kind_url: str, tmp_path: Path) -> None:
    mysql.run("SET foreign_key_checks = 0;" + SCHEMA)
    url = parse_url(mysql_kind_url)
    throwaway = throwaway_for(url, tmp_path)

    with throwaway.copy(url) as copy:
        session = store_for(copy).connect()
        assert isinstance(session, MySQLSession)
        assert made(session) == made(mysql)
        assert session.query("SELECT n FROM a") == [(2,)]
        session.run("INSERT INTO parent (x) VALUES (9)")
        session.close()

    assert mysql.query("SELECT count(*) FROM parent") == [(2,)]
    assert mysql.query("SHOW DATABASES LIKE ?", [copy.database]) == []


def test_sequences_are_copied(mariadb_url: str, tmp_path: Path) -> None:
    session = open_store(mariadb_url).connect()
    session.run("CREATE SEQUENCE s START WITH 5; CREATE TABLE t (x int DEFAULT NEXTVAL(s));")
    url = parse_url(mariadb_url)

    with throwaway_for(url, tmp_path).copy(url) as copy:
        other = store_for(copy).connect()
        other.run("INSERT INTO t () VALUES ()")
        assert other.query("SELECT x FROM t") == [(5,)]
        other.close()
    session.close()
