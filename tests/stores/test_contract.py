"""The contract of stores, on all of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pymongo
import pytest
import redis

from goofer_py.testing.contract import StoreContract, Trial
from tests.servers.mongodb import MongoServer
from tests.servers.redis import RedisServer


class SQLTrial(Trial):
    atomic = True

    def put(self, name: str) -> str:
        return f"CREATE TABLE {name} (x int);"

    def take(self, name: str) -> str:
        return f"DROP TABLE {name};"

    @property
    def refused(self) -> str:
        return "INSERT INTO nowhere VALUES (1);"


class SQLiteTrial(SQLTrial):
    def there(self) -> set[str]:
        listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'goofer%'"
        with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"))) as connection:
            return {name for (name,) in connection.execute(listed)}

    def read_only_url(self) -> str:
        path = self.url.removeprefix("sqlite:///")
        return f"sqlite:///file:{path}?mode=ro&uri=true"

    def restart(self) -> None:
        """Do nothing: it is part of this process."""


class PostgreSQLTrial(SQLTrial):
    driver = "psycopg"

    def there(self) -> set[str]:
        listed = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        with psycopg.connect(self.url) as connection:
            found = {name for (name,) in connection.execute(listed)}
        return {name for name in found if not name.startswith("goofer")}

    def wrong_urls(self) -> Mapping[str, str]:
        return {"postgresql://127.0.0.1:1/nowhere": "away"}

    def read_only_url(self) -> str:
        return f"{self.url}?options=-c%20default_transaction_read_only%3Don"

    def restart(self) -> None:
        ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> %s"
        with psycopg.connect(self.url, autocommit=True) as connection:
            own = connection.info.backend_pid
            connection.execute(f"{ended} AND datname = current_database()", [own])


class RedisTrial(Trial):
    language = ".redis"
    driver = "redis"

    def __init__(self, server: RedisServer, folder: Path) -> None:
        super().__init__(server.database(), folder)
        self._server = server

    def put(self, name: str) -> str:
        return f"SET {name} 1"

    def take(self, name: str) -> str:
        return f"DEL {name}"

    @property
    def refused(self) -> str:
        return "INCRBY number nonsense"

    def there(self) -> set[str]:
        with redis.Redis.from_url(self.url, decode_responses=True) as client:
            return {key for key in client.scan_iter() if not key.startswith("{goofer")}

    def wrong_urls(self) -> Mapping[str, str]:
        port = self._server.port
        return {
            "redis://127.0.0.1:1/0": "away",
            "redis://no-such-host.invalid/0": "away",
            f"redis://:wrong@127.0.0.1:{port}/0": "refused",
            f"redis://nobody:wrong@127.0.0.1:{port}/0": "refused",
            f"redis://127.0.0.1:{port}/99": "refused",
        }

    def read_only_url(self) -> str:
        with redis.Redis.from_url(self.url) as client:
            client.acl_setuser(
                "reader",
                enabled=True,
                passwords=["+secret"],
                keys=["*"],
                categories=["-@all", "+@read", "+@connection"],
                commands=["+eval", "+info"],
            )
        return self.url.replace("redis://", "redis://reader:secret@")

    def restart(self) -> None:
        self._server.stop()
        self._server.start()


class MongoTrial(Trial):
    language = ".mongo.json"
    driver = "pymongo"

    def __init__(self, server: MongoServer, folder: Path) -> None:
        super().__init__(server.database(), folder)
        self._server = server

    def put(self, name: str) -> str:
        return f'{{"insert": "things", "documents": [{{"_id": "{name}"}}]}}'

    def take(self, name: str) -> str:
        return f'{{"delete": "things", "deletes": [{{"q": {{"_id": "{name}"}}, "limit": 1}}]}}'

    @property
    def refused(self) -> str:
        return '{"insert": "$things", "documents": [{"_id": 1}]}'

    def there(self) -> set[str]:
        with pymongo.MongoClient[Any](self.url) as client:
            return set(client.get_default_database()["things"].distinct("_id"))

    def wrong_urls(self) -> Mapping[str, str]:
        return {
            "mongodb://127.0.0.1:1/nowhere": "away",
            "mongodb://no-such-host.invalid/nowhere": "away",
            self._server.url("test", password="wrong"): "refused",
            self._server.url("test", user="nobody"): "refused",
            f"mongodb://127.0.0.1:{self._server.port}/test": "refused",
        }

    def read_only_url(self) -> str:
        with pymongo.MongoClient[Any](self.url) as client:
            name = client.get_default_database().name
            roles = [{"role": "read", "db": name}]
            client.admin.command("createUser", f"reader_{name}", pwd="secret", roles=roles)
        return self._server.url(name, user=f"reader_{name}", password="secret")

    def restart(self) -> None:
        self._server.stop()
        self._server.start()


class TestSQLite(StoreContract):
    @pytest.fixture
    def trial(self, sqlite_url: str, tmp_path: Path) -> Trial:
        return SQLiteTrial(sqlite_url, tmp_path / "migrations")


class TestPostgreSQL(StoreContract):
    @pytest.fixture
    def trial(self, postgresql_url: str, tmp_path: Path) -> Trial:
        return PostgreSQLTrial(postgresql_url, tmp_path / "migrations")


class TestRedis(StoreContract):
    @pytest.fixture
    def trial(self, redis_server: RedisServer, tmp_path: Path) -> Trial:
        return RedisTrial(redis_server, tmp_path / "migrations")


class TestMongoDB(StoreContract):
    @pytest.fixture
    def trial(self, mongodb_server: MongoServer, tmp_path: Path) -> Trial:
        return MongoTrial(mongodb_server, tmp_path / "migrations")
