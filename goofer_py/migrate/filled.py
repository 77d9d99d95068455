"""Variables in the scripts that ask for them to be filled in."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from goofer_py.dialects.statement import line_and_column
from goofer_py.errors import FileError
from goofer_py.variables import Malformed, Unset, expand

_SECRET = 4
"""Values shorter than this are no secrets; to hide them would garble messages."""


def filled(text: str, path: Path | str | None) -> tuple[str, frozenset[str]]:
    """Return a script with its variables filled in, and the values that no message may show.

    They come from the environment; `$${` stands for a plain `${`. Raises FileError for one that
    is not set.
    """
    taken = _Taken(os.environ)
    try:
        whole = expand(text, taken)
    except Unset as unset:
        name = unset.variable
        raise _wrong(
            text,
            path,
            f"${{{name}",
            f"the variable {name} is not set.",
            f"set {name} in the environment, or give a default: ${{{name}:-default}}",
        ) from None
    except Malformed as error:
        begun = str(error).partition(" ")[0].partition("\n")[0]
        said = str(error).partition("\n")[0]
        raise _wrong(text, path, begun, f"{said}.", "write $${ for a plain ${") from None
    return whole, frozenset(value for value in taken.values() if len(value) >= _SECRET)


class _Taken(Mapping[str, str]):
    """The environment, and what of it was asked for."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._names: set[str] = set()

    def __getitem__(self, name: str) -> str:
        value = self._environ[name]
        self._names.add(name)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def _wrong(text: str, path: Path | str | None, place: str, message: str, hint: str) -> FileError:
    found = re.search(rf"(?<!\$){re.escape(place)}", text)
    line, column = line_and_column(text, found.start() if found else 0)
    return FileError(
        f"{message} Nothing of the file ran.", path=path, line=line, column=column, hint=hint
    )
