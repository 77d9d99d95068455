"""What a script says about itself in the comments at its top."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from goofer_py.errors import FileError

_COMMENTS = re.compile(r"\ufeff?(?:\s*--[^\n]*(?:\n|\Z))*")
_DIRECTIVE = re.compile(r"[^\S\n]*--[^\S\n]*goofer:[^\S\n]*(?P<word>\S*)[^\S\n]*(?P<rest>[^\n]*)")
NO_TRANSACTION = "no-transaction"
_KNOWN = (NO_TRANSACTION,)


@dataclass(frozen=True, slots=True)
class Directives:
    """The directives of one script."""

    no_transaction: bool = False


_NONE = Directives()


def directives(text: str, path: Path | str | None = None) -> Directives:
    """Read the `-- goofer: ...` lines before the first statement; raises FileError for others."""
    top = _COMMENTS.match(text)
    if top is None or "goofer:" not in top[0]:
        return _NONE
    no_transaction = False
    for number, line in enumerate(top[0].splitlines(), 1):
        if (match := _DIRECTIVE.match(line)) is None:
            continue
        if match["word"] not in _KNOWN or match["rest"].strip():
            raise _unknown(f"{match['word']} {match['rest']}".strip(), path, number)
        no_transaction = True
    return Directives(no_transaction)


def _unknown(directive: str, path: Path | str | None, line: int) -> FileError:
    return FileError(
        f"there is no directive {directive!r}. Nothing of the file ran.",
        path=path,
        line=line,
        hint=f"known is: -- goofer: {', '.join(_KNOWN)}",
    )
