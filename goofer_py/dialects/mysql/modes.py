"""What sql_mode changes about texts: goofer knows one spelling, that of a server with none.

Whatever is read or compared has literals with backslashes that escape, and types by their own
names. What entities say in another mode is respelled, and what a statement says is run without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from goofer_py.dialects.mysql.capabilities import MySQLCapabilities
from goofer_py.operations import CreateObject, DropObject, Operation, ReplaceObject
from goofer_py.schema import Column, Index, Schema, Table, Type

_PLAIN = "NO_BACKSLASH_ESCAPES"
_REAL = re.compile(r"real\b", re.IGNORECASE)
_WITHOUT = f"SET sql_mode = REPLACE(@@sql_mode, '{_PLAIN}', '');"
_AGAIN = f"SET sql_mode = CONCAT(@@sql_mode, ',{_PLAIN}');"
# Their bodies stay as they were written, together with the mode that they are run in.
_AS_WRITTEN = frozenset(("trigger", "function", "procedure", "event"))


def as_meant(schema: Schema, server: MySQLCapabilities) -> Schema:
    """Return what entities say, for a server with the modes of `server`, in the one spelling."""
    if not (server.plain_backslashes or server.real_as_float):
        return schema
    return schema.map_tables(lambda table: _table(table, server))


def settled(operation: Operation, statements: str, server: MySQLCapabilities) -> str:
    """Return the statements so that backslashes in them escape in every mode of `server`."""
    if not server.plain_backslashes or "\\" not in statements or _is_as_written(operation):
        return statements
    return f"{_WITHOUT}\n{statements}\n{_AGAIN}"


def _is_as_written(operation: Operation) -> bool:
    match operation:
        case CreateObject(object=one) | DropObject(object=one) | ReplaceObject(after=one):
            return one.kind in _AS_WRITTEN
        case _:
            return False


def _table(table: Table, server: MySQLCapabilities) -> Table:
    columns = tuple(_column(column, server) for column in table.columns)
    if not server.plain_backslashes:
        return replace(table, columns=columns)
    return replace(
        table,
        columns=columns,
        checks=tuple(replace(c, expression=_escaped(c.expression)) for c in table.checks),
        indexes=tuple(map(_index, table.indexes)),
        options=_options(table.options, ("partition",)),
    )


def _column(column: Column, server: MySQLCapabilities) -> Column:
    text = _REAL.sub("float", column.type.text) if server.real_as_float else column.type.text
    if not server.plain_backslashes:
        return replace(column, type=replace(column.type, text=text))
    computed = column.computed
    if computed is not None:
        computed = replace(computed, expression=_escaped(computed.expression))
    return replace(
        column,
        type=Type(_escaped(text)) if "\\" in text else replace(column.type, text=text),
        default=None if column.default is None else _escaped(column.default),
        computed=computed,
        options=_options(column.options, ("check",)),
    )


def _index(index: Index) -> Index:
    parts = (
        part if part.expression is None else replace(part, expression=_escaped(part.expression))
        for part in index.parts
    )
    return replace(index, parts=tuple(parts))


def _options(
    options: Iterable[tuple[str, str]], expressions: Iterable[str]
) -> tuple[tuple[str, str], ...]:
    return tuple((name, _escaped(text) if name in expressions else text) for name, text in options)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\")
