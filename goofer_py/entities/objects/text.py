"""Declarations as the text of statements."""

from __future__ import annotations

import re
from collections.abc import Sequence

from goofer_py.dialects.splitter import split
from goofer_py.dialects.statement import Statement
from goofer_py.entities.objects.header import read_header
from goofer_py.entities.reading.target import Target
from goofer_py.errors import EntityError, FileError
from goofer_py.schema import Declared

_PIECE = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|\w+|:=|.""", re.DOTALL)

VERBS = frozenset(("CREATE", "ALTER", "COMMENT", "GRANT", "REVOKE", "DO"))
"""What a statement that declares something begins with."""


def is_statement(text: str) -> bool:
    """Whether `text` is a whole CREATE statement, and not a name."""
    return text.lstrip()[:7].upper().split() == ["CREATE"]


def one_statement(text: str, origin: str, target: Target) -> Declared:
    """Return the declaration that `text` is; raises EntityError unless it is just one."""
    found = cut(text, origin, target)
    if len(found) != 1:
        number = "no statement" if not found else f"{len(found)} statements"
        raise EntityError(
            f"{origin}: there is {number} where one is meant.",
            hint="declare one Object for each statement, or put them into a file in `objects`",
        )
    return as_declared(found[0].text, origin, target)


def cut(text: str, origin: str, target: Target) -> list[Statement]:
    """Return the statements of `text`, as the dialect cuts them; raises EntityError."""
    try:
        return list(split(text, target.dialect.syntax))
    except FileError as error:
        raise EntityError(f"{origin}: {error.message}", hint=error.hint) from None


def as_declared(statement: str, origin: str, target: Target) -> Declared:
    """Return a single statement as a declaration; raises EntityError for one that makes nothing."""
    header = read_header(statement, target)
    if header.verb not in VERBS:
        raise EntityError(
            f"{origin}: a statement that begins with {header.verb or statement[:20]!r} declares "
            "nothing.",
            hint="declarations begin with CREATE, ALTER, COMMENT, GRANT or REVOKE; "
            "what is to be run once is a migration: goofer create",
        )
    return Declared(statement, header.kind, header.name, origin)


def makes_room(statement: str, target: Target) -> bool:
    """Whether a statement only drops what a CREATE behind it makes: nothing is there yet."""
    return read_header(statement, target).verb == "DROP" and "IF EXISTS" in statement.upper()


def listed(words: str | Sequence[str]) -> str:
    """Return what is given as one text or as its parts, as one text."""
    return words if isinstance(words, str) else ", ".join(words)


def without_defaults(arguments: str) -> str:
    """Return the arguments of a routine as they tell it from others."""
    depth, kept, skips = 0, [], False
    for piece in _PIECE.findall(arguments):
        depth += {"(": 1, ")": -1}.get(piece, 0)
        if depth == 0:
            skips = piece != "," and (skips or piece.upper() in ("DEFAULT", "=", ":="))
        if not skips:
            kept.append(piece)
    return "".join(kept).strip()


def text_constant(body: str) -> str:
    """Return `body` between dollar signs that it does not hold itself."""
    tag, number = "", 0
    while f"${tag}$" in body:
        number += 1
        tag = f"body{number}"
    return f"${tag}${body}${tag}$"
