"""Which changes of a column's type leave its rows, and indexes on it, as they are.

Measured on PostgreSQL 13 to 18 by whether pg_class.relfilenode changes.
"""

from __future__ import annotations

from goofer_py.dialects.postgresql.conversion import spelled
from goofer_py.dialects.postgresql.types import TypeParts, parse
from goofer_py.operations import AlterColumn
from goofer_py.schema import Column, Table

_TEXTS = ("text", "character varying")
_LETTERS = (*_TEXTS, "character")
_LONGER = ("character varying", "bit varying")
_BY_SESSION = frozenset(("timestamp with time zone", "time with time zone", "money"))
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
    """Return what is written behind a value so that the same is only what is written alike.

    That is nothing where the type's own equality means that.
    """
    name = parse(column.type.text).name
    if name in _NO_EQUALITY or name == "citext":
        return "::text"
    return ' COLLATE "C"' if column.collation and name in _LETTERS else ""


def differs(column: Column, one: str, other: str, given: Column | None = None) -> str:
    """Return a condition: `one`, a value of `column`, is not what `other` would be in it.

    `given` is the column that `other` is made from, if it is another one.
    """
    cast = comparable(column)
    if given is not None and given.type != column.type:
        as_given = f"::{spelled(column.type)}"
        other = f"({other})" + ("" if other.endswith(as_given) else as_given)
    return f"{one}{cast} IS DISTINCT FROM {other}{cast}"


def converts_alike(one: Column, other: Column) -> bool:
    """Whether a value of `one` becomes the same value of `other` in every session."""
    kinds = {parse(column.type.text).name for column in (one, other)}
    return len(kinds) == 1 or not kinds & _BY_SESSION


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
