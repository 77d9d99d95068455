"""What a statement makes, as far as its first words tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from goofer_py.entities.reading.target import Target
from goofer_py.schema import Name
from goofer_py.schema.access import SCHEMA

_TOKEN = re.compile(
    r"""(?P<blank>\s+|--[^\n]*|\#[^\n]*|/\*.*?\*/)
    |(?P<quoted>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\])
    |(?P<word>[^\W\d][\w$]*)
    |(?P<other>'(?:[^']|'')*'|\d+|.)""",
    re.DOTALL | re.VERBOSE,
)
_MOST = 400
_MODIFIERS = frozenset(
    (
        *("OR", "REPLACE", "TEMP", "TEMPORARY", "LOCAL", "GLOBAL", "RECURSIVE", "UNLOGGED"),
        *("CONSTRAINT", "UNIQUE", "FULLTEXT", "SPATIAL", "TRUSTED", "PROCEDURAL"),
        *("ALGORITHM", "UNDEFINED", "MERGE", "TEMPTABLE", "DEFINER", "CURRENT_USER"),
        *("SQL", "SECURITY", "INVOKER"),
    )
)
_KINDS = (
    "materialized view",
    "event trigger",
    "foreign table",
    "foreign data wrapper",
    "virtual table",
    "text search configuration",
    "text search dictionary",
    "text search parser",
    "text search template",
    "operator class",
    "operator family",
    "access method",
    "aggregate function",
    "user mapping",
    "view",
    "function",
    "procedure",
    "aggregate",
    "trigger",
    "rule",
    "policy",
    "domain",
    "type",
    "extension",
    "collation",
    "conversion",
    "statistics",
    "sequence",
    "index",
    "schema",
    "table",
    "operator",
    "cast",
    "transform",
    "language",
    "publication",
    "subscription",
    "server",
    "event",
    "package",
    "role",
    "user",
    "database",
)
_WORDS = tuple((kind, tuple(kind.upper().split())) for kind in _KINDS)
_TYPES = {"ENUM": "enum", "RANGE": "range type", "(": "composite type"}
_SAME = {"aggregate function": "function", "virtual table": "table"}
_ON_TABLE = frozenset(("trigger", "policy", "rule", "index"))


@dataclass(frozen=True, slots=True)
class Header:
    """The beginning of a statement: its `verb`, and what a CREATE makes.

    Of other statements the kind is known where they declare something by themselves.

    `table` is what a trigger, policy, rule or index is on, `signature` what stands in parentheses
    behind the name of a routine, in one spelling.
    """

    verb: str
    kind: str | None = None
    name: Name | None = None
    table: Name | None = None
    signature: str | None = None


def read_header(statement: str, target: Target) -> Header:
    """Return what `statement` begins with; a kind that is not known is None."""
    tokens = list(_tokens(statement))
    words = [_upper(token) for token in tokens]
    verb = words[0] if words else ""
    if verb != "CREATE":
        return _besides(verb, tokens, words, target)
    place = _past_modifiers(words)
    kind, place = _kind(words, place)
    if kind is None:
        return Header(verb)
    place = _past_condition(words, place)
    name: Name | None = None
    if words[place : place + 1] != ["ON"]:  # an index may go without a name
        name, place = _name(tokens, place, target)
    if kind == "type":
        kind = _kind_of_type(words, place)
    table = _table(tokens, words, place, kind, target)
    return Header(verb, _SAME.get(kind, kind), name, table, _signature(tokens, place, kind))


def _besides(verb: str, tokens: list[str], words: list[str], target: Target) -> Header:
    """Return what a statement that is no CREATE says of something that is told nowhere else."""
    if words[:3] == ["COMMENT", "ON", "SCHEMA"] and _is_name(tokens[3:4]):
        return Header(verb, "schema comment", target.name("comment", _plain(tokens[3], target)))
    if words[1:3] == ["EVENT", "TRIGGER"] or words[1:4] == ["ON", "EVENT", "TRIGGER"]:
        return Header(verb, "event trigger")
    if verb in ("GRANT", "REVOKE") and "ON" in words:
        return Header(verb, "grant")
    if verb == "ALTER" and words[-3:-1] == ["OWNER", "TO"]:
        return _owned(tokens, words, target)
    return Header(verb)


