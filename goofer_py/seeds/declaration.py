"""What a seed says about itself: which table its rows are for, and when it runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from goofer_py.errors import FileError
from goofer_py.migrate.directives import NO_DIRECTIVES, Directives, directives
from goofer_py.migrate.merge import Target

_LINE = re.compile(r"#\s*goofer:\s*(?P<word>\S*)[^\S\n]*(?P<rest>.*)")
_COMMON = ("environments", "requires")
_EXISTING = ("update", "keep")


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a file of rows declares; `null` is the text that stands for NULL in a CSV file."""

    target: Target
    null: str = ""
    said: Directives = NO_DIRECTIVES


def said_in_comments(head: str, path: Path) -> Directives:
    """Read the directives of a Python seed from the comments at its top; raises FileError."""
    common = []
    for number, word, _, line in _lines(head):
        if word not in _COMMON:
            raise _unknown(word, _COMMON, path, number)
        common.append((number, line))
    return _common(common, path)


def declared_in_comments(head: str, table: str, path: Path) -> Declaration:
    """Read what a CSV or YAML file declares from the comments at its top; raises FileError.

    `table` is where its rows belong without a directive.
    """
    common, own = [], Declaration(Target(table))
    seen: set[str] = set()
    for number, word, rest, line in _lines(head):
        if word in _COMMON:
            common.append((number, line))
            continue
        reader = _READERS.get(word)
        if reader is None:
            raise _unknown(word, (*_COMMON, *_READERS), path, number)
        if word in seen:
            raise _wrong(f"the directive {word} is there twice", path, number)
        seen.add(word)
        try:
            own = reader(own, rest)
        except ValueError as error:
            raise _wrong(f"the directive {word} {error}", path, number) from None
    return replace(own, said=_common(common, path))


def declared_in_members(members: Mapping[str, Any], table: str, path: Path) -> Declaration:
    """Read what a JSON or YAML file declares beside its rows; raises FileError."""
    lines, own = [], Declaration(Target(table))
    for name, value in members.items():
        word = name.replace("_", "-")
        rest = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        try:
            if word in _COMMON:
                lines.append((1, f"# goofer: {word} {rest}"))
            elif word == "delete-missing" and isinstance(value, bool):
                own = replace(own, target=replace(own.target, remove=value))
            elif word in _READERS and word not in ("null", "delete-missing"):
                own = _READERS[word](own, rest)
            else:
                known = (*_COMMON, *_READERS, "rows")
                raise _unknown(word, [one.replace("-", "_") for one in known], path, None)
        except ValueError as error:
            raise _wrong(f"{name} {error}", path, None) from None
    return replace(own, said=_common(lines, path))


def head_lines(text: str) -> str:
    """Return the comments that a text begins with."""
    found = re.match(r"\ufeff?(?:[^\S\n]*(?:#[^\n]*)?(?:\n|\Z))*", text)
    return found[0] if found else ""


def _lines(head: str) -> list[tuple[int, str, str, str]]:
    found = []
    for number, line in enumerate(head.splitlines(), 1):
        text = line.strip().removeprefix("\ufeff")
        if match := _LINE.fullmatch(text):
            found.append((number, match["word"], match["rest"].strip(), text))
    return found


def _common(lines: list[tuple[int, str]], path: Path) -> Directives:
    """Read directives that all scripts share, as if they stood in SQL at the same lines."""
    if not lines:
        return NO_DIRECTIVES
    text = [""] * max(number for number, _ in lines)
    for number, line in lines:
        before = text[number - 1]
        text[number - 1] = f"{before}\n--{line[1:]}" if before else f"--{line[1:]}"
    return directives("\n".join(text), path)


def _of_table(own: Declaration, rest: str) -> Declaration:
    if not rest:
        raise ValueError("needs the name of a table.")
    return replace(own, target=replace(own.target, table=rest))


def _of_key(own: Declaration, rest: str) -> Declaration:
    key = tuple(part.strip() for part in rest.split(","))
    if not all(key):
        raise ValueError("needs columns with commas between them.")
    return replace(own, target=replace(own.target, key=key))


def _of_existing(own: Declaration, rest: str) -> Declaration:
    match rest:
        case "update" | "keep":
            return replace(own, target=replace(own.target, existing=rest))
        case _:
            raise ValueError(f"needs one of {', '.join(_EXISTING)}, not {rest!r}.")


def _of_removal(own: Declaration, rest: str) -> Declaration:
    if rest:
        raise ValueError("stands alone.")
    return replace(own, target=replace(own.target, remove=True))


def _of_null(own: Declaration, rest: str) -> Declaration:
    if not rest:
        raise ValueError("needs the text that stands for NULL.")
    return replace(own, null=rest)


_READERS: dict[str, Callable[[Declaration, str], Declaration]] = {
    "table": _of_table,
    "key": _of_key,
    "existing": _of_existing,
    "delete-missing": _of_removal,
    "null": _of_null,
}


def _unknown(
    word: str, known: tuple[str, ...] | list[str], path: Path, line: int | None
) -> FileError:
    near = get_close_matches(word, known, n=1)
    hint = f"did you mean {near[0]}?" if near else f"known are: {', '.join(known)}"
    return FileError(
        f"a seed cannot say {word!r}. Nothing of it ran.", path=path, line=line, hint=hint
    )


def _wrong(message: str, path: Path, line: int | None) -> FileError:
    said = message if message.endswith(".") else f"{message}."
    return FileError(f"{said} Nothing of it ran.", path=path, line=line)
