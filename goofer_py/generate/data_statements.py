"""What a script does besides making and changing the schema."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from goofer_py.dialects.splitter import split
from goofer_py.dialects.statement import Statement
from goofer_py.dialects.syntax import Syntax

_SCHEMA = re.compile(r"(?:CREATE|ALTER|DROP|COMMENT|GRANT|REVOKE|RENAME|REFRESH)\b", re.IGNORECASE)
_BEYOND = re.compile(
    r"(?:CREATE|ALTER|DROP)\s+(?:OR\s+REPLACE\s+)?"
    r"(?:DATABASE|ROLE|USER|GROUP|SYSTEM|TABLESPACE|SUBSCRIPTION|SERVER)\b"
    r"|COMMENT\s+ON\s+(?:DATABASE|ROLE|TABLESPACE|SUBSCRIPTION|SERVER)\b"
    # Where a counter stands is no part of a schema.
    r"|(?:CREATE|ALTER)\s.*?\b(?:RESTART\b|AUTO_INCREMENT\s*=)"
    r"|(?:GRANT|REVOKE)\s+(?!.*\bON\b)",
    re.IGNORECASE | re.DOTALL,
)
_PASSING = re.compile(
    r"(?:BEGIN|START|COMMIT|END|SAVEPOINT|RELEASE|RESET|ANALYZE|VACUUM|REINDEX|OPTIMIZE|LOCK|UNLOCK"
    r"|SET(?!\s+(?:GLOBAL|PERSIST)|\s+@@(?:GLOBAL|PERSIST))|DELIMITER|USE"
    r"|PRAGMA\s+(?:foreign_keys|defer_foreign_keys|legacy_alter_table|foreign_key_check|"
    r"writable_schema|integrity_check|optimize)"
    r")\b|SELECT\s+(?:[0-9]+|'[^']*'|NULL)\s*$",
    re.IGNORECASE,
)
_ROWS = re.compile(
    r"(?:INSERT|UPDATE|DELETE|REPLACE|MERGE|TRUNCATE|COPY|LOAD|WITH)\b", re.IGNORECASE
)
_OWN = re.compile(
    r"(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+(?:\w+\.)?[\"`\[]?goofer_", re.IGNORECASE
)
"""What generated migrations do in tables of goofer's own, which go with them."""
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class DataStatement:
    """A statement that writes rows, or does what a schema does not show (`other`)."""

    place: str
    text: str
    other: bool

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


def data_statements(text: str, path: Path, syntax: Syntax) -> Iterator[DataStatement]:
    """Yield what a comparison of schemas does not see of a script, in its order."""
    for statement in _once(split(text, syntax)):
        words = statement.text
        if _SCHEMA.match(words) and not _BEYOND.match(words):
            continue
        if _PASSING.match(words) or _OWN.match(words):
            continue
        shown = " ".join(words.split())
        shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
        place = f"{path.name}:{statement.line}"
        yield DataStatement(place, shown, other=_ROWS.match(words) is None)


def _once(statements: Iterable[Statement]) -> Iterator[Statement]:
    """Yield each statement once: portions of one COPY come one by one."""
    last = -1
    for statement in statements:
        if statement.offset != last:
            yield statement
        last = statement.offset
