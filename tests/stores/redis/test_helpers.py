"""The helpers on a real Redis: what they do, and that they go on where they were cut off."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import redis

from goofer_py.errors import MigrationFailed
from goofer_py.events import BatchDone, Event
from goofer_py.migrate.migrator import Migrator
from goofer_py.stores.redis.helpers import RedisHelpers
from goofer_py.stores.redis.patterns import matching
from goofer_py.stores.redis.scan import Place, Scan
from goofer_py.stores.registry import open_store

Up = Callable[[RedisHelpers], object]


class Coded:
    def __init__(self, up: Up) -> None:
        self._up = up

    def up(self, context: Any) -> None:
        self._up(context.helpers)

    def down(self, context: Any) -> None:
        """Do nothing."""


class Bench:
    """Runs one migration with the helpers on a database of Redis."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self._folder = folder
        self.client: Any = redis.Redis.from_url(url, decode_responses=True)
        self.seen: list[Event] = []

    def run(self, up: Up) -> None:
        with Migrator(self.url, self._folder, observer=self.seen.append) as migrator:
            migrator.register_custom_migration("1", Coded(up))
            migrator.up()

    def keys(self, match: str = "*") -> set[str]:
        return {key for key in self.client.scan_iter(match) if "goofer" not in key}

    def ttl(self, key: str) -> int:
        return int(self.client.ttl(key))


