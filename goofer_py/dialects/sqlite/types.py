"""Declared types, which to SQLite are a hint (https://www.sqlite.org/datatype3.html)."""

from __future__ import annotations

import re
from functools import lru_cache

from goofer_py.dialects.sqlite.quoting import quoted
from goofer_py.dialects.sqlite.tokens import Kind, Token, tokenize

_WORDS = re.compile(r"[A-Za-z_][A-Za-z0-9_ ]*\Z")
_AFFINITIES = (
    ("INTEGER", ("INT",)),
    ("TEXT", ("CHAR", "CLOB", "TEXT")),
    ("BLOB", ("BLOB",)),
    ("REAL", ("REAL", "FLOA", "DOUB")),
)


@lru_cache(maxsize=512)
def affinity(declared: str) -> str:
    """Return what a column declared like this prefers: INTEGER, TEXT, BLOB, REAL or NUMERIC."""
    upper = declared.upper()
    for name, marks in _AFFINITIES:
        if any(mark in upper for mark in marks):
            return name
    return "NUMERIC" if upper.strip() else "BLOB"


@lru_cache(maxsize=1024)
@lru_cache(maxsize=512)
def type_text(declared: str) -> str:
    """Return a declared type in upper case with one blank where blanks are."""
    return joined(tokenize(declared))


def joined(tokens: list[Token]) -> str:
    """Return the tokens of a declared type as one text."""
    text = ""
    for token in tokens:
        word = _plain(token)
        tight = not text or word in ("(", ",", ")") or text[-1] in "(+-"
        text += word if tight else f" {word}"
    return text.upper()


def _plain(token: Token) -> str:
    """Return a word of a type without the quotes that it can do without."""
    if token.kind not in (Kind.QUOTED, Kind.STRING):
        return token.text
    return token.name if _WORDS.match(token.name) else quoted(token.name)


@lru_cache(maxsize=1024)
@lru_cache(maxsize=512)
def split_collation(declared: str) -> tuple[str, str | None]:
    """Return the type and the collation of a text like `VARCHAR(20) COLLATE NOCASE`."""
    tokens = tokenize(declared)
    for place, token in enumerate(tokens[:-1]):
        if token.word == "COLLATE":
            return joined(tokens[:place]), tokens[place + 1].name
    return joined(tokens), None


def collation_text(collation: str | None) -> str | None:
    """Return a collation as goofer spells it: None for BINARY, which is the default."""
    if collation is None or collation.upper() == "BINARY":
        return None
    return collation.upper() if collation.upper() in ("NOCASE", "RTRIM") else collation


def length(declared: str) -> int | None:
    """Return the first number in the parentheses of a declared type."""
    return next((int(t.text) for t in tokenize(declared) if t.text.isdigit()), None)
