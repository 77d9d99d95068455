"""Primary keys, unique constraints and indexes, by table."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from goofer_py.dialects.mysql import options
from goofer_py.dialects.mysql.constraints import is_numbered
from goofer_py.introspect.mysql import queries
from goofer_py.introspect.mysql.catalog import Catalog, quoted
from goofer_py.schema import Index, IndexPart, Name, PrimaryKey, Unique
from goofer_py.stores.store import Row

PRIMARY = "PRIMARY"
_METHODS = {"BTREE": None, "RTREE": "spatial"}
_HASHED = {"BTREE": "btree"}


@dataclass(slots=True)
class Indexes:
    """What the indexes of one table are."""

    primary_key: PrimaryKey | None = None
    uniques: list[Unique] = field(default_factory=list)
    indexes: list[Index] = field(default_factory=list)


def read_indexes(catalog: Catalog, hashed: Collection[Name]) -> dict[Name, Indexes]:
    """Return the indexes of all tables; those that are `hashed` have hashes unless they say so."""
    found: dict[Name, Indexes] = {}
    keys: dict[Row, list[Row]] = {}
    for row in _rows(catalog):
        keys.setdefault(row[:3], []).append(row)
    for (database, table, _), rows in keys.items():
        name = catalog.name(database, table)
        index = _index(name, rows, catalog, is_hashed=name in hashed)
        _add(found.setdefault(name, Indexes()), index, rows)
    return found


def _rows(catalog: Catalog) -> list[Row]:
    if catalog.mariadb:
        return catalog.rows(queries.INDEXES, hidden="IGNORED = 'YES'", expression="NULL")
    return catalog.rows(queries.INDEXES, hidden="IS_VISIBLE = 'NO'", expression="EXPRESSION")


def _add(found: Indexes, index: Index, rows: list[Row]) -> None:
    _, _, name, non_unique, _, comment, hidden, *_ = rows[0]
    is_plain = not comment and not hidden and index.method is None
    is_plain = is_plain and all(part == IndexPart(part.column) for part in index.parts)
    columns = tuple(part.column or "" for part in index.parts)
    if name == PRIMARY:
        found.primary_key = PrimaryKey(
            columns,
            PRIMARY,
            auto_named=True,
            comment=index.comment,
            parts=index.parts,
            method=index.method,
        )
    elif is_plain and not non_unique:
        made = name == columns[0] or is_numbered(name, f"{columns[0]}_")
        found.uniques.append(Unique(columns, name, auto_named=made))
    else:
        found.indexes.append(index)


def _index(table: Name, rows: list[Row], catalog: Catalog, *, is_hashed: bool) -> Index:
    _, _, name, non_unique, kind, comment, hidden, *_ = rows[0]
    method = _HASHED.get(kind) if is_hashed else _METHODS.get(kind, kind.lower())
    parser = _parser(name, table, catalog) if method == "fulltext" else None
    said = {options.INVISIBLE: "" if hidden else None, options.PARSER: parser}
    return Index(
        name,
        tuple(_part(row, method, catalog) for row in rows),
        unique=not non_unique,
        method=method,
        options=tuple((key, value) for key, value in said.items() if value is not None),
        comment=comment or None,
    )


def _part(row: Row, method: str | None, catalog: Catalog) -> IndexPart:
    *_, column, expression, length, order = row
    descending = order == "D"
    if expression is not None:
        return IndexPart(None, f"({catalog.expression(expression)})", descending)
    return IndexPart(column, None, descending, length=None if method == "spatial" else length)


def _parser(name: str, table: Name, catalog: Catalog) -> str | None:
    """Return the parser of a fulltext index, which only the whole statement tells."""
    if not catalog.has_parsers:
        return None
    start = f"FULLTEXT KEY {quoted(name)} "
    lines = (line.strip() for line in catalog.create_table(table).splitlines())
    line = next((line for line in lines if line.startswith(start)), "")
    found = re.search(r"WITH PARSER `([^`]+)`", line)
    return found[1] if found else None
