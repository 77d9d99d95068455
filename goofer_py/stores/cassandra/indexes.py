"""Indexes of tables, and the queries by which one sees that they answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Ask = Callable[[str, Sequence[object]], Sequence[Any]]

_SAMPLES = {
    **dict.fromkeys(("text", "varchar", "ascii"), "'a'"),
    **dict.fromkeys(
        ("int", "bigint", "smallint", "tinyint", "varint", "float", "double", "decimal"), "0"
    ),
    "timestamp": "0",
    "boolean": "true",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "timeuuid": "00000000-0000-1000-8000-000000000000",
    "date": "'1970-01-01'",
    "time": "'00:00:00'",
    "inet": "'127.0.0.1'",
    "blob": "0x00",
}
"""A value of each type, as statements write it."""
_TARGET = re.compile(r"(?:(?P<way>values|keys|entries|full)\()?(?P<column>.*?)\)?\Z")
_INNER = re.compile(r"(?:frozen<)?(?P<kind>set|list|map)<(?P<inner>[^<>]*)>+\Z")


@dataclass(frozen=True, slots=True)
class Index:
    """An index: `target` is its column, perhaps as values(column), `type_` that of the column."""

    keyspace: str
    table: str
    name: str
    target: str
    type_: str


def indexes_of(ask: Ask, keyspace: str, table: str | None, name: str | None) -> list[Index]:
    """Return the indexes of a table, or the one of them that has the name."""
    found = ask(
        "SELECT index_name, options FROM system_schema.indexes"
        " WHERE keyspace_name = %s AND table_name = %s",
        (keyspace, table),
    )
    typed = ask(
        "SELECT column_name, type FROM system_schema.columns"
        " WHERE keyspace_name = %s AND table_name = %s",
        (keyspace, table),
    )
    types: Mapping[str, str] = dict(typed)
    indexes = []
    for called, options in found:
        target = str(options.get("target", ""))
        _, column = _parts(target)
        if name is None or called == name:
            indexes.append(Index(keyspace, table or "", called, target, types.get(column, "")))
    return indexes


def asks(index: Index) -> Iterator[str]:
    """Yield what an index has to answer; nothing for types of which no value is known here."""
    way, column = _parts(index.target)
    condition = _condition(way, index.type_)
    if condition is not None:
        column, table = _quoted(column), _quoted(index.table)
        where = f"{column} {condition}"
        yield f"SELECT * FROM {_quoted(index.keyspace)}.{table} WHERE {where} LIMIT 1"


def _condition(way: str | None, type_: str) -> str | None:
    inner = _INNER.match(type_)
    if way is None and inner is None:
        return f"= {_SAMPLES[type_]}" if type_ in _SAMPLES else None
    if inner is None or way not in (None, "values", "keys"):
        return None
    first, _, second = inner["inner"].partition(", ")
    wanted = first if way == "keys" or not second else second
    word = "CONTAINS KEY" if way == "keys" else "CONTAINS"
    return f"{word} {_SAMPLES[wanted]}" if wanted in _SAMPLES else None


def _parts(target: str) -> tuple[str | None, str]:
    """Return what of a column is indexed, None for the whole of it, and the column's name."""
    found = _TARGET.match(target)
    way, column = (found["way"], found["column"]) if found else (None, target)
    return way, column[1:-1].replace('""', '"') if column.startswith('"') else column


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
