"""Backups tell while they are made and brought back how far they are, and what they wait for."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from goofer_py.errors import BackupFailed
from goofer_py.events import Event, StatementBlocked, StatementFreed, WorkSeen
from goofer_py.generate.backup import back_up, bring_back
from goofer_py.migrate.growing import Growing
from goofer_py.stores.far import Far
from goofer_py.stores.registry import backups_for, open_store
from goofer_py.stores.secrecy import Secrecy
from goofer_py.stores.store import Session, Store
from goofer_py.stores.tools import Call, Tool
from goofer_py.stores.url import parse_url
from tests.migrate.test_seeing import BIG
from tests.servers import binaries
from tests.servers.tally import give_up

SOON = 0.03


def until(event: threading.Event) -> None:
    assert event.wait(20)


def growing(far: Far, tell: Callable[[Event], None], after: float | None = SOON) -> Growing:
    return Growing("backup", far, None, "db", tell, after)


def test_a_size_that_grows_is_told_with_its_speed_and_what_is_left() -> None:
    far, told, size, enough = Far(), list[Event](), [0], threading.Event()
    far.by(lambda: (size[0], 10_000))

    def tell(event: Event) -> None:
        told.append(event)
        size[0] += 1000
        if len(told) == 5:
            enough.set()

    with growing(far, tell):
        until(enough)
    after = len(told)
    seen = [one for one in told if isinstance(one, WorkSeen)]
    assert [one.done for one in seen[:4]] == [0, 1000, 2000, 3000]
    assert {(one.what, one.total, one.unit, one.version) for one in seen} == {
        ("backup", 10_000, "bytes", "")
    }
    assert all(one.rate > 0 for one in seen[1:])
    assert all(one.left is not None for one in seen[1:])
    assert len(told) == after


@pytest.mark.parametrize("after", [None, 0, 60])
def test_what_is_soon_over_is_not_told(after: float | None) -> None:
    told: list[Event] = []
    with growing(Far(), told.append, after):
        pass
    assert told == []


def test_an_observer_that_raises_is_no_reason_to_fail() -> None:
    called = threading.Event()

    def tell(_: Event) -> None:
        called.set()
        raise RuntimeError("no")

    with growing(Far(), tell):
        until(called)
    assert "goofer progress" not in {one.name for one in threading.enumerate()}


def test_a_file_that_is_not_there_yet_has_no_size(tmp_path: Path) -> None:
    far = Far()
    assert far.measured() == (0, 0)
    far.by(lambda: ((tmp_path / "none").stat().st_size, 0))
    assert far.measured() == (0, 0)


def test_of_a_program_that_reads_a_file_it_is_told_how_much(tmp_path: Path) -> None:
    (tmp_path / "given").write_bytes(b"x" * 50_000)
    script = tmp_path / "tool"
    script.write_text(
        "#!/bin/sh\ndd bs=1000 count=7 of=/dev/null 2>/dev/null\n"
        f"while [ ! -e {tmp_path / 'seen'} ]; do sleep 0.02; done\ncat | wc -c\n"
    )
    script.chmod(0o755)
    far, told = Far(), list[Event]()

    def tell(event: Event) -> None:
        told.append(event)
        if isinstance(event, WorkSeen) and event.done == 7000:
            (tmp_path / "seen").touch()

    call = Call("db", Secrecy(), {})
    with growing(far, tell):
        said = call.run(Tool(script, "1"), [], source=tmp_path / "given", far=far)
    assert int(said) == 43_000
    assert {one.total for one in told if isinstance(one, WorkSeen) and one.done} == {50_000}


def test_of_a_file_of_sqlite_every_page_is_counted(sqlite_url: str, tmp_path: Path) -> None:
    with closing(open_store(sqlite_url).connect()) as session:
        session.run("CREATE TABLE a (x text); INSERT INTO a VALUES (hex(zeroblob(100000)));")
    far = Far()
    backups = backups_for(parse_url(sqlite_url))
    backups.write(tmp_path / "one.db", far)
    size = (tmp_path / "one.db").stat().st_size
    assert far.measured() == (size, size)
    far = Far()
    backups_for(parse_url(f"sqlite:///{tmp_path / 'two.db'}")).read(tmp_path / "one.db", far)
    assert far.measured() == (size, size)


@pytest.fixture
def tools() -> Path:
    """Give the folder of the programs that belong to the test's server."""
    return binaries.find().folder


