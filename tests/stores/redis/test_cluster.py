"""Migrations on a real Cluster of three servers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import redis

from goofer_py.errors import MigrationFailed, UsageError
from goofer_py.events import BatchDone, Event
from goofer_py.migrate.migrator import Migrator
from goofer_py.stores.redis.helpers import RedisHelpers
from goofer_py.stores.redis.scan import Place, Scan
from tests.servers.redis import RedisServer
from tests.servers.redis_deployments import new_cluster
from tests.stores.redis.test_helpers import Coded

HISTORY = "{goofer_history}"


class Cluster:
    """The Cluster with a folder of migrations."""

    def __init__(self, nodes: list[RedisServer], folder: Path) -> None:
        first, second, _ = nodes
        self.url = f"redis+cluster://127.0.0.1:{first.port}/?node=127.0.0.1:{second.port}"
        self.folder = folder
        self.client: Any = redis.RedisCluster(
            host="127.0.0.1", port=first.port, decode_responses=True
        )
        self.client.flushall()

        self.seen: list[Event] = []

    def migrator(self) -> Migrator:
        return Migrator(self.url, self.folder, observer=self.seen.append)

    def add(self, title: str, up: str, down: str = "", language: str = "redis") -> None:
        (self.folder / f"{title}.up.{language}").write_text(up)
        (self.folder / f"{title}.down.{language}").write_text(down)

    def run(self, up: Any) -> None:
        with self.migrator() as migrator:
            migrator.register_custom_migration("1", Coded(up))
            migrator.up()

    def keys(self, match: str = "*") -> set[str]:
        return {key for key in self.client.scan_iter(match) if not key.startswith(HISTORY)}


@pytest.fixture(scope="module")
def nodes() -> Iterator[list[RedisServer]]:
    with new_cluster() as nodes:
        yield nodes


@pytest.fixture
def cluster(redis_server: object, nodes: list[RedisServer], tmp_path: Path) -> Iterator[Cluster]:
    cluster = Cluster(nodes, tmp_path)
    yield cluster
    cluster.client.close()


def test_scripts_reach_every_slot(cluster: Cluster) -> None:
    cluster.add("1_a", "".join(f"SET key{n} {n}\n" for n in range(12)), "DEL key0\n")
    cluster.add("2_b", "MULTI\nSET {t}a 1\nSET {t}b 2\nEXEC\n", "DEL {t}a {t}b\n")
    with cluster.migrator() as migrator:
        assert migrator.up().versions == ("1", "2")
        assert len(cluster.keys()) == 14
        migrator.down()
        assert len(cluster.keys()) == 12
        assert migrator.current_version() == "1"
        assert migrator.holder() is None


def test_the_books_are_in_one_slot(cluster: Cluster) -> None:
    cluster.add("1_a", "SET a 1")
    with cluster.migrator() as migrator:
        migrator.up()

    own = [key for key in cluster.client.scan_iter() if key.startswith(HISTORY)]
    assert len({cluster.client.keyslot(key) for key in own}) == 1


def test_what_nobody_can_tell_is_asked(cluster: Cluster) -> None:
    """INCR and its record are two steps on a Cluster: whoever goes on has to say which came."""
    cluster.add("1_a", "SET a 1\nINCR n\n")
    with cluster.migrator() as migrator:
        session: Any = migrator.session
        run = session.run_statements

        def cut(statements: Any) -> None:
            found = list(statements)
            run(found)
            if any("INCR" in one.text for one in found):
                raise KeyboardInterrupt

        session.run_statements = cut
        with suppress(KeyboardInterrupt):
            migrator.up()
    with cluster.migrator() as migrator:
        with pytest.raises(Exception, match="nothing shows whether it came to its end"):
            migrator.up()
        migrator.up(interrupted="done")
    assert cluster.client.get("n") == "1"


def test_keys_of_several_slots_in_one_block_are_refused(cluster: Cluster) -> None:
    cluster.add("1_a", "MULTI\nSET a 1\nSET b 2\nEXEC\n")
    with cluster.migrator() as migrator, pytest.raises((MigrationFailed, UsageError)) as error:
        migrator.up()
    assert "slot" in str(error.value).lower()
    assert cluster.keys() == set()


def test_the_helpers_reach_every_server(cluster: Cluster) -> None:
    for n in range(600):
        cluster.client.set(f"user:{n}", json.dumps({"n": n}), ex=900)
    cluster.client.set("other", "stays")

    def up(helpers: RedisHelpers) -> None:
        helpers.rename("user:*", ("user:", "account:"), size=50)
        helpers.convert("account:*", "string", "hash", json.loads, size=50)
        helpers.expire("account:1*", None)
        helpers.load_functions(
            "#!lua name=c\nredis.register_function('f', function() return 9 end)"
        )

    cluster.run(up)

    assert cluster.keys("user:*") == set()
    assert len(cluster.keys("account:*")) == 600
    assert cluster.client.hgetall("account:577") == {"n": "577"}
    assert cluster.client.ttl("account:577") in range(700, 901)
    assert cluster.client.ttl("account:177") == -1
    assert cluster.client.get("other") == "stays"
    assert cluster.client.fcall("f", 1, "any") == 9
    told = [one for one in cluster.seen if isinstance(one, BatchDone)]
    renamed = [one for one in told if one.step.startswith("rename")]
    assert len({one.total for one in renamed}) > 3
    # Nobody counts those that match; by how far it is with all servers, they are about as many.
    assert all(300 < one.total < 1200 for one in renamed[4:])
    assert renamed[-1].total == renamed[-1].done >= 600


def test_a_rename_that_is_cut_off_goes_on(cluster: Cluster) -> None:
    for n in range(300):
        cluster.client.set(f"a:{n}", n)
    names: list[str] = []

    def new(key: str) -> str:
        names.append(key)
        if len(names) == 120:
            raise KeyboardInterrupt
        return key.replace("a:", "b:")

    with suppress(KeyboardInterrupt):
        cluster.run(lambda helpers: helpers.rename("a:*", new, size=20))
    assert 0 < len(cluster.keys("b:*")) < 300
    cluster.run(lambda helpers: helpers.rename("a:*", new, size=20))

    assert len(cluster.keys("b:*")) == 300
    assert cluster.keys("a:*") == set()


def test_a_stream_is_copied_on_from_where_a_run_was_ended(cluster: Cluster) -> None:
    """What the portion had written that nothing tells of is passed over."""
    ids = [cluster.client.xadd("s", {"n": n}) for n in range(10)]

    def up(helpers: RedisHelpers) -> None:
        helpers.copy_stream("s", "t", size=4)

    with cluster.migrator() as migrator:
        migrator.register_custom_migration("1", Coded(up))
        session: Any = migrator.session
        execute = session.client.execute_command

        def ended(*arguments: Any, **options: Any) -> Any:
            if any('"done":8' in str(one) for one in arguments):
                raise KeyboardInterrupt
            return execute(*arguments, **options)

        session.client.execute_command = ended
        with suppress(KeyboardInterrupt):
            migrator.up()
    assert cluster.client.xlen("t") == 8
    cluster.run(up)
    assert [id_ for id_, _ in cluster.client.xrange("t")] == ids


def test_a_stream_that_has_later_entries_is_not_added_to(cluster: Cluster) -> None:
    cluster.client.xadd("s", {"n": 1}, id="1-1")
    cluster.client.xadd("t", {"n": 2}, id="2-1")
    with pytest.raises(MigrationFailed, match="equal or smaller"):
        cluster.run(lambda helpers: helpers.copy_stream("s", "t"))


def test_keys_of_a_server_that_is_gone_are_looked_for_again(cluster: Cluster) -> None:
    """Its slots have gone to others, whose keys had been looked at before."""
    cluster.client.set("a", 1)
    names = [node.name for node in cluster.client.get_primaries()]
    place = Place("127.0.0.1:1", "its life", 42, tuple(names))
    with cluster.migrator() as migrator:
        session: Any = migrator.session
        scan, found = Scan(session, "*", None, 10), set[bytes]()
        while not place.over:
            keys, place = scan.portion(place)
            found.update(keys)
    assert b"a" in found