def _owned(tokens: list[str], words: list[str], target: Target) -> Header:
    """Return what ALTER ... OWNER TO is about."""
    kind, place = _kind(words, 1)
    if kind == "schema" and _is_name(tokens[place : place + 1]):
        return Header("ALTER", "owner", target.name(SCHEMA, _plain(tokens[place], target)))
    place += 2 * (words[place : place + 2] == ["IF", "EXISTS"])
    place += words[place : place + 1] == ["ONLY"]
    name, place = _name(tokens, place, target)
    return Header("ALTER", "owner", name, None, _signature(tokens, place, kind or ""))


def _tokens(statement: str) -> Iterator[str]:
    for number, found in enumerate(_TOKEN.finditer(statement)):
        if number > _MOST:
            return
        if found.lastgroup != "blank":
            yield found[0]


def _upper(token: str) -> str:
    return token.upper() if token[0] not in "\"`['" else token


def _past_modifiers(words: list[str]) -> int:
    place = 1
    while place < len(words):
        if words[place] == "=" and words[place - 1] == "DEFINER":
            # A user is 'name'@'host', `name`, CURRENT_USER or CURRENT_USER().
            place += 2
            while words[place : place + 1] in (["@"], ["("], [")"]):
                place += 2 if words[place] == "@" else 1
        elif words[place] in _MODIFIERS or words[place] == "=":
            place += 1
        else:
            break
    return place


def _kind(words: list[str], place: int) -> tuple[str | None, int]:
    for kind, phrase in _WORDS:
        if tuple(words[place : place + len(phrase)]) == phrase:
            return kind, place + len(phrase)
    return None, place


def _past_condition(words: list[str], place: int) -> int:
    if words[place : place + 1] == ["CONCURRENTLY"]:
        place += 1
    if words[place : place + 3] == ["IF", "NOT", "EXISTS"]:
        place += 3
    return place


def _name(tokens: list[str], place: int, target: Target) -> tuple[Name | None, int]:
    if not _is_name(tokens[place : place + 1]):
        return None, place
    first = _plain(tokens[place], target)
    if tokens[place + 1 : place + 2] == ["."] and _is_name(tokens[place + 2 : place + 3]):
        return target.name(_plain(tokens[place + 2], target), first), place + 3
    return target.name(first, None), place + 1


def _is_name(tokens: list[str]) -> bool:
    return bool(tokens) and (tokens[0][0] in '"`[' or tokens[0][0].isalpha() or tokens[0][0] == "_")


def _plain(token: str, target: Target) -> str:
    if token[0] == "[":
        return token[1:-1]
    if token[0] in '"`':
        return token[1:-1].replace(token[0] * 2, token[0])
    return token.lower() if target.capabilities.folds_names else token


def _kind_of_type(words: list[str], place: int) -> str:
    if words[place : place + 1] == ["AS"]:
        return _TYPES.get("".join(words[place + 1 : place + 2]), "type")
    return "type"


def _table(
    tokens: list[str], words: list[str], place: int, kind: str, target: Target
) -> Name | None:
    if kind not in _ON_TABLE:
        return None
    before = "TO" if kind == "rule" else "ON"
    if before not in words[place:]:
        return None
    start = words.index(before, place) + 1
    if words[start : start + 1] == ["ONLY"]:
        start += 1
    return _name(tokens, start, target)[0]


def _signature(tokens: list[str], place: int, kind: str) -> str | None:
    if kind not in ("function", "procedure", "aggregate") or tokens[place : place + 1] != ["("]:
        return None
    depth, inside = 0, []
    for piece in tokens[place:]:
        depth += {"(": 1, ")": -1}.get(piece, 0)
        if depth == 0:
            break
        inside.append(piece.lower())
    return " ".join(inside[1:])
