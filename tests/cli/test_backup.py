"""`goofer backup` and `goofer restore`, by the servers' own tools."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from goofer_py.errors import ToolMissing
from goofer_py.stores.postgresql_backup import PostgreSQLBackups
from goofer_py.stores.registry import open_store
from goofer_py.stores.store import Row
from goofer_py.stores.url import parse_url
from tests.cli.conftest import Fresh, Goofer
from tests.cli.test_dump import RICH
from tests.servers import binaries

INSERT = "INSERT INTO things (id, word, bytes) VALUES (1, 'it''s; é😀', {}), (2, NULL, NULL);"
BYTES = {"postgresql": r"'\x00ff0a'", "sqlite": "x'00ff0a'"}
THINGS = "CREATE TABLE things (id integer PRIMARY KEY, word varchar(40), bytes {});"
TYPES = {"postgresql": "bytea"}
TOOLS = ("pg_dump", "pg_restore", "mariadb-dump", "mysqldump", "mariadb", "mysql")


@pytest.fixture(autouse=True)
def server_tools(monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put the tools of the test's own PostgreSQL where programs are looked for."""
    try:
        folder = binaries.find().folder
    except binaries.NoServerError:
        # Tests that need them need the server too, which says that it is not there.
        return Path()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder


def written(folder: Path, kind: str) -> str:
    """Write the migrations of everything and of a table with rows, and return their folder."""
    migrations = folder / "migrations"
    migrations.mkdir(exist_ok=True)
    everything = RICH[kind]
    if kind == "mysql":
        # MariaDB's program, which may be the only one here, spoils generated columns.
        everything = everything.replace("twice int AS (id2 * 2) STORED", "twice int")
    things = THINGS.format(TYPES.get(kind, "blob")) + INSERT.format(BYTES.get(kind, "x'00ff0a'"))
    for title, up in (("1_everything", everything), ("2_things", things)):
        (migrations / f"{title}.up.sql").write_text(up, encoding="utf-8")
        (migrations / f"{title}.down.sql").write_text("SELECT 1;\n", encoding="utf-8")
    return str(migrations)


def query(url: str, sql: str) -> list[Row]:
    with closing(open_store(url).connect()) as session:
        return session.query(sql)


def test_what_was_backed_up_comes_back_with_its_rows(
    goofer: Goofer, folder: Path, fresh: Fresh, kind: str
) -> None:
    first, second = fresh(), fresh()
    written(folder, kind)
    assert goofer("migrate", "--url", first).code == 0

    saved = goofer("backup", "one.backup", "--verify", "--url", first, "--json")
    restored = goofer("restore", "one.backup", "--url", second, "--json")

    assert (saved.code, restored.code) == (0, 0), saved.stdout + restored.stdout
    assert saved.json["bytes"] == (folder / "one.backup").stat().st_size > 1000
    assert saved.json["entries"] > 2
    assert saved.json["verified_tables"] > 3
    assert restored.json["current"] == "2"
    assert goofer("diff", first, second, "--json").json["operations"] == []
    assert goofer("status", "--check", "--url", second).code == 0
    rows = query(second, "SELECT * FROM things ORDER BY id")
    assert rows == query(first, "SELECT * FROM things ORDER BY id")
    assert (rows[0][1], bytes(rows[0][2])) == ("it's; é😀", b"\x00\xff\n")


