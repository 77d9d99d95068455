"""Backups tell while they are made and brought back how far they are, and what they wait for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from goofer_py.events import Event, StatementBlocked, StatementFreed, WorkSeen
from goofer_py.generate.backup import back_up, bring_back
from goofer_py.generate.growing import Growing
from goofer_py.stores.backups import Far
from goofer_py.stores.registry import backups_for, open_store
from goofer_py.stores.secrecy import Secrecy
from goofer_py.stores.store import Store
from goofer_py.stores.tools import Call, Tool
from goofer_py.stores.url import parse_url
from tests.migrate.test_seeing import BIG
from tests.servers import binaries

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
            if isinstance(event, StatementBlocked):
                blocked.set()

        thread = threading.Thread(target=hold)
        thread.start()
        path = tmp_path / "a.dump"
        backups = backups_for(parse_url(postgresql_url), tools)
        back_up(store, backups, path, observer=observer, progress=SOON)
        thread.join()
        freed.set()
    (waits,) = (one for one in told if isinstance(one, StatementBlocked))
    assert (waits.version, waits.lock) == ("", "a (AccessShareLock)")
    assert [one.id for one in waits.by] == [number]
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
        left = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        with closing(spare.connect()) as session:
            # A server takes a moment to see that a connection is closed.
            end = time.monotonic() + 10
            while session.query(left) != [(1,)] and time.monotonic() < end:
                time.sleep(0.02)
            assert session.query(left) == [(1,)]
    seen = [one for one in told if isinstance(one, WorkSeen)]
    assert {(one.what, one.version) for one in seen} == {("restore", "")}
    phase = "CREATE INDEX: building index: scanning table"
    built = [one for one in seen if one.phase == phase]
    # Of the first block the server says that it is all of them.
    done = [one.done for one in built if one.done < one.total]
    assert done == sorted(done)
    assert len(set(done)) > 2
    assert {(one.total, one.unit) for one in built} == {(60 * 8192, "bytes")}
    assert any(one.left is not None for one in built)
