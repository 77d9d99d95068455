"""What SQLite's own tables and pragmas say, in a number of queries that never grows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from goofer_py.dialects.sqlite.quoting import literal, quote
from goofer_py.dialects.sqlite.tokens import tokenize
from goofer_py.stores.store import Row, Session


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of sqlite_schema: `kind` is table, index, view or trigger."""

    kind: str
    name: str
    table: str
    sql: str | None

    @property
    def is_virtual(self) -> bool:
        """Whether a module keeps what is in it."""
        return self.sql is not None and self.sql[:14].upper() == "CREATE VIRTUAL"

    @property
    def module(self) -> str:
        """The module of a virtual table, in lower case."""
        words = [token.text.lower() for token in tokenize(self.sql or "")]
        return words[words.index("using") + 1] if "using" in words[:-1] else ""


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """One row of PRAGMA table_xinfo."""

    name: str
    type: str
    not_null: bool
    default: str | None
    key_position: int
    computed: bool


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """A foreign key as PRAGMA foreign_key_list has it; no target columns where none are given."""

    target: str
    columns: tuple[str, ...]
    target_columns: tuple[str, ...]
    on_update: str
    on_delete: str


@dataclass(frozen=True, slots=True)
class Catalog:
    """One database of a session: everything that is needed to read it, by the tables' names."""

    entries: tuple[Entry, ...]
    columns: Mapping[str, Sequence[ColumnFacts]]
    keys: Mapping[str, frozenset[tuple[str, ...]]]
    """The columns of the indexes that stand behind primary keys and unique constraints."""
    foreign_keys: Mapping[str, Sequence[KeyFacts]]
    shadows: frozenset[str]
    """Tables in which a virtual table keeps what is in it."""


def read_catalog(session: Session, database: str, *, table_list: bool) -> Catalog:
    """Return what is in `database` ("main" or an attached one)."""

    def rows(query: str) -> list[Row]:
        return session.query(query.format(schema=quote(database), name=literal(database)))

    entries = tuple(Entry(*row) for row in rows(_ENTRIES))
    return Catalog(
        entries,
        _grouped((row[0], _column(row[1:])) for row in rows(_COLUMNS)),
        _keys(rows(_KEYS)),
        _foreign_keys(rows(_FOREIGN_KEYS)),
        frozenset(name for (name,) in rows(_SHADOWS)) if table_list else _shadows(entries),
    )


_ENTRIES = "SELECT type, name, tbl_name, sql FROM {schema}.sqlite_master ORDER BY rowid"

# The pragmas of a virtual table load its module, which may not be here.
_TABLES = """
FROM (
    SELECT rowid AS place, name
    FROM {schema}.sqlite_master
    WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL %' AND name NOT GLOB 'sqlite_*'
) AS t"""

_COLUMNS = f"""
SELECT t.name, c.name, c.type, c."notnull", c.dflt_value, c.pk, c.hidden {_TABLES}
JOIN pragma_table_xinfo(t.name, {{name}}) AS c
ORDER BY t.place, c.cid"""

_KEYS = f"""
SELECT t.name, i.name, c.name {_TABLES}
JOIN pragma_index_list(t.name, {{name}}) AS i
JOIN pragma_index_xinfo(i.name, {{name}}) AS c
WHERE i.origin != 'c' AND c.key
ORDER BY t.place, i.seq, c.seqno"""

_FOREIGN_KEYS = f"""
SELECT t.name, f.id, f."table", f."from", f."to", f.on_update, f.on_delete {_TABLES}
JOIN pragma_foreign_key_list(t.name, {{name}}) AS f
ORDER BY t.place, f.id, f.seq"""

_SHADOWS = "SELECT name FROM pragma_table_list WHERE schema = {name} AND type = 'shadow'"

_MODULES = ("fts3", "fts4", "fts5", "rtree", "geopoly")
_SHADOW_ENDS = (
    *("config", "content", "data", "docsize", "idx", "segdir", "segments", "stat"),
    *("node", "parent", "rowid"),
)


def _column(row: Row) -> ColumnFacts:
    name, type_, not_null, default, position, hidden = row
    return ColumnFacts(name, type_, bool(not_null), default, position, hidden in (2, 3))


def _keys(rows: Iterable[Row]) -> dict[str, frozenset[tuple[str, ...]]]:
    indexes = _grouped(((table, index), column) for table, index, column in rows)
    found = _grouped((table, tuple(columns)) for (table, _), columns in indexes.items())
    return {table: frozenset(columns) for table, columns in found.items()}


def _foreign_keys(rows: Iterable[Row]) -> dict[str, list[KeyFacts]]:
    parts = _grouped(((table, number), part) for table, number, *part in rows)
    return _grouped(
        (
            table,
            KeyFacts(
                target=key[0][0],
                columns=tuple(part[1] for part in key),
                target_columns=tuple(part[2] for part in key if part[2] is not None),
                on_update=key[0][3],
                on_delete=key[0][4],
            ),
        )
        for (table, _), key in parts.items()
    )


def _shadows(entries: Iterable[Entry]) -> frozenset[str]:
    """Return the tables that are called as modules call theirs, for want of a better sign."""
    virtual = [e.name for e in entries if e.is_virtual and e.module in _MODULES]
    return frozenset(f"{name}_{end}" for name in virtual for end in _SHADOW_ENDS)


_K = TypeVar("_K")
_V = TypeVar("_V")


def _grouped(pairs: Iterable[tuple[_K, _V]]) -> dict[_K, list[_V]]:
    found: dict[_K, list[_V]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found
