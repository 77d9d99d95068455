"""The stores that speak no SQL: what is known of each kind without connecting to one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from goofer_py.errors import UsageError

if TYPE_CHECKING:
    from goofer_py.dialects.syntax import Syntax
    from goofer_py.stores.native_schema import Compare, NativeReader, NativeSchema
    from goofer_py.stores.store import Store
    from goofer_py.stores.url import DatabaseUrl


@dataclass(frozen=True, slots=True)
class StoreKind:
    """One kind of store.

    `languages` are the suffixes of its scripts, that of new ones first; `mark` begins a comment in
    a script. `store` is where the class is, as module:name. `lacks` are sentences on what it cannot
    promise. `skeleton` is what a new script shows, below its header.
    """

    name: str
    languages: tuple[str, ...]
    mark: str
    store: str
    lacks: tuple[str, ...] = ()
    skeleton: str = ""
    syntax: str = ""
    """Where it is said how scripts are cut, as module:name."""
    compare: str = ""
    """What compares it with what a program declares, as module:name; none where nothing can."""
    schema: str = ""
    """What reads and makes what it has, as module:name; none where nothing is fixed."""
    reader: str = ""
    """What only reads it, as module:name, where migrations are tried in no database beside it."""
    counts: str = "rows"
    """What its helpers go through."""

    def open(self, url: DatabaseUrl) -> Store:
        """Return the store of a URL; nothing is connected yet. Raises UsageError."""
        return cast("Store", _found(self.store)(url))

    def script_syntax(self) -> Syntax | None:
        """Return how scripts are cut into commands, as far as that is known without a server."""
        return cast("Syntax", _found(self.syntax)) if self.syntax else None

    def comparing(self) -> Compare | None:
        """Return what compares it with what a program declares, if there is such a thing."""
        return cast("Compare", _found(self.compare)) if self.compare else None

    def schema_of(self) -> NativeSchema | None:
        """Return what reads and makes what it has, if there is such a thing."""
        return cast("NativeSchema", _found(self.schema)) if self.schema else None

    def reader_of(self) -> NativeReader | None:
        """Return what reads what it has, if there is such a thing."""
        return cast("NativeReader", _found(self.reader)) if self.reader else self.schema_of()

    def script(self, title: str, way: str) -> str:
        """Return what a new script begins with: what this store cannot promise, and an example."""
        said = (
            f"{title} ({way})",
            "Each command is recorded, and a run that was broken goes on with the next one.",
            *(f"{self.name}: {sentence}." for sentence in self.lacks),
        )
        return "".join(f"{self.mark} {line}\n" for line in said) + self.skeleton

    def no_sql(self, what: str) -> UsageError:
        """Return the error for something that only makes sense where there is SQL."""
        return UsageError(f"{self.name} has no {what}. Nothing was done.")

    def no_dialect(self, what: str) -> UsageError:
        """Return the error for what needs a dialect: `what` is missing where there is no SQL."""
        if ".sql" not in self.languages:
            return self.no_sql(what)
        return UsageError(
            f"{self.name} has SQL of its own, and goofer no dialect for it. Nothing was done."
        )


def _found(place: str) -> Any:
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)


REDIS = StoreKind(
    "Redis",
    (".redis", ".lua"),
    "#",
    "goofer_py.stores.redis.store:RedisStore",
    (
        "a command that fails undoes nothing that ran before it, not even between MULTI and EXEC",
        "a server that is replaced by its replica may lose what it answered last",
    ),
    '# SET greeting "hello"\n',
    "goofer_py.stores.redis.script:REDIS_SYNTAX",
    counts="keys",
)

MONGODB = StoreKind(
    "MongoDB",
    (".mongo.json",),
    "//",
    "goofer_py.stores.mongodb.store:MongoStore",
    (
        "commands on collections and indexes are in no transaction: each is recorded after it ran",
        "a server alone, which is no replica set, has no transactions at all",
    ),
    '// {"insert": "greetings", "documents": [{"_id": 1, "text": "hello"}]}\n',
    "goofer_py.stores.mongodb.script:MONGODB_SYNTAX",
    "goofer_py.stores.mongodb.comparing:compare",
    "goofer_py.stores.mongodb.snapshot:MONGODB_SCHEMA",
    counts="documents",
)

CASSANDRA = StoreKind(
    "Cassandra",
    (".cql",),
    "--",
    "goofer_py.stores.cassandra.store:CassandraStore",
    (
        "what ran before a failure stays, for there are no transactions",
        "each statement is recorded after it ran",
        "a logged batch is written whole in the end, but others may see a part of it before",
    ),
    "-- CREATE TABLE greetings (id int PRIMARY KEY, text text);\n",
    "goofer_py.stores.cassandra.script:CQL_SYNTAX",
    "goofer_py.stores.cassandra.comparing:compare",
    "goofer_py.stores.cassandra.snapshot:CASSANDRA_SCHEMA",
)

CLICKHOUSE = StoreKind(
    "ClickHouse",
    (".sql",),
    "--",
    "goofer_py.stores.clickhouse.store:ClickHouseStore",
    (
        "there are no transactions: each statement is recorded after it ran",
        "an INSERT that was cut off may have written some of its rows, or all of them",
    ),
    "-- CREATE TABLE greetings (id UInt64, text String) ENGINE = MergeTree ORDER BY id;\n",
    "goofer_py.stores.clickhouse.script:CLICKHOUSE_SYNTAX",
    "goofer_py.stores.clickhouse.comparing:compare",
    reader="goofer_py.stores.clickhouse.snapshot:CLICKHOUSE_READER",
)

ELASTICSEARCH = StoreKind(
    "Elasticsearch",
    (".search.json",),
    "//",
    "goofer_py.stores.search.store:SearchStore",
    (
        "there are no transactions: a call that fails undoes nothing that ran before it",
        "each call is recorded after it ran; searches find what it wrote after a refresh",
    ),
    '// {"method": "PUT", "path": "/greetings/_doc/1", "body": {"text": "hello"}}\n',
    "goofer_py.stores.search.script:SEARCH_SYNTAX",
    "goofer_py.stores.search.comparing:compare",
    reader="goofer_py.stores.search.snapshot:SEARCH_READER",
    counts="documents",
)

OPENSEARCH = replace(ELASTICSEARCH, name="OpenSearch")

KINDS: Mapping[str, StoreKind] = {
    "redis": REDIS,
    "rediss": REDIS,
    "valkey": REDIS,
    "valkeys": REDIS,
    "mongodb": MONGODB,
    "cassandra": CASSANDRA,
    "scylla": CASSANDRA,
    "clickhouse": CLICKHOUSE,
    "clickhouses": CLICKHOUSE,
    "clickhousedb": CLICKHOUSE,
    "elasticsearch": ELASTICSEARCH,
    "opensearch": OPENSEARCH,
}
"""The kinds of stores with a way of their own, as URLs begin."""


def kind_of(url: DatabaseUrl) -> StoreKind | None:
    """Return the kind of a URL's store; None for a database that speaks SQL."""
    return KINDS.get(url.backend)
