"""What mysqldump and mariadb-dump write runs as a migration."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from goofer_py.migrate.migrator import Migrator
from goofer_py.stores.registry import open_store
from goofer_py.stores.store import Session
from tests.migrate.conftest import Folder
from tests.servers.tally import give_up

SCHEMA = r"""
CREATE TABLE parent (id int AUTO_INCREMENT PRIMARY KEY, x varchar(99), KEY (x));
CREATE TABLE child (id int PRIMARY KEY, parent int, b blob, d timestamp(6) NULL,
    FOREIGN KEY (parent) REFERENCES parent (id) ON DELETE CASCADE) COMMENT 'it''s; a "child"';
INSERT INTO parent VALUES (5, 'a;b''c\\d"e\n-- f'), (6, '/* g */ # h DELIMITER //'), (7, 'é😀');
INSERT INTO child VALUES (1, 5, x'00275c3b0a', '2026-11-21 01:02:03.456789');
CREATE VIEW a AS SELECT x FROM parent WHERE x LIKE '%;%';
CREATE TRIGGER r BEFORE INSERT ON parent FOR EACH ROW
BEGIN
    IF NEW.x IS NULL THEN SET NEW.x = 'it''s; */ none'; END IF; -- the end;
END;
CREATE TRIGGER r2 AFTER INSERT ON parent FOR EACH ROW SET @last = NEW.id;
CREATE FUNCTION f(n int) RETURNS int DETERMINISTIC BEGIN RETURN n + 1; END;
CREATE PROCEDURE p() BEGIN SELECT f(1); SELECT CASE 1 WHEN 1 THEN 2 END; END;
CREATE EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DISABLE DO BEGIN
    DELETE FROM child; DELETE FROM parent; END;
"""
SHOWN = ["TABLE parent", "TABLE child", "VIEW a", "TRIGGER r", "TRIGGER r2", "FUNCTION f"]


def dump(url: str, *options: str) -> str:
    """Return what the dump program writes of a database."""
    program = shutil.which("mariadb-dump") or shutil.which("mysqldump")
    if program is None:
        give_up("mariadb", "there is no dump program")
    parts = urlsplit(url)
    return subprocess.run(
        [
            *(program, "--no-defaults", "-h", str(parts.hostname), "-P", str(parts.port)),
            *("-u", str(parts.username), f"-p{parts.password}", "--protocol=tcp", *options),
            parts.path[1:],
        ],
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def everything(session: Session) -> list[object]:
    shown = [session.query(f"SHOW CREATE {what}")[0][:3] for what in [*SHOWN, "PROCEDURE p"]]
    event = session.query("SHOW CREATE EVENT e")[0][3]
    rows = [session.query(f"SELECT * FROM {table} ORDER BY id") for table in ("parent", "child")]
    return [shown, event, rows]


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--skip-extended-insert", "--skip-add-locks"],
        ["--skip-opt", "--compact", "--create-options"],
        ["--single-transaction", "--hex-blob", "--complete-insert", "--order-by-primary"],
    ],
    ids=["plain", "row by row", "compact", "in one transaction"],
)
def test_a_dump_makes_the_same_database(
    mysql: Migrator, mysql_kind_url: str, folder: Folder, options: list[str]
) -> None:
    mysql.session.run(SCHEMA)
    text = dump(mysql_kind_url, "--routines", "--events", "--triggers", *options)
    before = everything(mysql.session)
    if "--compact" in options:
        text = f"SET foreign_key_checks = 0;\n{text}"
    folder.add("1_dump", text, "SELECT 1")

    with open_store(mysql_kind_url).spare() as spare, Migrator(spare, folder.path) as migrator:
        migrator.up()

        assert everything(migrator.session) == before
        assert migrator.current_version() == "1"
        assert migrator.session.query("SELECT @@sql_mode") == mysql.session.query(
            "SELECT @@sql_mode"
        )


def test_a_dump_of_rows_alone_runs_too(
    mysql: Migrator, mysql_kind_url: str, folder: Folder, tmp_path: Path
) -> None:
    mysql.session.run(SCHEMA)
    text = dump(mysql_kind_url, "--no-create-info", "--skip-triggers")
    mysql.session.run("DELETE FROM child; DELETE FROM parent")
    folder.add("1_rows", text, "DELETE FROM child;")

    mysql.up()

    assert mysql.session.query("SELECT count(*) FROM parent, child") == [(3,)]
    assert mysql.session.query("SELECT x FROM parent WHERE id = 5") == [("a;b'c\\d\"e\n-- f",)]
