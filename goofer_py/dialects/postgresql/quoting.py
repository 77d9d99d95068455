"""Names and strings as PostgreSQL reads them."""

from __future__ import annotations

import re

from goofer_py.schema import Name

NAME_BYTES = 63
"""The most bytes of a name that the server keeps."""

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*\Z")

# Every word of any kind but "unreserved" in pg_get_keywords() of 13 to 18: the server's own
# quote_ident() quotes all of them, and what is written today must be read by a later server.
_RESERVED = """
    all analyse analyze and any array as asc asymmetric authorization between bigint binary
    bit boolean both case cast char character check coalesce collate collation column
    concurrently constraint create cross current_catalog current_date current_role
    current_schema current_time current_timestamp current_user dec decimal default deferrable
    desc distinct do else end except exists extract false fetch float for foreign freeze from
    full grant greatest group grouping having ilike in initially inner inout int integer
    intersect interval into is isnull join json json_array json_arrayagg json_exists
    json_object json_objectagg json_query json_scalar json_serialize json_table json_value
    lateral leading least left like limit localtime localtimestamp merge_action national
    natural nchar none normalize not notnull null nullif numeric offset on only or order out
    outer overlaps overlay placing position precision primary real references returning right
    row select session_user setof similar smallint some substring symmetric system_user table
    tablesample then time timestamp to trailing treat trim true union unique user using values
    varchar variadic verbose when where window with xmlattributes xmlconcat xmlelement
    xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable
"""
_WORDS = frozenset(_RESERVED.split())


def quote(name: str) -> str:
    """Return `name` as an identifier, in quotes only where the server needs them."""
    if _PLAIN.match(name) and name not in _WORDS:
        return name
    return '"' + name.replace('"', '""') + '"'


def qualified(name: Name) -> str:
    """Return `name` with its schema in front, if it has one."""
    return quote(name.name) if name.schema is None else f"{quote(name.schema)}.{quote(name.name)}"


def literal(text: str) -> str:
    """Return `text` as a string literal, right whatever standard_conforming_strings says."""
    quoted = text.replace("'", "''")
    if "\\" in text:
        return "E'" + quoted.replace("\\", "\\\\") + "'"
    return f"'{quoted}'"


def fold(identifier: str) -> str:
    """Return the name that `identifier` (quoted or not) stands for."""
    if identifier.startswith('"'):
        return identifier[1:-1].replace('""', '"')
    return identifier.lower()


def cut(name: str, size: int = NAME_BYTES) -> str:
    """Return `name` cut to `size` bytes, never inside a character."""
    return name.encode()[:size].decode(errors="ignore")


def shortened(name: str) -> str:
    """Return `name` as the server keeps it: the same object, unless it is too long."""
    if len(name) <= NAME_BYTES // 4 or len(name.encode()) <= NAME_BYTES:
        return name
    return cut(name)


def all_shortened(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return every name as the server keeps it."""
    return tuple(map(shortened, names))
