"""What takes long is told while a command goes: of runs both ways, seeds, and several databases."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from goofer_py.cli import progress
from goofer_py.cli.output import Output
from goofer_py.cli.progress import Progress
from goofer_py.config import running
from goofer_py.events import Event, StatementBlocked, WorkSeen
from goofer_py.generate.load import load
from goofer_py.migrate.growing import Told
from goofer_py.migrate.migrator import Migrator
from goofer_py.stores.registry import open_store
from tests.cli.conftest import Goofer, Outcome, Program
from tests.servers import binaries
from tests.servers.postgresql import Server

LONG = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 400000)"
    " SELECT count(*) FROM n WHERE 'secret' <> 'x';"
)
SEEN = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 F..."
TABLE = "CREATE TABLE a (id integer);"


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everything that takes a moment be long, and each look be worth a line."""
    monkeypatch.setattr(running, "LONG", 0.05)
    monkeypatch.setattr(progress, "_EVERY", 0.0)
    for name in ("GOOFER_ENVIRONMENT", "GOOFER_ENV", "APP_ENV"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("command", ["migrate", "rollback", "redo", "seed"])
def test_each_command_that_runs_scripts_tells_what_takes_long(
    goofer: Goofer, sqlite_program: Program, command: str
) -> None:
    sqlite_program.sets('environment = "test"')
    sqlite_program.has(v1_a=f"{TABLE}----DROP TABLE a;")
    assert goofer("migrate").code == 0
    if command == "migrate":
        sqlite_program.has(v2_b=LONG)
    elif command == "seed":
        seeds = sqlite_program.folder / "seeds"
        seeds.mkdir()
        (seeds / "1_b.sql").write_text(LONG, encoding="utf-8")
    else:
        sqlite_program.has(v2_b=f"SELECT 1;----{LONG}")
        assert goofer("migrate").code == 0
    done = goofer(command)
    assert done.code == 0, done.stderr
    version = "1" if command == "seed" else "2"
    assert f"{version} {SEEN}: running for " in done.stdout
    assert "secret" not in done.stdout


NONE = (
    "SELECT * FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 2000000)"
    " SELECT count(*) AS c FROM n WHERE 'secret' <> 'x') AS x WHERE c < 0"
)


def lines_of(done: Outcome, log_format: str, what: str) -> set[str]:
    """Return what was told of some work while it went on: what it was at."""
    if log_format == "json":
        events = [json.loads(line) for line in done.stderr.splitlines()]
        seen = [one for one in events if one["event"] == "WorkSeen" and one["what"] == what]
        assert all(one["seconds"] > 0 and one["version"] == "" for one in seen)
        return {one["phase"].partition(": ")[0] for one in seen}
    found = re.findall(rf"^{what}: (.*?): .*running for ", done.stdout, re.MULTILINE)
    return set(found)


@pytest.mark.parametrize("log_format", ["text", "json"])
@pytest.mark.parametrize("command", ["check", "migrate"])
def test_it_is_told_which_check_is_asked(
    goofer: Goofer, sqlite_program: Program, command: str, log_format: str
) -> None:
    sqlite_program.has(v1_a=f"{TABLE}----DROP TABLE a;")
    if command == "check":
        assert goofer("migrate").code == 0
    checks = sqlite_program.folder / "checks"
    checks.mkdir()
    (checks / "1_soon.sql").write_text("SELECT 1 WHERE false;", encoding="utf-8")
    (checks / "2_slow.sql").write_text(f"{NONE};", encoding="utf-8")
    done = goofer(command, "--log-format", log_format)
    assert done.code == 0, done.stderr
    assert "2_slow (2 of 2)" in lines_of(done, log_format, "check")
    assert "secret" not in done.stdout + done.stderr


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_it_is_told_which_migration_is_tried(goofer: Goofer, folder: Path, log_format: str) -> None:
    (folder / "migrations").mkdir()
    for name, up, down in (("1_a", TABLE, "DROP TABLE a;"), ("2_b", "SELECT 1;", f"{NONE};")):
        (folder / "migrations" / f"{name}.up.sql").write_text(up, encoding="utf-8")
        (folder / "migrations" / f"{name}.down.sql").write_text(down, encoding="utf-8")
    done = goofer("verify", "--url", "sqlite:///a.db", "--log-format", log_format)
    assert done.code == 0, done.stderr
    assert "down 2_b (3 of 6)" in lines_of(done, log_format, "verify")


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_it_is_told_which_statements_of_a_file_run(
    goofer: Goofer, folder: Path, log_format: str
) -> None:
    made = "".join(f"CREATE TABLE t{n} (id integer);\n" for n in range(25))
    (folder / "a.sql").write_text(f"{made}{NONE};\n", encoding="utf-8")
    done = goofer("load", "a.sql", "--url", "sqlite:///a.db", "--log-format", log_format)
    assert done.code == 0, done.stderr
    assert "statements 21 to 26 of 26" in lines_of(done, log_format, "load")
    assert "Ran 26 statements" in done.stdout


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_what_a_dump_is_at_is_told_beside_what_it_writes(
    goofer: Goofer, folder: Path, monkeypatch: pytest.MonkeyPatch, log_format: str
) -> None:
    url = f"sqlite:///{folder / 'a.db'}"
    with closing(open_store(url).connect()) as session:
        session.run("".join(f"CREATE TABLE t{n} (id integer, b text);\n" for n in range(300)))
    quiet = goofer("dump", "--url", url, "--quiet")
    monkeypatch.setattr(running, "LONG", 0.001)
    done = goofer("dump", "--url", url, "--log-format", log_format)
    assert (done.code, done.stdout) == (0, quiet.stdout)
    assert quiet.stderr == ""
    assert "dump" in done.stderr
    assert re.search("reading the schema|writing the schema", done.stderr)
    written = goofer("dump", "a.sql", "--url", url, "--log-format", log_format)
    assert (folder / "a.sql").read_text(encoding="utf-8") == quiet.stdout
    assert re.search("reading the schema|writing the schema", written.stdout + written.stderr)


def test_what_is_loaded_into_postgresql_tells_what_it_waits_for(
    postgresql_url: str, tmp_path: Path
) -> None:
    told: list[Event] = []
    blocked = threading.Event()
    with closing(open_store(postgresql_url).connect()) as holder:
        number = holder.progress.process()
        holder.query("SELECT pg_advisory_lock(7)")

        def observer(event: Event) -> None:
            told.append(event)
            if isinstance(event, StatementBlocked) and event.by:
                blocked.set()

        def hold() -> None:
            blocked.wait(20)
            holder.query("SELECT pg_advisory_unlock(7)")

        thread = threading.Thread(target=hold)
        thread.start()
        store = open_store(postgresql_url)
        with closing(store.connect()) as session:
            text = "CREATE TABLE a (id int); SELECT pg_advisory_xact_lock(7);"
            assert load(session, text, tmp_path / "a.sql", Told(observer, 0.05), store.beside) == 2
        thread.join()
    waits = [one for one in told if isinstance(one, StatementBlocked)]
    assert [one.id for one in waits[-1].by] == [number]
    seen = [one for one in told if isinstance(one, WorkSeen)]
    assert {(one.what, one.phase.partition(":")[0]) for one in seen} == {
        ("load", "statements 1 to 2 of 2")
    }
    assert {(one.done, one.total, one.unit) for one in seen} == {(0, 2, "statements")}


def test_nothing_is_looked_at_where_nobody_is_told(
    goofer: Goofer, sqlite_program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    start = threading.Thread.start

    def noted(thread: threading.Thread) -> None:
        started.append(thread.name)
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", noted)
    sqlite_program.has(**{f"v{number}_a": "SELECT 1;" for number in range(1, 5)})
    assert goofer("migrate", "--to", "1").code == 0
    assert started.count("goofer progress") == 1
    for to, settings, options in (
        ("2", "progress = false", []),
        ("3", "", ["--json"]),
        ("4", "", ["-q"]),
    ):
        sqlite_program.sets(settings)
        assert goofer("migrate", "--to", to, *options).code == 0
    assert started.count("goofer progress") == 1


@pytest.fixture
def several(folder: Path) -> Path:
    """Give a folder with two databases, of which the second takes long."""
    text = ""
    for name, script in (("core", TABLE), ("kyc", LONG)):
        (folder / name).mkdir()
        text += f'[databases.{name}]\nurl = "sqlite:///{name}.db"\ndirectory = "{name}"\n'
        (folder / name / "1_a.up.sql").write_text(script, encoding="utf-8")
        (folder / name / "1_a.down.sql").write_text("SELECT 1;", encoding="utf-8")
    (folder / "goofer.toml").write_text(text, encoding="utf-8")
    return folder


def test_of_several_databases_the_one_that_takes_long_is_told_of(
    goofer: Goofer, several: Path
) -> None:
    done = goofer("migrate", "--db", "all")
    assert done.code == 0
    heads = [line for line in done.stdout.splitlines() if line.startswith(("== ", f"1 {SEEN}"))]
    assert heads[:2] == ["== core", "== kyc"]
    assert heads[2].startswith(f"1 {SEEN}: running for ")


@pytest.mark.long
@pytest.mark.parametrize("log_format", ["text", "json"])
def test_of_several_databases_at_once_it_is_told_at_once_and_of_which(
    several: Path, log_format: str
) -> None:
    (several / "core" / "1_a.up.sql").write_text(LONG, encoding="utf-8")
    soon = (
        "from goofer_py.cli import progress, app; from goofer_py.config import running;"
        " running.LONG, progress._EVERY = 0.05, 0.0; app.app()"
    )
    arguments = ["migrate", "--db", "all", "--jobs", "2", "--log-format", log_format]
    done = subprocess.run(
        [sys.executable, "-c", soon, *arguments], capture_output=True, text=True, check=True
    )
    lines = done.stderr.splitlines()
    if log_format == "json":
        events = [json.loads(line) for line in lines]
        seen = {one["database"] for one in events if one["event"] == "WorkSeen"}
        assert seen == {"sqlite:///core.db", "sqlite:///kyc.db"}
    else:
        told = {line.partition(" running for ")[0] for line in lines}
        assert told >= {f"core: 1 {SEEN}:", f"kyc: 1 {SEEN}:"}
    assert SEEN not in done.stdout


def test_of_tenants_the_one_that_takes_long_is_told_of(goofer: Goofer, folder: Path) -> None:
    (folder / "migrations").mkdir()
    (folder / "migrations" / "1_a.up.sql").write_text(LONG, encoding="utf-8")
    (folder / "migrations" / "1_a.down.sql").write_text("SELECT 1;", encoding="utf-8")
    (folder / "goofer.toml").write_text(
        'url = "sqlite:///main.db"\n[tenants]\nfrom = "names.txt"\nurl = "sqlite:///{tenant}.db"\n',
        encoding="utf-8",
    )
    (folder / "names.txt").write_text("a\nb\n", encoding="utf-8")
    done = goofer("migrate")
    assert done.code == 0, done.stderr
    assert f"a: 1 {SEEN}: running for " in done.stderr
    assert f"b: 1 {SEEN}: running for " in done.stderr
    (folder / "migrations" / "2_b.up.sql").write_text(LONG, encoding="utf-8")
    (folder / "migrations" / "2_b.down.sql").write_text("SELECT 1;", encoding="utf-8")
    quiet = goofer("migrate", "--quiet")
    assert (quiet.code, quiet.stderr) == (0, "")


@pytest.mark.parametrize("log_json", [False, True])
def test_a_backfill_says_how_many_rows_how_fast_and_how_long_still(
    every_database_url: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    log_json: bool,
) -> None:
    (tmp_path / "1_a.up.sql").write_text(
        "CREATE TABLE a (id integer PRIMARY KEY, n integer);"
        f"INSERT INTO a VALUES {', '.join(f'({n}, 0)' for n in range(300))};"
    )
    (tmp_path / "2_b.py").write_text(
        "transaction = False\n\n\ndef up(context):\n"
        "    context.update_in_batches('a', 'n = id', size=100)\n"
    )
    told = Progress(Output("migrate", log_json=log_json))
    with Migrator(every_database_url, tmp_path, observer=told) as migrator:
        migrator.up()
    said = capsys.readouterr()
    if log_json:
        found = [json.loads(line) for line in said.err.splitlines()]
        batches = [one for one in found if one["event"] == "BatchDone"]
        assert [one["done"] for one in batches] == [100, 200, 300]
        assert {one["total"] for one in batches} == {300}
        assert all(one["rate"] > 0 for one in batches)
    else:
        pattern = r"2 update a: (100|200) of 300 rows, [\d,]+ rows/s, about [\d.]+ m?s left"
        assert len(re.findall(pattern, said.out)) == 2


@contextmanager
def held(url: str) -> Iterator[tuple[threading.Event, int]]:
    """Let another session hold the table a until what is given is set; and say its number."""
    with closing(open_store(url).connect()) as holder:
        number = holder.progress.process()
        assert number is not None
        seen = threading.Event()

        def hold() -> None:
            seen.wait(20)
            holder.rollback()

        holder.begin()
        holder.query("SELECT id FROM a WHERE 'hunter2' <> ''")
        thread = threading.Thread(target=hold)
        thread.start()
        try:
            yield seen, number
        finally:
            seen.set()
            thread.join()


@pytest.mark.parametrize("way", ["line", "bar", "json"])
def test_who_holds_up_a_statement_is_said_in_each_way(
    postgresql_url: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    way: str,
) -> None:
    (tmp_path / "1_a.up.sql").write_text(TABLE)
    (tmp_path / "2_b.up.sql").write_text("ALTER TABLE a ADD COLUMN b integer; SELECT pg_sleep(0.2)")
    with Migrator(postgresql_url, tmp_path) as migrator:
        migrator.up(steps=1)
    if way == "bar":
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setenv("COLUMNS", "300")
        monkeypatch.setattr(sys, "stdout", Terminal())
    with (
        held(postgresql_url) as (seen, number),
        Progress(Output("migrate", log_json=way == "json")) as told,
    ):

        def observer(event: Event) -> None:
            told(event)
            if isinstance(event, StatementBlocked):
                seen.set()

        with Migrator(postgresql_url, tmp_path, observer=observer, progress=0.05) as migrator:
            migrator.up()
    said = sys.stdout.getvalue() if isinstance(sys.stdout, Terminal) else ""
    captured = capsys.readouterr()
    said += captured.out + captured.err
    assert "hunter2" not in said
    if way != "json":
        expected = (
            rf"2 waits for a \(AccessExclusiveLock\), which is held up by process {number} of"
            r" postgres \(since [\d:]+ UTC, idle, last: SELECT id FROM a WHERE '...' <> '...'\)"
        )
        assert re.search(expected, said)
        assert "2 goes on after it waited for " in said
        return
    events = {one["event"]: one for one in map(json.loads, captured.err.splitlines())}
    blocked = events["StatementBlocked"]
    assert (blocked["version"], blocked["lock"]) == ("2", "a (AccessExclusiveLock)")
    (by,) = blocked["by"]
    assert (by["id"], by["user"], by["idle"]) == (number, "postgres", True)
    assert by["query"] == "SELECT id FROM a WHERE '...' <> '...'"
    assert datetime.fromisoformat(by["since"]).tzinfo
    assert events["StatementFreed"]["seconds"] > 0


class Terminal(io.StringIO):
    """A terminal that keeps what is drawn on it."""

    def isatty(self) -> bool:
        return True


def test_a_backup_and_a_restore_tell_how_far_they_are(
    goofer: Goofer, folder: Path, postgresql_server: Server
) -> None:
    slow = folder / "slow"
    slow.mkdir()
    for name in ("pg_dump", "pg_restore"):
        tool = binaries.find().folder / name
        # Only what works is slow, not what is asked for its version or to list.
        script = f'case "$*" in *service*) sleep 0.4;; esac\nexec {tool} "$@"\n'
        (slow / name).write_text(f"#!/bin/sh\n{script}", encoding="utf-8")
        (slow / name).chmod(0o755)
    tools = ("--tools", str(slow))
    with postgresql_server.database() as one, postgresql_server.database() as other:
        with closing(open_store(one).connect()) as session:
            session.run("CREATE TABLE a (id integer);")
        saved = goofer("backup", "one.dump", "--url", one, *tools)
        restored = goofer("restore", "one.dump", "--url", other, *tools, "--log-format", "json")
    assert (saved.code, restored.code) == (0, 0), saved.stderr + restored.stderr
    assert "backup: running for " in saved.stdout
    events = [json.loads(line) for line in restored.stderr.splitlines()]
    assert {(one["event"], one["what"]) for one in events} == {("WorkSeen", "restore")}