@pytest.fixture
def bench(redis_url: str, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(redis_url, tmp_path)
    yield bench
    bench.client.close()


def many(bench: Bench, count: int, key: str = "user:{}", value: str = "{}") -> None:
    bench.client.mset({key.format(n): value.format(n) for n in range(count)})


def test_keys_are_renamed_by_pattern(bench: Bench) -> None:
    many(bench, 2500)
    bench.client.set("other", "stays")

    bench.run(lambda helpers: helpers.rename("user:*", ("user:", "account:"), size=300))

    assert bench.keys("user:*") == set()
    assert len(bench.keys("account:*")) == 2500
    assert bench.client.get("account:77") == "77"
    assert bench.client.get("other") == "stays"
    done = [event for event in bench.seen if isinstance(event, BatchDone)]
    assert done[-1].done >= 2500
    assert len(done) > 5
    assert done[-1].total == done[-1].done
    assert all(1250 < event.total < 5000 for event in done[2:])
    assert {event.unit for event in done} == {"keys"}


def test_a_rename_by_function_that_takes_a_name_is_refused(bench: Bench) -> None:
    bench.client.mset({"a:1": "1", "b:1": "taken"})

    with pytest.raises(MigrationFailed, match="the key b:1 is there already"):
        bench.run(lambda helpers: helpers.rename("a:*", lambda key: key.replace("a", "b")))
    assert bench.client.get("b:1") == "taken"

    bench.run(lambda helpers: helpers.rename("a:*", ("a", "b"), replace=True))
    assert bench.keys() == {"b:1"}
    assert bench.client.get("b:1") == "1"


def test_a_new_name_must_not_match_again(bench: Bench) -> None:
    bench.client.set("a1", 1)

    with pytest.raises(MigrationFailed, match="it might be renamed again"):
        bench.run(lambda helpers: helpers.rename("a*", ("a", "ab")))
    assert bench.keys() == {"a1"}


def test_times_to_live(bench: Bench) -> None:
    many(bench, 30)

    bench.run(lambda helpers: helpers.expire("user:*", 500) + helpers.expire("user:7", None))

    assert bench.ttl("user:1") in range(400, 501)
    assert bench.ttl("user:7") == -1


VALUES = [
    ("string", "hash", json.loads, '{"a": "1"}', {"a": "1"}),
    ("string", "list", str.split, "x y x", ["x", "y", "x"]),
    ("list", "set", set, ["x", "y"], {"x", "y"}),
    ("set", "zset", lambda value: dict.fromkeys(value, 2.5), {"x"}, [("x", 2.5)]),
    ("zset", "string", json.dumps, {"x": 1.5}, '{"x": 1.5}'),
    ("hash", "string", json.dumps, {"a": "ü"}, '{"a": "\\u00fc"}'),
]


def written(bench: Bench, kind: str, value: Any) -> None:
    client = bench.client
    {
        "string": lambda: client.set("k", value),
        "hash": lambda: client.hset("k", mapping=value),
        "list": lambda: client.rpush("k", *value),
        "set": lambda: client.sadd("k", *value),
        "zset": lambda: client.zadd("k", value),
    }[kind]()


def read(bench: Bench, kind: str) -> Any:
    client = bench.client
    return {
        "string": lambda: client.get("k"),
        "hash": lambda: client.hgetall("k"),
        "list": lambda: client.lrange("k", 0, -1),
        "set": lambda: client.smembers("k"),
        "zset": lambda: client.zrange("k", 0, -1, withscores=True),
    }[kind]()


@pytest.mark.parametrize(("kind", "to", "change", "before", "after"), VALUES)
def test_types_are_converted_and_lives_kept(
    bench: Bench, kind: str, to: str, change: Any, before: Any, after: Any
) -> None:
    written(bench, kind, before)
    bench.client.expire("k", 900)

    bench.run(lambda helpers: helpers.convert("k*", kind, to, change))

    assert bench.client.type("k") == to
    assert read(bench, to) == after
    assert bench.ttl("k") in range(800, 901)


def test_large_values_are_written_in_parts(bench: Bench) -> None:
    bench.client.set("k", json.dumps({str(n): n for n in range(20_000)}))

    bench.run(lambda helpers: helpers.convert("k", "string", "hash", json.loads))

    assert bench.client.hlen("k") == 20_000


def test_fields_of_hashes(bench: Bench) -> None:
    for n in range(50):
        bench.client.hset(f"h:{n}", mapping={"name": f"n{n}", "old": "1", "same": "s"})

    def up(helpers: RedisHelpers) -> None:
        helpers.rename_field("h:*", "name", "title")
        helpers.change_hash("h:*", lambda fields: {**fields, "new": 5, "old": "2"})
        helpers.change_hash("h:7", lambda fields: {"only": "this"})

    bench.run(up)

    assert bench.client.hgetall("h:3") == {"title": "n3", "old": "2", "same": "s", "new": "5"}
    assert bench.client.hgetall("h:7") == {"only": "this"}


def test_encodings_follow_the_settings_of_the_server(bench: Bench) -> None:
    bench.client.hset("h", mapping={str(n): n for n in range(20)})
    bench.client.expire("h", 900)
    assert bench.client.object("encoding", "h") == "listpack"
    bench.client.config_set("hash-max-listpack-entries", 5)
    try:
        bench.run(lambda helpers: helpers.reencode("h", "hash"))
    finally:
        bench.client.config_set("hash-max-listpack-entries", 512)

    assert bench.client.object("encoding", "h") == "hashtable"
    assert bench.client.hlen("h") == 20
    assert bench.ttl("h") in range(800, 901)


def test_streams_keep_their_ids(bench: Bench) -> None:
    ids = [bench.client.xadd("s", {"n": n, "drop": "x"}) for n in range(23)]

    def change(entry: dict[str, str]) -> dict[str, str] | None:
        return {"m": entry["n"]} if entry["n"] != "3" else None

    bench.run(lambda helpers: helpers.copy_stream("s", "t", change, size=5))

    copied = bench.client.xrange("t")
    assert [id_ for id_, _ in copied] == [one for one in ids if one != ids[3]]
    assert copied[0][1] == {"m": "0"}
    assert {one.unit for one in bench.seen if isinstance(one, BatchDone)} == {"entries"}


def test_functions_users_and_own_commands(bench: Bench) -> None:
    library = "#!lua name=h\nredis.register_function('g', function() return 8 end)"

    def up(helpers: RedisHelpers) -> None:
        helpers.load_functions(library)
        helpers.load_functions(library)
        helpers.delete_functions("there-is-none")
        helpers.set_user("reader", "on", ">pw", "~*", "+@read")
        for _ in range(2):
            helpers.set_user("gone", "on")
            helpers.delete_user("gone")
            helpers.delete_user("gone")
        helpers.each("user:*", lambda keys: [("APPEND", key, "!") for key in keys])

    many(bench, 3)
    bench.run(up)

    assert bench.client.fcall("g", 0) == 8
    assert "reader" in bench.client.acl_users()
    assert "gone" not in bench.client.acl_users()
    assert bench.client.get("user:2") == "2!"
    bench.client.execute_command("FUNCTION", "FLUSH")
    bench.client.acl_deluser("reader")


def test_search_needs_its_module(bench: Bench) -> None:
    with pytest.raises(MigrationFailed, match="its module is not loaded"):
        bench.run(lambda helpers: helpers.create_index("i", "SCHEMA", "n", "TEXT"))


@pytest.mark.parametrize("portions", [0, 1, 4])
def test_a_run_that_is_cut_off_goes_on_where_it_stood(bench: Bench, portions: int) -> None:
    """INCR tells of every key how often it was changed: once, though the run was ended."""
    many(bench, 1000, value="0")
    calls: list[int] = []

    def change(keys: Any) -> Any:
        calls.append(len(keys))
        if len(calls) == portions + 1:
            raise KeyboardInterrupt
        return [("INCR", key) for key in keys]

    with suppress(KeyboardInterrupt):
        bench.run(lambda helpers: helpers.each("user:*", change, size=100))
    bench.run(lambda helpers: helpers.each("user:*", change, size=100))

    assert set(bench.client.mget(bench.keys())) == {"1"}
    assert len(calls) < portions + 20


def test_a_cursor_of_another_life_of_the_server_is_not_gone_on_with(bench: Bench) -> None:
    many(bench, 500)
    session: Any = open_store(bench.url).connect()
    scan, found = Scan(session, "user:*", None, 50), set[bytes]()
    place = Place("", "another life", 1)
    while not place.over:
        keys, place = scan.portion(Place.read(place.written()))
        found.update(keys)
    session.close()

    assert len(found) == 500


PATTERNS = [
    *(
        "a*",
        "?1",
        "a[b-d]1",
        "[^a]*",
        "a[^b]1",
        "a[d-b]1",
        r"a\*1",
        r"a[\]x]1",
        "a[x",
        "*]*",
        "a[]1",
    ),
    *("a[^]1", r"\a*", "a[b-", "[a-]*", "é?", "é*", "**1", r"a[\\]1", "a\\"),
]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_patterns_mean_what_they_mean_to_the_server(bench: Bench, pattern: str) -> None:
    keys = [
        "a",
        "a1",
        "b1",
        "ab1",
        "ac1",
        "ad1",
        "ax1",
        "a*1",
        "a]1",
        "a[x",
        "ax",
        "é1",
        "é12",
        "-",
    ]
    bench.client.mset(dict.fromkeys([*keys, "a\\1", "a\\", "a\n1"], ""))

    matches = matching(pattern)

    found = bench.client.scan_iter("*")
    assert {key for key in found if matches(key.encode())} == set(bench.client.scan_iter(pattern))


def test_a_new_name_is_looked_at_as_the_server_does(bench: Bench) -> None:
    bench.client.mset({f"a[{n}": "" for n in range(50)})

    with pytest.raises(MigrationFailed, match="it might be renamed again"):
        bench.run(lambda helpers: helpers.rename(r"a\[*", ("a[", "a[b"), size=10))
    assert not bench.keys("a?b*")

    bench.run(lambda helpers: helpers.rename("[^b]*", lambda key: f"b{key}"))
    assert len(bench.keys("ba?*")) == 50


def test_a_text_without_letters_is_converted_too(bench: Bench) -> None:
    bench.client.mset({"k1": "", "k2": "x"})

    bench.run(lambda helpers: helpers.convert("k*", "string", "list", lambda value: [value]))

    assert [bench.client.lrange(key, 0, -1) for key in ("k1", "k2")] == [[""], ["x"]]


def test_fields_of_large_hashes(bench: Bench) -> None:
    """More of them than a script can pass on at once."""
    bench.client.hset("h", mapping={str(n): n for n in range(9000)})

    def up(helpers: RedisHelpers) -> None:
        helpers.change_hash("h", lambda fields: {name: f"{one}!" for name, one in fields.items()})
        assert bench.client.hget("h", "8999") == "8999!"
        helpers.change_hash("h", lambda fields: {"1": fields["1"]})

    bench.run(up)

    assert bench.client.hgetall("h") == {"1": "1!"}


def test_a_command_that_is_too_long_is_refused_before_others_run(bench: Bench) -> None:
    many(bench, 2, value="0")

    def change(keys: Any) -> Any:
        return [*(("INCR", key) for key in keys), ("SADD", "large", *range(6000))]

    with pytest.raises(MigrationFailed, match="SADD has 6,002 arguments"):
        bench.run(lambda helpers: helpers.each("user:*", change))
    assert bench.client.mget("user:0", "user:1") == ["0", "0"]
    assert not bench.client.exists("large")


@pytest.mark.parametrize(
    "up",
    [
        lambda helpers: helpers.copy_stream("s", "t", size=0),
        lambda helpers: helpers.rename("s*", ("s", "t"), size=0),
    ],
)
def test_portions_have_something_in_them(bench: Bench, up: Up) -> None:
    bench.client.xadd("s", {"n": 1})

    with pytest.raises(MigrationFailed, match="A portion has at least one"):
        bench.run(up)
