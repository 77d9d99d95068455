"""SQL text as tokens: what can be said of an expression without a server."""

from __future__ import annotations

import re
from functools import lru_cache

from goofer_py.dialects.postgresql.types import parse

_STRING = r"'(?:[^']|'')*'"
_ESCAPED = r"[eE]'(?:[^'\\]|''|\\.)*'"
_DOLLAR = r"\$(?P<tag>\w*)\$.*?\$(?P=tag)\$"
_QUOTED = r'"(?:[^"]|"")*"'
_SKIPPED = re.compile(rf"{_ESCAPED}|{_STRING}|{_QUOTED}|{_DOLLAR}", re.DOTALL)
_SPACE_OR_SKIPPED = re.compile(
    rf"(?P<kept>{_ESCAPED}|{_STRING}|{_QUOTED}|{_DOLLAR})|(?:\s|--[^\n]*(?:\n|\Z)|/\*.*?\*/)+",
    re.DOTALL,
)
_LITERAL = re.compile(
    rf"(?P<string>{_ESCAPED}|{_STRING}|{_DOLLAR})"
    r"(?:\s*::\s*(?P<cast>[^'()]+(?:\([^'()]*\)[^'()]*)?))?\Z",
    re.DOTALL,
)
_CAST = re.compile(
    rf"cast\s*\(\s*(?P<string>{_STRING})\s+as\s+(?P<cast>.+)\)\Z", re.IGNORECASE | re.DOTALL
)
_TYPED = re.compile(
    rf"(?P<cast>date|timestamptz|timestamp|time|interval|json|jsonb|uuid)\s+(?P<string>{_STRING})\Z",
    re.IGNORECASE | re.DOTALL,
)
_CALL_HEAD = re.compile(rf"(?:{_QUOTED}|[\w$]+)(?:\.(?:{_QUOTED}|[\w$]+))*(?=\()")
_CONSTANT = re.compile(r"(?:[-+]?\d+(?:\.\d+)?|true|false)\Z", re.IGNORECASE)
_FIRST = r"\1"
_VARCHAR_AS_TEXT = re.compile(rf"\(({_STRING}::character varying)\)::text")
_TEXTS = re.compile(rf"\(ARRAY\[({_VARCHAR_AS_TEXT.pattern}(?:, {_VARCHAR_AS_TEXT.pattern})*)\]\)")
_LINK = re.compile(r" (AND|OR) ")
_SIMPLE_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_ESCAPE = re.compile(r"\\(.)|''", re.DOTALL)
_NUMBERED = frozenset("01234567xuU")


def unwrapped(text: str) -> str:
    """Return `text` without blanks around it and without parentheses that hold all of it."""
    text = text.strip()
    while text.startswith("(") and text.endswith(")") and _closes_last(text):
        text = text[1:-1].strip()
    return text


def single_spaced(text: str) -> str:
    """Return `text` with every run of blanks and comments outside of quotes as one blank."""
    return _SPACE_OR_SKIPPED.sub(lambda found: found["kept"] or " ", text).strip()


def printed(text: str) -> str:
    """Return an expression that the server printed in the one way that is compared."""
    return read_again(single_spaced(unwrapped(text)))


def read_again(text: str) -> str:
    """Return the same for what the server prints, and for what it prints once it read that.

    It prints `c IN ('a', 'b')` with one cast of the whole array, and that with a cast of each;
    `c BETWEEN 1 AND 2 AND d` as `((c >= 1) AND (c <= 2)) AND d`, and that as one chain.
    """
    text = _TEXTS.sub(
        lambda found: f"((ARRAY[{_VARCHAR_AS_TEXT.sub(_FIRST, found[1])}])::text[])", text
    )
    while "((" in text and (nested := _chain_in_chain(text)) is not None:
        start, end = nested
        text = text[:start] + text[start + 1 : end] + text[end + 1 :]
    return text


def _chain_in_chain(text: str) -> tuple[int, int] | None:
    """Return the parentheses around a chain of ANDs or of ORs that a longer one begins with."""
    bare = _masked(text)
    opened: list[int] = []
    for position, character in enumerate(bare):
        if character == "(":
            opened.append(position)
        elif character == ")" and opened:
            start = opened.pop()
            follows = _LINK.match(bare, position + 1)
            if follows is None or bare[max(start - 1, 0)] != "(":
                continue
            if _links(bare[start + 1 : position]) == {follows[1]}:
                return start, position
    return None


def _links(bare: str) -> set[str]:
    """Return which of AND and OR stand outside of parentheses."""
    return {
        found[1]
        for found in _LINK.finditer(bare)
        if bare.count("(", 0, found.start()) == bare.count(")", 0, found.start())
    }


@lru_cache(maxsize=4096)
def string_literal(text: str) -> tuple[str, str | None] | None:
    """Return the value of a string literal and the type it is cast to, in any of the spellings.

    None where `text` is anything else, or escapes more than a simple character.
    """
    found = _LITERAL.match(text) or _CAST.match(text) or _TYPED.match(text)
    if found is None:
        return None
    value = _value(found["string"])
    cast = found["cast"]
    return None if value is None else (value, cast and parse(cast).spelled)


def _masked(text: str) -> str:
    """Return `text` with nothing in its quotes."""
    return _SKIPPED.sub(lambda found: "_" * len(found[0]), text)


def _closes_last(text: str) -> bool:
    """Whether the parenthesis that opens `text` is closed by its last character."""
    bare = _masked(text)
    depth = 0
    for position, character in enumerate(bare):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return position == len(bare) - 1
    return False


def _value(literal: str) -> str | None:
    if literal[0] == "$":
        tag = literal.index("$", 1) + 1
        return literal[tag:-tag]
    if literal[0] == "'":
        return literal[1:-1].replace("''", "'")
    body = literal[2:-1]
    if any(escape in _NUMBERED for escape in re.findall(r"\\(.)", body, re.DOTALL)):
        return None
    return _ESCAPE.sub(
        lambda found: _SIMPLE_ESCAPES.get(found[1], found[1]) if found[1] else "'", body
    )


def is_call(text: str) -> bool:
    """Whether `text` is one call of a function, which an index takes without parentheses."""
    found = _CALL_HEAD.match(text)
    return found is not None and _closes_last(text[found.end() :])


def is_constant(text: str) -> bool:
    """Whether `text` is a plain number, string or truth value, perhaps with a cast."""
    return string_literal(text) is not None or _CONSTANT.match(text) is not None
