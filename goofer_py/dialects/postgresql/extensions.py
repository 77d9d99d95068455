"""What CREATE EXTENSION says of an extension that is there already."""

from __future__ import annotations

import re

_NAME = r"""("(?:[^"]|"")+"|[\w$]+)"""
_CREATE = re.compile(
    rf"\s*CREATE\s+EXTENSION\s+(?:IF\s+NOT\s+EXISTS\s+)?{_NAME}(.*)", re.IGNORECASE | re.DOTALL
)
_SCHEMA = re.compile(rf"\bSCHEMA\s+{_NAME}", re.IGNORECASE)
_VERSION = re.compile(r"""\bVERSION\s+('[^']*'|"[^"]*"|[\w.\-]+)""", re.IGNORECASE)


def as_declared(statement: str) -> tuple[str, ...]:
    """Return what gives the extension that is there the version and schema of the statement."""
    found = _CREATE.match(statement)
    if found is None:
        return ()
    name, rest = found[1], found[2]
    schema, version = _SCHEMA.search(rest), _VERSION.search(rest)
    steps = []
    if version is not None:
        steps.append(f"ALTER EXTENSION {name} UPDATE TO {version[1]}")
    if schema is not None:
        steps.append(f"ALTER EXTENSION {name} SET SCHEMA {schema[1]}")
    return tuple(steps)
