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
    found = [match for line in top[0].splitlines() if (match := _DIRECTIVE.match(line))]
    for match in found:
        if match["word"] not in _KNOWN or match["rest"].strip():
            raise _unknown(text, f"{match['word']} {match['rest']}".strip(), path)
    return Directives(no_transaction=any(match["word"] == NO_TRANSACTION for match in found))


def _unknown(text: str, directive: str, path: Path | str | None) -> FileError:
    line = text[: text.index("goofer:")].count("\n") + 1
    return FileError(
        f"there is no directive {directive!r}. Nothing of the file ran.",
        path=path,
        line=line,
        hint=f"known is: -- goofer: {', '.join(_KNOWN)}",
    )
