"""Type names: any spelling that the servers read, as the one that they print."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_TYPE = re.compile(
    r"\s*(?P<name>[a-z_0-9]+(?:\s+(?:precision|varying|varchar|varchar\s+varying))?)"
    r"\s*(?:\((?P<arguments>(?:'(?:[^'\\]|''|\\.)*'|[^')])*)\))?(?P<rest>.*)\Z",
    re.IGNORECASE | re.DOTALL,
)
_ITEM = re.compile(r"'(?:[^'\\]|''|\\.)*'|[^,\s]+")

WIDTHS = {"tinyint": 4, "smallint": 6, "mediumint": 9, "int": 11, "bigint": 20}
_UNSIGNED_WIDTHS = {"tinyint": 3, "smallint": 5, "mediumint": 8, "int": 10, "bigint": 20}
TEXTS = ("tinytext", "text", "mediumtext", "longtext")
BLOBS = ("tinyblob", "blob", "mediumblob", "longblob")
INTEGERS = frozenset(WIDTHS)
NUMBERS = INTEGERS | {"decimal", "float", "double"}
STRINGS = frozenset(("char", "varchar", *TEXTS))
BYTES = frozenset(("binary", "varbinary", *BLOBS))
SPATIAL = frozenset(
    (
        "geometry",
        "point",
        "linestring",
        "polygon",
        "multipoint",
        "multilinestring",
        "multipolygon",
        "geomcollection",
        "geometrycollection",
    )
)

_NAMES = {
    "bool": "tinyint",
    "boolean": "tinyint",
    "character": "char",
    "character varying": "varchar",
    "char byte": "binary",
    "char varying": "varchar",
    "dec": "decimal",
    "double precision": "double",
    "fixed": "decimal",
    "float4": "float",
    "float8": "double",
    "int1": "tinyint",
    "int2": "smallint",
    "int3": "mediumint",
    "int4": "int",
    "int8": "bigint",
    "integer": "int",
    "long": "mediumtext",
    "long varchar": "mediumtext",
    "middleint": "mediumint",
    "national varchar": "varchar",
    "nchar": "char",
    "nchar varchar": "varchar",
    "nchar varying": "varchar",
    "numeric": "decimal",
    "nvarchar": "varchar",
    "real": "double",
    "varcharacter": "varchar",
}
_ONE = frozenset(("bit", "char", "binary"))
"""Types whose length is 1 where none is given."""
_LARGEST = (2**8 - 1, 2**16 - 1, 2**24 - 1, 2**32 - 1)
_SINGLE_PRECISION = 24


@dataclass(frozen=True, slots=True)
class TypeParts:
    """A type taken apart; `arguments` are texts, quotes included."""

    name: str
    arguments: tuple[str, ...] = ()
    unsigned: bool = False
    zerofill: bool = False

    @property
    def spelled(self) -> str:
        """The type as the server prints it."""
        arguments = f"({','.join(self.arguments)})" if self.arguments else ""
        unsigned = " unsigned" if self.unsigned else ""
        return f"{self.name}{arguments}{unsigned}{' zerofill' if self.zerofill else ''}"

    @property
    def values(self) -> tuple[str, ...]:
        """The values of an enum or set."""
        return tuple(_value(argument) for argument in self.arguments)


@lru_cache(maxsize=4096)
def parse(text: str) -> TypeParts:
    """Take the name of a type apart, whatever its spelling; widths are those that are given."""
    found = _TYPE.match(text)
    if found is None:
        return TypeParts(" ".join(text.lower().split()))
    name = " ".join(found["name"].lower().split())
    rest = found["rest"].lower().split()
    arguments = tuple(_ITEM.findall(found["arguments"] or ""))
    if name in ("enum", "set"):
        arguments = tuple(map(_respelled, arguments))
    parts = TypeParts(
        _NAMES.get(name, name),
        ("1",) if name in ("bool", "boolean") else arguments,
        "unsigned" in rest or "zerofill" in rest,
        "zerofill" in rest,
    )
    return _settled(parts)


@lru_cache(maxsize=4096)
def canonical_type(text: str, widths: bool, geometry: str) -> str:
    """Return the type as the server prints it.

    `widths` says that the server prints those of integers; `geometry` is what it calls a
    collection of geometries.
    """
    parts = parse(text)
    name, arguments = parts.name, parts.arguments
    if name in WIDTHS:
        arguments = _width(parts, widths)
    elif name in ("geomcollection", "geometrycollection"):
        name = geometry
    elif name == "year":
        arguments = ("4",) if widths else ()
    return TypeParts(name, arguments, parts.unsigned, parts.zerofill).spelled


def _width(parts: TypeParts, widths: bool) -> tuple[str, ...]:
    usual = (_UNSIGNED_WIDTHS if parts.unsigned else WIDTHS)[parts.name]
    is_flag = parts.name == "tinyint" and parts.arguments == ("1",) and not parts.unsigned
    if widths or parts.zerofill or is_flag:
        return parts.arguments or (str(usual),)
    return ()


def _settled(parts: TypeParts) -> TypeParts:
    """Return the type that a length or precision makes of the one that is written."""
    name, arguments = parts.name, parts.arguments
    if name in _ONE and not arguments:
        arguments = ("1",)
    elif name == "decimal":
        arguments = (*arguments, *("10", "0")[len(arguments) :])
    elif name == "float" and len(arguments) == 1:
        name, arguments = _float(arguments[0]), ()
    elif name in ("text", "blob") and arguments:
        # How many bytes a text of that many characters takes depends on the charset.
        least, most = (_roomy(name, int(arguments[0]) * width) for width in (1, 4))
        if name == "blob" or least == most:
            name, arguments = least, ()
    elif name in ("datetime", "timestamp", "time") and arguments == ("0",):
        arguments = ()
    return TypeParts(name, arguments, parts.unsigned, parts.zerofill)


def _float(precision: str) -> str:
    return "float" if int(precision) <= _SINGLE_PRECISION else "double"


def _roomy(name: str, length: int) -> str:
    kinds = TEXTS if name == "text" else BLOBS
    return next((k for k, most in zip(kinds, _LARGEST, strict=True) if length <= most), kinds[-1])


def _value(argument: str) -> str:
    if argument[:1] != "'":
        return argument
    return re.sub(r"''|\\(.)", lambda m: m[1] or "'", argument[1:-1], flags=re.DOTALL)


def _respelled(argument: str) -> str:
    """Return a value of an enum as the server prints it; blanks at its end are lost."""
    if argument[:1] != "'":
        return argument
    value = _value(argument).rstrip(" ")
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
