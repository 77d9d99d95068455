"""Which checks a project has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from goofer_py.introspect.scope import Scope

READY = ("orphans", "nulls", "rows", "sequences")
"""The checks that need not be written: rows that refer to none, rows without a value that they
must have, tables with fewer rows than before, and counters behind what they count."""


@dataclass(frozen=True, slots=True)
class Checks:
    """The .sql files of a folder, functions, and which of the ready-made ones.

    A function is one itself or "module:function", for which `python_path` is looked in first.
    `required` are patterns for columns ("table.column") that must have a value although the
    database lets them be without. The ready-made ones look at the tables that `tables` are
    patterns for, within `scope`.
    """

    folder: Path | None = None
    functions: tuple[str | Callable[..., Any], ...] = ()
    ready: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    tables: tuple[str, ...] = ("*",)
    python_path: tuple[Path, ...] = ()
    scope: Callable[[], Scope] | None = None

    def __bool__(self) -> bool:
        """Say whether there may be any."""
        there = self.folder is not None and self.folder.is_dir()
        return bool(there or self.functions or self.ready or self.required)
