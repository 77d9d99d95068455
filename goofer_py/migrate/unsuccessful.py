"""What is told of a call that raised."""

from __future__ import annotations

from goofer_py.errors import GooferError, MigrationFailed
from goofer_py.events import RunFailed


def failed(database: str, error: Exception, direction: str = "") -> RunFailed:
    """Return what is told of a call that raised; an error of anybody else may hold secrets."""
    if not isinstance(error, GooferError):
        kind = type(error).__name__
        return RunFailed(database, kind, f"Unexpected {kind}", direction=direction)
    dirty = not error.undone if isinstance(error, MigrationFailed) else None
    return RunFailed(database, error.code, error.message, dirty, error.hint, direction)
