"""What a script amounts to, as one short text that changes when the script does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import BinaryIO

from goofer_py.dialects.statement import Statement

_CANONICAL = "sha256-1"
"""Of the text without comments, trailing blanks and empty lines, with `\\n` as line end."""
_RAW = "sha256-raw"
"""Of the file's bytes, for files too large to be read as a whole."""

_EXACT = "sha256-text"
"""Of the text with `\\n` as line end, for what is no SQL."""

_DONE = "sha256-done"
"""Of the statements that are done, each as the first would have it."""

# What may hold the marks of a comment and is none comes first. Names the dialects apart nowhere:
# what one of them reads differently is at worst left out of, or kept in, the sum. Letters are said
# by what they are not: Python compiles a class up to the last of all characters in 5 ms.
_TOKEN = re.compile(
    r"""
      --[^\n]*
    | /\*(?!M?!).*?\*/  # not what MySQL and MariaDB execute
    | (?P<kept> [eE]'(?:[^'\\]|\\.|'')*'
              | '[^']*'
              | "[^"]*"
              | `[^`]*`
              | (?P<tag>\$(?:[^\x00-@\[-\^`{-\x7f][^\x00-/:-@\[-\^`{-\x7f]*)?\$).*?(?P=tag) )
    """,
    re.VERBOSE | re.DOTALL,
)
_TRAILING = re.compile(r"[ \t\f\v]*\n(?:[ \t\f\v]*\n)*")
_CHUNK = 1 << 20


def checksum(text: str) -> str:
    """Return the checksum of a script's text, the algorithm's name in front."""
    return f"{_CANONICAL}:{sha256(_essence(text).encode()).hexdigest()}"


def exact_checksum(text: str) -> str:
    """Return the checksum of a text of which nothing is left out but the kind of its line ends."""
    return f"{_EXACT}:{sha256(_lines(text).encode()).hexdigest()}"


def stream_checksum(file: BinaryIO) -> str:
    """Return the checksum of a large file's bytes, the algorithm's name in front."""
    digest = sha256()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    return f"{_RAW}:{digest.hexdigest()}"


class RunningSum:
    """The checksum of the statements of a script, as one after another is done.

    An `exact` one leaves out nothing: what is a comment in SQL may be none elsewhere.
    """

    def __init__(self, *, exact: bool = False) -> None:
        self._digest = sha256()
        self._essence = _lines if exact else _essence

    def over(self, portions: Iterable[Statement]) -> Iterator[Statement]:
        """Yield the portions of a statement, and take each one in."""
        for portion in portions:
            self._digest.update(f"{self._essence(portion.text)};{portion.data or ''};".encode())
            yield portion

    def copy(self) -> RunningSum:
        """Return another one that has taken in the same."""
        other = RunningSum()
        other._digest, other._essence = self._digest.copy(), self._essence
        return other

    def text(self) -> str:
        """Return the checksum of what was taken in, the algorithm's name in front."""
        return f"{_DONE}:{self._digest.hexdigest()}"


def comparable(one: str, other: str) -> bool:
    """Say whether both were made by the same algorithm, so that a difference means something."""
    return one.partition(":")[0] == other.partition(":")[0]


def _lines(text: str) -> str:
    text = text.removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _essence(text: str) -> str:
    text = _lines(text)
    if "--" in text or "/*" in text:
        text = _TOKEN.sub(_kept, text)
    return _TRAILING.sub("\n", text).strip()


def _kept(token: re.Match[str]) -> str:
    return token["kept"] or ""