def test_the_file_is_for_the_user_alone_and_nothing_stays_beside_it(
    goofer: Goofer, folder: Path, fresh: Fresh, kind: str
) -> None:
    url = fresh()
    written(folder, kind)
    goofer("migrate", "--url", url)

    saved = goofer("backup", "--url", url, "--json")

    assert saved.code == 0, saved.stdout
    (file,) = (folder / "backups").iterdir()
    assert file == folder / saved.json["file"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_database_that_is_not_empty_is_refused(
    goofer: Goofer, folder: Path, fresh: Fresh, kind: str
) -> None:
    url = fresh()
    written(folder, kind)
    goofer("migrate", "--url", url)
    goofer("backup", "one.backup", "--url", url)

    refused = goofer("restore", "one.backup", "--url", url, "--json")

    assert refused.code == 1
    assert refused.json["error"]["code"] == "NotEmpty"
    assert "table things" in refused.json["error"]["there"]


def test_what_is_no_backup_is_refused_and_changes_nothing(
    goofer: Goofer, folder: Path, fresh: Fresh
) -> None:
    url = fresh()
    (folder / "one.backup").write_text("CREATE TABLE half (a int);\n", encoding="utf-8")

    refused = goofer("restore", "one.backup", "--url", url, "--json")
    gone = goofer("restore", "none.backup", "--url", url)

    assert refused.json["error"]["code"] == "BackupFailed"
    assert gone.code == 1
    assert "there is no such file" in gone.stderr
    assert goofer("inspect", "--url", url).stdout.strip() == ""


def test_sql_that_is_to_be_restored_is_named_with_its_own_command(
    goofer: Goofer, folder: Path, fresh: Fresh
) -> None:
    url = fresh()
    (folder / "one.sql").write_text("CREATE TABLE half (a int);\n", encoding="utf-8")
    refused = goofer("restore", "one.sql", "--url", url)
    assert refused.code == 1
    assert "next: if it is a file of SQL: goofer load one.sql" in refused.stderr
    assert goofer("load", "one.sql", "--url", url).code == 0


@pytest.mark.parametrize("content", ["CREATE TABLE half (a int);", ""])
def test_a_restore_that_is_refused_leaves_no_file(
    goofer: Goofer, folder: Path, content: str
) -> None:
    (folder / "one.backup").write_text(content, encoding="utf-8")
    for name in ("one.backup", "none.backup"):
        assert goofer("restore", name, "--url", "sqlite:///new.db").code == 1
        assert not (folder / "new.db").exists()


def test_a_migration_that_stopped_halfway_is_told(
    goofer: Goofer, folder: Path, fresh: Fresh
) -> None:
    url = fresh()
    (folder / "migrations").mkdir()
    up = "-- goofer: no-transaction\nCREATE TABLE a (x int);\nSELECT nothing;\n"
    (folder / "migrations" / "1_a.up.sql").write_text(up, encoding="utf-8")
    (folder / "migrations" / "1_a.down.sql").write_text("DROP TABLE a;", encoding="utf-8")
    assert goofer("migrate", "--url", url).code == 1
    said = goofer("backup", "one.backup", "--url", url)
    assert said.code == 0
    assert "warning: 1_a is dirty at statement 2 of 2 (up): the backup has what" in said.stderr
    whole = fresh()
    (folder / "migrations" / "1_a.up.sql").write_text("CREATE TABLE a (x int);", encoding="utf-8")
    assert goofer("migrate", "--url", whole).code == 0
    assert "dirty" not in goofer("backup", "two.backup", "--url", whole).stderr


def test_a_file_that_is_there_is_not_replaced(
    goofer: Goofer, folder: Path, sqlite_url: str
) -> None:
    written(folder, "sqlite")
    goofer("migrate", "--url", sqlite_url)
    (folder / "one.backup").write_text("mine", encoding="utf-8")

    refused = goofer("backup", "one.backup", "--url", sqlite_url)

    assert refused.code == 1
    assert (folder / "one.backup").read_text(encoding="utf-8") == "mine"


@pytest.fixture
def spied(folder: Path, server_tools: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder of programs that write down how they were called, and call the real ones."""
    spies = folder / "spies"
    spies.mkdir()
    for name in TOOLS:
        if real := shutil.which(name):
            said = spies / "said"
            text = (
                f'#!/bin/sh\n{{ echo "$0 $@"; env; }} >> {said}\n'
                f'for f in "$PGPASSFILE" "$PGSERVICEFILE"; do [ -f "$f" ] && stat -c "mode %a" "$f"'
                f' >> {said}; done\nfor a in "$@"; do case "$a" in --defaults-extra-file=*) '
                f'stat -c "mode %a" "${{a#*=}}" >> {said};; esac; done\nexec {real} "$@"\n'
            )
            (spies / name).write_text(text, encoding="utf-8")
            (spies / name).chmod(0o755)
    return spies


@pytest.mark.parametrize(
    "login",
    [pytest.param(kind, marks=getattr(pytest.mark, kind)) for kind in ("postgresql", "mariadb")],
)
def test_passwords_are_in_no_command_line_environment_or_message(
    goofer: Goofer, folder: Path, request: pytest.FixtureRequest, login: str, spied: Path
) -> None:
    server = request.getfixturevalue(f"{login}_server")
    migrations = folder / "migrations"
    migrations.mkdir()
    (migrations / "1_a.up.sql").write_text("CREATE TABLE a (x int);\n", encoding="utf-8")
    with server.login_database() as url:
        password = str(parse_url(url).password)
        assert goofer("migrate", "--url", url).code == 0

        saved = goofer("backup", "one.backup", "--tools", str(spied), "--url", url)
        half = goofer("backup", "no/where", "--tools", str(spied), "--url", url)

    said = (spied / "said").read_text(encoding="utf-8")
    assert saved.code == 0, saved.stderr
    assert half.code == 1
    for text in (said, saved.stdout, saved.stderr, half.stderr):
        assert password not in text
    modes = {line for line in said.splitlines() if line.startswith("mode ")}
    assert modes == {"mode 600"}


def test_a_tool_that_fails_is_told_in_its_own_words_and_leaves_no_file(
    goofer: Goofer, folder: Path, postgresql_login_url: str, server_tools: Path
) -> None:
    with closing(open_store(postgresql_login_url).connect()) as session:
        session.run("CREATE TABLE a (x int);")
    liar = folder / "liars"
    liar.mkdir()
    password = parse_url(postgresql_login_url).password
    for name in ("pg_dump", "pg_restore"):
        text = (
            '#!/bin/sh\n[ "$1" = --version ] && echo "pg_dump (PostgreSQL) 99.1" && exit\n'
            f"echo half > $(echo \"$@\" | sed 's/.*--file //')\n"
            f'echo "no room for password={password}" >&2; exit 3\n'
        )
        (liar / name).write_text(text, encoding="utf-8")
        (liar / name).chmod(0o755)

    failed = goofer("backup", "one.backup", "--tools", str(liar), "--url", postgresql_login_url)

    assert failed.code == 1
    assert "pg_dump failed with exit code 3" in failed.stderr
    assert "no room for password=***" in failed.stderr
    assert sorted(path.name for path in folder.iterdir() if path.is_file()) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_leaves_no_half_file_and_no_password_behind(
    folder: Path, postgresql_login_url: str, number: signal.Signals
) -> None:
    (folder / "slow").mkdir()
    (folder / "temporary").mkdir()
    script = f"""#!/bin/sh
[ "$1" = --version ] && echo "pg_dump (PostgreSQL) 99.1" && exit
touch {folder}/begun
exec sleep 60
"""
    (folder / "slow" / "pg_dump").write_text(script, encoding="utf-8")
    (folder / "slow" / "pg_dump").chmod(0o755)
    command = [sys.executable, "-m", "goofer_py", "backup", "one", "--tools", "slow"]
    with subprocess.Popen(
        [*command, "--url", postgresql_login_url],
        cwd=folder,
        env={**os.environ, "TMPDIR": str(folder / "temporary")},
        stderr=subprocess.PIPE,
    ) as process:
        ends = time.monotonic() + 60
        while not (folder / "begun").exists() and time.monotonic() < ends:
            time.sleep(0.05)
        process.send_signal(number)
        assert process.wait(30) == 130

    assert sorted(path.name for path in folder.iterdir() if path.is_file()) == ["begun"]
    assert list((folder / "temporary").iterdir()) == []


def test_a_tool_that_is_missing_is_named_with_what_to_install(
    goofer: Goofer, folder: Path, postgresql_url: str
) -> None:
    (folder / "nothing").mkdir()

    refused = goofer("backup", "one", "--tools", "nothing", "--url", postgresql_url)

    assert refused.code == 2
    assert "pg_dump is needed, and is not in nothing" in refused.stderr
    assert "apt-get install postgresql-client-" in refused.stderr


def test_a_tool_that_is_older_than_the_server_is_told(folder: Path, postgresql_url: str) -> None:
    (folder / "pg_dump").write_text(
        '#!/bin/sh\necho "pg_dump (PostgreSQL) 9.6.1 (Debian 9.6-2)"\n', encoding="utf-8"
    )
    (folder / "pg_dump").chmod(0o755)

    with pytest.raises(ToolMissing) as refused:
        PostgreSQLBackups(parse_url(postgresql_url), folder).write(folder / "one")

    assert "is newer than each pg_dump here" in refused.value.message
    assert "9.6.1" in refused.value.message


def test_a_backup_that_is_not_what_the_database_is_fails_its_trial(
    goofer: Goofer, folder: Path, postgresql_url: str, server_tools: Path
) -> None:
    written(folder, "postgresql")
    goofer("migrate", "--url", postgresql_url)
    partial = folder / "partial"
    partial.mkdir()
    for name, options in (("pg_dump", "--exclude-table=things"), ("pg_restore", "")):
        (partial / name).write_text(
            f'#!/bin/sh\nexec {server_tools / name} "$@" {options}\n', encoding="utf-8"
        )
        (partial / name).chmod(0o755)

    failed = goofer("backup", "one", "--verify", "--tools", str(partial), "--url", postgresql_url)

    assert failed.code == 1
    assert "create table things" in failed.stderr
    assert not (folder / "one").exists()


def test_a_run_backs_up_first_only_where_something_is_pending(
    goofer: Goofer, folder: Path, fresh: Fresh, kind: str
) -> None:
    url = fresh()
    written(folder, kind)
    goofer("migrate", "--to", "1", "--url", url)

    run = goofer("migrate", "--backup", "--url", url)
    again = goofer("migrate", "--backup", "elsewhere", "--url", url, "--json")

    assert run.code == 0, run.stderr
    (file,) = (folder / "backups").iterdir()
    assert f"Wrote backups/{file.name}" in run.stdout
    assert again.json["backup"] is None
    assert not (folder / "elsewhere").exists()
    other = fresh()
    assert goofer("restore", str(file), "--url", other, "--json").json["current"] == "1"


def test_a_run_whose_backup_fails_changes_nothing(
    goofer: Goofer, folder: Path, sqlite_url: str
) -> None:
    written(folder, "sqlite")
    goofer("migrate", "--to", "1", "--url", sqlite_url)
    (folder / "blocked").write_text("", encoding="utf-8")

    run = goofer("migrate", "--backup", "blocked/below", "--url", sqlite_url)

    assert run.code == 1
    assert "blocked/below: the folder cannot be made" in run.stderr
    assert goofer("status", "--url", sqlite_url, "--json").json["pending"] == 1


def test_what_the_other_servers_program_would_spoil_is_refused(
    goofer: Goofer, folder: Path, mysql_url: str
) -> None:
    with closing(open_store(mysql_url).connect()) as session:
        session.run(
            "CREATE TABLE twice (a int, b int AS (a * 2)); INSERT INTO twice (a) VALUES (1);"
        )
    others = folder / "others"
    others.mkdir()
    (others / "mysqldump").write_text("#!/bin/sh\necho 10.11-MariaDB\n", encoding="utf-8")
    (others / "mysqldump").chmod(0o755)

    refused = goofer("backup", "one", "--tools", str(others), "--url", mysql_url)

    assert refused.code == 2
    assert "generated columns that MySQL refuses to take back: of twice" in refused.stderr


def test_a_broken_file_of_sqlite_is_no_backup(
    goofer: Goofer, folder: Path, sqlite_url: str
) -> None:
    written(folder, "sqlite")
    goofer("migrate", "--url", sqlite_url)
    goofer("backup", "one.db", "--url", sqlite_url)
    content = bytearray((folder / "one.db").read_bytes())
    content[4096:8192] = b"\xff" * 4096
    (folder / "one.db").write_bytes(content)

    refused = goofer("restore", "one.db", "--url", "sqlite:///two.db")

    assert refused.code == 1
    assert not (folder / "two.db").exists() or query("sqlite:///two.db", "SELECT 1") == [(1,)]
    assert goofer("inspect", "--url", "sqlite:///two.db").stdout.strip() == ""


def test_a_database_in_memory_is_refused(goofer: Goofer, folder: Path) -> None:
    refused = goofer("backup", "one.db", "--url", "sqlite://")

    assert refused.code == 2
    assert "in memory" in refused.stderr
    assert list(folder.glob("one*")) == []
