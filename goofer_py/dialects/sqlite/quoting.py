"""Names and strings as SQLite reads them."""

from __future__ import annotations

import re

from goofer_py.dialects.sqlite.words import KEYWORDS
from goofer_py.schema import Name

# Letters of both cases would be read right without quotes, but other tools quote them.
_PLAIN = re.compile(r"[a-z_][a-z0-9_]*\Z")


def quote(name: str) -> str:
    """Return `name` as an identifier, in quotes only where a person would expect them."""
    # TRUE and FALSE are no keywords, but in an expression they are 1 and 0.
    upper = name.upper()
    if _PLAIN.match(name) and upper not in KEYWORDS and upper not in ("TRUE", "FALSE"):
        return name
    return quoted(name)


def quoted(name: str) -> str:
    """Return `name` in double quotes."""
    return '"' + name.replace('"', '""') + '"'


def qualified(name: Name) -> str:
    """Return `name` with the database it is in, if that is an attached one."""
    return quote(name.name) if name.schema is None else f"{quote(name.schema)}.{quote(name.name)}"


def literal(text: str) -> str:
    """Return `text` as a string literal."""
    return "'" + text.replace("'", "''") + "'"
