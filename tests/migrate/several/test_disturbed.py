"""Runs over several databases that are killed, or meet each other."""

from __future__ import annotations

import gc
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from goofer_py.errors import (
    ConnectionFailed,
    GooferError,
    Interrupted,
    LockLost,
    MissingDriver,
    PartlyDone,
)
from goofer_py.migrate.books import lease_of
from goofer_py.migrate.lease_table import LeaseTable
from goofer_py.migrate.migrator import Migrator
from goofer_py.migrate.records import history_of
from goofer_py.migrate.several.holding import place_of
from goofer_py.migrate.several.names import names_in
from goofer_py.stores.registry import open_store
from tests.interrupting import signalled
from tests.migrate.several.places import IMPATIENT, QUICK, Place, RedisPlace, Shop, SQLitePlace


def killed(shop: Shop, way: str) -> int:
    """Kill runs at each of their steps; returns how many died."""
    others = [f"{name}={url}" for name, url in shop.urls.items()]
    command = ["-m", "tests.migrate.several.kills", way, str(shop.folder), shop.own.url, *others]
    command = [sys.executable, *command]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


@pytest.mark.parametrize("way", ["up", "back"])
def test_a_run_that_is_killed_anywhere_is_gone_on_with_or_taken_back(
    files: Shop, redis_url: str, way: str
) -> None:
    """What was done is not done again: each thing can be made once, and taken away once."""
    files.others = {"cache": RedisPlace(redis_url)}
    files.write(halves=way == "back")
    assert killed(files, way) > 15
    assert files.there() == files.everything


@pytest.mark.long
@pytest.mark.parametrize("way", ["up", "down", "back"])
def test_so_it_is_on_servers(shop: Shop, way: str) -> None:
    shop.write(halves=way == "back")
    assert killed(shop, way) > 15
    assert shop.there() == (shop.everything if way != "down" else shop.nothing)


def lease_at(place: Place) -> LeaseTable:
    session = open_store(place.url).connect()
    history_of(session).create()
    lease = lease_of(session, "goofer_history")
    lease.create()
    return lease


def test_a_lease_that_somebody_else_holds_is_waited_for(shop: Shop) -> None:
    shop.write()
    last = list(shop.others.values())[-1]
    with closing(lease_at(last)) as lease:
        assert lease.take(lease.look(), "mine", "somebody", "", 30)
        with shop.migrator(lease=IMPATIENT) as migrator:
            with pytest.raises(LockLost, match=r"somebody, since .* holds .* Nothing was run"):
                migrator.up()
            assert migrator.holder() is None
            assert migrator.history() == []
        assert shop.there() == shop.nothing
        threading.Timer(1, lease.release, ["mine"]).start()
        waited: list[object] = []
        with shop.migrator(observer=waited.append) as migrator:
            migrator.up()
        assert shop.there() == shop.everything
        assert any(type(event).__name__ == "LeaseAwaited" for event in waited)


def test_the_leases_are_taken_in_one_order_whatever_they_are_called(shop: Shop) -> None:
    stores = [open_store(one.url) for one in (shop.own, *shop.others.values())]
    places = [place_of(one, "goofer_history") for one in stores]
    assert len(set(places)) == len(places)
    again = [place_of(open_store(one.url), "goofer_history") for one in shop.others.values()]
    assert again == places[1:]
    assert place_of(open_store("redis://LOCALHOST:1/0"), "h") == place_of(
        open_store("redis://127.0.0.1:1/0"), "h"
    )
    assert place_of(open_store("sqlite://"), "h") != place_of(open_store("sqlite://"), "h")
    assert place_of(open_store("postgresql://db/Shop"), "h") != place_of(
        open_store("postgresql://db/shop"), "h"
    )


def test_a_file_is_one_place_however_it_is_reached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy import create_engine

    (tmp_path / "link").symlink_to(tmp_path)
    monkeypatch.chdir(tmp_path)
    engine = create_engine("sqlite:///shop.db")
    ways = (f"sqlite:///{tmp_path}/shop.db", "sqlite:///link/shop.db", engine)
    assert len({place_of(open_store(way), "h") for way in ways}) == 1
    engine.dispose()


def test_two_programs_that_change_each_others_databases_take_their_turns(
    shop: Shop, tmp_path: object
) -> None:
    """Each has the other's as its second; neither waits for the other for ever."""
    (name, other), *_ = shop.others.items()
    del tmp_path
    folder = shop.folder.parent / "crossed"
    folder.mkdir()
    crossed = Shop(other, {name: shop.own}, folder)
    mine = Shop(shop.own, {name: other}, shop.folder)
    mine.write()
    crossed.own, crossed.others = Renamed(other), {name: Renamed(shop.own)}
    crossed.write()
    failed: list[GooferError] = []

    def run(one: Shop) -> None:
        try:
            with one.migrator() as migrator:
                for _ in range(2):
                    migrator.up()
                    migrator.down()
        except GooferError as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=[one]) for one in (mine, crossed)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert shop.own.there() == other.there() == set()


class Renamed(Place):
    """The same database, in which the things have other names."""

    def __init__(self, place: Place) -> None:
        super().__init__(place.url)
        self._place = place

    def put(self, name: str) -> str:
        return self._place.put(f"other_{name}")

    def take(self, name: str) -> str:
        return self._place.take(f"other_{name}")

    def there(self) -> set[str]:
        return self._place.there()


