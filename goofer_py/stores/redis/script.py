"""Scripts of commands: one on each line, quoted as redis-cli reads them, or one text in Lua."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from goofer_py.dialects.statement import BOM, Statement
from goofer_py.dialects.syntax import Syntax
from goofer_py.errors import FileError, UnfinishedStatement

LUA = "--[[lua]]"
"""What a text in Lua begins with, which otherwise nothing tells from commands."""
SHEBANG = "#!lua"
"""What a text in Lua may begin with; one that says a name is a library of functions."""

_REFUSED = {
    "SELECT": "the URL says which database it is: redis://host:6379/1",
    **dict.fromkeys(
        ("SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE", "MONITOR", "SYNC", "PSYNC"),
        "it never ends",
    ),
    **dict.fromkeys(
        ("AUTH", "HELLO", "QUIT", "RESET", "READONLY", "READWRITE", "ASKING"),
        "the connection is goofer's own",
    ),
    **dict.fromkeys(
        ("WATCH", "UNWATCH", "DISCARD"), "a block runs from MULTI to EXEC, or is not written"
    ),
}
_BLANKS = " \t\n\r\f\v"
"""All that separates words; redis-cli knows of no others."""
_ESCAPES = {"n": b"\n", "r": b"\r", "t": b"\t", "b": b"\b", "a": b"\a"}
_WORD = re.compile(
    r"""\s*(?:"(?P<double>(?:[^"\\]|\\.)*)"(?=\s|\Z)
           |'(?P<single>(?:[^'\\]|\\.)*)'(?=\s|\Z)
           |(?P<plain>[^\s"']+)(?=\s|\Z))""",
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|(.))", re.DOTALL)


def cut(lines: Iterable[str]) -> Iterator[Statement]:
    """Yield the commands of a script; from MULTI to EXEC it is one, and a text in Lua is one.

    Raises FileError for a line that cannot be read or may not be there, when it is reached.
    """
    lines = iter(lines)
    first = next(lines, "")
    if first.removeprefix(BOM).startswith((LUA, SHEBANG)):
        text = first.removeprefix(BOM) + "".join(lines)
        yield Statement(text.rstrip(), 1, 1, 0)
        return
    yield from _commands(_numbered(first, lines))


def _numbered(first: str, rest: Iterable[str]) -> Iterator[tuple[int, int, str]]:
    offset = 0
    for number, line in enumerate(chain((first,), rest), 1):
        yield number, offset, line
        offset += len(line)


def _commands(lines: Iterable[tuple[int, int, str]]) -> Iterator[Statement]:
    block: list[str] = []
    start = Statement("", 1, 1, 0)
    for number, offset, line in lines:
        text = line.removeprefix(BOM) if offset == 0 else line
        command = text.strip(_BLANKS)
        if not command or command.startswith("#"):
            block += [line] if block else []
            continue
        column = line.index(command) + 1
        at = Statement(command, number, column, offset + column - 1)
        word = _checked(at, inside=bool(block))
        if block:
            block.append(line)
            if word == "EXEC":
                whole = "".join(block)[start.column - 1 :].rstrip()
                yield Statement(whole, start.line, start.column, start.offset)
                block = []
        elif word == "MULTI":
            start, block = at, [line]
        else:
            yield at
    if block:
        raise UnfinishedStatement("MULTI", start.line, start.column)


def _checked(at: Statement, *, inside: bool) -> str:
    """Return a command's name; raises FileError for a line that is none, or may not be there."""
    words = arguments(at.text)
    if words is None:
        raise _wrong(at, "the quotes of this command do not match", "quote as \"...\" or '...'")
    word = words[0].decode(errors="replace").upper()
    if why := _REFUSED.get(word):
        raise _wrong(at, f"{word} may not be in a migration: {why}", "take the line out")
    if word == "MULTI" and inside:
        raise _wrong(at, "MULTI stands inside of another", "end the first block with EXEC")
    if word == "EXEC" and not inside:
        raise _wrong(at, "EXEC ends what no MULTI began", "write MULTI before the block")
    return word


def _wrong(at: Statement, message: str, hint: str) -> FileError:
    said = f"{message}. Nothing of the file ran."
    return FileError(said, line=at.line, column=at.column, hint=hint)


def arguments(line: str) -> list[bytes] | None:
    """Return the arguments of a command as redis-cli reads them; None where quotes do not match."""
    found, at = [], 0
    line = line.strip(_BLANKS)
    while at < len(line):
        word = _WORD.match(line, at)
        if word is None:
            return None
        if word["double"] is not None:
            found.append(_unescaped(word["double"]))
        elif word["single"] is not None:
            found.append(word["single"].replace("\\'", "'").encode())
        else:
            found.append(word["plain"].encode())
        at = word.end()
    return found or None


def _unescaped(text: str) -> bytes:
    parts, at = [], 0
    for escape in _ESCAPE.finditer(text):
        parts.append(text[at : escape.start()].encode())
        if escape[1]:
            parts.append(bytes.fromhex(escape[1]))
        else:
            parts.append(_ESCAPES.get(escape[2], escape[2].encode()))
        at = escape.end()
    return b"".join([*parts, text[at:].encode()])


def commands_of(text: str) -> list[Sequence[bytes]]:
    """Return the commands of one statement: one, or those between MULTI and EXEC."""
    lines = (line.strip(_BLANKS) for line in text.split("\n"))
    found = [words for line in lines if line and line[0] != "#" and (words := arguments(line))]
    return [*found[1:-1]] if len(found) > 1 else [*found]


def is_block(text: str) -> bool:
    """Say whether commands are a block from MULTI to EXEC: all others stand on one line."""
    return "\n" in text


def is_lua(text: str) -> bool:
    """Say whether a statement is a text in Lua."""
    return text.startswith((LUA, SHEBANG))


def is_library(text: str) -> bool:
    """Say whether a text in Lua is a library of functions, which is loaded and not run."""
    first = text.removeprefix(LUA).partition("\n")[0]
    return first.startswith(SHEBANG) and "name=" in first


def body(text: str) -> str:
    """Return a text in Lua as the inside of a function, with the lines that it had."""
    text = text.removeprefix(LUA)
    return f"--{text}" if text.startswith(SHEBANG) else text


REDIS_SYNTAX = Syntax(cut=cut)
