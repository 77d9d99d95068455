"""What is declared, as a keyspace would have it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from goofer_py.errors import EntityError
from goofer_py.stores.cassandra.catalog import Catalog, Column, Found, Options, Replicated
from goofer_py.stores.cassandra.declared import Declared
from goofer_py.stores.cassandra.entities import Index, Keyspace, Table, View
from goofer_py.stores.cassandra.statements import named


def wanted(declared: Declared) -> Catalog:
    """Return what is declared, in the words of who declared it.

    Raises EntityError for what contradicts itself.
    """
    return Catalog(
        {name: one.fields for name, one in declared.types.items()},
        {name: _table(one) for name, one in declared.tables.items()},
        {name: _view(one) for name, one in declared.views.items()},
    )


def replicated(one: Keyspace) -> Replicated:
    """Return a keyspace as it is declared."""
    texts = {str(key): str(value) for key, value in one.replication.items()}
    return Replicated(texts, one.durable_writes)


def options_of(one: Table | View | None) -> set[str]:
    """Return the options that a declaration says something about."""
    return set() if one is None else {name.lower() for name in one.options}


def _table(one: Table) -> Found:
    known = {*one.partition, *(name.removeprefix("-") for name in one.clustering), *one.static}
    if unknown := sorted(known - one.columns.keys()):
        raise EntityError(
            f"The table {one.name} has no column {unknown[0]} and names it in its key or as static."
            " Nothing was written."
        )
    keys = {column.name: column for column in _keys(one.partition, one.clustering, one.columns)}
    if not one.partition:
        raise EntityError(f"The table {one.name} has no partition key. Nothing was written.")
    columns = {}
    for name, type_ in one.columns.items():
        kind = "static" if name in one.static else "regular"
        columns[name] = keys.get(name) or Column(name, type_, kind)
    # Those without a name are given one by the server: here, a text that is no name.
    declared = [index for index in one.indexes if isinstance(index, Index)]
    indexes = {index.name or f" {n}": _index(index) for n, index in enumerate(declared)}
    return Found(one.name, columns, _lowered(one.options), indexes)


def _view(one: View) -> Found:
    keys = {column.name: column for column in _keys(one.partition, one.clustering, {})}
    others = [name for name in one.columns if name not in keys]
    where = " AND ".join(f"{named(name)} IS NOT NULL" for name in keys)
    return Found(
        one.name,
        {**keys, **{name: Column(name, "") for name in others}},
        _lowered(one.options),
        base=one.on,
        where=one.where or where,
        everything=not one.columns,
    )


def _keys(
    partition: Sequence[str], clustering: Sequence[str], types: Mapping[str, str]
) -> Iterator[Column]:
    for position, name in enumerate(partition):
        yield Column(name, types.get(name, ""), "partition_key", position)
    for position, word in enumerate(clustering):
        name = word.removeprefix("-")
        order = "desc" if word.startswith("-") else "asc"
        yield Column(name, types.get(name, ""), "clustering", position, order)


def _index(one: Index) -> Options:
    custom = {"class_name": one.using} if one.using else {}
    return {"target": one.target, **custom, **one.options}


def _lowered(options: Mapping[str, Any]) -> dict[str, Any]:
    return {name.lower(): value for name, value in options.items()}
