"""Names of tables with their schemas, as settings and callers write them."""

from __future__ import annotations

import re

_PART = re.compile(r'"((?:[^"]|"")*)"|([^.]*)')


def parts_of(name: str) -> list[str]:
    """Return the parts of a name that dots divide; a part in double quotes may have dots in it."""
    found: list[str] = []
    at = 0
    while at <= len(name):
        match = _PART.match(name, at)
        if match is None or (match.end() < len(name) and name[match.end()] != "."):
            # A quote somewhere inside is a character like others.
            return name.split(".")
        quoted = match[1] is not None
        found.append(match[1].replace('""', '"') if quoted else match[2])
        at = match.end() + 1
    return found


def qualified(schema: str, table: str) -> str:
    """Return the name of a table in a schema, as `parts_of` reads it again."""
    return "{}.{}".format('"{}"'.format(schema.replace('"', '""')), table)
