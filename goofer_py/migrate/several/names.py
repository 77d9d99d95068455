"""Which other databases a migration in code says that it changes: `databases = ("cache",)`."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from goofer_py.errors import FileError, UsageError

if TYPE_CHECKING:
    from goofer_py.migrate.choice import Choice
    from goofer_py.migrate.migration import Migration

ATTRIBUTE = "databases"
"""What a file, or an object, says it by."""
_HINT = 'write databases = ("cache", "search"), with the names of other databases of the program'
# Before 3.11.8 and 3.12.2, trees of two threads at once make Python raise SystemError.
_ONE_AT_A_TIME = Lock()


class Source(Protocol):
    """Where migrations come from."""

    def names(self) -> Mapping[str, str]:
        """Return the name of each version."""

    def migration(self, version: str) -> Migration:
        """Return one of the migrations."""


def names_of(value: object) -> tuple[str, ...]:
    """Return the names that an attribute holds, each once; raises UsageError."""
    names = (value,) if isinstance(value, str) else value
    if isinstance(names, Iterable) and not isinstance(names, Mapping | bytes):
        found = tuple(names)
        if all(isinstance(name, str) and name for name in found):
            return tuple(dict.fromkeys(found))
    raise UsageError(
        "The attribute databases of a migration is a tuple of the names of other databases that it"
        f" changes; this is {value!r:.60}.",
        hint=_HINT,
    )


def names_in(text: str, path: Path) -> tuple[str, ...]:
    """Return the names that a Python file says, which is not run for it; raises FileError."""
    if ATTRIBUTE not in text:
        return ()
    try:
        with _ONE_AT_A_TIME:
            module = ast.parse(text)
    except SyntaxError:
        # That is told when the file is made ready.
        return ()
    for node in module.body:
        if (value := _said(node)) is not None:
            return _read(value, path)
    return ()


def _said(node: ast.stmt) -> ast.expr | None:
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AnnAssign):
        targets = [node.target]
    else:
        return None
    named = any(isinstance(one, ast.Name) and one.id == ATTRIBUTE for one in targets)
    return node.value if named else None


def _read(value: ast.expr, path: Path) -> tuple[str, ...]:
    try:
        return names_of(ast.literal_eval(value))
    except (ValueError, UsageError):
        raise FileError(
            "databases is a tuple of names, written out: it is read before the file runs."
            " Nothing of it ran.",
            path=path,
            line=value.lineno,
            hint=_HINT,
        ) from None


def noted(script: object) -> tuple[str, ...]:
    """Return in words which other databases a script says that it changes; raises FileError."""
    names: tuple[str, ...] = getattr(script, ATTRIBUTE, ())
    return (f"changes {' and '.join(names)} too",) if names else ()


def said_by(choice: Choice, source: Source) -> tuple[str, ...]:
    """Return the names that the migrations of a run say, each once; raises FileError."""
    known = source.names()
    found: dict[str, None] = {}
    for version in choice.versions:
        if version in known:
            script = source.migration(version).up
            found.update(dict.fromkeys(getattr(script, ATTRIBUTE, ())))
    return tuple(found)
