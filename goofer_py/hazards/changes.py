"""What an action makes of columns, whichever way it is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from goofer_py.hazards.action import (
    Action,
    AddColumn,
    AlterType,
    CreateTable,
    DropNotNull,
    ModifyColumn,
    RebuildTable,
    SetDefault,
    SetNotNull,
)
from goofer_py.hazards.timeline import Timeline
from goofer_py.schema import Column, Name, Type

CHANGES = (AlterType, SetNotNull, DropNotNull, SetDefault, ModifyColumn, RebuildTable)
_INTEGERS = ("tinyint", "smallint", "mediumint", "integer", "bigint")
_TEXTS = ("tinytext", "text", "mediumtext", "longtext")
_BLOBS = ("tinyblob", "blob", "mediumblob", "longblob")
_NAMES = {
    "int": "integer",
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "dec": "numeric",
    "decimal": "numeric",
    "varchar": "character varying",
    "char": "character",
    "bpchar": "character",
    "double": "double precision",
    "float8": "double precision",
    "float4": "real",
    "timestamp": "timestamp without time zone",
    "timestamptz": "timestamp with time zone",
    "bool": "boolean",
}
_TYPE = re.compile(
    r"(?P<name>[^\W\d]\w*(?: \w+)*)\s*(?:\((?P<sizes>[\d,\s]+)\))?(?P<rest>.*)", re.DOTALL
)
_WHOLE = ("smallint", "mediumint", "tinyint", "integer", "bigint")
_FRACTIONS = ("numeric", "real", "float", "double precision")
CHARACTERS = ("character varying", "character", "binary", "varbinary", "bit", "bit varying")


@dataclass(frozen=True, slots=True)
class Kind:
    """A type in parts: its long name, the numbers in parentheses, and the rest of its words."""

    name: str
    sizes: tuple[int, ...] = ()
    unsigned: bool = False
    array: bool = False


def kind(column_type: Type) -> Kind:
    """Return a type in parts, in lower case."""
    text = str(column_type).lower().strip()
    found = _TYPE.fullmatch(text)
    if found is None:
        return Kind(text)
    sizes = tuple(int(one) for one in (found["sizes"] or "").split(",") if one.strip())
    name, rest = found["name"], found["rest"]
    if rest.strip().startswith(("with time zone", "without time zone")):
        name = f"{name} {rest.strip().removesuffix('[]')}"
    unsigned = "unsigned" in text
    name = name.replace(" unsigned", "").strip()
    return Kind(_NAMES.get(name, name), sizes, unsigned, text.endswith("[]"))


def changed(action: Action, seen: Timeline) -> Iterator[tuple[Name, Column | None, Column]]:
    """Yield the columns that an action changes: table, before (None: unknown), after."""
    match action:
        case RebuildTable():
            for new in action.after.columns:
                old = action.before.find_column(new.name)
                if old is not None:
                    yield action.table, old, new
        case ModifyColumn():
            yield action.table, seen.column(action.table, action.before), action.column
        case AlterType() | SetNotNull() | DropNotNull() | SetDefault():
            old = seen.column(action.table, action.column)
            yield action.table, old, _after(action, old)


def _after(action: AlterType | SetNotNull | DropNotNull | SetDefault, old: Column | None) -> Column:
    column = old or Column(action.column, Type(""))
    match action:
        case AlterType():
            return replace(column, type=Type(action.type))
        case SetNotNull():
            return replace(column, nullable=False)
        case DropNotNull():
            return replace(column, nullable=True)
    return replace(column, default=action.default)


def added_here(seen: Timeline, table: Name, column: str) -> bool:
    """Say whether the column is made in the same file, before the action."""
    for _, one in seen.done:
        match one:
            case AddColumn() if one.table == table and one.column.name == column:
                return True
            case CreateTable() if one.made.name == table:
                return True
    return False


def narrowed(old: Type, new: Type) -> str:
    """Return in words which values do not fit the new type; empty where all of them do."""
    before, after = kind(old), kind(new)
    if before == after or before.array or after.array:
        return ""
    if before.name == after.name:
        return _smaller(before, after)
    for order in (_INTEGERS, _TEXTS, _BLOBS):
        if before.name in order and after.name in order:
            falls = order.index(after.name) < order.index(before.name)
            return f"those beyond {after.name}" if falls else _sign(before, after)
    return _other(before, after)


def _other(before: Kind, after: Kind) -> str:
    if before.name in CHARACTERS and after.name in CHARACTERS:
        return _smaller(before, after)
    if before.name in _TEXTS and after.name in CHARACTERS and after.sizes:
        return f"texts of more than {after.sizes[0]}"
    if before.name in _FRACTIONS and after.name in _WHOLE:
        return "fractions"
    if (before.name, after.name) == ("double precision", "real"):
        return "numbers of more than six digits"
    return _moment(before.name, after.name)


def _moment(before: str, after: str) -> str:
    moments = ("timestamp", "datetime")
    if before.startswith(moments) and after == "date":
        return "the time of day"
    if before == "timestamp with time zone" and after == "timestamp without time zone":
        return "the time zone"
    if before == "datetime" and after.startswith("timestamp"):
        return "moments before 1970 or after 2038"
    return ""


def _sign(before: Kind, after: Kind) -> str:
    return "negative numbers" if after.unsigned and not before.unsigned else ""


def _smaller(before: Kind, after: Kind) -> str:
    if before.name in _INTEGERS:
        return _sign(before, after)
    if not after.sizes:
        return ""
    if before.name == "numeric":
        return _numeric(before.sizes, after.sizes)
    if before.sizes and after.sizes[0] >= before.sizes[0]:
        return ""
    if before.name in CHARACTERS:
        return f"texts of more than {after.sizes[0]}"
    return f"what is finer than {after.sizes[0]} digits"


def _numeric(before: tuple[int, ...], after: tuple[int, ...]) -> str:
    scale = after[1] if len(after) > 1 else 0
    if not before:
        return f"numbers of more than {after[0] - scale} digits, or {scale} behind the point"
    old = before[1] if len(before) > 1 else 0
    if scale < old:
        return f"digits behind the {scale}th of a fraction" if scale else "fractions"
    falls = after[0] - scale < before[0] - old
    return f"numbers of more than {after[0] - scale} digits" if falls else ""
