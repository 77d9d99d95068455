"""What a statement of a script touches: which tables and schemas, in what way and how strongly.

It is read by the statement's first words, so that rights, locks and room can be asked for before
anything runs. What cannot be read so is said to be unread, never taken for harmless.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum


class Hold(IntEnum):
    """What a statement keeps others from while it runs on a table."""

    NOTHING = 0
    READING = 1
    """Others may read and write, and not change the table."""
    WRITING = 2
    """Others may write other rows."""
    NO_WRITES = 3
    """Others may read only."""
    ALL = 4
    """Others may not even read."""


Name = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Touch:
    """One thing that a statement touches, and how.

    `action` is what is done to it: "alter", "drop", "create", "index", "select", "insert",
    "update", "delete", "truncate", "reference", "trigger", "comment", or "view" for what a view
    will read; `kind` is "table",
    "view", "schema", "sequence", "type", "routine", "extension" or "index"; `name` its parts as
    the server keeps them. `copies` says that up to all of its rows are written once more.
    """

    action: str
    kind: str
    name: Name
    hold: Hold = Hold.NOTHING
    copies: bool = False


_PART = r'(?:"(?:[^"]|"")+"|`(?:[^`]|``)+`|\[[^\]]+\]|[^\W\d][\w$]*)'
_NAME = rf"{_PART}(?:\s*\.\s*{_PART}){{0,2}}"
_PARTS = re.compile(_PART)
_QUOTES = '"`['
_NOISE = re.compile(
    r"('(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`)|\$(\w*)\$.*?\$\2\$|--[^\n]*|/\*(?!!).*?\*/|#[^\n]*\n",
    re.DOTALL,
)
_GUARD = r"(?:IF (?:NOT )?EXISTS )?"


def _pattern(text: str) -> re.Pattern[str]:
    text = text.replace("NAME", _NAME).replace("PART", _PART).replace(" ", r"\s+")
    return re.compile(text, re.IGNORECASE | re.DOTALL)


_LIST = r"(?P<name>NAME(?:\s*,\s*NAME)*)"
_ONE = r"(?P<name>NAME)"
_WHOLE = _pattern("NAME")
_READS = _pattern(r"\b(?:FROM|JOIN) (?:ONLY )?(?P<name>NAME)(?![\w$]|\s*\()")
_NAMED = _pattern(r"(?P<name>PART) AS (?:NOT )?(?:MATERIALIZED )?\(\s*(?:SELECT|WITH|VALUES)\b")
"""What a WITH gives a name to, which is no table."""
_WITHIN = (
    ("insert", _pattern(r"\bINSERT INTO (?P<name>NAME)")),
    ("update", _pattern(r"\bUPDATE (?:ONLY )?(?P<name>NAME) (?:AS )?(?:\w+ )?SET\b")),
    ("delete", _pattern(r"\bDELETE FROM (?:ONLY )?(?P<name>NAME)")),
)
_REFERENCES = _pattern(r"\bREFERENCES (?P<name>NAME)")
_COPYING = _pattern(
    r"\b(?:TYPE|MODIFY|CHANGE|CONVERT|ENGINE|FORCE|LOGGED|UNLOGGED|TABLESPACE|ROW_FORMAT"
    r"|PRIMARY KEY|UNIQUE|GENERATED|STORED|DROP COLUMN|PARTITION BY)\b"
)
_KINDS = {
    "FOREIGN TABLE": "table",
    "MATERIALIZED VIEW": "view",
    "DOMAIN": "type",
    "FUNCTION": "routine",
    "PROCEDURE": "routine",
    "AGGREGATE": "routine",
    "DATABASE": "schema",
}
_HARMLESS = _pattern(
    r"(?:SET|RESET|SHOW|BEGIN|START|COMMIT|END|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA|ANALYZE|ANALYSE"
    r"|EXPLAIN|USE|VALUES|DISCARD|UNLOCK|FLUSH|OPTIMIZE|VACUUM)\b"
)


def touches(text: str, *, folds: bool) -> tuple[Touch, ...] | None:
    """Return what a statement touches, None when it cannot be read.

    `folds` says that the server keeps names without quotes in lower case.
    """
    plain = _NOISE.sub(lambda found: _kept(found[1]), text).strip()
    for pattern, read in _FORMS:
        if found := pattern.match(plain):
            return tuple(read(_Found(found, plain, folds)))
    return () if _HARMLESS.match(plain) else None


def _kept(quoted: str | None) -> str:
    """Return what stays of a quote, a comment or a body: names do, texts do not."""
    if quoted is None:
        return " "
    return "''" if quoted.startswith("'") else quoted


@dataclass(frozen=True, slots=True)
class _Found:
    """A statement whose beginning is known, and what follows it."""

    match: re.Match[str]
    text: str
    folds: bool

    @property
    def name(self) -> Name:
        return self.named(self.match["name"])

    @property
    def names(self) -> list[Name]:
        return [self.named(one) for one in re.findall(_WHOLE, self.match["name"])]

    @property
    def kind(self) -> str:
        kind = " ".join(self.match["kind"].upper().split())
        return _KINDS.get(kind, kind.lower())

    def named(self, written: str) -> Name:
        return tuple(self._part(part) for part in _PARTS.findall(written))

    def rest(self, pattern: re.Pattern[str]) -> list[Name]:
        """Return the names that a pattern finds behind the beginning."""
        found = pattern.finditer(self.text, self.match.end())
        return [self.named(one["name"]) for one in found]

    def _part(self, part: str) -> str:
        if part[0] not in _QUOTES:
            return part.lower() if self.folds else part
        inner, quote = part[1:-1], part[-1]
        return inner.replace(quote * 2, quote)


_Reader = Callable[[_Found], Iterator[Touch]]


def _altered(found: _Found) -> Iterator[Touch]:
    copies = bool(_COPYING.search(found.text, found.match.end()))
    yield Touch("alter", "table", found.name, Hold.ALL, copies)
    yield from _referred(found)


def _referred(found: _Found) -> Iterator[Touch]:
    for name in found.rest(_REFERENCES):
        yield Touch("reference", "table", name, Hold.NO_WRITES)


def _read(found: _Found, action: str = "select", *, copies: bool = False) -> Iterator[Touch]:
    named = {found.named(one["name"]) for one in _NAMED.finditer(found.text)}
    for name in found.rest(_READS):
        if name not in named:
            yield Touch(action, "table", name, Hold.READING, copies)


def _dropped(found: _Found) -> Iterator[Touch]:
    hold = Hold.ALL if found.kind in ("table", "view") else Hold.NOTHING
    for name in found.names:
        yield Touch("drop", found.kind, name, hold)


def _made(found: _Found) -> Iterator[Touch]:
    if not found.match["temp"]:
        yield Touch("create", found.kind, found.name)
        yield from _referred(found)
    # What a body reads is asked for when it is called.
    if found.kind not in ("routine", "event"):
        action = "view" if found.kind == "view" else "select"
        yield from _read(found, action, copies=found.kind == "table")


def _indexed(found: _Found) -> Iterator[Touch]:
    yield Touch("index", "table", found.name, Hold.NO_WRITES, copies=True)


def _unindexed(found: _Found) -> Iterator[Touch]:
    if table := found.match["table"]:
        yield Touch("index", "table", found.named(table), Hold.ALL)
        return
    for name in found.names:
        yield Touch("drop", "index", name, Hold.ALL)


def _written(action: str) -> _Reader:
    def read(found: _Found) -> Iterator[Touch]:
        yield Touch(action, "table", found.name, Hold.WRITING, copies=action == "update")
        yield from _read(found, copies=action == "insert")

    return read


def _emptied(found: _Found) -> Iterator[Touch]:
    for name in found.names:
        yield Touch("truncate", "table", name, Hold.ALL)


def _triggered(found: _Found) -> Iterator[Touch]:
    yield Touch("trigger", "table", found.name, Hold.NO_WRITES)


def _owned(found: _Found) -> Iterator[Touch]:
    yield Touch("alter", found.kind, found.name)


def _noted(found: _Found) -> Iterator[Touch]:
    name = found.name[:-1] if found.kind == "column" else found.name
    yield Touch("comment", "table", name, Hold.READING)


def _selected(found: _Found) -> Iterator[Touch]:
    yield from _read(found)
    for action, pattern in _WITHIN:
        for name in found.rest(pattern):
            yield Touch(action, "table", name, Hold.WRITING, copies=action == "update")


_REPLACE = r"CREATE (?:OR REPLACE )?"
_DEFINER = r"(?:DEFINER ?= ?\S+ )?(?:ALGORITHM ?= ?\w+ )?(?:SQL SECURITY \w+ )?"
_FORMS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (_pattern(rf"ALTER (?:FOREIGN )?TABLE {_GUARD}(?:ONLY )?{_ONE}"), _altered),
    (
        _pattern(
            r"CREATE (?:OR REPLACE )?(?:(?:GLOBAL |LOCAL )?(?P<temp>TEMP(?:ORARY)? ))?"
            r"(?:UNLOGGED |VIRTUAL |RECURSIVE )*"
            rf"{_DEFINER}(?P<kind>FOREIGN TABLE|TABLE|MATERIALIZED VIEW|VIEW|SEQUENCE|SCHEMA"
            rf"|DATABASE|TYPE|DOMAIN|FUNCTION|PROCEDURE|AGGREGATE|EXTENSION|COLLATION|EVENT)"
            rf" {_GUARD}{_ONE}"
        ),
        _made,
    ),
    (
        _pattern(
            r"DROP (?:TEMPORARY )?(?P<kind>FOREIGN TABLE|TABLE|MATERIALIZED VIEW|VIEW|SEQUENCE"
            rf"|SCHEMA|DATABASE|TYPE|DOMAIN|FUNCTION|PROCEDURE|AGGREGATE|EXTENSION|EVENT) {_GUARD}"
            rf"{_LIST}"
        ),
        _dropped,
    ),
    (
        _pattern(
            r"CREATE (?:OR REPLACE )?(?:UNIQUE |FULLTEXT |SPATIAL )?INDEX (?:CONCURRENTLY )?"
            rf"{_GUARD}(?:(?!ON\b)NAME )?(?:USING \w+ )?ON (?:ONLY )?{_ONE}"
        ),
        _indexed,
    ),
    (
        _pattern(rf"DROP INDEX (?:CONCURRENTLY )?{_GUARD}{_LIST}(?: ON (?P<table>NAME))?"),
        _unindexed,
    ),
    (
        _pattern(
            rf"(?:INSERT|REPLACE) (?:LOW_PRIORITY |DELAYED |HIGH_PRIORITY |IGNORE |OR \w+ )*"
            rf"(?:INTO )?{_ONE}"
        ),
        _written("insert"),
    ),
    (_pattern(rf"COPY {_ONE}.*\bFROM\b"), _written("insert")),
    (_pattern(rf"MERGE INTO (?:ONLY )?{_ONE}"), _written("update")),
    (
        _pattern(rf"UPDATE (?:LOW_PRIORITY |IGNORE |ONLY |OR \w+ )*{_ONE}"),
        _written("update"),
    ),
    (
        _pattern(rf"DELETE (?:LOW_PRIORITY |QUICK |IGNORE )*FROM (?:ONLY )?{_ONE}"),
        _written("delete"),
    ),
    (_pattern(rf"TRUNCATE (?:TABLE )?(?:ONLY )?{_LIST}"), _emptied),
    (
        _pattern(
            rf"{_REPLACE}(?:CONSTRAINT )?(?:TEMP(?:ORARY)? )?{_DEFINER}TRIGGER {_GUARD}NAME\b"
            rf".*?\bON {_ONE}"
        ),
        _triggered,
    ),
    (_pattern(rf"DROP TRIGGER {_GUARD}NAME ON {_ONE}"), _triggered),
    (
        _pattern(
            r"ALTER (?P<kind>MATERIALIZED VIEW|VIEW|SEQUENCE|SCHEMA|TYPE|DOMAIN|INDEX|EXTENSION)"
            rf" {_GUARD}{_ONE}"
        ),
        _owned,
    ),
    (_pattern(rf"COMMENT ON (?P<kind>TABLE|COLUMN) {_ONE}"), _noted),
    (_pattern(r"(?:SELECT|WITH|TABLE)\b"), _selected),
)
