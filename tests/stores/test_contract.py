"""The contract of stores, on all of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import clickhouse_connect
import psycopg
import pymongo
import pytest
import redis
import urllib3

from goofer_py.migrate.migrator import Migrator
from goofer_py.testing.contract import StoreContract, Trial
from tests.servers.cassandra import CassandraServer, OwnServer
from tests.servers.clickhouse import READER, ClickHouseServer, OwnClickHouse
from tests.servers.mongodb import MongoServer
from tests.servers.redis import RedisServer
from tests.servers.search import OwnServer as OwnSearchServer
from tests.servers.search import SearchServer, new_server
from tests.servers.search_binaries import OPENSEARCH


class SQLTrial(Trial):
    atomic = True

    def put(self, name: str) -> str:
        return f"CREATE TABLE {name} (x int);"

    def take(self, name: str) -> str:
        return f"DROP TABLE {name};"

    @property
    def refused(self) -> str:
        return "INSERT INTO nowhere VALUES (1);"

    @property
    def ticking(self) -> str:
        return "CREATE TABLE ticks (x int);\n" + "INSERT INTO ticks VALUES (1);\n" * 3


class SQLiteTrial(SQLTrial):
    def there(self) -> set[str]:
        listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'goofer%'"
        with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"))) as connection:
            return {name for (name,) in connection.execute(listed)}

    def ticks(self) -> int:
        with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"))) as connection:
            ((found,),) = connection.execute("SELECT count(*) FROM ticks")
        return int(found)

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

    def ticks(self) -> int:
        with psycopg.connect(self.url) as connection:
            ((found,),) = connection.execute("SELECT count(*) FROM ticks")
        return int(found)

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

    @property
    def ticking(self) -> str:
        return "INCR ticks\n" * 3

    def ticks(self) -> int:
        with redis.Redis.from_url(self.url, decode_responses=True) as client:
            return int(str(client.get("ticks")))

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

    @property
    def ticking(self) -> str:
        update = '{"q": {"_id": 1}, "u": {"$inc": {"n": 1}}, "upsert": true}'
        return f'{{"update": "ticks", "updates": [{update}]}}\n' * 3

    def ticks(self) -> int:
        with pymongo.MongoClient[Any](self.url) as client:
            (found,) = client.get_default_database()["ticks"].find({})
        return int(found["n"])

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


class CassandraTrial(Trial):
    language = ".cql"
    driver = "cassandra"

    def __init__(self, server: CassandraServer, folder: Path) -> None:
        super().__init__(server.database(), folder)
        self._server = server
        self._keyspace = self.url.rpartition("/")[2]
        server.run(f"CREATE TABLE {self._keyspace}.things (name text PRIMARY KEY)")

    def put(self, name: str) -> str:
        return f"INSERT INTO things (name) VALUES ('{name}');"

    def take(self, name: str) -> str:
        return f"DELETE FROM things WHERE name = '{name}';"

    @property
    def refused(self) -> str:
        return "INSERT INTO nowhere (name) VALUES ('a');"

    def there(self) -> set[str]:
        rows = self._server.run(f"SELECT name FROM {self._keyspace}.things")
        return {name for (name,) in rows}

    def wrong_urls(self) -> Mapping[str, str]:
        return {
            "cassandra://127.0.0.1:1/nowhere": "away",
            "cassandra://no-such-host.invalid/nowhere": "away",
            self._server.url("system", password="wrong"): "refused",
            self._server.url("system", user="nobody"): "refused",
            self._server.url("nowhere"): "absent",
        }

    def read_only_url(self) -> str:
        role = f"reader_{self._keyspace}"
        self._server.run(f"CREATE ROLE {role} WITH PASSWORD = 'secret' AND LOGIN = true")
        self._server.run(f"GRANT SELECT ON KEYSPACE {self._keyspace} TO {role}")
        return self._server.url(self._keyspace, user=role, password="secret")

    def restart(self) -> None:
        assert isinstance(self._server, OwnServer)
        self._server.stop()
        self._server.start()


_RESTARTS = "test_a_server_that_is_restarted"
"""It kills the server, and gets one of its own where all processes of a run share one."""


class ClickHouseTrial(Trial):
    driver = "clickhouse_connect"
    lease_seconds = 3

    def __init__(self, server: ClickHouseServer, folder: Path) -> None:
        super().__init__(server.database(), folder)
        self._server = server

    @property
    def _name(self) -> str:
        return self.url.rpartition("/")[2]

    def put(self, name: str) -> str:
        return f"CREATE TABLE {name} (x Int64) ENGINE = MergeTree ORDER BY x;"

    def take(self, name: str) -> str:
        return f"DROP TABLE {name};"

    @property
    def refused(self) -> str:
        return "INSERT INTO nowhere VALUES (1);"

    def there(self) -> set[str]:
        listed = "SELECT name FROM system.tables WHERE database = currentDatabase()"
        with clickhouse_connect.get_client(dsn=self.url) as client:
            found = {str(name) for (name,) in client.query(listed).result_rows}
        return {name for name in found if not name.startswith("goofer")}

    def wrong_urls(self) -> Mapping[str, str]:
        return {
            "clickhouse://127.0.0.1:1/nowhere": "away",
            "clickhouse://no-such-host.invalid/nowhere": "away",
            self._server.url(self._name, password="wrong"): "refused",
            self._server.url(self._name, user="nobody"): "refused",
            self._server.url("nowhere"): "absent",
        }

    def read_only_url(self) -> str:
        return self._server.url(self._name, user=READER)

    def restart(self) -> None:
        assert isinstance(self._server, OwnClickHouse)
        self._server.stop()
        self._server.start()


class SearchTrial(Trial):
    language = ".search.json"

    def __init__(self, server: SearchServer, folder: Path) -> None:
        self._space = server.space()
        super().__init__(server.url(self._space), folder)
        self._server = server
        self._index = f"{self._space}_things"
        self.driver = "opensearchpy" if server.kind is OPENSEARCH else "elasticsearch"

    def put(self, name: str) -> str:
        return f'{{"method": "PUT", "path": "/{self._index}/_doc/{name}", "body": {{"a": 1}}}}'

    def take(self, name: str) -> str:
        return f'{{"method": "DELETE", "path": "/{self._index}/_doc/{name}"}}'

    @property
    def refused(self) -> str:
        return '{"method": "PUT", "path": "/_Things/_doc/1", "body": {"a": 1}}'

    def there(self) -> set[str]:
        with urllib3.PoolManager() as asked:
            found = f"{self._server.address}/{self._index}"
            headers = self._server.headers
            asked.request("POST", f"{found}/_refresh", headers=headers)
            wanted = "_search?size=1000&ignore_unavailable=true"
            hits = asked.request("GET", f"{found}/{wanted}", headers=headers).json()["hits"]
            return {hit["_id"] for hit in hits["hits"]}

    def wrong_urls(self) -> Mapping[str, str]:
        scheme = self._server.kind.scheme
        away = {f"{scheme}://{host}/": "away" for host in ("127.0.0.1:1", "no-such-host.invalid")}
        if not self._server.kind.credentials:
            return away
        wrong = ("root:wrong@", "nobody:wrong@", "")
        return away | {self._server.url("a", who): "refused" for who in wrong}

    def read_only_url(self) -> str:
        if self._server.kind.credentials:
            return self._server.reader_url(self._space)
        blocked = {"index": {"blocks": {"write": True}}}
        with urllib3.PoolManager() as asked:
            path = f"{self._server.address}/{self._space}_goofer_history/_settings"
            asked.request("PUT", path, json=blocked)
        return self.url

    def restart(self) -> None:
        assert isinstance(self._server, OwnSearchServer)
        self._server.stop()
        self._server.start()


BRIEF = (
    *("test_up_and_down", "test_status", "test_an_error_in_the_middle", "test_wait"),
    *("test_the_lease_is_for_one", "test_who_lost_the_lease_records_nothing"),
    "test_a_missing_driver",
)
"""What shows on a further server of a kind that it is understood."""


def briefly(*names: str) -> Callable[[type[StoreContract]], type[StoreContract]]:
    """Leave all but these tests of a contract to the long session."""

    def left(cls: type[StoreContract]) -> type[StoreContract]:
        for name in dir(cls):
            if name.startswith("test_") and name not in names:
                setattr(cls, name, pytest.mark.long(_copy(getattr(cls, name))))
        return cls

    return left


def _copy(test: Callable[..., None]) -> Callable[..., None]:
    @wraps(test)
    def copy(*args: Any, **named: Any) -> None:
        test(*args, **named)

    return copy


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


class TestCassandra(StoreContract):
    @pytest.fixture
    def trial(self, request: pytest.FixtureRequest, tmp_path: Path) -> Trial:
        restarted = request.node.originalname == "test_a_server_that_is_restarted"
        server = request.getfixturevalue("own_cassandra" if restarted else "cassandra_server")
        return CassandraTrial(server, tmp_path / "migrations")

    # To start it once for itself and once more takes longer than all the rest: minutes, where
    # much else goes on.
    @pytest.mark.long
    @pytest.mark.timeout(1200)
    def test_a_server_that_is_restarted(self, trial: Trial, migrator: Migrator) -> None:
        super().test_a_server_that_is_restarted(trial, migrator)


class TestClickHouse(StoreContract):
    @pytest.fixture
    def trial(
        self, request: pytest.FixtureRequest, clickhouse_server: ClickHouseServer, tmp_path: Path
    ) -> Trial:
        server = clickhouse_server
        if request.node.name == _RESTARTS:
            server = request.getfixturevalue("own_clickhouse")
        return ClickHouseTrial(server, tmp_path / "migrations")


# What its books do is another thing with Keeper, and all else is the same.
@briefly(*BRIEF, "test_eight_processes_at_once")
class TestClickHouseWithKeeper(StoreContract):
    @pytest.fixture
    def trial(
        self,
        request: pytest.FixtureRequest,
        clickhouse_with_keeper_server: ClickHouseServer,
        tmp_path: Path,
    ) -> Trial:
        server = clickhouse_with_keeper_server
        if request.node.name == _RESTARTS:
            server = request.getfixturevalue("own_clickhouse_with_keeper")
        return ClickHouseTrial(server, tmp_path / "migrations")


@contextmanager
def searched(
    request: pytest.FixtureRequest, shared: SearchServer, folder: Path
) -> Iterator[SearchTrial]:
    """Give a trial on the server that all share, or on its own where it is restarted."""
    if request.node.name != _RESTARTS:
        yield SearchTrial(shared, folder)
        return
    with new_server(shared.kind) as server:
        yield SearchTrial(server, folder)


class TestOpenSearch(StoreContract):
    @pytest.fixture
    def trial(
        self, request: pytest.FixtureRequest, opensearch_server: SearchServer, tmp_path: Path
    ) -> Iterator[Trial]:
        with searched(request, opensearch_server, tmp_path / "migrations") as trial:
            yield trial

    # It takes longer than all the rest.
    @pytest.mark.long
    def test_a_server_that_is_restarted(self, trial: Trial, migrator: Migrator) -> None:
        super().test_a_server_that_is_restarted(trial, migrator)


@briefly(*BRIEF)
class TestElasticsearch(StoreContract):
    @pytest.fixture
    def trial(
        self, request: pytest.FixtureRequest, elasticsearch_server: SearchServer, tmp_path: Path
    ) -> Iterator[Trial]:
        with searched(request, elasticsearch_server, tmp_path / "migrations") as trial:
            yield trial


@pytest.mark.long
class TestNewestElasticsearch(StoreContract):
    @pytest.fixture
    def trial(
        self,
        request: pytest.FixtureRequest,
        newest_elasticsearch_server: SearchServer,
        tmp_path: Path,
    ) -> Iterator[Trial]:
        with searched(request, newest_elasticsearch_server, tmp_path / "migrations") as trial:
            yield trial
