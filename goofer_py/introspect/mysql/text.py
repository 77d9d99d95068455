"""Expressions and literals as the catalogs print them, put into one spelling.

MySQL escapes the text of expressions in its catalogs once more, and shows its bytes beyond ASCII
as if they were latin1. Both servers name the database of what an expression uses, and MySQL the
character set of every literal.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from goofer_py.dialects.mysql.quoting import quote, unquoted

TOKEN = re.compile(
    r"'(?:[^'\\]|\\.|'')*'"
    r'|"(?:[^"\\]|\\.|"")*"'
    r"|`(?:[^`]|``)+`"
    r"|[^\W\d][\w$]*|\d[\w.]*|\s+|.",
    re.DOTALL,
)
_UNESCAPED_QUOTE = re.compile(r"(?<!\\)'")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_INTRODUCER = re.compile(r"_(utf8mb4|utf8mb3|utf8|[a-z]\w*)\Z")
_UNICODE = frozenset(("utf8mb4", "utf8mb3", "utf8"))
_SIGNS = {"0": "\0", "n": "\n", "r": "\r", "t": "\t", "b": "\b", "Z": "\x1a"}

Literal = Callable[[str], str]


def unescaped(text: str) -> str:
    """Return an expression of MySQL's catalogs as SHOW CREATE TABLE has it."""
    text = _recoded(text)
    if _UNESCAPED_QUOTE.search(text):
        return text
    return _ESCAPED.sub(r"\1", text)


def plain(text: str, literal: Literal, databases: Collection[str] = ()) -> str:
    """Return an expression without needless words and without parentheses around the whole.

    Names stay in backticks: so a column is told from a function or a word of that name.
    """
    return without_brackets(tidied(text, literal, databases, in_backticks=True))


def tidied(
    text: str, literal: Literal, databases: Collection[str] = (), *, in_backticks: bool = False
) -> str:
    """Return `text` with literals spelled by `literal`, and without needless words.

    Left out are the character sets of literals, the `databases` before names, and the backticks
    that nothing needs, unless all are to stay.
    """
    tokens = TOKEN.findall(without_databases(text, databases))
    kept: list[str] = []
    for place, token in enumerate(tokens):
        following = tokens[place + 1] if place + 1 < len(tokens) else ""
        if _is_needless(token, following):
            continue
        is_kept = in_backticks and token[0] == "`"
        kept.append(token if is_kept else _spelled(token, literal))
    return "".join(kept)


def respelled(text: str) -> str:
    """Return `text` with names in backticks only where they must be."""
    tokens = TOKEN.findall(text)
    return "".join(quote(unquoted(t)) if t[0] == "`" and len(t) > 1 else t for t in tokens)


def _spelled(token: str, literal: Literal) -> str:
    if token[0] == "'":
        return literal(value_of(token))
    return respelled(token)


def without_databases(text: str, databases: Collection[str]) -> str:
    """Return `text` without the `databases` that stand before the names of what is in them."""
    for database in databases:
        quoted = "`" + database.replace("`", "``") + "`."
        if quoted in text:
            text = _without_database(text, quoted[:-1])
    return text


def without_brackets(text: str) -> str:
    """Return `text` without parentheses around the whole of it."""
    text = text.strip()
    while text.startswith("(") and _closes_at_end(text):
        text = text[1:-1].strip()
    return text


def value_of(token: str) -> str:
    """Return the text that a string literal stands for."""
    quote, inner = token[0], token[1:-1]
    if "\\" not in inner:
        return inner.replace(quote * 2, quote)
    return re.sub(rf"\\(.)|{quote}{quote}", lambda m: _meant(m[1] or quote), inner, flags=re.DOTALL)


def is_literal(text: str) -> bool:
    """Whether `text` is one string literal."""
    tokens = TOKEN.findall(text)
    return len(tokens) == 1 and tokens[0][0] == "'" and len(text) > 1


def _meant(sign: str) -> str:
    # LIKE patterns keep the backslash before these.
    return f"\\{sign}" if sign in "%_" else _SIGNS.get(sign, sign)


def _is_needless(token: str, following: str) -> bool:
    introducer = _INTRODUCER.match(token)
    if introducer is None or not following.startswith("'"):
        return False
    return introducer[1] in _UNICODE or (introducer[1] != "binary" and following.isascii())


def _without_database(text: str, quoted: str) -> str:
    tokens = TOKEN.findall(text)
    kept = []
    place = 0
    while place < len(tokens):
        is_prefix = tokens[place] == quoted and tokens[place + 1 : place + 2] == ["."]
        if is_prefix and (place == 0 or tokens[place - 1] != "."):
            place += 2
            continue
        kept.append(tokens[place])
        place += 1
    return "".join(kept)


def _closes_at_end(text: str) -> bool:
    depth, place = 0, 0
    for word in TOKEN.findall(text):
        depth += (word == "(") - (word == ")")
        place += len(word)
        if depth == 0:
            return place == len(text)
    return False


def _recoded(text: str) -> str:
    """Undo that UTF-8 was shown as latin1, which is cp1252 with its holes filled."""
    if text.isascii():
        return text
    try:
        return b"".join(map(_byte, text)).decode()
    except (UnicodeError, ValueError):
        return text


def _byte(sign: str) -> bytes:
    try:
        return sign.encode("cp1252")
    except UnicodeEncodeError:
        return bytes((ord(sign),))
