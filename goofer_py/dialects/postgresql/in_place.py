"""Which changes of a column's type leave its rows, and indexes on it, as they are.

Measured on PostgreSQL 13 to 18 by whether pg_class.relfilenode changes.
"""

from __future__ import annotations

from goofer_py.dialects.postgresql.types import TypeParts, parse
from goofer_py.operations import AlterColumn
from goofer_py.schema import Column, Table

_TEXTS = ("text", "character varying")
_LONGER = ("character varying", "bit varying")
_NO_EQUALITY = frozenset(("json", "xml", "point", "polygon", "path", "box", "circle", "lseg"))
_BINARY = (("cidr", "inet"), ("integer", "oid"), ("oid", "integer"))


def alters_in_place(change: AlterColumn, table: Table) -> bool:  # noqa: ARG001 - other dialects ask
    """Whether no row has to be written or read for the change of type."""
    before, after = change.before, change.after
    if before.type == after.type:
        return before.collation == after.collation
    if before.type.enum or after.type.enum or before.collation != after.collation:
        return False
    return _keeps_rows(parse(before.type.text), parse(after.type.text))


def comparable(column: Column) -> str:
    """Return the cast by which values of a type are compared that has no equality, or ""."""
    return "::text" if parse(column.type.text).name in _NO_EQUALITY else ""


def _keeps_rows(old: TypeParts, new: TypeParts) -> bool:
    if old.array != new.array:
        return False
    if (old.name, new.name) in _BINARY:
        return True
    if old.name in _TEXTS and new.name in _TEXTS:
        return _is_longer(old, new)
    if old.name != new.name:
        return False
    if old.name in _LONGER or old.name.startswith(("timestamp", "time", "interval")):
        return _is_longer(old, new)
    return old.name == "numeric" and _is_wider(old, new)


def _is_longer(old: TypeParts, new: TypeParts) -> bool:
    if not new.arguments:
        return True
    return bool(old.arguments) and int(old.arguments[0]) <= int(new.arguments[0])


def _is_wider(old: TypeParts, new: TypeParts) -> bool:
    """Whether a numeric gets more digits, and as many of them behind the point."""
    if not new.arguments:
        return True
    if not old.arguments:
        return False
    scales = [one.arguments[1:] or ("0",) for one in (old, new)]
    return scales[0] == scales[1] and int(old.arguments[0]) <= int(new.arguments[0])
