"""Search indexes on a server that has the module for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import redis

from goofer_py.migrate.migrator import Migrator
from tests.servers.redis import RedisServer
from tests.stores.redis.test_helpers import Coded


def _fields(client: Any) -> list[bytes]:
    described = client.execute_command("FT.INFO", "people")
    found = dict(zip(described[::2], described[1::2], strict=True))
    return [field[0] for field in found[b"fields"]]


def test_indexes_are_made_changed_and_dropped_as_often_as_one_likes(
    searching_redis: RedisServer, tmp_path: Path
) -> None:
    client: Any = redis.Redis(port=searching_redis.port)
    seen: list[Any] = []

    def up(helpers: Any) -> None:
        for _ in range(2):
            helpers.create_index("people", "SCHEMA", "name", "TEXT")
            helpers.add_to_index("people", "age", "NUMERIC", "SORTABLE")
        client.execute_command("FT.ADD", "people", "p:1", "1.0", "FIELDS", "name", "Ann", "age", 7)
        seen.append(_fields(client))
        seen.append(client.execute_command("FT.SEARCH", "people", "@age:[5 8]", "NOCONTENT"))
        for _ in range(2):
            helpers.drop_index("people")

    with Migrator(searching_redis.url, tmp_path) as migrator:
        migrator.register_custom_migration("1", Coded(up))
        migrator.up()
    assert seen == [[b"name", b"age"], [1, b"p:1"]]
    assert client.hgetall("p:1") == {b"name": b"Ann", b"age": b"7"}
    client.close()


def test_scripts_make_indexes_too(searching_redis: RedisServer, tmp_path: Path) -> None:
    (tmp_path / "1_a.up.redis").write_text("FT.CREATE people SCHEMA name TEXT\nSET done 1\n")
    (tmp_path / "1_a.down.redis").write_text("DEL done\nFT.DROP people KEEPDOCS\n")
    with redis.Redis(port=searching_redis.port) as client:
        with Migrator(searching_redis.url, tmp_path) as migrator:
            migrator.up()
            assert _fields(client) == [b"name"]
            migrator.down()
        assert client.keys("*done*") == []
