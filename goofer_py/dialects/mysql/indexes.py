"""Indexes with every text spelled one way; those that foreign keys need are among them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from itertools import takewhile

from goofer_py.dialects.mysql.capabilities import MySQLCapabilities
from goofer_py.dialects.mysql.options import ENGINE
from goofer_py.dialects.mysql.quoting import unquoted
from goofer_py.dialects.mysql.text import spelled, unwrapped
from goofer_py.dialects.mysql.types import parse
from goofer_py.schema import Column, ForeignKey, Index, IndexPart, Table, Unique
from goofer_py.schema.expression import identifiers

UNSORTED = frozenset(("fulltext", "spatial"))
"""Methods whose keys have no order and no length."""
_PART = re.compile(
    r"(?P<name>`(?:[^`]|``)+`|[\w$]+)\s*(?:\(\s*(?P<length>\d+)\s*\))?(?:\s+(?P<order>asc|desc))?\Z",
    re.IGNORECASE,
)
_ORDER = re.compile(r"\s+(asc|desc)\Z", re.IGNORECASE)


def canonical_index(index: Index, table: Table, server: MySQLCapabilities) -> Index:
    """Return the index as the server would describe it, with the columns its texts read."""
    method = canonical_method(index.method, table)
    columns = {column.name: column for column in table.columns}
    parts = tuple(canonical_part(part, columns, method, server) for part in index.parts)
    texts = " ".join(part.expression for part in parts if part.expression is not None)
    words = identifiers(texts)
    return Index(
        index.name,
        parts,
        index.unique,
        method=method,
        options=tuple(sorted((name.lower(), str(value)) for name, value in index.options)),
        comment=index.comment or None,
        columns=index.columns or tuple(name for name in columns if name in words),
        auto_named=index.auto_named,
    )


def as_unique(index: Index) -> Unique | None:
    """Return the unique constraint that a plain unique index is, None for any other index."""
    if not index.unique or index.method or index.options or index.comment:
        return None
    columns = tuple(part.column for part in index.parts if part.column is not None)
    plain = tuple(IndexPart(column) for column in columns)
    return Unique(columns, index.name) if plain == index.parts else None


def named_uniques(uniques: Iterable[Unique], indexes: Iterable[Index]) -> tuple[Unique, ...]:
    """Return the constraints with the names that the server gives to those without."""
    uniques = tuple(uniques)
    taken = {key.name for key in uniques if key.name} | {index.name for index in indexes}

    def named(key: Unique) -> Unique:
        if key.name is not None:
            return key
        name = free_name(key.columns[0], taken)
        taken.add(name)
        return replace(key, name=name, auto_named=True)

    return tuple(map(named, uniques))


def indexes_of_keys(table: Table) -> tuple[Index, ...]:
    """Return the indexes that the server makes by itself for foreign keys that have none."""
    found: list[Index] = []
    for key in table.foreign_keys:
        if not any(covers(columns, key.columns) for columns in keys_of(table)) and not any(
            covers(index_columns(index), key.columns) for index in found
        ):
            taken = {index.name for index in (*table.indexes, *found)}
            taken |= {unique.name or "" for unique in table.uniques}
            name = key.columns[0] if key.auto_named or key.name is None else key.name
            parts = tuple(map(IndexPart, key.columns))
            found.append(Index(free_name(name, taken), parts, auto_named=True))
    return tuple(found)


def keys_of(table: Table) -> list[tuple[str, ...]]:
    """Return the columns of every key and index that a foreign key can stand on."""
    found = [unique.columns for unique in table.uniques]
    if (key := table.primary_key) is not None:
        found.append(_whole_columns(key.parts) if key.parts else key.columns)
    return found + [index_columns(index) for index in table.indexes]


def index_columns(index: Index) -> tuple[str, ...]:
    """Return the columns that the index is sorted by as a whole, up to the first that is not."""
    return _whole_columns(index.parts) if index.method is None else ()


def _whole_columns(parts: Iterable[IndexPart]) -> tuple[str, ...]:
    whole = takewhile(lambda part: part.column is not None and part.length is None, parts)
    return tuple(part.column or "" for part in whole)


def covers(columns: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Whether an index over `columns` finds rows by the `wanted` ones."""
    return columns[: len(wanted)] == wanted


def needed_by(key: ForeignKey, columns: tuple[str, ...], *, is_target: bool) -> bool:
    """Whether a foreign key can stand on an index over `columns`, at the end that is asked for."""
    return covers(columns, key.target_columns if is_target else key.columns)


def free_name(name: str, taken: Collection[str]) -> str:
    """Return name, name_2, name_3 ...: the first that is not taken, in whatever case."""
    used = {one.lower() for one in taken} | {"primary"}
    number, found = 2, name
    while found.lower() in used:
        found = f"{name}_{number}"
        number += 1
    return found


def canonical_method(method: str | None, table: Table) -> str | None:
    """Return how an index is kept, None where it is the engine's usual way."""
    usual = "hash" if table.option(ENGINE) == "MEMORY" else "btree"
    method = method and method.strip().lower()
    return None if method == usual else method or None


def canonical_part(
    part: IndexPart, columns: dict[str, Column], method: str | None, server: MySQLCapabilities
) -> IndexPart:
    """Return one key of an index kept by `method` over some of `columns`."""
    part = _taken_apart(part, columns)
    if method in UNSORTED:
        return replace(_bare(part), descending=False, length=None)
    if part.column in columns and part.length is not None:
        part = replace(part, length=_length(part.length, columns[part.column]))
    return replace(_bare(part), descending=part.descending and server.descending_indexes)


def _bare(part: IndexPart) -> IndexPart:
    return replace(part, nulls_first=None, collation=None, operator_class=None)


def _length(length: int, column: Column) -> int | None:
    """Return the length of a prefix, None where it is the whole column."""
    parts = parse(column.type.text)
    whole = parts.name in ("char", "varchar", "binary", "varbinary") and parts.arguments
    return None if whole and int(parts.arguments[0]) <= length else length


def _taken_apart(part: IndexPart, columns: dict[str, Column]) -> IndexPart:
    """Read what a text says of column, length and order, and put it where it belongs."""
    if part.expression is None:
        return part
    text = unwrapped(part.expression)
    found = _PART.match(text)
    if found is not None and unquoted(found["name"]) in columns:
        return replace(
            part,
            column=unquoted(found["name"]),
            expression=None,
            length=part.length if found["length"] is None else int(found["length"]),
            descending=part.descending or (found["order"] or "").lower() == "desc",
        )
    order = _ORDER.search(text)
    if order is not None:
        text = text[: order.start()]
        part = replace(part, descending=order[1].lower() == "desc")
    return replace(part, expression=f"({spelled(text, frozenset(columns))})")


def has_fulltext(table: Table) -> bool:
    """Whether the table has a FULLTEXT index."""
    return any(index.method == "fulltext" for index in table.indexes)