def test_a_backup_of_postgresql_tells_its_size_and_what_it_waits_for(
    postgresql_url: str, tmp_path: Path, tools: Path
) -> None:
    store: Store = open_store(postgresql_url)
    told: list[Event] = []
    blocked, freed = threading.Event(), threading.Event()
    with closing(store.connect()) as holder:
        holder.run("CREATE TABLE a (x int)")
        holder.begin()
        holder.execute("LOCK TABLE a")
        number = holder.progress.process()

        def hold() -> None:
            blocked.wait(20)
            holder.rollback()

        def observer(event: Event) -> None:
            told.append(event)
            if isinstance(event, StatementBlocked) and event.by:
                blocked.set()

        thread = threading.Thread(target=hold)
        thread.start()
        path = tmp_path / "a.dump"
        backups = backups_for(parse_url(postgresql_url), tools)
        back_up(store, backups, path, observer=observer, progress=SOON)
        thread.join()
        freed.set()
    waits = [one for one in told if isinstance(one, StatementBlocked)]
    assert {(one.version, one.lock) for one in waits} == {("", "a (AccessShareLock)")}
    # The server may say that it waits a moment before it says for whom.
    assert [one.id for one in waits[-1].by] == [number]
    assert len([one for one in told if isinstance(one, StatementFreed)]) <= 1
    assert {one.what for one in told if isinstance(one, WorkSeen)} == {"backup"}


def test_what_comes_back_to_postgresql_tells_how_far_its_indexes_are(
    postgresql_url: str, request: pytest.FixtureRequest, tmp_path: Path, tools: Path
) -> None:
    store, path = open_store(postgresql_url), tmp_path / "a.dump"
    with closing(store.connect()) as session:
        session.run(f"{BIG} CREATE INDEX big_i ON big (slowly(x));")
    backups = backups_for(parse_url(postgresql_url), tools)
    back_up(store, backups, path)
    told: list[Event] = []
    with backups.trial() as (other, spare):
        with closing(spare.connect()) as session:
            name = session.query("SELECT current_database()")[0][0]
            session.execute(f'ALTER DATABASE "{name}" SET app.slowly = on')
        with closing(spare.connect()) as session:
            bring_back(
                session, other, path, observer=told.append, progress=SOON, beside=spare.beside
            )
            ((size,),) = session.query("SELECT pg_relation_size('big')")
        left = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        with closing(spare.connect()) as session:
            # A server takes a moment to see that a connection is closed.
            end = time.monotonic() + 10
            while session.query(left) != [(1,)] and time.monotonic() < end:
                time.sleep(0.02)
            assert session.query(left) == [(1,)]
    seen = [one for one in told if isinstance(one, WorkSeen)]
    assert {(one.what, one.version) for one in seen} == {("restore", "")}
    phase = "index public.big_i (4 of 4): building index: scanning table"
    built = [one for one in seen if one.phase == phase]
    # Of the first block the server says that it is all of them.
    done = [one.done for one in built if one.done < one.total]
    assert done == sorted(done)
    assert len(set(done)) > 2
    assert {(one.total, one.unit) for one in built} == {(size, "bytes")}
    assert any(one.left is not None for one in built)


def talking(folder: Path, real: str) -> Path:
    """Give a program that says what `real` says, but waits before each table until it was seen."""
    tool = folder / Path(real).name
    tool.write_text(
        f"""#!/bin/sh
case "$*" in *--verbose*) ;; *) exec {real} "$@";; esac
{real} "$@" 2>&1 >/dev/null | while IFS= read -r line; do
  echo "$line" >&2
  case "$line" in *"contents of table"*|*"table structure for table"*)
    n=$((n + 1)); i=0
    while [ ! -e {folder}/seen-$n ] && [ $i -lt 400 ]; do sleep 0.05; i=$((i + 1)); done;;
  esac
done
""",
        encoding="utf-8",
    )
    tool.chmod(0o755)
    return tool


def seen_each(folder: Path, told: list[WorkSeen]) -> Callable[[Event], None]:
    """Return an observer that lets such a program go on once its table was told of."""

    def observer(event: Event) -> None:
        if isinstance(event, WorkSeen) and event.phase.startswith("table "):
            told.append(event)
            (folder / f"seen-{event.phase.rpartition('(')[2].partition(' ')[0]}").touch()

    return observer


def test_a_backup_of_postgresql_tells_about_which_share_of_the_tables_it_has(
    postgresql_url: str, tmp_path: Path, tools: Path
) -> None:
    store, slow = open_store(postgresql_url), tmp_path / "slow"
    slow.mkdir()
    with closing(store.connect()) as session:
        session.run(
            "CREATE TABLE a AS SELECT g, repeat('x', 99) FROM generate_series(1, 3000) g;"
            'CREATE TABLE "B b" AS TABLE a; CREATE TABLE c (x int); CREATE VIEW v AS TABLE a;'
        )
        ((size,),) = session.query("SELECT pg_table_size('a')")
    talking(slow, str(tools / "pg_dump"))
    (slow / "pg_restore").symlink_to(tools / "pg_restore")
    told: list[WorkSeen] = []
    backups = backups_for(parse_url(postgresql_url), slow)
    observer = seen_each(slow, told)
    back_up(store, backups, tmp_path / "a.dump", observer=observer, progress=SOON)
    first = {one.phase: one for one in reversed(told)}
    assert sorted(first) == [
        "table public.B b (1 of 3)",
        "table public.a (2 of 3)",
        "table public.c (3 of 3)",
    ]
    assert {(one.total, one.unit, one.guessed) for one in told} == {(2 * size, "bytes", True)}
    assert first["table public.a (2 of 3)"].done == size
    assert first["table public.c (3 of 3)"].done == 2 * size


