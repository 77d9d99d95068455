"""Exclusion constraints: their elements as text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from goofer_py.dialects.postgresql.options import canonical_options
from goofer_py.dialects.postgresql.quoting import all_shortened, fold, shortened
from goofer_py.dialects.postgresql.respelled import respelled
from goofer_py.dialects.postgresql.spelling import Signature, spelled
from goofer_py.dialects.postgresql.text import single_spaced
from goofer_py.schema import Exclusion
from goofer_py.schema.expression import identifiers

_TOKEN = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|[()]|,|[^'"(),]+""", re.DOTALL)
_COLUMN = re.compile(r'("(?:[^"]|"")*"|[^\W\d][\w$]*)(?=\s|\Z)')


def elements_of(definition: str) -> str:
    """Return what stands in the first parentheses of EXCLUDE ... (...) as the server prints it."""
    depth = 0
    inside: list[str] = []
    for piece in _TOKEN.findall(definition):
        depth -= piece == ")"
        if depth > 0:
            inside.append(piece)
        elif piece == ")":
            break
        depth += piece == "("
    return single_spaced("".join(inside))


def canonical_exclusion(exclusion: Exclusion, columns: Signature) -> Exclusion:
    """Return an exclusion constraint as the server would describe it, as far as rules can tell."""
    where = exclusion.where and spelled(exclusion.where, columns)
    words = identifiers(f"{exclusion.elements} {where or ''}")
    return respelled(
        exclusion,
        elements=single_spaced(exclusion.elements),
        name=exclusion.name and shortened(exclusion.name),
        method=exclusion.method.strip().lower(),
        where=where,
        include=all_shortened(exclusion.include),
        deferrable=exclusion.deferrable or exclusion.initially_deferred,
        columns=exclusion.columns or tuple(name for name, _ in columns if name in words),
        comment=exclusion.comment or None,
        options=canonical_options(exclusion.options),
        index_comment=exclusion.index_comment or None,
    )


def naming_parts(exclusion: Exclusion) -> Iterator[str]:
    """Yield what the server names an exclusion constraint by: its columns, "expr" for others."""
    for element in split_elements(exclusion.elements):
        column = _COLUMN.match(element.strip())
        yield fold(column[1]) if column else "expr"


def split_elements(text: str) -> Iterator[str]:
    """Yield the elements of a constraint, each as it is written."""
    depth = 0
    parts: list[str] = []
    for piece in _TOKEN.findall(text):
        depth += (piece == "(") - (piece == ")")
        if piece == "," and depth == 0:
            yield "".join(parts)
            parts = []
        else:
            parts.append(piece)
    yield "".join(parts)
