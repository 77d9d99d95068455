"""What a statement of MySQL leaves to be seen, so that one look tells whether it ran."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256

from goofer_py.errors import StatementFailed
from goofer_py.stores.store import Row

CHANGES_ROWS = re.compile(r"(?:INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)
"""What can be committed together with its record."""
LOCKS = re.compile(r"(?:LOCK|(?P<unlock>UNLOCK))\s+TABLES?\b", re.IGNORECASE)

_EXECUTED = r"(?:/\*M?!\d*\s*)?"
_PART = r"(?:`(?:[^`]|``)+`|[\w$]+)"
_NAME = rf"{_PART}(?:\s*\.\s*{_PART})?"
_EXISTS = r"(?:IF\s+(?:NOT\s+)?EXISTS\s+)?"
_OBJECT = re.compile(
    rf"{_EXECUTED}(?:CREATE|ALTER|DROP|RENAME)\b[^(]*?"
    r"\b(?P<kind>TABLE|VIEW|TRIGGER|PROCEDURE|FUNCTION|EVENT|SEQUENCE|DATABASE|SCHEMA)\b"
    rf"\s+{_EXISTS}(?P<name>{_NAME})",
    re.IGNORECASE,
)
_INDEX = re.compile(
    rf"{_EXECUTED}(?:CREATE|DROP)\s+(?:OR\s+REPLACE\s+)?(?:\w+\s+)?INDEX\s+{_EXISTS}{_PART}\s+"
    rf"(?:USING\s+\w+\s+)?ON\s+(?P<name>{_NAME})",
    re.IGNORECASE,
)
# Whoever runs them twice gets something else, and nothing shows that they ran.
_ONCE = re.compile(
    rf"{_EXECUTED}(?:(?:\w+\s*:\s*)?(?:CALL|EXECUTE|BEGIN|IF|CASE|LOOP|WHILE|REPEAT|FOR|INSERT"
    r"|UPDATE|DELETE|REPLACE|LOAD|HANDLER|XA|WITH|SET\s+STATEMENT)\b"
    r"|RENAME\s+TABLES?\b.*,|ALTER\b.*\bEXCHANGE\s+PARTITION\b)",
    re.IGNORECASE | re.DOTALL,
)
_HISTORY = re.compile(
    r"SET\s+STATEMENT\s+system_versioning_alter_history\s*=\s*KEEP\s+FOR\s+", re.IGNORECASE
)
_COUNTER = re.compile(r" AUTO_INCREMENT=\d+")
_SHOWN_AS = {"SCHEMA": "DATABASE"}


def traced(query: Callable[[str], list[Row]], statement: str) -> str | None:
    """Return how things stand that `statement` would change; None when that cannot be seen.

    Empty for what changes nothing that lasts, or the same when it runs again.
    """
    changing = _HISTORY.sub("", statement, count=1)
    if _ONCE.match(changing):
        return None
    found = _INDEX.match(changing) or _OBJECT.match(changing)
    if found is None:
        return ""
    kind = found.groupdict().get("kind", "TABLE").upper()
    shown = _shown(query, _SHOWN_AS.get(kind, kind), found["name"])
    return f"{_short(statement)}:{_short(shown)}"


def _shown(query: Callable[[str], list[Row]], kind: str, name: str) -> str:
    try:
        rows = query(f"SHOW CREATE {kind} {name}")
    except StatementFailed:
        return "absent"
    return _COUNTER.sub("", "\n".join(str(value) for row in rows for value in row))


def _short(text: str) -> str:
    return sha256(text.encode(errors="surrogateescape")).hexdigest()[:20]
