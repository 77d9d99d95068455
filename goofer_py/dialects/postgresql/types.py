"""Type names: any spelling the server reads, as the one that its format_type() prints."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from goofer_py.dialects.postgresql.quoting import fold, quote

_ARRAY = re.compile(r"(?:(?:\s*\[\s*\d*\s*\])+|\s+array(?:\s*\[\s*\d+\s*\])?)\s*\Z", re.IGNORECASE)
_ARGUMENTS = re.compile(r"""((?:"(?:[^"]|"")*"|[^"(])*)\(((?:'[^']*'|[^)'])*)\)(.*)\Z""", re.DOTALL)
_PART = re.compile(r'"(?:[^"]|"")*"|[^."]+')
_MOST_FRACTION = 6
_SINGLE_PRECISION = 24

_SPELLINGS = {
    "bigint": ("int8",),
    "bit": (),
    "bit varying": ("varbit",),
    "boolean": ("bool",),
    "bpchar": (),
    "character": ("char", "nchar", "national character", "national char"),
    "character varying": (
        "varchar",
        "char varying",
        "nchar varying",
        "national character varying",
        "national char varying",
    ),
    "double precision": ("float8",),
    "float": (),
    "integer": ("int", "int4"),
    "json": (),
    "numeric": ("decimal", "dec"),
    "real": ("float4",),
    "smallint": ("int2",),
    "time with time zone": ("timetz",),
    "time without time zone": ("time",),
    "timestamp with time zone": ("timestamptz",),
    "timestamp without time zone": ("timestamp",),
}
_NAMES = {alias: name for name, others in _SPELLINGS.items() for alias in (name, *others)}

_SERIALS = {
    "smallserial": "smallint",
    "serial2": "smallint",
    "serial": "integer",
    "serial4": "integer",
    "bigserial": "bigint",
    "serial8": "bigint",
}


@dataclass(frozen=True, slots=True)
class TypeParts:
    """A type taken apart: `name` without its `arguments`; `array` for any number of dimensions."""

    name: str
    arguments: tuple[str, ...] = ()
    array: bool = False

    @property
    def spelled(self) -> str:
        """The type as format_type() prints it."""
        return f"{self._element}[]" if self.array else self._element

    @property
    def _element(self) -> str:
        if not self.arguments:
            return self.name
        arguments = f"({','.join(self.arguments)})"
        first, space, rest = self.name.partition(" ")
        if first in ("time", "timestamp"):
            return f"{first}{arguments}{space}{rest}"
        return f"{self.name}{arguments}"


@lru_cache(maxsize=4096)
def parse(text: str) -> TypeParts:
    """Take the name of a type apart, whatever its spelling."""
    element = _ARRAY.sub("", text.strip())
    found = _ARGUMENTS.match(element)
    if found is None:
        parts = TypeParts(_name(element))
    else:
        arguments = tuple(a.strip() for a in found[2].split(","))
        parts = TypeParts(_name(f"{found[1]} {found[3]}"), arguments)
    return replace(_settled(parts), array=element != text.strip())


@lru_cache(maxsize=4096)
def canonical_type(text: str) -> str:
    """Return the type as format_type() prints it."""
    return parse(text).spelled


def serial_type(text: str) -> str | None:
    """Return the integer type behind a serial pseudo-type, None for every other type."""
    return _SERIALS.get(text.strip().lower())


def _name(text: str) -> str:
    if '"' not in text:
        words = " ".join(text.lower().split())
        plain = words.removeprefix("pg_catalog.")
        if plain in _NAMES:
            return _NAMES[plain]
        if plain.startswith("interval"):
            return plain
    return ".".join(_identifier(part) for part in _PART.findall(text)).removeprefix("pg_catalog.")


def _identifier(part: str) -> str:
    # The internal type "char" is not the one that an unquoted char means.
    return quote(fold(part.strip()))


def _settled(parts: TypeParts) -> TypeParts:
    """Write the arguments as the server keeps them."""
    name, arguments = parts.name, parts.arguments
    if name == "float":
        single = "".join(arguments).isdigit() and int(arguments[0]) <= _SINGLE_PRECISION
        return TypeParts("real" if single else "double precision")
    if name == "bpchar" and arguments:
        return TypeParts("character", arguments)
    if name in ("character", "bit") and not arguments:
        return TypeParts(name, ("1",))
    if name == "numeric" and len(arguments) == 1:
        return TypeParts(name, (*arguments, "0"))
    fraction = name.partition(" ")[0] in ("time", "timestamp", "interval")
    if fraction and "".join(arguments).isdigit():
        return TypeParts(name, (str(min(int(arguments[0]), _MOST_FRACTION)),))
    return parts
