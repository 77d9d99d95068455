"""Names and strings as SQLite reads them."""

from __future__ import annotations

import re

from goofer_py.schema import Name
from goofer_py.schema.words import RESERVED

# Letters of both cases would be read right without quotes, but other tools quote them.
_PLAIN = re.compile(r"[a-z_][a-z0-9_]*\Z")


def quote(name: str) -> str:
    """Return `name` as an identifier, in quotes only where a person would expect them."""
    return name if _PLAIN.match(name) and name not in RESERVED else quoted(name)


def quoted(name: str) -> str:
    """Return `name` in double quotes."""
    return '"' + name.replace('"', '""') + '"'


def qualified(name: Name) -> str:
    """Return `name` with the database it is in, if that is an attached one."""
    return quote(name.name) if name.schema is None else f"{quote(name.schema)}.{quote(name.name)}"


def literal(text: str) -> str:
    """Return `text` as a string literal."""
    return "'" + text.replace("'", "''") + "'"
