"""SQL expressions as text: the little that can be said about them without a server."""

from __future__ import annotations

import re
from collections.abc import Mapping

_TOKEN = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|[^\W\d]\w*|.""", re.DOTALL)
_PLAIN = re.compile(r"[a-z_][a-z0-9_]*\Z")


def rename_identifiers(text: str, names: Mapping[str, str]) -> str:
    """Return `text` with every identifier that is a key of `names` replaced by its value.

    String literals are left alone. A name is quoted when the old spelling was, or when it must be.
    """
    return "".join(_renamed(token, names) for token in _TOKEN.findall(text))


def identifiers(text: str) -> frozenset[str]:
    """Return every word in `text` that may name a column, as it stands and in lower case."""
    found: set[str] = set()
    for token in _TOKEN.findall(text):
        if token[0] == '"':
            found.add(token[1:-1].replace('""', '"'))
        elif token[0].isalpha() or token[0] == "_":
            found.update((token, token.lower()))
    return frozenset(found)


def _renamed(token: str, names: Mapping[str, str]) -> str:
    quoted = token[0] == '"' and len(token) > 1
    plain = token[1:-1].replace('""', '"') if quoted else token
    new = names.get(plain)
    if new is None or token[0] == "'":
        return token
    if quoted or not _PLAIN.match(new):
        return '"' + new.replace('"', '""') + '"'
    return new
