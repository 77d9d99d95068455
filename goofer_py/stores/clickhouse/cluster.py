"""Statements for all servers of a cluster."""

from __future__ import annotations

import re

from goofer_py.stores.clickhouse.quoting import quoted

_NAME = r"(?:`(?:[^`\\]|``|\\.)*`|\"(?:[^\"\\]|\"\"|\\.)*\"|[\w{}:]+)"
_PLACE = rf"{_NAME}(?:\s*\.\s*{_NAME})?"
_KIND = (
    r"(?:TEMPORARY\s+)?(?:TABLE|MATERIALIZED\s+VIEW|LIVE\s+VIEW|WINDOW\s+VIEW|VIEW|DICTIONARY"
    r"|DATABASE|FUNCTION|NAMED\s+COLLECTION|USER|ROLE|ROW\s+POLICY|QUOTA|SETTINGS\s+PROFILE"
    r"|PROFILE|POLICY)"
)
_EXISTS = r"(?:IF\s+(?:NOT\s+)?(?:EXISTS|EMPTY)\s+)?"
_BLANK = r"(?:\s|--[^\n]*(?:\n|$)|/\*.*?\*/)"


def _pattern(text: str) -> re.Pattern[str]:
    """Return a pattern that lets comments stand wherever blanks may."""
    return re.compile(text.replace(r"\s", _BLANK), re.IGNORECASE | re.DOTALL)


_BEFORE = _pattern(r"\s*")
_NAMED = _pattern(
    rf"(?:(?:CREATE|ATTACH)(?:\s+OR\s+REPLACE)?|REPLACE|DROP|UNDROP|DETACH|ALTER|TRUNCATE|OPTIMIZE)"
    rf"\s+{_KIND}\s+{_EXISTS}{_PLACE}"
    rf"|TRUNCATE\s+(?!(?:TEMPORARY|TABLE|DATABASE|ALL)\b){_EXISTS}{_PLACE}"
    rf"|(?:CREATE|DROP)\s+INDEX\s+{_EXISTS}{_NAME}\s+ON\s+{_PLACE}"
    rf"|UPDATE\s+{_PLACE}(?=\s+SET\b)"
)
_AT_END = _pattern(r"(?:RENAME|EXCHANGE)\s+(?:TABLES?|DICTIONAR(?:Y|IES)|DATABASE)\b")
_PRIVILEGES = _pattern(r"(GRANT|REVOKE)(?=\s)")
_DELETE = _pattern(rf"DELETE\s+FROM\s+{_PLACE}")
_SAID = re.compile(r"\bON\s+CLUSTER\b", re.IGNORECASE)
_TEMPORARY = _pattern(r"\w+(?:\s+OR\s+REPLACE)?\s+TEMPORARY\b")
_POLICY = _pattern(r"\w+(?:\s+OR\s+REPLACE)?\s+(?:ROW\s+)?POLICY\b")
_BODY = re.compile(r"['(]|\bAS\b", re.IGNORECASE)


def everywhere(statement: str, cluster: str) -> str:
    """Return a statement with ON CLUSTER, if it changes what each server has of its own.

    What says ON CLUSTER by itself stays as it is, and so do rows, queries and temporary tables.
    """
    before = _BEFORE.match(statement)
    if before is not None and before.end():
        return f"{before[0]}{everywhere(statement[before.end() :], cluster)}"
    if not cluster or _said(statement) or _TEMPORARY.match(statement):
        return statement
    clause = f" ON CLUSTER {quoted(cluster)}"
    if _AT_END.match(statement):
        return f"{statement.rstrip()}{clause}"
    if found := _PRIVILEGES.match(statement):
        return f"{found[0]}{clause}{statement[found.end() :]}"
    found = _NAMED.match(statement) or _DELETE.match(statement)
    # In front of a policy's table there may be more names than one.
    if found is None or _POLICY.match(statement):
        return statement
    return f"{found[0]}{clause}{statement[found.end() :]}"


def _said(statement: str) -> bool:
    """Say whether the clause is there, in front of what may hold its words as a text."""
    body = _BODY.search(statement)
    head = statement[: body.start()] if body else statement
    return _SAID.search(head) is not None or bool(
        _AT_END.match(statement) and _SAID.search(statement)
    )
