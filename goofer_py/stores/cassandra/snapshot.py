"""What a keyspace has besides its rows: read, made anew, and told thing by thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from goofer_py.stores.cassandra import statements as cql
from goofer_py.stores.cassandra.catalog import Catalog, Found, Options, ordered, read
from goofer_py.stores.native_schema import Part

if TYPE_CHECKING:
    from goofer_py.stores.cassandra.session import CassandraSession


def present(session: CassandraSession, own: Sequence[str]) -> Catalog:
    """Return what the keyspace of a session has but goofer's books `own`."""
    found = read(session.describe, session.keyspace)
    tables = {name: one for name, one in found.tables.items() if name not in own}
    return replace(found, tables=tables)


class CassandraSchema:
    """Reads the types, tables, indexes and views of a keyspace, and makes them."""

    def read(self, session: CassandraSession, own: Sequence[str]) -> Catalog:
        """Return all that there is but rows and goofer's books `own`."""
        return present(session, own)

    def make(self, session: CassandraSession, found: Catalog) -> None:
        """Make in an empty keyspace what `read` returned of another one."""
        for _, statements in making(found, {}):
            for statement in statements:
                session.perform_one(statement)

    def parts(self, found: Catalog) -> Mapping[Part, Any]:
        """Return what was read thing by thing, as JSON has it."""
        return dict(_parts(found))

    def script(self, found: Catalog) -> str:
        """Return the statements that make it."""
        return cql.script(one for _, statements in making(found, {}) for one in statements)

    def version(self, session: CassandraSession) -> tuple[int, ...]:
        """Return the version of the server that answers."""
        ((said,),) = session.ask("SELECT release_version FROM system.local")
        return tuple(int(one) for one in re.findall(r"\d+", said)[:3])


CASSANDRA_SCHEMA = CassandraSchema()


def making(catalog: Catalog, defaults: Options) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield what a catalog has, in words, with the statements that make it.

    Options that are as by `defaults` are left out.
    """
    for name in ordered(catalog.types):
        yield f"type {name}", [cql.create_type(name, catalog.types[name])]
    for one in (*catalog.tables.values(), *catalog.views.values()):
        own = {name: it for name, it in one.options.items() if defaults.get(name) != it}
        if one.base:
            yield f"view {one.name}", [cql.create_view(one, own)]
        else:
            yield f"table {one.name}", cql.create_table(one, own)


def _parts(found: Catalog) -> Iterator[tuple[Part, Any]]:
    for name in sorted(found.types):
        # The order of its fields is part of a type.
        yield Part("type", name), [list(field) for field in found.types[name].items()]
    for name in sorted(found.tables):
        one = found.tables[name]
        yield Part("table", name), {**_key(one), "with": _sorted(one.options)}
        for column in sorted(one.columns.values(), key=lambda it: it.name):
            static = {"static": True} if column.kind == "static" else {}
            yield Part("column", column.name, name), {"type": column.type, **static}
        for index in sorted(one.indexes):
            yield Part("index", index, name), _sorted(one.indexes[index])
    for name in sorted(found.views):
        one = found.views[name]
        columns = "*" if one.everything else sorted(one.columns)
        said = {"on": one.base, "columns": columns, "where": one.where}
        yield Part("view", name), {**said, **_key(one), "with": _sorted(one.options)}


def _key(one: Found) -> dict[str, list[str]]:
    clustering = [f"{it.name} {it.order}" for it in one.key("clustering")]
    return {
        "partition": [it.name for it in one.key("partition_key")],
        **({"clustering": clustering} if clustering else {}),
    }


def _sorted(options: Options) -> dict[str, Any]:
    return dict(sorted(options.items()))
