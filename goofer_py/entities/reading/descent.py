"""Tables in parts, tables that inherit, and what only one database's tables can say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from goofer_py.diff.hints import Hints
from goofer_py.entities.reading.hint import said_of_table
from goofer_py.entities.reading.said import KEY, said_by
from goofer_py.entities.reading.target import Target
from goofer_py.errors import EntityError
from goofer_py.schema import Name, Table

EXTERNAL = "external"
_PART_KEYS = ("bound", "partition_by", "partitions")
_DECLARED = ("tablespace", "using", "partition_by")

Descent = dict[str, Any]


def read_descent(table: sa.Table, target: Target) -> Descent:
    """Return the fields of a Table that say what it is a part of or inherits from."""
    if not target.has_inheritance:
        return {}
    said = said_of_table(table)
    if "partition_of" in said:
        name = _other_table(said["partition_of"], target.table_name(table), target)
        return {"partition_of": name, "bound": said.get("bound", "DEFAULT"), "overrides": None}
    given = target.option(table, "inherits", ())
    parents = (given,) if isinstance(given, str) else tuple(given)
    inherits = tuple(target.name(parent, None) for parent in parents)
    return {"inherits": inherits, "overrides": None if inherits else ()}


def said_options(
    item: sa.Table | sa.Column[Any] | sa.Index | sa.Constraint, target: Target
) -> Iterator[tuple[str, str]]:
    """Yield what `info` says under "options" for this database, and what a table's words say."""
    if isinstance(item, sa.Table) and target.has_inheritance:
        if "UNLOGGED" in (prefix.upper() for prefix in getattr(item, "_prefixes", ())):
            yield "unlogged", ""
        for key in _DECLARED:
            if (value := target.option(item, key)) is not None:
                yield key, str(value)
    if isinstance(item, sa.Index) and target.has_inheritance:
        place = target.option(item, "tablespace")
        yield from () if place is None else (("tablespace", str(place)),)
    said = said_by(item).get("options")
    for name, value in said.get(target.dialect.name, {}).items() if said else ():
        yield str(name), "" if value is True else str(value)


def read_partitions(table: sa.Table, target: Target) -> Iterator[Table]:
    """Yield the partitions that `table` itself lists."""
    said = said_of_table(table).get("partitions", {})
    if target.has_inheritance and isinstance(said, Mapping):
        yield from _partitions(said, target.table_name(table), target)


def descent_hints(tables: Iterable[sa.Table], target: Target) -> Hints:
    """Return which listed partitions are to go, and whose are another tool's work."""
    dropped: set[Name] = set()
    external: set[Name] = set()
    for table in tables if target.has_inheritance else ():
        name, said = target.table_name(table), said_of_table(table).get("partitions", {})
        if isinstance(said, Mapping):
            dropped.update(_dropped(said, name, target))
        elif said == EXTERNAL:
            external.add(name)
        else:
            raise _unreadable(name, said)
    return Hints(dropped=frozenset(dropped), external=frozenset(external))


def _partitions(said: Mapping[str, Any], whole: Name, target: Target) -> Iterator[Table]:
    for key, value in said.items():
        if value is None:
            continue
        part: Any = {"bound": value} if isinstance(value, str) else value
        if not isinstance(part, Mapping) or not part.keys() <= {*_PART_KEYS}:
            raise _unreadable(whole, value)
        name, by = _other_table(key, whole, target), part.get("partition_by")
        yield Table(
            name,
            partition_of=whole,
            bound=str(part.get("bound", "DEFAULT")),
            options=() if by is None else (("partition_by", str(by)),),
            overrides=None,
        )
        yield from _partitions(part.get("partitions", {}), name, target)


def _dropped(said: Mapping[str, Any], whole: Name, target: Target) -> Iterator[Name]:
    for key, value in said.items():
        name = _other_table(key, whole, target)
        if value is None:
            yield name
        elif isinstance(value, Mapping):
            yield from _dropped(value.get("partitions", {}), name, target)


def _other_table(text: str, here: Name, target: Target) -> Name:
    """Read "table" (in the same schema) or "schema.table"."""
    schema, dot, plain = text.rpartition(".")
    return target.name(plain, schema) if dot else Name(target.identifier(plain), here.schema)


def _unreadable(whole: Name, said: object) -> EntityError:
    return EntityError(
        f'info["{KEY}"]["partitions"] of {whole} holds {said!r}.',
        hint=f'say {{"name": "FROM (...) TO (...)"}}, None for one that is to go, or "{EXTERNAL}"',
    )