def test_a_database_that_is_away_keeps_all_of_it_from_running(files: Shop) -> None:
    files.others = {**files.others, "cache": RedisPlace("redis://127.0.0.1:1/0")}
    files.write()
    with files.migrator() as migrator:
        with pytest.raises(ConnectionFailed, match="Nothing was run"):
            migrator.up()
        assert migrator.history() == []
    assert files.others["first"].there() == set()


def test_a_driver_that_is_missing_is_named_with_its_extra(
    files: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("redis", "goofer_py.stores.redis.session"):
        monkeypatch.setitem(sys.modules, name, None)
    files.others = {"cache": RedisPlace("redis://127.0.0.1:1/0")}
    files.write()
    with files.migrator() as migrator, pytest.raises(MissingDriver, match="redis") as error:
        migrator.up()
    assert "goofer-py[redis]" in (error.value.hint or "")
    assert SQLitePlace(files.own.url).there() == set()


def test_a_connection_that_is_lost_on_the_way_is_told_as_the_others(
    files: Shop, redis_url: str
) -> None:
    files.others = {"cache": RedisPlace(redis_url)}
    files.write({"cache between": "context['cache'].client.close(); raise lost()"}, _LOST)
    with files.migrator() as migrator:
        with pytest.raises(GooferError, match="Where it stands") as error:
            migrator.up()
        assert "undone by its transaction" in error.value.message
        assert migrator.status().dirty is not None
        files.write()
        migrator.up()
    assert files.there() == files.everything


_LOST = """
from goofer_py.errors import ConnectionFailed
def lost():
    return ConnectionFailed("The connection was lost.", database="redis://elsewhere")
"""


def test_what_is_out_of_reach_is_told_as_unknown(files: Shop, redis_url: str) -> None:
    files.others = {"first": files.others["first"], "cache": RedisPlace(redis_url)}
    files.write({"cache between": "raise ValueError('no')"})
    with files.migrator() as migrator, pytest.raises(PartlyDone):
        migrator.up()
    away = {**files.urls, "cache": "redis://127.0.0.1:1/0"}
    with Migrator(files.own.url, files.folder, databases=away) as migrator:
        first, cache = migrator.status().stands
    assert (first.state, cache.state) == ("changed", "unknown")
    assert "No connection to redis://127.0.0.1:1/0" in str(cache)


def test_eight_at_once(files: Shop) -> None:
    """One of them runs it, and the others find that it is done."""
    files.write()
    done: list[str] = []

    def run() -> None:
        with Migrator(files.own.url, files.folder, databases=files.urls, lease=QUICK) as migrator:
            done.extend(migrator.up().versions)

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert done == ["1"]
    assert files.there() == files.everything


def test_eight_threads_read_at_once_which_databases_are_changed(tmp_path: Path) -> None:
    """Some versions of Python cannot make two trees at once, where another thread comes between."""
    text = "databases = ('first',)\n" + "def up(context):\n    context.run('SELECT 1')\n" * 20
    found: list[tuple[str, ...]] = []

    def read() -> None:
        found.extend(names_in(text, tmp_path) for _ in range(20))

    def between(*_: object) -> None:
        time.sleep(0)

    threads = [threading.Thread(target=read) for _ in range(8)]
    before = gc.get_threshold()
    gc.callbacks.append(between)
    gc.set_threshold(20)
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    finally:
        gc.set_threshold(*before)
        gc.callbacks.remove(between)
    assert found == [("first",)] * 160


def test_a_signal_ends_it_between_two_steps(shop: Shop) -> None:
    first = next(iter(shop.others))
    ends = "import os, signal\ndef end():\n    os.kill(os.getpid(), signal.SIGTERM)\n"
    shop.write({f"{first} between": "end()"}, ends)
    with shop.migrator() as migrator:
        with pytest.raises(Interrupted, match="Where it stands") as error:
            migrator.up()
        assert "changed: 1 step done" in error.value.message
        shop.write()
        migrator.up()
    assert shop.there() == shop.everything


def test_a_signal_tells_what_goes_on_in_another_database(files: Shop) -> None:
    goes_on = "context['first'].steps.left = ' The server goes on with it.'"
    kill = f"{goes_on}; import os, signal; os.kill(os.getpid(), signal.SIGINT)"
    files.write({"first between": kill})
    with files.migrator() as migrator:
        with pytest.raises(Interrupted, match=r"The server goes on with it\.\nWhere it stands:"):
            migrator.up()
        files.write()
        assert migrator.up(allow_changed=True).versions == ("1",)


def test_a_second_signal_ends_what_another_database_is_at(files: Shop, tmp_path: Path) -> None:
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"
    begun = tmp_path / "begun"
    code = f"pathlib.Path({str(begun)!r}).touch(); context['first'].query({endless!r})"
    files.write({"first between": code}, "import pathlib")
    with files.migrator() as migrator:
        with (
            signalled(signal.SIGTERM, 0.2, begun.exists, times=2),
            pytest.raises(Interrupted, match="Where it stands"),
        ):
            migrator.up()
        files.write()
        migrator.up()
    assert files.there() == files.everything