def test_a_backup_of_mysql_tells_about_which_share_of_the_tables_it_has(
    mysql_kind_url: str, tmp_path: Path
) -> None:
    store, slow = open_store(mysql_kind_url), tmp_path / "slow"
    slow.mkdir()
    with closing(store.connect()) as session:
        session.run("CREATE TABLE a (x int); CREATE TABLE `b ``c` (x int); CREATE TABLE d (x int);")
        session.run("CREATE VIEW v AS SELECT * FROM a;")
    real = shutil.which("mariadb-dump") or shutil.which("mysqldump")
    if real is None:
        give_up("mysql", "neither mariadb-dump nor mysqldump is on PATH")
    talking(slow, real)
    told: list[WorkSeen] = []
    backups = backups_for(parse_url(mysql_kind_url), slow)
    back_up(store, backups, tmp_path / "a.sql", observer=seen_each(slow, told), progress=SOON)
    first = {one.phase: one for one in reversed(told)}
    assert list(reversed(first)) == ["table a (1 of 3)", "table b `c (2 of 3)", "table d (3 of 3)"]
    (total,) = {one.total for one in told}
    # All are empty, and as large as an empty table is there; the file may grow meanwhile.
    _, second, third = (first[phase].done / total for phase in reversed(first))
    assert 0.33 < second < 0.6 < third < 1
    assert {(one.unit, one.guessed) for one in told} == {("bytes", True)}


def test_of_mysql_it_is_told_whom_the_program_waits_for(
    mysql_kind_url: str, tmp_path: Path
) -> None:
    store: Store = open_store(mysql_kind_url)
    told: list[Event] = []
    blocked = threading.Event()
    with closing(store.connect()) as holder:
        holder.run("CREATE TABLE a (x int); LOCK TABLES a WRITE;")

        def hold() -> None:
            blocked.wait(20)
            holder.run("UNLOCK TABLES")

        def observer(event: Event) -> None:
            told.append(event)
            if isinstance(event, StatementBlocked):
                blocked.set()

        thread = threading.Thread(target=hold)
        thread.start()
        backups = backups_for(parse_url(mysql_kind_url))
        back_up(store, backups, tmp_path / "a.sql", observer=observer, progress=SOON)
        thread.join()
    waits = [one for one in told if isinstance(one, StatementBlocked)]
    assert {(one.version, one.lock) for one in waits} == {("", "table metadata lock")}
    assert waits[-1].by or waits[-1].hint


def test_what_comes_back_to_postgresql_tells_how_much_was_read_and_what_it_is_at(
    postgresql_url: str, tmp_path: Path, tools: Path
) -> None:
    store, path = open_store(postgresql_url), tmp_path / "a.dump"
    with closing(store.connect()) as session:
        session.run(
            "CREATE FUNCTION waits(x int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN"
            " PERFORM pg_advisory_xact_lock_shared(7); RETURN x; END $$;"
            "CREATE TABLE a (x int CHECK (waits(x) > 0)); INSERT INTO a VALUES (1);"
        )
    backups = backups_for(parse_url(postgresql_url), tools)
    back_up(store, backups, path)
    told: list[WorkSeen] = []
    at_rows = threading.Event()

    def observer(event: Event) -> None:
        if isinstance(event, WorkSeen):
            told.append(event)
        if isinstance(event, WorkSeen) and event.phase.startswith("table data "):
            at_rows.set()

    def let_go(holder: Session) -> None:
        at_rows.wait(20)
        holder.query("SELECT pg_advisory_unlock(7)")

    with (
        backups.trial() as (other, spare),
        closing(spare.connect()) as session,
        closing(spare.connect()) as holder,
    ):
        holder.query("SELECT pg_advisory_lock(7)")
        thread = threading.Thread(target=let_go, args=(holder,))
        thread.start()
        bring_back(session, other, path, observer=observer, progress=SOON, beside=spare.beside)
        thread.join()
        assert session.query("SELECT count(*) FROM a") == [(1,)]
    rows = [one for one in told if one.phase == "table data public.a (3 of 3)"]
    assert rows
    assert {(one.total, one.unit, one.guessed) for one in rows} == {
        (path.stat().st_size, "bytes", False)
    }


def test_a_program_that_fails_is_quoted_without_what_it_said_before(
    postgresql_url: str, tmp_path: Path, tools: Path
) -> None:
    store, path = open_store(postgresql_url), tmp_path / "a.dump"
    with closing(store.connect()) as session:
        session.run("CREATE TABLE a (x int); INSERT INTO a VALUES (1);")
    backups = backups_for(parse_url(postgresql_url), tools)
    back_up(store, backups, path)
    with backups.trial() as (other, _):
        (tmp_path / "b.dump").write_bytes(path.read_bytes()[:-20])
        with pytest.raises(BackupFailed) as caught:
            other.read(tmp_path / "b.dump", Far())
        assert "creating TABLE" not in str(caught.value)
        assert "pg_restore: error:" in str(caught.value)
