"""SQLite's text as tokens (tokenize.c), without blanks and comments."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from goofer_py.dialects.sqlite.quoting import quote


class Kind(Enum):
    """What a token is."""

    WORD = auto()
    QUOTED = auto()
    STRING = auto()
    BLOB = auto()
    NUMBER = auto()
    PARAMETER = auto()
    OPERATOR = auto()


# Said by what they are not: Python compiles a class up to the last of all characters in 5 ms.
_LETTER = r"[^\x00-@\[-\^`{-\x7f]"
_NAME = r"[^\x00-#%-/:-@\[-\^`{-\x7f]"  # a letter, a digit or $
_TOKEN = re.compile(
    rf"""
      [ \t\n\f\r\ufeff]+ | --[^\n]* | /\*.*?(?:\*/|\Z)
    | (?P<BLOB>[xX]'[0-9A-Fa-f]*')
    | (?P<WORD>{_LETTER}{_NAME}*)
    | (?P<QUOTED>"(?:[^"]|"")*" | `(?:[^`]|``)*` | \[[^\]]*\])
    | (?P<STRING>'(?:[^']|'')*')
    | (?P<NUMBER>0[xX][0-9A-Fa-f_]+
        | (?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9_]+)?)
    | (?P<PARAMETER>\?[0-9]* | [@:$\#](?:{_NAME}|:)+)
    | (?P<OPERATOR>->>|->|\|\||<<|>>|<=|>=|<>|==|!=|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_KINDS = {kind.name: kind for kind in Kind}


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `start` is its place in the text."""

    kind: Kind
    text: str
    start: int = 0

    @property
    def end(self) -> int:
        """The place behind it."""
        return self.start + len(self.text)

    @property
    def word(self) -> str:
        """The bare word in upper case, for comparisons with keywords; empty for other kinds."""
        return self.text.upper() if self.kind is Kind.WORD else ""

    @property
    def is_name(self) -> bool:
        """Whether it can name something."""
        return self.kind in (Kind.WORD, Kind.QUOTED)

    @property
    def name(self) -> str:
        """What it names: the text without its quotes."""
        return unquoted(self.text)


def tokenize(text: str) -> list[Token]:
    """Return the tokens of `text`. What SQLite would refuse becomes operators of one character."""
    return [
        Token(_KINDS[kind], match.group(), match.start())
        for match in _TOKEN.finditer(text)
        if (kind := match.lastgroup) is not None
    ]


def unquoted(text: str) -> str:
    """Return the name that `text`, a name in any of SQLite's quotes or in none, stands for."""
    quote = text[:1]
    if quote == "[":
        return text[1:-1]
    if quote in ("'", '"', "`") and len(text) > 1:
        return text[1:-1].replace(quote * 2, quote)
    return text


def without_quotes(text: str) -> str:
    """Return the statement with names in quotes only where they need them, always the same ones.

    SQLite puts what it renames in quotes, and never takes them away again. What is in quotes and
    names nothing is a string to it: the result is there to be compared, not to be executed.
    """
    pieces, place = [], 0
    for token in tokenize(text):
        if token.kind is Kind.QUOTED:
            pieces += [text[place : token.start], _unquoted_if_plain(token.name)]
            place = token.end
    return "".join((*pieces, text[place:]))


def _unquoted_if_plain(name: str) -> str:
    # Other than in what is written, capitals need no quotes: a person may have left them out.
    return quote(name) if quote(name.lower()) != name.lower() else name


def closing(tokens: list[Token], opening: int) -> int:
    """Return where the parenthesis at `opening` is closed; the last token when nowhere."""
    depth = 0
    for place in range(opening, len(tokens)):
        text = tokens[place].text
        depth += (text == "(") - (text == ")")
        if depth == 0:
            return place
    return len(tokens) - 1
