"""Statements that make, change and drop what a keyspace has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cassandra.metadata import protect_name

from goofer_py.stores.cassandra.catalog import Column, Found, Options, Replicated

_JOINED = "\n  AND "


def named(name: str) -> str:
    """Return a name as statements write it, in quotes where it needs them."""
    written: str = protect_name(name)
    return written


def literal(value: Any) -> str:
    """Return the value of an option."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{literal(key)}: {literal(one)}' for key, one in value.items())}}}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"


def create_keyspace(name: str, one: Replicated) -> str:
    """Return what makes a keyspace."""
    return f"CREATE KEYSPACE {named(name)} {_replicated(one)}"


def alter_keyspace(name: str, one: Replicated) -> str:
    """Return what replicates a keyspace in another way."""
    return f"ALTER KEYSPACE {named(name)} {_replicated(one)}"


def drop_keyspace(name: str) -> str:
    """Return what drops a keyspace."""
    return f"DROP KEYSPACE {named(name)}"


def _replicated(one: Replicated) -> str:
    words = f"WITH replication = {literal(one.replication)}"
    return words if one.durable_writes else f"{words} AND durable_writes = false"


def create_type(name: str, fields: Mapping[str, str]) -> str:
    """Return what makes a type."""
    listed = ", ".join(f"{named(field)} {kind}" for field, kind in fields.items())
    return f"CREATE TYPE {named(name)} ({listed})"


def create_table(one: Found, options: Options) -> list[str]:
    """Return what makes a table with these options, and its indexes."""
    lines = [f"  {_column(column)},\n" for column in one.columns.values()]
    table = (
        f"CREATE TABLE {named(one.name)} (\n{''.join(lines)}  {_key(one)}\n){_with(one, options)}"
    )
    return [table, *(create_index(one.name, name, index) for name, index in one.indexes.items())]


def create_view(one: Found, options: Options) -> str:
    """Return what makes a view."""
    columns = "*" if one.everything else ", ".join(map(named, one.columns))
    return (
        f"CREATE MATERIALIZED VIEW {named(one.name)} AS\n"
        f"  SELECT {columns} FROM {named(one.base)}\n"
        f"  WHERE {one.where}\n  {_key(one)}{_with(one, options)}"
    )


def create_index(table: str, name: str, index: Options) -> str:
    """Return what builds an index; of a name that begins with a blank, the server finds one."""
    rest = {key: one for key, one in index.items() if key not in ("target", "class_name")}
    custom, using = "", ""
    if "class_name" in index:
        custom, using = "CUSTOM ", f" USING {literal(index['class_name'])}"
        using += f" WITH OPTIONS = {literal(rest)}" if rest else ""
    called = "" if name.startswith(" ") else f"{named(name)} "
    return f"CREATE {custom}INDEX {called}ON {named(table)} ({index['target']}){using}"


def add_column(table: str, column: Column) -> str:
    """Return what adds a column."""
    return f"ALTER TABLE {named(table)} ADD {_column(column)}"


def drop_column(table: str, column: str) -> str:
    """Return what drops a column."""
    return f"ALTER TABLE {named(table)} DROP {named(column)}"


def rename(what: str, name: str, old: str, new: str) -> str:
    """Return what renames a column of a key, or a field of a type."""
    return f"ALTER {what} {named(name)} RENAME {named(old)} TO {named(new)}"


def alter_options(what: str, name: str, options: Options) -> str:
    """Return what sets options of a table or a view."""
    return f"ALTER {what} {named(name)} WITH {_JOINED.join(_parts(options))}"


def script(statements: Iterable[str]) -> str:
    """Return statements as a file has them."""
    return "".join(f"{one};\n" for one in statements)


def _column(one: Column) -> str:
    return f"{named(one.name)} {one.type}{' STATIC' if one.kind == 'static' else ''}"


def _key(one: Found) -> str:
    partition, clustering = (
        [named(column.name) for column in one.key(kind)] for kind in ("partition_key", "clustering")
    )
    first = partition[0] if len(partition) == 1 else f"({', '.join(partition)})"
    return f"PRIMARY KEY ({', '.join((first, *clustering))})"


def _with(one: Found, options: Options) -> str:
    clustering = one.key("clustering")
    words = _parts(options)
    # Without it, a view takes the order of its table.
    if clustering and (one.base or any(column.order == "desc" for column in clustering)):
        listed = ", ".join(f"{named(column.name)} {column.order.upper()}" for column in clustering)
        words.insert(0, f"CLUSTERING ORDER BY ({listed})")
    return f" WITH {_JOINED.join(words)}" if words else ""


def _parts(options: Options) -> list[str]:
    return [f"{name} = {literal(value)}" for name, value in sorted(options.items())]
