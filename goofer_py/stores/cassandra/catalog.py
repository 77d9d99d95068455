"""What a keyspace has, as the server tells it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Describe = Callable[[str, Sequence[object]], Sequence[Mapping[str, Any]]]
"""Runs a query with its parameters, and returns the rows by the names of their columns."""
Options = Mapping[str, Any]

KEY = ("partition_key", "clustering")
_NO_OPTIONS = frozenset(
    (
        *("keyspace_name", "table_name", "view_name", "id", "flags", "extensions"),
        *("base_table_id", "base_table_name", "include_all_columns", "where_clause"),
        *("dclocal_read_repair_chance", "read_repair_chance"),
    )
)
"""The columns of the server's tables that no WITH sets."""
_WORD = re.compile(r'"(?:[^"]|"")*"|\w+')


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `kind` is partition_key, clustering, static or regular, `order` asc or desc."""

    name: str
    type: str
    kind: str = "regular"
    position: int = -1
    order: str = "none"


@dataclass(frozen=True, slots=True)
class Found:
    """A table, or a view if it has a `base`: then its columns have no types of their own.

    `everything` says that a view has all columns of its base, and `columns` are those of its key.
    """

    name: str
    columns: Mapping[str, Column]
    options: Options = field(default_factory=dict)
    indexes: Mapping[str, Options] = field(default_factory=dict)
    """Their options by name, with `target`, and `class_name` of a custom one."""
    dropped: Mapping[str, str] = field(default_factory=dict, compare=False)
    """The types of the columns that were dropped once."""
    base: str = ""
    where: str = ""
    everything: bool = False

    def key(self, kind: str) -> list[Column]:
        """Return the columns of the partition key, or the clustering ones, in their order."""
        found = (one for one in self.columns.values() if one.kind == kind)
        return sorted(found, key=lambda one: one.position)


@dataclass(frozen=True, slots=True)
class Catalog:
    """The types with their fields, the tables and the views, each by name."""

    types: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    tables: Mapping[str, Found] = field(default_factory=dict)
    views: Mapping[str, Found] = field(default_factory=dict)

    def differing(self, other: Catalog) -> list[str]:
        """Return what is not the same in both, by name."""
        pairs = (
            (self.types, other.types),
            (self.tables, other.tables),
            (self.views, other.views),
        )
        return sorted(
            name
            for mine, yours in pairs
            for name in mine.keys() | yours.keys()
            if mine.get(name) != yours.get(name)
        )


@dataclass(frozen=True, slots=True)
class Replicated:
    """A keyspace: how its rows are replicated, and whether its writes are logged."""

    replication: Mapping[str, str]
    durable_writes: bool


def keyspaces(describe: Describe) -> dict[str, Replicated]:
    """Return all keyspaces by name."""
    rows = describe("SELECT * FROM system_schema.keyspaces", ())
    return {
        str(one["keyspace_name"]): Replicated(dict(one["replication"]), one["durable_writes"])
        for one in rows
    }


def read(describe: Describe, keyspace: str) -> Catalog:
    """Return what a keyspace has."""

    def rows(table: str) -> Sequence[Mapping[str, Any]]:
        listed = f"SELECT * FROM system_schema.{table} WHERE keyspace_name = %s"
        return describe(listed, (keyspace,))

    types = {
        str(one["type_name"]): dict(zip(one["field_names"], one["field_types"], strict=True))
        for one in rows("types")
    }
    columns = _by_table(rows("columns"))
    indexes = _by_table(rows("indexes"))
    dropped = _by_table(rows("dropped_columns"))
    tables = {
        name: Found(
            name,
            {one["column_name"]: _column(one) for one in columns.get(name, ())},
            _options(row),
            {one["index_name"]: dict(one["options"]) for one in indexes.get(name, ())},
            {one["column_name"]: one["type"] for one in dropped.get(name, ())},
        )
        for name, row in ((str(row["table_name"]), row) for row in rows("tables"))
    }
    views = {
        name: _view(name, row, columns.get(name, ()))
        for name, row in ((str(row["view_name"]), row) for row in rows("views"))
    }
    return Catalog(types, tables, views)


def _by_table(rows: Iterable[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(str(row["table_name"]), []).append(row)
    return found


def _column(row: Mapping[str, Any]) -> Column:
    return Column(
        row["column_name"], row["type"], row["kind"], row["position"], row["clustering_order"]
    )


def _view(name: str, row: Mapping[str, Any], columns: Iterable[Mapping[str, Any]]) -> Found:
    everything = bool(row["include_all_columns"])
    kept = {
        one["column_name"]: Column(
            one["column_name"], "", one["kind"], one["position"], one["clustering_order"]
        )
        for one in columns
        if one["kind"] in KEY or not everything
    }
    base, where = str(row["base_table_name"]), str(row["where_clause"])
    return Found(name, kept, _options(row), base=base, where=where, everything=everything)


def _options(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: dict(value) if isinstance(value, Mapping) else value
        for name, value in row.items()
        if name not in _NO_OPTIONS and value is not None
    }


def mentioned(types: Iterable[str], known: Iterable[str]) -> set[str]:
    """Return those of the `known` names that occur in types."""
    words = {word.strip('"').replace('""', '"') for one in types for word in _WORD.findall(one)}
    return words & set(known)


def ordered(types: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Return the names of types, each after those that it has fields of."""
    done: list[str] = []

    def add(name: str) -> None:
        if name not in done:
            for inner in sorted(mentioned(types[name].values(), types) - {name}):
                add(inner)
            done.append(name)

    for name in types:
        add(name)
    return done
