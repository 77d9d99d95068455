"""The safe forms of statements of PostgreSQL, made from how they are written."""

from __future__ import annotations

import re

from goofer_py.hazards.action import SetNotNull
from goofer_py.hazards.finding import Fix
from goofer_py.hazards.timeline import Timeline
from goofer_py.schema import Unique

_NAME = r'(?:"(?:[^"]|"")+"|[^\W\d][\w$]*)'
_TABLE = rf"(?P<table>(?:ONLY\s+)?{_NAME}(?:\s*\.\s*{_NAME})?)"
_ALTER = rf"\s*ALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?{_TABLE}\s+"
_INDEX = re.compile(
    r"(\s*(?:(?:CREATE\s+(?:UNIQUE\s+)?|DROP\s+)INDEX|REINDEX\s+(?:TABLE|INDEX|SCHEMA)))\b",
    re.IGNORECASE,
)
_ADD = re.compile(rf"{_ALTER}ADD\s+CONSTRAINT\s+(?P<name>{_NAME})\s.*", re.IGNORECASE | re.DOTALL)
_NOT_NULL = re.compile(
    rf"{_ALTER}ALTER\s+(?:COLUMN\s+)?(?P<column>{_NAME})\s+SET\s+NOT\s+NULL\s*", re.IGNORECASE
)
_UNIQUE = re.compile(
    rf"{_ALTER}ADD\s+CONSTRAINT\s+(?P<name>{_NAME})\s+UNIQUE\s*\((?P<columns>[^()]+)\)\s*",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"--|/\*")
_MOST_BYTES = 63


def _written(form: re.Pattern[str], seen: Timeline) -> re.Match[str] | None:
    """Return how the statement is written; None unless it does one thing, without comments."""
    text = seen.step.text
    if len(seen.step.actions) != 1 or _COMMENT.search(text):
        return None
    return form.fullmatch(text)


def concurrently(seen: Timeline) -> Fix | None:
    """Return CREATE INDEX, DROP INDEX or REINDEX with CONCURRENTLY."""
    text = seen.step.text
    found = _INDEX.match(text)
    if found is None:
        return None
    return Fix((f"{found[1]} CONCURRENTLY{text[found.end() :]}",), alone=True)


def validated_later(seen: Timeline) -> Fix | None:
    """Return ADD CONSTRAINT as NOT VALID, and VALIDATE CONSTRAINT behind it."""
    found = _written(_ADD, seen)
    if found is None:
        return None
    table, name, text = found["table"], found["name"], found[0].strip()
    return Fix((f"{text} NOT VALID", f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}"), alone=True)


def checked_first(action: SetNotNull, seen: Timeline) -> Fix | None:
    """Return SET NOT NULL behind a check that is validated, which goes again."""
    found = _written(_NOT_NULL, seen)
    name = f"{action.table.name}_{action.column}_not_null"
    if found is None or len(name.encode()) > _MOST_BYTES:
        return None
    alter, name = f"ALTER TABLE {found['table']}", f'"{name}"'
    return Fix(
        (
            f"{alter} ADD CONSTRAINT {name} CHECK ({found['column']} IS NOT NULL) NOT VALID",
            f"{alter} VALIDATE CONSTRAINT {name}",
            found[0].strip(),
            f"{alter} DROP CONSTRAINT {name}",
        ),
        alone=True,
    )


def by_index(constraint: Unique, seen: Timeline) -> Fix | None:
    """Return a unique constraint that is made of an index which was built before it."""
    found = _written(_UNIQUE, seen)
    if found is None or constraint.deferrable or constraint.include:
        return None
    table, name = found["table"].removeprefix("ONLY ").strip(), found["name"]
    index = f"CREATE UNIQUE INDEX CONCURRENTLY {name} ON {table} ({found['columns'].strip()})"
    using = f"ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE USING INDEX {name}"
    return Fix((index, using), alone=True)
