"""Databases of several kinds, in which migrations make things."""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pymongo
import redis

from goofer_py.migrate.lease_options import LeaseOptions
from goofer_py.migrate.migrator import Migrator

QUICK = LeaseOptions(ttl=20, heartbeat=5, tries=4000, pause=0.02)
IMPATIENT = LeaseOptions(ttl=20, heartbeat=5, tries=2, pause=0.01)


class Place(ABC):
    """One database; a script that puts a thing there twice fails, or can be seen."""

    def __init__(self, url: str) -> None:
        self.url = url

    def put(self, name: str) -> str:
        """Return the script that makes a thing."""
        return f"CREATE TABLE {name} (id int)"

    def take(self, name: str) -> str:
        """Return the script that takes it away."""
        return f"DROP TABLE {name}"

    def remove(self, name: str) -> str:
        """Return the script that takes it away, if it is there."""
        return f"DROP TABLE IF EXISTS {name}"

    @abstractmethod
    def there(self) -> set[str]:
        """Return the things that are there, each of which was made once."""


class SQLitePlace(Place):
    def there(self) -> set[str]:
        listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'goofer%'"
        with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"))) as connection:
            return {name for (name,) in connection.execute(listed)}


class PostgreSQLPlace(Place):
    def there(self) -> set[str]:
        listed = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        with psycopg.connect(self.url) as connection:
            found = {name for (name,) in connection.execute(listed)}
        return {name for name in found if not name.startswith("goofer")}


class RedisPlace(Place):
    def put(self, name: str) -> str:
        return f"INCR {name}"

    def take(self, name: str) -> str:
        return f"DECR {name}"

    def remove(self, name: str) -> str:
        return f"DEL {name}"

    def there(self) -> set[str]:
        with redis.Redis.from_url(self.url, decode_responses=True) as client:
            keys = [key for key in client.scan_iter() if not key.startswith("{goofer")]
            counts = {key: int(str(client.get(key))) for key in keys}
        assert set(counts.values()) <= {0, 1}
        return {key for key, count in counts.items() if count}


class MongoPlace(Place):
    def put(self, name: str) -> str:
        return f'{{"insert": "things", "documents": [{{"_id": "{name}"}}]}}'

    def take(self, name: str) -> str:
        return f'{{"delete": "things", "deletes": [{{"q": {{"_id": "{name}"}}, "limit": 1}}]}}'

    def remove(self, name: str) -> str:
        return self.take(name)

    def there(self) -> set[str]:
        with pymongo.MongoClient[Any](self.url) as client:
            return set(client.get_default_database()["things"].distinct("_id"))


@dataclass
class Shop:
    """A program with a database of its own and others, and one migration over all of them."""

    own: Place
    others: Mapping[str, Place]
    folder: Path
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def urls(self) -> dict[str, str]:
        """The other databases by name."""
        return {name: place.url for name, place in self.others.items()}

    def write(
        self,
        up: Mapping[str, str] | None = None,
        head: str = "",
        down: str = "",
        *,
        halves: bool = False,
    ) -> None:
        """Write the migration; `up` has lines that follow what is done in a database, by name.

        With `halves` its way back takes away what is there, also where that is not all of it.
        """
        more = dict(up or {})
        lines = [f"databases = {tuple(self.others)!r}", head, "", "def up(context):"]
        lines += [f"    context.run({self.own.put('own')!r})", f"    {more.pop('', 'pass')}"]
        for name, place in self.others.items():
            lines += [f"    context[{name!r}].run({place.put('a')!r})"]
            lines += [f"    {more.get(f'{name} between', 'pass')}"]
            lines += [f"    context[{name!r}].run({place.put('b')!r})"]
            lines += [f"    {more.get(name, 'pass')}"]
        lines += ["", "def down(context):"]
        for name, place in reversed(list(self.others.items())):
            lines += [f"    if {name!r} in context:"]
            take = place.remove if halves else place.take
            lines += [f"        context[{name!r}].run({take(one)!r})" for one in "ba"]
        lines += [f"    {down or 'pass'}", "    if context.changed:"]
        own = self.own.remove if halves else self.own.take
        lines += [f"        context.run({own('own')!r})"]
        self.file.write_text("\n".join(lines) + "\n", encoding="utf-8")

    @property
    def file(self) -> Path:
        """The migration."""
        return self.folder / "1_stock.py"

    def migrator(self, **more: Any) -> Migrator:
        """Return what runs it."""
        options = {"lease": QUICK, **self.options, **more}
        return Migrator(self.own.url, self.folder, databases=self.urls, **options)

    def there(self) -> dict[str, set[str]]:
        """Return what is in each, its own under no name."""
        return {"": self.own.there(), **{name: one.there() for name, one in self.others.items()}}

    @property
    def everything(self) -> dict[str, set[str]]:
        """What is there once all of it ran."""
        return {"": {"own"}, **{name: {"a", "b"} for name in self.others}}

    @property
    def nothing(self) -> dict[str, set[str]]:
        """What is there before."""
        return {"": set(), **{name: set() for name in self.others}}
